package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-sasl"

	"inquiryd/intake"
	"inquiryd/internal/mailtest"
)

// tokens are a token endpoint and what the mail servers know of it: each access
// token is good for one login.
type tokens struct {
	*httptest.Server
	mutex   sync.Mutex
	given   int
	unused  map[string]bool
	revoked bool // the outgoing server takes none any more
	used    map[string]int
}

func startTokens(t *testing.T) *tokens {
	o := &tokens{unused: map[string]bool{}, used: map[string]int{}}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.mutex.Lock()
		defer o.mutex.Unlock()
		if r.PostFormValue("client_id") != "clerk" || r.PostFormValue("client_secret") != "hush" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		o.given++
		token := fmt.Sprint("token-", o.given)
		o.unused[token] = true
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"access_token":%q,"token_type":"Bearer","expires_in":3600}`, token)
	}))
	t.Cleanup(o.Close)
	return o
}

// accepts is what a server says to a login.
func (o *tokens) accepts(server string) func(user, token string) bool {
	return func(user, token string) bool {
		o.mutex.Lock()
		defer o.mutex.Unlock()
		if user != "council" || !o.unused[token] || o.revoked && server == "smtp" {
			return false
		}
		delete(o.unused, token)
		o.used[server]++
		return true
	}
}

func (o *tokens) logins(server string) int {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.used[server]
}

func (o *tokens) revoke(is bool) { o.mutex.Lock(); o.revoked = is; o.mutex.Unlock() }

// F41: letters go out by a login with an access token, which is asked for anew
// before each, with both mechanisms. When the outgoing server accepts none any
// more, letters are kept, the log and an alarm say so, and they go out later,
// as they are.
func TestProgramPostsByOAuth(t *testing.T) {
	for _, mechanism := range []string{"XOAUTH2", sasl.OAuthBearer} {
		t.Run(mechanism, func(t *testing.T) {
			t.Parallel()
			endpoint := startTokens(t)
			imap, err := mailtest.StartIMAP(mailtest.IMAPOptions{Token: endpoint.accepts("imap")})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { imap.Close() })
			h := newHall(t, imap.Addr(), "none", nil, imap.User(), "")
			if h.smtp, err = mailtest.StartSMTP(mailtest.SMTPOptions{Token: endpoint.accepts("smtp"), Mechanism: mechanism, TLS: mailtest.StartTLS}); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { h.smtp.Close() })
			second, err := mailtest.StartSMTP(mailtest.SMTPOptions{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { second.Close() })
			h.write("client", "hush")
			login := fmt.Sprintf("[intake.imap.oauth]\ntoken_url = %q\nclient_id = \"clerk\"\nclient_secret_file = \"client\"\nmechanism = %q\n\n[notify]", endpoint.URL, strings.ToLower(mechanism))
			text := fmt.Sprintf(hallConfig, imap.Addr(), "none", "", imap.User(), h.smtp.Addr(), h.authority("out", h.smtp.CA()))
			for old, new := range map[string]string{"password_file = \"imap-password\"": "", "password_file = \"smtp-password\"": "oauth = true", "[notify]": login} {
				text = strings.Replace(text, old, new, 1)
			}
			h.write("config.toml", text+fmt.Sprintf("\n[operation]\nlook = \"1s\"\n[alarm]\nto = [\"vagt@it.example\"]\noutbox = \"1s\"\n[alarm.smtp]\naddress = %q\ntls = \"none\"\n", second.Addr()))
			ask := func(id string) {
				if _, err := imap.Deliver("INBOX", fmt.Appendf(nil, question, id), time.Now()); err != nil {
					t.Fatal(err)
				}
			}
			ask("one")
			h.mustOnce("--all")
			if n, logins := len(h.smtp.Messages()), endpoint.logins("smtp"); n != 2 || logins == 0 || logins != h.smtp.Connections() || endpoint.logins("imap") == 0 {
				t.Fatalf("%d letters by %d logins on %d connections", n, logins, h.smtp.Connections())
			}

			endpoint.revoke(true)
			ask("two")
			run, log := h.inquiryd("run")
			if err := run.Start(); err != nil {
				t.Fatal(err)
			}
			eventually(t, func() bool { return len(second.Messages()) > 0 }, log.String)
			run.Process.Signal(syscall.SIGTERM)
			if err := run.Wait(); err != nil {
				t.Error(err)
			}
			if alarm := intake.Parse(second.Messages()[0].Raw, intake.Limits{}); !strings.Contains(alarm.Subject, "outbox") {
				t.Errorf("the alarm is %q", alarm.Subject)
			}
			if !strings.Contains(log.String(), "refused the login") || strings.Contains(log.String(), "token-") {
				t.Errorf("the log is\n%s", log)
			}
			listed, out := h.inquiryd("letter", "list", "--status", "written")
			if err := listed.Run(); err != nil || strings.Count(out.String(), "refused the login") == 0 || len(h.smtp.Messages()) != 2 {
				t.Errorf("%v, %d letters were taken, and kept are:\n%s", err, len(h.smtp.Messages()), out)
			}

			endpoint.revoke(false)
			makeDue(t, filepath.Join(h.dir, "inquiryd.db"))
			h.mustOnce()
			if n := len(h.smtp.Messages()); n != 4 {
				t.Errorf("%d letters went out in all, want 4", n)
			}
		})
	}
}
