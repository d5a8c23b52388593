package intake_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/mailtest"
)

// secured is the configuration for a server with TLS and its own CA.
func secured(t *testing.T, addr, mode string, ca *mailtest.CA) intake.IMAPConfig {
	t.Helper()
	cfg := configFor(t, addr)
	cfg.TLS = mode
	path, err := ca.WriteFile(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cfg.CAFile = path
	return cfg
}

func TestDialByTLS(t *testing.T) {
	for _, mode := range []mailtest.TLS{mailtest.Implicit, mailtest.StartTLS} {
		t.Run(string(mode), func(t *testing.T) {
			server := startIMAP(t, mailtest.IMAPOptions{TLS: mode})
			deliver(t, server, 1)
			box := dial(t, secured(t, server.Addr(), string(mode), server.CA()))
			raw, _, err := box.Fetch(t.Context(), intake.Entry{UID: 1, Size: int64(len(letter(1)))}, 1<<20)
			if err != nil || string(raw) != string(letter(1)) {
				t.Errorf("Fetch = %q, %v", raw, err)
			}
		})
	}
}

// tlsServer greets under TLS with any certificate, and says whether somebody
// has logged in.
func tlsServer(t *testing.T, config *tls.Config) (addr string, heard *atomic.Bool) {
	t.Helper()
	heard = new(atomic.Bool)
	script, err := mailtest.StartScript(func(l *mailtest.Lines) {
		conn := tls.Server(l.Conn, config)
		lines := mailtest.NewLines(conn)
		lines.Say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready")
		for {
			_, name, _, ok := lines.Command()
			if !ok {
				return
			}
			heard.Store(heard.Load() || name == "LOGIN" || name == "AUTHENTICATE")
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { script.Close() })
	return script.Addr(), heard
}

func TestBadCertificatesGetNoPassword(t *testing.T) {
	ca, err := mailtest.NewCA()
	if err != nil {
		t.Fatal(err)
	}
	other, _ := mailtest.NewCA()
	leaf := func(ca *mailtest.CA, start time.Time, hosts ...string) tls.Certificate {
		leaf, err := ca.LeafFrom(start, hosts...)
		if err != nil {
			t.Fatal(err)
		}
		return leaf
	}
	now := time.Now().Add(-time.Hour)
	weak, err := ca.LeafSHA1()
	if err != nil {
		t.Fatal(err)
	}
	for name, config := range map[string]*tls.Config{
		"expired":       {Certificates: []tls.Certificate{leaf(ca, now.AddDate(0, 0, -3))}},
		"not yet valid": {Certificates: []tls.Certificate{leaf(ca, now.AddDate(0, 0, 3))}},
		"another name":  {Certificates: []tls.Certificate{leaf(ca, now, "imap.angreb.example")}},
		"unknown CA":    {Certificates: []tls.Certificate{leaf(other, now)}},
		"TLS 1.1":       {Certificates: []tls.Certificate{leaf(ca, now)}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11},
		"TLS 1.0":       {Certificates: []tls.Certificate{leaf(ca, now)}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10},
		"SHA-1":         {Certificates: []tls.Certificate{weak}},
	} {
		t.Run(name, func(t *testing.T) {
			addr, heard := tlsServer(t, config)
			_, err := intake.Dial(t.Context(), secured(t, addr, "implicit", ca), nil)
			if err == nil || !strings.Contains(err.Error(), "TLS: ") || !strings.Contains(err.Error(), addr) {
				t.Errorf("Dial = %v; want an error that says TLS and the address", err)
			}
			if heard.Load() {
				t.Error("the password was sent")
			}
		})
	}
}

func TestStartTLSCannotBeStripped(t *testing.T) {
	for name, c := range map[string]struct {
		talk func(*mailtest.Lines)
		says string
	}{
		"refused":  {func(l *mailtest.Lines) { l.Say("* OK ready"); l.Hear(); l.Say("s BAD what?") }, "does not take STARTTLS"},
		"PREAUTH":  {func(l *mailtest.Lines) { l.Say("* PREAUTH welcome back") }, "PREAUTH before TLS"},
		"BYE":      {func(l *mailtest.Lines) { l.Say("* BYE too many") }, "turns us away"},
		"not IMAP": {func(l *mailtest.Lines) { l.Say("220 smtp.kk.example ESMTP") }, "no IMAP server"},
		"no end":   {func(l *mailtest.Lines) { l.Say("* OK " + strings.Repeat("x", 1<<20)) }, "too long"},
		"no answer": {func(l *mailtest.Lines) {
			l.Say("* OK ready")
			l.Hear()
			l.Say(strings.Split(strings.Repeat("* OK wait\n", 99), "\n")...)
		}, "does not answer STARTTLS"},
		"injected": {func(l *mailtest.Lines) {
			l.Say("* OK ready")
			l.Hear()
			l.Say("s OK go", "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] now")
		}, "TLS: "},
		"closed":       {func(l *mailtest.Lines) { l.Say("* OK ready"); l.Hear() }, "ask for TLS"},
		"plain on TLS": {func(l *mailtest.Lines) { l.Say("* OK ready"); l.Hear(); l.Say("s OK go"); l.Say("* OK ready") }, "TLS: "},
	} {
		t.Run(name, func(t *testing.T) {
			var leaked atomic.Bool
			script, err := mailtest.StartScript(func(l *mailtest.Lines) {
				c.talk(l)
				for {
					line, ok := l.Hear()
					leaked.Store(leaked.Load() || strings.Contains(line, "LOGIN") || strings.Contains(line, "AUTHENTICATE"))
					if !ok || name == "closed" {
						return
					}
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			defer script.Close()
			cfg := impatient(t, script.Addr())
			cfg.TLS = "starttls"
			if _, err := intake.Dial(t.Context(), cfg, nil); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("Dial = %v; want %q", err, c.says)
			}
			if leaked.Load() {
				t.Error("the password was sent in the clear")
			}
		})
	}
}

func TestPreauthUnderTLSOrOnLoopbackIsRefused(t *testing.T) {
	script, err := mailtest.StartScript(func(l *mailtest.Lines) { l.Say("* PREAUTH [CAPABILITY IMAP4rev1 MOVE] hello"); l.WaitClosed() })
	if err != nil {
		t.Fatal(err)
	}
	defer script.Close()
	if _, err := intake.Dial(t.Context(), impatient(t, script.Addr()), nil); err == nil || !strings.Contains(err.Error(), "PREAUTH") {
		t.Errorf("Dial = %v; want a refusal", err)
	}
}

func TestPlainTextIsRefusedOffLoopback(t *testing.T) {
	cfg := configFor(t, "imap.kk.example:143")
	if _, err := intake.Dial(t.Context(), cfg, nil); err == nil || !strings.Contains(err.Error(), "none is only for loopback") {
		t.Errorf("Dial = %v; want a refusal", err)
	}
}

// answering is a server that answers the login as the test says.
func answering(t *testing.T, caps, answer string) *mailtest.Script {
	t.Helper()
	script, err := mailtest.StartScript(func(l *mailtest.Lines) {
		l.Say("* OK [CAPABILITY " + caps + "] ready")
		for {
			tag, name, _, ok := l.Command()
			switch {
			case !ok:
				return
			case name == "LOGIN" || name == "AUTHENTICATE":
				l.Say(strings.ReplaceAll(answer, "TAG", tag))
			case name == "CAPABILITY":
				l.Say("* CAPABILITY "+caps, tag+" OK done")
			case name == "SELECT":
				l.Say(tag + " BAD User is authenticated but not connected.")
			default:
				l.Say(tag + " OK done")
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { script.Close() })
	return script
}

func TestLoginRefusals(t *testing.T) {
	const good = "IMAP4rev1 AUTH=PLAIN SASL-IR MOVE"
	for name, c := range map[string]struct {
		caps, answer string
		auth, conn   bool
		says         string
	}{
		"wrong password":       {good, "TAG NO [AUTHENTICATIONFAILED] Authentication failed.", true, false, "check username and password"},
		"wrong, by LOGIN":      {"IMAP4rev1 MOVE", "TAG NO nope", true, false, "NO nope"},
		"wrong, then BYE":      {good, "TAG NO nope\r\n* BYE go away", true, false, "NO nope"},
		"out of order":         {good, "TAG NO [UNAVAILABLE] Temporary authentication failure.", false, true, "cannot check logins now"},
		"too many":             {good, "TAG NO [LIMIT] Maximum number of connections", false, true, "[LIMIT]"},
		"too many, no code":    {good, "TAG NO [ALERT] Too many simultaneous connections. (Failure)", false, true, "cannot check logins now"},
		"BYE":                  {good, "* BYE restarting", false, true, ""},
		"no password here":     {"IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2 MOVE", "", true, false, "takes no password here"},
		"neither MOVE nor UID": {"IMAP4rev1 AUTH=PLAIN SASL-IR", "TAG OK in", false, false, "neither MOVE nor UIDPLUS"},
		"not connected":        {good, "TAG OK in", false, false, "User is authenticated but not connected"},
	} {
		t.Run(name, func(t *testing.T) {
			script := answering(t, c.caps, c.answer)
			_, err := intake.Dial(t.Context(), impatient(t, script.Addr()), nil)
			if err == nil || errors.Is(err, intake.ErrAuth) != c.auth || errors.Is(err, intake.ErrConnection) != c.conn || !strings.Contains(err.Error(), c.says) {
				t.Errorf("Dial = %v; want ErrAuth %t, ErrConnection %t, %q", err, c.auth, c.conn, c.says)
			}
			if want := strings.HasPrefix(name, "too many") || name == "not connected"; intake.Crowded(err) != want {
				t.Errorf("Crowded(%v) = %t", err, !want)
			}
		})
	}
}

func TestDialTellsWhatIsWrong(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{})
	free := startIMAP(t, mailtest.IMAPOptions{})
	free.Close()
	secure := startIMAP(t, mailtest.IMAPOptions{TLS: mailtest.Implicit})
	letters, err := mailtest.StartSMTP(mailtest.SMTPOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { letters.Close() })
	for name, c := range map[string]struct {
		change func(*intake.IMAPConfig)
		is     error
		says   string
	}{
		"no such mailbox":     {func(c *intake.IMAPConfig) { c.Mailbox = "Spørgsmål" }, nil, "check mailbox"},
		"no such user":        {func(c *intake.IMAPConfig) { c.Username = "nobody" }, intake.ErrAuth, `log in as "nobody"`},
		"no password":         {func(c *intake.IMAPConfig) { c.PasswordFile = "/nowhere/password" }, intake.ErrAuth, "/nowhere/password"},
		"nobody listens":      {func(c *intake.IMAPConfig) { c.Address = free.Addr() }, intake.ErrConnection, "check address and network"},
		"plain on TLS port":   {func(c *intake.IMAPConfig) { c.Address, c.Timeout.Duration = secure.Addr(), 200*time.Millisecond }, intake.ErrConnection, "no sign of life of the server for 200ms: check address, port and tls"},
		"a server of letters": {func(c *intake.IMAPConfig) { c.Address = letters.Addr() }, intake.ErrConnection, "check address, port and tls"},
		"TLS on plain port":   {func(c *intake.IMAPConfig) { c.TLS = "implicit" }, intake.ErrConnection, "check address, port and tls"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := configFor(t, server.Addr())
			c.change(&cfg)
			_, err := intake.Dial(t.Context(), cfg, nil)
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), cfg.Address) {
				t.Fatalf("Dial = %v; want %q and the address", err, c.says)
			}
			if c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("Dial = %v; want %v", err, c.is)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := intake.Dial(ctx, configFor(t, server.Addr()), nil); !errors.Is(err, intake.ErrConnection) {
		t.Errorf("Dial with a context that is over = %v", err)
	}
}

func TestIdleWithoutIDLE(t *testing.T) {
	box := dial(t, impatient(t, badServer{caps: "IMAP4rev1 MOVE", list: quiet}.start(t).Addr()))
	if err := box.Idle(t.Context()); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("Idle = %v; want ErrUnsupported", err)
	}
}

// tokens is a token endpoint; status 200 hands out a new token each time.
type tokens struct {
	*httptest.Server
	status atomic.Int32
	asked  atomic.Int32
	form   atomic.Value

	expires string // what is said of the token's end
}

func startTokens(t *testing.T) *tokens {
	e := &tokens{expires: `,"expires_in":3600`}
	e.status.Store(http.StatusOK)
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		e.form.Store(r.PostForm.Encode())
		n := e.asked.Add(1)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(int(e.status.Load()))
		if e.status.Load() != http.StatusOK {
			fmt.Fprint(w, `{"error":"invalid_client","error_description":"the secret has expired","hint":"leak-me-not"}`)
			return
		}
		fmt.Fprintf(w, `{"access_token":"token-%d","token_type":"Bearer"%s}`, n, e.expires)
	}))
	t.Cleanup(func() { e.Close(); http.DefaultTransport.(*http.Transport).CloseIdleConnections() })
	return e
}

// F41: the clocks of the endpoint, of the server and ours differ. However soon a
// token is said to end, or ended already, it is used for the login it was asked
// for; one that the server takes for expired is replaced once.
func TestOAuthWithClocksThatDiffer(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	os.WriteFile(secret, []byte("hush\n"), 0o600)
	for _, expires := range []string{``, `,"expires_in":0`, `,"expires_in":1`, `,"expires_in":-86400`, `,"expires_in":"3600"`, `,"expires_in":9000000000000`} {
		for _, flow := range []string{"client credentials", "refresh token"} {
			t.Run(flow+expires, func(t *testing.T) {
				endpoint := startTokens(t)
				endpoint.expires = expires
				var expired atomic.Value // token that has ended by the server's clock
				expired.Store("")
				server := startIMAP(t, mailtest.IMAPOptions{Token: func(user, token string) bool {
					return user == "council" && token == fmt.Sprintf("token-%d", endpoint.asked.Load()) && token != expired.Load()
				}})
				cfg := configFor(t, server.Addr())
				cfg.PasswordFile = ""
				cfg.OAuth = intake.OAuthConfig{TokenURL: endpoint.URL, ClientID: "clerk", ClientSecretFile: secret}
				if flow == "refresh token" {
					cfg.OAuth.RefreshTokenFile = secret
				}
				dial(t, cfg)
				if n := endpoint.asked.Load(); n != 1 {
					t.Errorf("the endpoint was asked %d times for one login", n)
				}
				expired.Store("token-2")
				dial(t, cfg)
				if n := endpoint.asked.Load(); n != 3 {
					t.Errorf("the endpoint was asked %d times in all, want 3: one token had expired", n)
				}
			})
		}
	}
}

func TestOAuth(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	os.WriteFile(secret, []byte("hush\n"), 0o600)
	for _, mechanism := range []string{"xoauth2", "oauthbearer"} {
		t.Run(mechanism, func(t *testing.T) {
			endpoint := startTokens(t)
			fresh := "token-1"
			server := startIMAP(t, mailtest.IMAPOptions{Token: func(user, token string) bool { return user == "council" && token == fresh }})
			cfg := configFor(t, server.Addr())
			cfg.PasswordFile = ""
			cfg.OAuth = intake.OAuthConfig{TokenURL: endpoint.URL, ClientID: "clerk", ClientSecretFile: secret, Mechanism: mechanism, Scopes: []string{"imap"}}
			dial(t, cfg)
			if form := endpoint.form.Load(); form != "client_id=clerk&client_secret=hush&grant_type=client_credentials&scope=imap" {
				t.Errorf("asked the endpoint with %s", form)
			}
			fresh = "token-2"
			dial(t, cfg) // a new token for each dial
			fresh = "token-4"
			dial(t, cfg) // token-3 was revoked before it could be used
			_, err := intake.Dial(t.Context(), cfg, nil)
			if !errors.Is(err, intake.ErrAuth) || endpoint.asked.Load() != 6 {
				t.Errorf("tokens that are not accepted: %v after %d questions; want ErrAuth after 6", err, endpoint.asked.Load())
			}
		})
	}
}

func TestOAuthByRefreshToken(t *testing.T) {
	endpoint := startTokens(t)
	refresh := filepath.Join(t.TempDir(), "refresh")
	os.WriteFile(refresh, []byte("long-lived\n"), 0o600)
	token, err := intake.OAuthConfig{TokenURL: endpoint.URL, ClientID: "clerk", RefreshTokenFile: refresh}.AccessToken()
	if err != nil || token != "token-1" {
		t.Fatalf("AccessToken = %q, %v", token, err)
	}
	if form := endpoint.form.Load().(string); !strings.Contains(form, "grant_type=refresh_token") || !strings.Contains(form, "refresh_token=long-lived") {
		t.Errorf("asked the endpoint with %s", form)
	}
}

func TestTokenEndpointInTrouble(t *testing.T) {
	t.Setenv("CLERK_SECRET", "hush")
	endpoint := startTokens(t)
	config := intake.OAuthConfig{TokenURL: endpoint.URL, ClientID: "clerk", ClientSecretEnv: "CLERK_SECRET"}
	for status, want := range map[int]error{400: intake.ErrAuth, 401: intake.ErrAuth, 429: intake.ErrConnection, 500: intake.ErrConnection, 503: intake.ErrConnection} {
		endpoint.status.Store(int32(status))
		_, err := config.AccessToken()
		if !errors.Is(err, want) || strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "leak-me-not") {
			t.Errorf("HTTP %d: %v; want %v", status, err, want)
		}
	}
	endpoint.Close()
	if _, err := config.AccessToken(); !errors.Is(err, intake.ErrConnection) {
		t.Errorf("nobody listens: %v; want ErrConnection", err)
	}
}

func TestNoSecretIsLogged(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	server := startIMAP(t, mailtest.IMAPOptions{Password: "another"})
	_, err := intake.Dial(t.Context(), configFor(t, server.Addr()), log)
	if !errors.Is(err, intake.ErrAuth) || strings.Contains(err.Error()+out.String(), "secret") {
		t.Errorf("Dial = %v, log %s", err, out.String())
	}
}
