package notify_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"inquiryd/internal/mailtest"
	"inquiryd/notify"
)

// oddServer answers commands with what it is given, to the byte, and others as
// servers do.
type oddServer struct {
	says  map[string]string // by verb; "" is the greeting, "." the end of a mail
	loses bool              // what comes together with a command
	mails atomic.Int32
}

func (s *oddServer) say(l *mailtest.Lines, verb, usual string) string {
	text, odd := s.says[verb]
	if !odd {
		text = usual
	}
	fmt.Fprint(l.Conn, text)
	return text
}

func (s *oddServer) handle(l *mailtest.Lines) {
	s.say(l, "", "220 mx.kk.example\r\n")
	for {
		line, ok := l.Hear()
		for ok && s.loses && l.Waiting() > 0 {
			l.Hear()
		}
		switch verb, _, _ := strings.Cut(line, " "); {
		case !ok:
			return
		case verb == "DATA":
			if !strings.HasPrefix(s.say(l, verb, "354 go on\r\n"), "354") {
				continue
			}
			for line != "." {
				if line, ok = l.Hear(); !ok {
					return
				}
			}
			s.mails.Add(1)
			s.say(l, ".", "250 kept\r\n")
		default:
			s.say(l, verb, "250 well\r\n")
		}
	}
}

func (s *oddServer) start(t *testing.T) *notify.Poster {
	t.Helper()
	script, err := mailtest.StartScript(s.handle)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { script.Close() })
	cfg := plainConfig(script.Addr())
	cfg.Timeout.Duration, cfg.DotTimeout.Duration = 500*time.Millisecond, 500*time.Millisecond
	return newPoster(t, cfg)
}

func post(t *testing.T, p *notify.Poster) (string, error) {
	t.Helper()
	return p.Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(mailText))
}

// F31: a server that takes a letter in unusual words has taken it, and it is not
// sent again and again. Where RFC 5321 leaves the fate open, so do we.
func TestOddRepliesToAMail(t *testing.T) {
	for reply, want := range map[string]string{
		"250 kept\r\n":                "kept",
		"250 kept\n":                  "kept",
		"250\r\n":                     "",
		"250-\r\n250\r\n":             "",
		"250-a\r\n250-b\r\n250 c\r\n": "a b c",
		"251 kept\r\n":                "kept",
		"200 kept\r\n":                "kept",
		"250 queued as " + strings.Repeat("x", 9000) + "\r\n": "queued as " + strings.Repeat("x", 480),
		"354 more\r\n":     "ambiguous",
		"650 kept\r\n":     "ambiguous",
		"000 kept\r\n":     "ambiguous",
		"kept\r\n":         "ambiguous",
		"451 later\r\n":    "temporary",
		"552 too much\r\n": "refused",
		"552\r\n":          "refused",
		"250 kept":         "ambiguous", // and no end of the line ever comes
		"250-a\r\n250 b":   "ambiguous",
		"552 too much":     "ambiguous",
		"25":               "ambiguous",
	} {
		t.Run(fmt.Sprintf("%.20q", reply), func(t *testing.T) {
			t.Parallel()
			s := &oddServer{says: map[string]string{".": reply}}
			got, err := post(t, s.start(t))
			switch {
			case notify.Ambiguous(err):
				got = "ambiguous"
			case notify.Temporary(err):
				got = "temporary"
			case err != nil:
				got = "refused"
			}
			if !strings.HasPrefix(got, want) || want == "" && got != "" || s.mails.Load() != 1 {
				t.Errorf("got %q, %v; want %q", got, err, want)
			}
		})
	}
}

// Codes without a text (RFC 5321 section 4.2), long lines and extensions in small
// letters keep no letter back.
func TestOddServersGetTheirLetters(t *testing.T) {
	long := strings.Repeat("x", 5000)
	for name, says := range map[string]map[string]string{
		"no words at all":     {"": "220\r\n", "EHLO": "250\r\n", "MAIL": "250\r\n", "RCPT": "250\r\n", "DATA": "354\r\n", ".": "250\r\n"},
		"long lines":          {"": "220-" + long + "\r\n220 " + long + "\r\n", "EHLO": "250 " + long + "\r\n", "DATA": "354 " + long + "\r\n"},
		"a long greeting":     {"": "220-" + strings.Repeat(long, 100) + "\r\n220 hello\r\n"},
		"LF only":             {"": "220 hello\n", "EHLO": "250-mx\n250 PIPELINING\n", "MAIL": "250 ok\n", "RCPT": "250 ok\n", "DATA": "354 go on\n", ".": "250 kept\n"},
		"will forward":        {"RCPT": "251 not here, but there\r\n"},
		"will try":            {"RCPT": "252 who knows\r\n"},
		"a size that is none": {"EHLO": "250-mx\r\n250-SIZE 99999999999999999999\r\n250 SIZE -1\r\n"},
		"nothing but HELO":    {"EHLO": "502 what?\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &oddServer{says: says}
			p := s.start(t)
			for range 2 {
				if _, err := post(t, p); err != nil {
					t.Error(err)
				}
			}
			if n := s.mails.Load(); n != 2 {
				t.Errorf("%d letters arrived, want 2", n)
			}
		})
	}
	s := &oddServer{says: map[string]string{"EHLO": "250-mx\r\n250 size 20\r\n"}}
	if _, err := post(t, s.start(t)); err == nil || notify.Temporary(err) {
		t.Errorf("a limit in small letters: %v", err)
	}
}

// Where a server says more than it was asked, a reply could be taken for another
// letter's: nothing is believed that follows, and no letter is refused for it.
func TestRepliesNobodyAskedFor(t *testing.T) {
	for name, says := range map[string]map[string]string{
		"a letter is kept before it came":    {"DATA": "354 go on\r\n250 kept\r\n", ".": "550 no\r\n"},
		"a letter is refused before it came": {"DATA": "354 go on\r\n550 no\r\n"},
		"the sender is taken twice":          {"MAIL": "250 ok\r\n250 ok\r\n", "RCPT": "550 no\r\n"},
		"a mail is taken without its text":   {"DATA": "250 kept\r\n"},
		"half a line too much":               {"RCPT": "250 ok\r\n550"},
		"together with PIPELINING":           {"EHLO": "250-mx\r\n250 PIPELINING\r\n", "DATA": "354 go on\r\n250 kept\r\n", ".": "550 no\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &oddServer{says: says}
			p := s.start(t)
			for range 2 {
				if _, err := post(t, p); err == nil || !notify.Temporary(err) || notify.Ambiguous(err) {
					t.Errorf("%v; want an error that passes", err)
				}
			}
			if n := s.mails.Load(); n != 0 {
				t.Errorf("%d letters arrived", n)
			}
		})
	}
	s := &oddServer{says: map[string]string{".": "250 kept\r\n550 no\r\n"}}
	p := s.start(t)
	for range 3 {
		if _, err := post(t, p); err != nil {
			t.Errorf("after a letter that was kept: %v", err)
		}
	}
}

// A server that offers PIPELINING and loses what comes together costs one try.
func TestPipeliningThatIsALie(t *testing.T) {
	s := &oddServer{says: map[string]string{"EHLO": "250-mx\r\n250 PIPELINING\r\n"}, loses: true}
	p := s.start(t)
	if _, err := post(t, p); !notify.Temporary(err) || notify.Ambiguous(err) {
		t.Errorf("the first letter: %v", err)
	}
	for range 2 {
		if _, err := post(t, p); err != nil {
			t.Error(err)
		}
	}
}
