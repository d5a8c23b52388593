package notify_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"inquiryd/internal/mailtest"
	"inquiryd/notify"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const mailText = "From: a@kk.example\r\nTo: b@medlem.example\r\nSubject: x\r\n\r\nHej\r\n.\r\n..to\r\n"

// bench is a server and a poster that speaks to it.
type bench struct {
	server *mailtest.SMTP
	poster *notify.Poster
}

func newBench(t *testing.T, options mailtest.SMTPOptions, change ...func(*notify.SMTPConfig)) bench {
	t.Helper()
	server, err := mailtest.StartSMTP(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	cfg := plainConfig(server.Addr())
	if options.TLS != mailtest.Plain {
		cfg.TLS = string(options.TLS)
		if cfg.CAFile, err = server.CA().WriteFile(t.TempDir()); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range change {
		f(&cfg)
	}
	return bench{server, newPoster(t, cfg)}
}

func plainConfig(addr string) notify.SMTPConfig {
	return notify.SMTPConfig{Address: addr, TLS: "none", Hello: "inquiryd.kk.example",
		Timeout: notify.Duration{Duration: 2 * time.Second}, DotTimeout: notify.Duration{Duration: 2 * time.Second}}
}

func newPoster(t testing.TB, cfg notify.SMTPConfig) *notify.Poster {
	t.Helper()
	poster, err := notify.NewPoster(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = poster.Close() })
	return poster
}

func (b bench) post(t *testing.T, to string) error {
	t.Helper()
	_, err := b.poster.Post(t.Context(), "a@kk.example", to, []byte(mailText))
	return err
}

// passwordFile puts a secret into a file that only its owner can read.
func passwordFile(t *testing.T, secret string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestPostHandsOverTheBytes(t *testing.T) {
	for _, mode := range []mailtest.TLS{mailtest.Plain, mailtest.Implicit, mailtest.StartTLS} {
		t.Run("tls "+string(mode), func(t *testing.T) {
			b := newBench(t, mailtest.SMTPOptions{TLS: mode, User: "council", Password: "secret"}, func(c *notify.SMTPConfig) {
				c.Username, c.PasswordFile = "council", passwordFile(t, "secret")
			})
			for range 3 {
				response, err := b.poster.Post(t.Context(), "", "b@medlem.example", []byte(mailText))
				if err != nil {
					t.Fatal(err)
				}
				if response == "" {
					t.Error("the server's last word is empty")
				}
			}
			got := b.server.Messages()
			if len(got) != 3 {
				t.Fatalf("%d mails arrived", len(got))
			}
			for _, m := range got {
				if string(m.Raw) != mailText || m.From != "" || m.To != "b@medlem.example" {
					t.Errorf("got from %q to %q: %q", m.From, m.To, m.Raw)
				}
			}
			if n := b.server.Connections(); n != 1 {
				t.Errorf("%d connections for three letters, want 1", n)
			}
		})
	}
}

// TestRefusals holds each step's refusal to what the next try should be.
// Dots at the beginning of lines arrive as they are, wherever a mail is cut into
// pieces on its way, also when it is nothing but a line with a dot.
func TestDotsArrive(t *testing.T) {
	for _, mode := range []mailtest.TLS{mailtest.Plain, mailtest.StartTLS} {
		b := newBench(t, mailtest.SMTPOptions{TLS: mode, User: "council", Password: "secret"}, func(c *notify.SMTPConfig) {
			c.Username, c.PasswordFile = "council", passwordFile(t, "secret")
		})
		mails := []string{".\r\n", "\r\n", "..\r\n.\r\n..a\r\n", "Subject: Hej\r\n\r\n.\r\nMAIL FROM:<x@y.example>\r\n.\r\n",
			"Subject: Hej\r\n\r\n" + strings.Repeat(".a line\r\n.\r\n", 30_000)}
		for n := range 7 {
			mails = append(mails, strings.Repeat("x", n)+"\r\n"+strings.Repeat(".23456\r\n", 20_000))
		}
		for _, m := range mails {
			if _, err := b.poster.Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(m)); err != nil {
				t.Errorf("%.20q: %v", m, err)
			}
		}
		for i, m := range b.server.Messages() {
			if string(m.Raw) != mails[i] {
				t.Errorf("%s: mail %d of %d bytes arrived with %d: %.60q", mode, i, len(mails[i]), len(m.Raw), m.Raw)
			}
		}
		if n := len(b.server.Messages()); n != len(mails) {
			t.Errorf("%d of %d mails arrived", n, len(mails))
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, step := range []string{"greeting", "ehlo", "auth", "mail", "rcpt", "data", "dot"} {
		for _, code := range []int{421, 450, 451, 452, 550, 554} {
			t.Run(fmt.Sprint(step, " ", code), func(t *testing.T) {
				b := newBench(t, mailtest.SMTPOptions{User: "council", Password: "secret", TLS: mailtest.StartTLS}, func(c *notify.SMTPConfig) {
					c.Username, c.PasswordFile = "council", passwordFile(t, "secret")
				})
				b.server.SetFail(func(at, _ string) error {
					if at == step {
						return mailtest.Reply(code, "not now")
					}
					return nil
				})
				err := b.post(t, "b@medlem.example")
				if err == nil {
					t.Fatal("posted all the same")
				}
				aboutLetter := step == "mail" || step == "rcpt" || step == "data" || step == "dot"
				if want := code < 500 || !aboutLetter; notify.Temporary(err) != want {
					t.Errorf("temporary is %v, want %v: %v", !want, want, err)
				}
				if notify.Ambiguous(err) {
					t.Errorf("a clear refusal is called ambiguous: %v", err)
				}
				if aboutLetter && !strings.Contains(err.Error(), fmt.Sprint(code)) {
					t.Errorf("the code is not in %q", err)
				}
				if len(b.server.Messages()) != 0 {
					t.Error("the refused mail was kept")
				}
				if login := step == "auth" && code >= 500; errors.Is(err, notify.ErrLogin) != login {
					t.Errorf("wrong about the login: %v", err)
				}
				b.server.SetFail(nil)
				if step != "auth" || code < 500 { // after a refused login the door stays shut for a while
					if err := b.post(t, "c@medlem.example"); err != nil {
						t.Errorf("the next letter fails too: %v", err)
					}
				}
			})
		}
	}
}

// TestOneRecipientDoesNotFailAnother is F33.
func TestOneRecipientDoesNotFailAnother(t *testing.T) {
	b := newBench(t, mailtest.SMTPOptions{})
	b.server.SetFail(func(step, arg string) error {
		if step == "rcpt" && arg == "gone@medlem.example" {
			return mailtest.Reply(550, "no such user")
		}
		return nil
	})
	for _, to := range []string{"b@medlem.example", "gone@medlem.example", "c@medlem.example"} {
		err := b.post(t, to)
		if (err != nil) != strings.HasPrefix(to, "gone") {
			t.Errorf("%s: %v", to, err)
		}
	}
	if n := b.server.Connections(); n != 1 {
		t.Errorf("%d connections, want 1: a refused recipient needs no new one", n)
	}
}

// TestNoReplyAfterTheDot is F31: the letter may have been accepted.
func TestNoReplyAfterTheDot(t *testing.T) {
	for name, fail := range map[string]error{"closed": mailtest.ErrClose, "reset": mailtest.ErrReset, "stalled": mailtest.ErrStall} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, mailtest.SMTPOptions{}, func(c *notify.SMTPConfig) { c.DotTimeout.Duration = 200 * time.Millisecond })
			b.server.SetFail(func(step, _ string) error {
				if step == "dot" {
					return fail
				}
				return nil
			})
			err := b.post(t, "b@medlem.example")
			if !notify.Ambiguous(err) || !notify.Temporary(err) {
				t.Fatalf("not ambiguous and temporary: %v", err)
			}
			b.server.SetFail(nil)
			if err := b.post(t, "b@medlem.example"); err != nil {
				t.Fatal(err)
			}
			got := b.server.Messages()
			if len(got) != 2 || string(got[0].Raw) != string(got[1].Raw) {
				t.Errorf("%d copies, want two that are the same", len(got))
			}
		})
	}
}

// A server that breaks off after a letter that it took, by itself or at the next
// command, has taken it: no letter is posted again for that, and the next one
// goes over a new connection.
func TestBreakingOffAfterTheReplyIsNoFailure(t *testing.T) {
	for _, leaves := range []string{"", "MAIL", "QUIT"} {
		t.Run(leaves, func(t *testing.T) { breaksOff(t, leaves) })
	}
}

func breaksOff(t *testing.T, leaves string) {
	var mails atomic.Int32
	server, err := mailtest.StartScript(func(l *mailtest.Lines) {
		l.Say("220 here")
		for took := false; ; {
			line, ok := l.Hear()
			switch verb, _, _ := strings.Cut(line, " "); {
			case !ok || took && verb == leaves:
				return
			case verb == "DATA":
				l.Say("354 go on")
				for line != "." && ok {
					line, ok = l.Hear()
				}
				mails.Add(1)
				took = true
			}
			if l.Say("250 well"); took && leaves == "" {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	cfg := plainConfig(server.Addr())
	cfg.Idle.Duration = 10 * time.Second
	poster := newPoster(t, cfg)
	defer poster.Close() // says QUIT
	for range 3 {
		if response, err := poster.Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(mailText)); err != nil || response != "well" {
			t.Errorf("%q, %v", response, err)
		}
	}
	if n := server.Connections(); mails.Load() != 3 || n != 3 && leaves != "QUIT" {
		t.Errorf("%d mails over %d connections for 3 letters", mails.Load(), n)
	}
}

// TestCutAnywhere cuts before the final dot: nothing whole was sent, so nothing can be accepted.
func TestCutAnywhere(t *testing.T) {
	server, err := mailtest.StartSMTP(mailtest.SMTPOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	long := mailText + strings.Repeat("En linje tekst.\r\n", 3000)
	for _, after := range []int64{0, 10, 40, 90, 120, 5_000, 40_000} {
		for _, how := range []mailtest.Break{mailtest.Cut, mailtest.Reset, mailtest.Stall} {
			proxy, err := mailtest.StartProxy(server.Addr())
			if err != nil {
				t.Fatal(err)
			}
			proxy.Up(mailtest.Damage{After: after, Then: how})
			cfg := plainConfig(proxy.Addr())
			cfg.Timeout.Duration, cfg.DotTimeout.Duration = 300*time.Millisecond, 300*time.Millisecond
			poster := newPoster(t, cfg)
			before := len(server.Messages())
			started := time.Now()
			_, err = poster.Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(long))
			if err == nil || !notify.Temporary(err) {
				t.Errorf("after %d bytes: %v", after, err)
			}
			if took := time.Since(started); took > 5*time.Second {
				t.Errorf("after %d bytes it took %v to give up", after, took)
			}
			if n := len(server.Messages()) - before; n != 0 {
				t.Errorf("after %d bytes the server kept %d mails", after, n)
			}
			proxy.Heal()
			if _, err := poster.Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(long)); err != nil {
				t.Errorf("once healed: %v", err)
			}
			_ = poster.Close()
			_ = proxy.Close()
		}
	}
}

func TestKeptConnectionDied(t *testing.T) {
	b := newBench(t, mailtest.SMTPOptions{})
	for range 3 {
		if err := b.post(t, "b@medlem.example"); err != nil {
			t.Fatal(err)
		}
		b.server.Drop()
	}
	if n := len(b.server.Messages()); n != 3 {
		t.Errorf("%d mails arrived, want 3", n)
	}
}

func TestManyAtOnce(t *testing.T) {
	b := newBench(t, mailtest.SMTPOptions{}, func(c *notify.SMTPConfig) { c.Connections = 3 })
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			if err := b.post(t, fmt.Sprintf("m%d@medlem.example", i)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(b.server.Messages()); n != 40 {
		t.Errorf("%d mails arrived, want 40", n)
	}
	if n := b.server.Connections(); n > 3 {
		t.Errorf("%d connections, want at most 3", n)
	}
}

func TestContextEndsPost(t *testing.T) {
	b := newBench(t, mailtest.SMTPOptions{}, func(c *notify.SMTPConfig) { c.Timeout.Duration = time.Minute })
	b.server.SetFail(func(step, _ string) error {
		if step == "rcpt" {
			return mailtest.ErrStall
		}
		return nil
	})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	started := time.Now()
	_, err := b.poster.Post(ctx, "a@kk.example", "b@medlem.example", []byte(mailText))
	if !errors.Is(err, context.DeadlineExceeded) || !notify.Temporary(err) || time.Since(started) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(started), err)
	}
}

func TestSizeLimitIsHeeded(t *testing.T) {
	b := newBench(t, mailtest.SMTPOptions{MaxSize: 1000})
	_, err := b.poster.Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(mailText+strings.Repeat("x\r\n", 1000)))
	if !errors.Is(err, notify.ErrTooBig) || notify.Temporary(err) {
		t.Errorf("got %v", err)
	}
	if err := b.post(t, "b@medlem.example"); err != nil {
		t.Errorf("a small one fails after it: %v", err)
	}
}

// TestBadMailIsNotSent is T24 and F34: what a server may read in two ways.
func TestBadMailIsNotSent(t *testing.T) {
	b := newBench(t, mailtest.SMTPOptions{})
	for name, c := range map[string]struct{ from, to, raw string }{
		"bare LF":           {"a@kk.example", "b@medlem.example", "Subject: x\r\n\r\nHej\n.\r\nMAIL FROM:<evil@x.example>\r\n"},
		"bare CR":           {"a@kk.example", "b@medlem.example", "Subject: x\r\n\r\nHej\r.\r\r\n"},
		"LF dot LF":         {"a@kk.example", "b@medlem.example", "Subject: x\r\n\r\nHej\n.\n"},
		"no end":            {"a@kk.example", "b@medlem.example", "Subject: x\r\n\r\nHej"},
		"long line":         {"a@kk.example", "b@medlem.example", "Subject: x\r\n\r\n" + strings.Repeat("x", 999) + "\r\n"},
		"NUL":               {"a@kk.example", "b@medlem.example", "Subject: x\r\n\r\nH\x00j\r\n"},
		"empty":             {"a@kk.example", "b@medlem.example", ""},
		"CRLF in recipient": {"a@kk.example", "b@medlem.example>\r\nRCPT TO:<c@medlem.example", mailText},
		"CRLF in sender":    {"a@kk.example\r\nRSET", "b@medlem.example", mailText},
		"two recipients":    {"a@kk.example", "b@medlem.example, c@medlem.example", mailText},
		"parameter":         {"a@kk.example> SIZE=1", "b@medlem.example", mailText},
		"no recipient":      {"a@kk.example", "", mailText},
	} {
		_, err := b.poster.Post(t.Context(), c.from, c.to, []byte(c.raw))
		if !errors.Is(err, notify.ErrBadMail) || notify.Temporary(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(b.server.Messages()); n != 0 {
		t.Errorf("%d mails arrived", n)
	}
}
