package notify_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"inquiryd/internal/mailtest"
	"inquiryd/notify"
)

// eagerServer takes several commands at once and answers none of a mail's first
// three before it has them all. What it says to each stands in replies, by the
// first letters of the recipient.
type eagerServer struct {
	*mailtest.Script
	mails atomic.Int32
}

func startEagerServer(t *testing.T, replies map[string][3]string) *eagerServer {
	t.Helper()
	s := &eagerServer{}
	var err error
	if s.Script, err = mailtest.StartScript(func(l *mailtest.Lines) { s.talk(l, replies) }); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func (s *eagerServer) talk(l *mailtest.Lines, replies map[string][3]string) {
	l.Say("220 here")
	for {
		line, ok := l.Hear()
		switch {
		case !ok:
			return
		case strings.HasPrefix(line, "EHLO"):
			l.Say("250-here", "250 PIPELINING")
		case strings.HasPrefix(line, "MAIL"):
			to, _ := l.Hear()
			if data, _ := l.Hear(); data != "DATA" {
				return
			}
			said, known := replies[strings.TrimPrefix(strings.Split(to, "@")[0], "RCPT TO:<")]
			if !known {
				said = [3]string{"250 well", "250 well", "354 go on"}
			}
			l.Say(said[:]...)
			for strings.HasPrefix(said[2], "354") && ok && line != "." {
				line, ok = l.Hear()
			}
			if line == "." {
				s.mails.Add(1)
				l.Say("250 kept")
			}
		default:
			l.Say("250 well")
		}
	}
}

// A letter's commands go together where the server takes that, and a refusal of
// one of them leaves the connection in step; one that wants a mail after it has
// refused its sender or recipient gets none.
func TestCommandsGoTogether(t *testing.T) {
	for name, c := range map[string]struct {
		replies     [3]string
		temporary   bool
		step        string
		connections int
	}{
		"sender":                   {[3]string{"550 no", "503 no sender", "503 no sender"}, false, "name sender", 1},
		"sender, later":            {[3]string{"451 later", "503 no sender", "503 no sender"}, true, "name sender", 1},
		"sender, wants a mail":     {[3]string{"550 no", "250 well", "354 go on"}, false, "name sender", 2},
		"sender, breaks off":       {[3]string{"550 no", "421 bye", "421 bye"}, false, "name sender", 2},
		"recipient":                {[3]string{"250 well", "550 no such user", "503 nobody"}, false, "name recipient", 1},
		"recipient, later":         {[3]string{"250 well", "450 grey", "554 nobody"}, true, "name recipient", 1},
		"recipient, wants a mail":  {[3]string{"250 well", "550 no such user", "354 go on"}, false, "name recipient", 2},
		"recipient, breaks off":    {[3]string{"250 well", "421 bye", "503 bye"}, true, "name recipient", 2},
		"data":                     {[3]string{"250 well", "250 well", "554 no"}, false, "begin mail", 1},
		"data, later":              {[3]string{"250 well", "250 well", "451 later"}, true, "begin mail", 1},
		"a login that was revoked": {[3]string{"530 log in", "530 log in", "530 log in"}, true, "name sender", 2},
	} {
		t.Run(name, func(t *testing.T) {
			server := startEagerServer(t, map[string][3]string{"refused": c.replies})
			poster := newPoster(t, plainConfig(server.Addr()))
			_, err := poster.Post(t.Context(), "a@kk.example", "refused@medlem.example", []byte(mailText))
			if err == nil || notify.Temporary(err) != c.temporary || notify.Ambiguous(err) || !strings.HasPrefix(err.Error(), c.step) {
				t.Errorf("got %v", err)
			}
			for range 2 {
				if response, err := poster.Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(mailText)); err != nil || response != "kept" {
					t.Errorf("the next letter: %q, %v", response, err)
				}
			}
			if n := server.Connections(); n != c.connections || server.mails.Load() != 2 {
				t.Errorf("%d connections, want %d; %d mails", n, c.connections, server.mails.Load())
			}
		})
	}
}

// Where the server takes one command at a time, each waits for the reply to the
// one before it.
func TestCommandsGoOneByOne(t *testing.T) {
	for step, refused := range map[string]string{"name sender": "MAIL", "name recipient": "RCPT", "begin mail": "DATA"} {
		var refuse atomic.Bool
		refuse.Store(true)
		var early, mails atomic.Int32
		server, err := mailtest.StartScript(func(l *mailtest.Lines) {
			l.Say("220 here")
			for {
				line, ok := l.Hear()
				verb := strings.ToUpper(line[:min(len(line), 4)])
				switch {
				case !ok:
					return
				case l.Waiting() > 0:
					early.Add(1)
					return
				case verb == refused && refuse.Load():
					l.Say("550 no")
				case verb == "DATA":
					l.Say("354 go on")
					body(l)
					mails.Add(1)
					l.Say("250 kept")
				default:
					l.Say("250 well")
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		poster := newPoster(t, plainConfig(server.Addr()))
		if _, err := poster.Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(mailText)); err == nil || !strings.HasPrefix(err.Error(), step) {
			t.Errorf("%s: %v", step, err)
		}
		refuse.Store(false)
		if _, err := poster.Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(mailText)); err != nil {
			t.Errorf("%s: the next letter: %v", step, err)
		}
		if early.Load() != 0 || mails.Load() != 1 || server.Connections() != 1 {
			t.Errorf("%s: %d early commands, %d mails, %d connections", step, early.Load(), mails.Load(), server.Connections())
		}
		_ = server.Close()
	}
}

// A command that is too long for one piece is sent whole before those behind it.
func TestLongCommandsStayWhole(t *testing.T) {
	server := startEagerServer(t, nil)
	from := strings.Repeat("a", 5000) + "@kk.example"
	for i := range 2 {
		if _, err := newPoster(t, plainConfig(server.Addr())).Post(t.Context(), from, fmt.Sprint(strings.Repeat("b", 5000*i), "b@medlem.example"), []byte(mailText)); err != nil {
			t.Error(err)
		}
	}
	if n := server.mails.Load(); n != 2 {
		t.Errorf("%d mails arrived", n)
	}
}
