package notify_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"net"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/mailtest"
	"inquiryd/notify"
)

func BenchmarkComposeAcknowledgement(b *testing.B) { benchmarkCompose(b, ordinary()) }

func BenchmarkComposeForwarding(b *testing.B) {
	for name, size := range map[string]int{"3KB": 3 << 10, "200KB": 200 << 10} {
		b.Run(name, func(b *testing.B) {
			l := ordinary()
			l.Kind, l.Automatic = notify.Forwarding, "auto-generated"
			l.Attach = []notify.Attachment{{Name: "original.eml", MediaType: "message/rfc822", Content: bytes.Repeat([]byte("Det er en linje af en mail.\r\n"), size/29)}}
			benchmarkCompose(b, l)
		})
	}
}

func BenchmarkComposeAnswer(b *testing.B) { benchmarkCompose(b, sample(notify.Answer, "da")) }

// ordinary is the acknowledgement of most mails: one case with one question.
func ordinary() notify.Letter {
	l := sample(notify.Acknowledgement, "da")
	l.Model.Cases = l.Model.Cases[:1]
	q := l.Model.Cases[0].Questions[:1]
	q[0].Text = strings.Repeat("Borgerne på vejen har i flere år bedt om en løsning, og svaret lader vente på sig.\n\n", 15) + "Hvornår kommer den?"
	l.Model.Cases[0].Questions = q
	return l
}

// benchmarkCompose writes a letter and, by turns, the same mail by the plainest
// code: x-floor is how many times as long the first took.
func benchmarkCompose(b *testing.B, l notify.Letter) {
	w := newWriter(b, config())
	c, err := w.Compose(l)
	if err != nil {
		b.Fatal(err)
	}
	var ours, plainest time.Duration
	b.ReportAllocs()
	for b.Loop() {
		begun := time.Now()
		if _, err := w.Compose(l); err != nil {
			b.Fatal(err)
		}
		composed := time.Now()
		floor(c, l.Attach)
		ours, plainest = ours+composed.Sub(begun), plainest+time.Since(composed)
	}
	b.ReportMetric(float64(ours.Nanoseconds())/float64(b.N), "ns/op")
	b.ReportMetric(float64(ours)/float64(plainest), "x-floor")
}

// floor writes texts and files that are there already, one behind the other.
func floor(c notify.Composed, files []notify.Attachment) []byte {
	var out bytes.Buffer
	header, _, _ := bytes.Cut(c.Raw, []byte("\r\n\r\n"))
	out.Write(header)
	for _, text := range []string{c.Text, c.HTML} {
		w := quotedprintable.NewWriter(&out)
		_, _ = w.Write([]byte(text)) // a Buffer takes all
		_ = w.Close()
	}
	for _, file := range append(files, notify.Attachment{Content: c.PDF}) {
		encoded := make([]byte, base64.StdEncoding.EncodedLen(len(file.Content)))
		base64.StdEncoding.Encode(encoded, file.Content)
		out.Write(encoded)
	}
	return out.Bytes()
}

// BenchmarkPost posts a letter over a kept connection and, by turns, says the same
// by the plainest code, to a server that takes several commands at once.
func BenchmarkPost(b *testing.B) {
	c, err := newWriter(b, config()).Compose(ordinary())
	if err != nil {
		b.Fatal(err)
	}
	server, err := mailtest.StartScript(sink)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = server.Close() })
	poster, plain := newPoster(b, plainConfig(server.Addr())), newPlainPoster(b, server.Addr())
	var ours, plainest time.Duration
	b.ReportAllocs()
	for b.Loop() {
		begun := time.Now()
		if _, err := poster.Post(b.Context(), "spoergsmaal@kk.example", "aase.soerensen@medlem.example", c.Raw); err != nil {
			b.Fatal(err)
		}
		posted := time.Now()
		if err := plain.post(c.Raw); err != nil {
			b.Fatal(err)
		}
		ours, plainest = ours+posted.Sub(begun), plainest+time.Since(posted)
	}
	b.ReportMetric(float64(ours.Nanoseconds())/float64(b.N), "ns/op")
	b.ReportMetric(float64(ours)/float64(plainest), "x-floor")
}

// sink takes every mail, and writes all that it has to say at once.
func sink(l *mailtest.Lines) {
	said := "220 here\r\n"
	for ok, line := true, ""; ok; {
		if l.Waiting() == 0 {
			_, _ = io.WriteString(l.Conn, said) // Hear finds that it is over
			said = ""
		}
		line, ok = l.Hear()
		switch {
		case strings.HasPrefix(line, "EHLO"):
			said += "250-here\r\n250 PIPELINING\r\n"
		case line == "DATA":
			_, _ = io.WriteString(l.Conn, said+"354 go on\r\n")
			for ok && line != "." {
				line, ok = l.Hear()
			}
			said = "250 kept\r\n"
		default:
			said += "250 well\r\n"
		}
	}
}

// plainPoster speaks SMTP without listening closely.
type plainPoster struct {
	net.Conn
	in *textproto.Reader
}

func newPlainPoster(b *testing.B, addr string) *plainPoster {
	b.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	p := &plainPoster{conn, textproto.NewReader(bufio.NewReader(conn))}
	if err := p.say("EHLO b\r\n", 220, 250); err != nil {
		b.Fatal(err)
	}
	return p
}

// say writes text and waits for replies of these codes.
func (p *plainPoster) say(text string, codes ...int) error {
	_, err := io.WriteString(p, text)
	for _, code := range codes {
		if err == nil {
			_, _, err = p.in.ReadResponse(code)
		}
	}
	return err
}

func (p *plainPoster) post(raw []byte) error {
	err := p.say("MAIL FROM:<spoergsmaal@kk.example>\r\nRCPT TO:<aase.soerensen@medlem.example>\r\nDATA\r\n", 250, 250, 354)
	if err != nil {
		return err
	}
	return p.say(string(raw)+".\r\n", 250)
}
