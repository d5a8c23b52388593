package main

import (
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"inquiryd/internal/register/pgtest"
)

// F08: the primary dies and its standby, which had not got the last commits yet,
// takes its place while the daemon runs. Mails were filed, acknowledged and moved
// that the new primary knows nothing of: they are found again, under the same
// numbers, and nobody is told anything twice.
func TestProgramFailoverLosesCommits(t *testing.T) {
	const within, nothing = "lost, within a round", "nothing lost"
	for _, name := range []string{"lost", within, nothing} {
		t.Run(name, func(t *testing.T) {
			alive := name == nothing
			t.Parallel()
			primary := pgtest.Own(t)
			n := newNodes(t, primary, "failover", 0)
			stream := &stream{to: hostOf(t, primary.URL)}
			standby, err := primary.Standby(t.Context(), stream.listen(t))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { standby.Stop() })
			both := strings.Replace(primary.URL, hostOf(t, primary.URL), hostOf(t, primary.URL)+","+hostOf(t, standby.URL), 1) + "&target_session_attrs=read-write"
			n.reconfigure(primary.URL, both)
			n.place.URL = both
			daemon := n.start(0)
			n.deliver(3)
			n.settled()
			if !alive {
				stream.stop()
			}
			n.deliver(6)
			n.settled()
			n.copied() // by which they are found again
			if alive {
				time.Sleep(time.Second)
			}
			var once sync.Once
			over := make(chan struct{})
			failOver := func() {
				defer close(over)
				if err := primary.Crash(t.Context()); err != nil {
					t.Error(err)
				}
				if err := standby.Promote(t.Context()); err != nil {
					t.Error(err)
				}
			}
			if name == within {
				n.imap.SetFail(func(step, arg string) error {
					if step == "FETCH" && !strings.Contains(arg, "*") {
						once.Do(func() {
							time.Sleep(1500 * time.Millisecond) // connections that rested are replaced without a word
							failOver()
						})
					}
					return nil
				})
			} else {
				once.Do(failOver)
			}
			n.deliver(8)
			select {
			case <-over:
			case <-time.After(time.Minute):
				t.Fatalf("no mail was fetched:\n%s", n.logged())
			}
			n.settled()
			n.end(daemon)
			n.check()
			if recovered := strings.Contains(n.logged(), "the register is older than the mailbox"); recovered == alive {
				t.Errorf("the log says that something was lost: %v\n%s", recovered, n.logged())
			}
		})
	}
}

// copied waits until the folder of sent mail has all letters.
func (n *nodes) copied() {
	n.t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		copies, err := n.imap.Messages(n.t.Context(), "Sendt")
		if err != nil {
			n.t.Fatal(err)
		}
		sent := len(n.smtp.Messages())
		if len(copies) == sent {
			return
		}
		if time.Now().After(end) {
			n.t.Fatalf("%d of %d letters are in the folder of sent mail:\n%s", len(copies), sent, n.logged())
		}
	}
}

func hostOf(t *testing.T, text string) string {
	t.Helper()
	where, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return where.Host
}

// stream carries what a primary sends to its standby, until it stops.
type stream struct {
	to    string
	mutex sync.Mutex
	all   []net.Conn
	over  bool
}

func (s *stream) listen(t *testing.T) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close(); s.stop() })
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			go s.join(near)
		}
	}()
	return l.Addr().String()
}

func (s *stream) join(near net.Conn) {
	far, err := net.Dial("tcp", s.to)
	if err != nil || !s.keep(near, far) {
		near.Close()
		return
	}
	go func() { io.Copy(far, near); far.Close() }()
	io.Copy(near, far)
	near.Close()
}

func (s *stream) keep(both ...net.Conn) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.all = append(s.all, both...)
	return !s.over
}

// stop ends all connections, and lets no new one through.
func (s *stream) stop() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.over = true
	for _, one := range s.all {
		one.Close()
	}
}
