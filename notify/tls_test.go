package notify_test

import (
	"crypto/tls"
	"errors"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"inquiryd/internal/mailtest"
	"inquiryd/notify"
)

// secretiveServer speaks SMTP up to TLS and remembers whether it was told a
// secret in the clear.
func secretiveServer(t *testing.T, offer []string, afterStartTLS func(*mailtest.Lines)) (addr string, told *atomic.Bool) {
	t.Helper()
	told = &atomic.Bool{}
	server, err := mailtest.StartScript(func(l *mailtest.Lines) {
		l.Say("220 mx.kk.example")
		for {
			line, ok := l.Hear()
			switch verb := strings.ToUpper(line); {
			case !ok:
				return
			case strings.HasPrefix(verb, "EHLO"):
				l.Say(offer...)
			case strings.HasPrefix(verb, "STARTTLS"):
				afterStartTLS(l)
				return
			default:
				told.Store(told.Load() || strings.HasPrefix(verb, "AUTH") || strings.HasPrefix(verb, "MAIL"))
				l.Say("250 ok")
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return server.Addr(), told
}

// TestStrippedSTARTTLS is F40 and T22: without TLS no word about a letter.
func TestStrippedSTARTTLS(t *testing.T) {
	for name, c := range map[string]struct {
		offer []string
		after func(*mailtest.Lines)
	}{
		"not offered": {offer: []string{"250-mx", "250 AUTH PLAIN LOGIN"}},
		"refused":     {offer: []string{"250-mx", "250 STARTTLS"}, after: func(l *mailtest.Lines) { l.Say("454 TLS not available"); l.WaitClosed() }},
		"injected reply": {offer: []string{"250-mx", "250 STARTTLS"}, after: func(l *mailtest.Lines) {
			l.Say("220 go ahead", "250-mx", "250 AUTH PLAIN")
			l.WaitClosed()
		}},
		"no handshake": {offer: []string{"250-mx", "250 STARTTLS"}, after: func(l *mailtest.Lines) { l.Say("220 go ahead"); l.Hear(); l.Say("250 what?"); l.WaitClosed() }},
	} {
		t.Run(name, func(t *testing.T) {
			addr, told := secretiveServer(t, c.offer, c.after)
			cfg := plainConfig(addr)
			cfg.TLS, cfg.Username, cfg.PasswordFile = "starttls", "council", passwordFile(t, "secret")
			_, err := newPoster(t, cfg).Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(mailText))
			if err == nil || !notify.Temporary(err) {
				t.Errorf("got %v", err)
			}
			if told.Load() {
				t.Error("the server heard AUTH or MAIL in the clear")
			}
		})
	}
}

// TestUntrustedServer is F40: expired, wrong name, unknown issuer, old TLS.
func TestUntrustedServer(t *testing.T) {
	ca, err := mailtest.NewCA()
	if err != nil {
		t.Fatal(err)
	}
	trusted, err := ca.WriteFile(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	other, err := mailtest.NewCA()
	if err != nil {
		t.Fatal(err)
	}
	leaf := func(from *mailtest.CA, start time.Time, hosts ...string) *tls.Config {
		cert, err := from.LeafFrom(start, hosts...)
		if err != nil {
			t.Fatal(err)
		}
		return &tls.Config{Certificates: []tls.Certificate{cert}}
	}
	old := leaf(ca, time.Now().Add(-time.Hour))
	old.MaxVersion = tls.VersionTLS11
	old.MinVersion = tls.VersionTLS10
	older := old.Clone()
	older.MaxVersion = tls.VersionTLS10
	weak, err := ca.LeafSHA1()
	if err != nil {
		t.Fatal(err)
	}
	for name, server := range map[string]*tls.Config{
		"expired":        leaf(ca, time.Now().Add(-72*time.Hour)),
		"wrong name":     leaf(ca, time.Now().Add(-time.Hour), "mx.other.example"),
		"unknown issuer": leaf(other, time.Now().Add(-time.Hour)),
		"TLS 1.1":        old,
		"TLS 1.0":        older,
		"SHA-1":          {Certificates: []tls.Certificate{weak}},
	} {
		t.Run(name, func(t *testing.T) {
			said := &atomic.Bool{}
			script, err := mailtest.StartScript(func(l *mailtest.Lines) {
				conn := tls.Server(l.Conn, server)
				if conn.Handshake() == nil {
					_, err := conn.Read(make([]byte, 1))
					said.Store(err == nil)
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = script.Close() })
			cfg := plainConfig(script.Addr())
			cfg.TLS, cfg.CAFile = "implicit", trusted
			_, err = newPoster(t, cfg).Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(mailText))
			if err == nil || !notify.Temporary(err) || said.Load() {
				t.Errorf("got %v; the server was spoken to: %v", err, said.Load())
			}
		})
	}
}

// TestWrongPasswordDoesNotLockTheAccount is F23: after a refusal nobody
// knocks again at once.
func TestWrongPasswordDoesNotLockTheAccount(t *testing.T) {
	tries := &atomic.Int32{}
	b := newBench(t, mailtest.SMTPOptions{User: "council", Password: "secret", Fail: func(step, _ string) error {
		if step == "auth" {
			tries.Add(1)
		}
		return nil
	}}, func(c *notify.SMTPConfig) { c.Username, c.PasswordFile = "council", passwordFile(t, "wrong") })
	for range 5 {
		err := b.post(t, "b@medlem.example")
		if !errors.Is(err, notify.ErrLogin) || !notify.Temporary(err) {
			t.Errorf("got %v", err)
		}
		if strings.Contains(err.Error(), "wrong") {
			t.Errorf("the password stands in %q", err)
		}
	}
	if n := tries.Load(); n != 1 {
		t.Errorf("%d tries to log in, want 1", n)
	}
}

// TestBabblingServer is F30: a reply without end takes no memory and no hour.
func TestBabblingServer(t *testing.T) {
	script, err := mailtest.StartScript(func(l *mailtest.Lines) {
		for range 400_000 {
			if _, err := l.Conn.Write([]byte("220-mx.kk.example is very talkative and says so\r\n")); err != nil {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	defer script.Close()
	_, err = newPoster(t, plainConfig(script.Addr())).Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(mailText))
	if err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("got %v", err)
	}
}

func TestNobodyThere(t *testing.T) {
	for _, addr := range []string{"127.0.0.1:1", "nowhere.invalid:465"} {
		cfg := plainConfig(addr)
		if addr != "127.0.0.1:1" {
			cfg.TLS = "implicit"
		}
		_, err := newPoster(t, cfg).Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(mailText))
		if err == nil || !notify.Temporary(err) || notify.Ambiguous(err) {
			t.Errorf("%s: %v", addr, err)
		}
	}
}

// A server whose certificate is changed while we run gets no letters until ca_file is
// changed too, which needs no restart.
func TestCertificateChangesWhileWeRun(t *testing.T) {
	before, err := mailtest.NewCA()
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, mailtest.SMTPOptions{TLS: mailtest.StartTLS})
	cfg := plainConfig(b.server.Addr())
	if cfg.CAFile, err = before.WriteFile(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	cfg.TLS = "starttls"
	p := newPoster(t, cfg)
	for _, c := range []struct {
		pem  []byte
		goes bool
	}{{before.PEM, false}, {nil, false}, {b.server.CA().PEM, true}} {
		if err := os.WriteFile(cfg.CAFile, c.pem, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := p.Post(t.Context(), "a@kk.example", "b@medlem.example", []byte(mailText))
		if (err == nil) != c.goes || err != nil && !notify.Temporary(err) {
			t.Errorf("with %d bytes of certificates: %v", len(c.pem), err)
		}
	}
}
