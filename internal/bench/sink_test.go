package bench

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// sink takes mail as fast as go-smtp's server can, keeps none of it, and knows
// when the nth acknowledgement came.
type sink struct {
	addr string

	mutex   sync.Mutex
	all     int                // letters to anybody
	got     map[string]int     // acknowledgements by what they answer
	doubled int                // acknowledgements of a mail that had one
	want    int                // acknowledgements
	done    chan time.Duration // since begun, when there were as many
	begun   time.Time
}

func newSink(tb testing.TB) *sink {
	tb.Helper()
	s := &sink{}
	s.expect(0)
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &take{sink: s}, nil }))
	server.Domain = "sink.example"
	server.ErrorLog = log.New(io.Discard, "", 0)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	s.addr = ln.Addr().String()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ln) }()
	tb.Cleanup(func() {
		server.Close()
		if err := <-ended; err != nil && !errors.Is(err, smtp.ErrServerClosed) {
			tb.Error(err)
		}
	})
	return s
}

// expect begins to count anew, and to take the time.
func (s *sink) expect(acknowledgements int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.all, s.doubled, s.got, s.want = 0, 0, map[string]int{}, acknowledgements
	s.done, s.begun = make(chan time.Duration, 1), time.Now()
}

func (s *sink) counted() (letters, acknowledgements, doubled int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.all, len(s.got), s.doubled
}

func (s *sink) took(to, answers string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.all++
	if !strings.HasSuffix(to, "@raad.example") || answers == "" {
		return
	}
	if s.got[answers]++; s.got[answers] > 1 {
		s.doubled++
		return
	}
	if len(s.got) == s.want {
		s.done <- time.Since(s.begun)
	}
}

// take is one client.
type take struct {
	sink *sink
	to   string
}

func (t *take) Mail(string, *smtp.MailOptions) error      { return nil }
func (t *take) Rcpt(to string, _ *smtp.RcptOptions) error { t.to = to; return nil }
func (t *take) Reset()                                    {}
func (t *take) Logout() error                             { return nil }

// Data reads the header for In-Reply-To and throws the rest away.
func (t *take) Data(r io.Reader) error {
	in := bufio.NewReader(r)
	answers := ""
	for {
		line, err := in.ReadSlice('\n')
		if err != nil || len(bytes.TrimSpace(line)) == 0 {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("In-Reply-To:")); ok {
			answers = string(bytes.TrimSpace(value))
		}
	}
	if _, err := io.Copy(io.Discard, in); err != nil {
		return err
	}
	t.sink.took(t.to, answers)
	return nil
}
