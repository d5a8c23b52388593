package intake_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"inquiryd/intake"
)

// rotating is a token endpoint that gives a new refresh token each time and
// takes none twice, as RFC 9700 advises.
type rotating struct {
	*httptest.Server
	mutex   sync.Mutex
	current string
	asked   int
	refused int
}

func startRotating(t *testing.T) *rotating {
	e := &rotating{current: "refresh-0"}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.mutex.Lock()
		defer e.mutex.Unlock()
		w.Header().Set("Content-Type", "application/json")
		if r.PostFormValue("refresh_token") != e.current {
			e.refused++
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"error":"invalid_grant","error_description":"the refresh token was used before"}`)
			return
		}
		e.asked++
		e.current = fmt.Sprintf("refresh-%d", e.asked)
		fmt.Fprintf(w, `{"access_token":"access-%d","token_type":"Bearer","expires_in":3600,"refresh_token":%q}`, e.asked, e.current)
	}))
	t.Cleanup(func() { e.Close(); http.DefaultTransport.(*http.Transport).CloseIdleConnections() })
	return e
}

func (e *rotating) config(t *testing.T) intake.OAuthConfig {
	t.Helper()
	file := filepath.Join(t.TempDir(), "refresh")
	if err := os.WriteFile(file, []byte("refresh-0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return intake.OAuthConfig{TokenURL: e.URL, ClientID: "clerk", RefreshTokenFile: file}
}

// A refresh token that the endpoint gives is there for the next process too,
// readable by nobody else, and the one that a person wrote stays as it is.
func TestRotatedRefreshTokenIsKept(t *testing.T) {
	endpoint := startRotating(t)
	cfg := endpoint.config(t)
	for n := 1; n <= 3; n++ {
		token, err := cfg.AccessToken() // nothing is remembered but in the file
		if err != nil || token != fmt.Sprintf("access-%d", n) {
			t.Fatalf("token %d is %q, %v", n, token, err)
		}
	}
	kept := cfg.RefreshTokenFile + ".rotated"
	info, err := os.Stat(kept)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v %v", info, err)
	}
	if first, _ := os.ReadFile(cfg.RefreshTokenFile); string(first) != "refresh-0\n" {
		t.Errorf("the file of the configuration holds %q", first)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(kept), ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	// A person logs in anew: that token counts.
	endpoint.current = "by-hand"
	if err := os.WriteFile(cfg.RefreshTokenFile, []byte("by-hand\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := cfg.AccessToken(); err != nil || endpoint.refused > 0 {
		t.Errorf("after a new login: %v, %d refused", err, endpoint.refused)
	}
}

func TestRotatedRefreshTokenThatCannotBeKept(t *testing.T) {
	endpoint := startRotating(t)
	cfg := endpoint.config(t)
	cfg.RotatedTokenFile = filepath.Join(t.TempDir(), "not", "there")
	_, err := cfg.AccessToken()
	if !errors.Is(err, intake.ErrAuth) || !strings.Contains(err.Error(), "cannot be kept") || !strings.Contains(err.Error(), cfg.RotatedTokenFile) ||
		strings.Contains(err.Error(), "refresh-1") || strings.Contains(err.Error(), "access-1") {
		t.Errorf("got %v", err)
	}
	// One that everybody can read is none.
	cfg.RotatedTokenFile = filepath.Join(t.TempDir(), "open")
	if err := os.WriteFile(cfg.RotatedTokenFile, []byte("x\ny\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := cfg.AccessToken(); err == nil || !strings.Contains(err.Error(), "world-readable") {
		t.Errorf("got %v", err)
	}
}

// Everybody who logs in with one client asks in turn, so that nobody makes
// another's refresh token worthless.
func TestManyAskWithOneRefreshToken(t *testing.T) {
	endpoint := startRotating(t)
	config := intake.Config{IMAP: intake.IMAPConfig{Address: "imap.kk.example:993", Username: "council", OAuth: endpoint.config(t)}}
	config.More = []intake.MailboxConfig{{Name: "second", IMAPConfig: intake.IMAPConfig{Mailbox: "Andre"}}}
	config.InTurn()
	var all sync.WaitGroup
	for n := range 12 {
		all.Go(func() {
			mailboxes := config.Mailboxes() // the second takes the client of the first
			if _, err := mailboxes[n%2].OAuth.AccessToken(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if endpoint.asked != 12 || endpoint.refused != 0 {
		t.Errorf("%d tokens, %d refused", endpoint.asked, endpoint.refused)
	}
}

// Where another process was faster, its token is used; where the login is over,
// the endpoint is asked once and no more.
func TestRefreshTokenOfAnotherProcess(t *testing.T) {
	endpoint := startRotating(t)
	cfg := endpoint.config(t)
	if _, err := cfg.AccessToken(); err != nil {
		t.Fatal(err)
	}
	endpoint.current = "revoked by its owner"
	if _, err := cfg.AccessToken(); !errors.Is(err, intake.ErrAuth) || endpoint.refused != 1 {
		t.Errorf("got %v after %d questions", err, endpoint.refused)
	}
}

// F41: endpoints that answer what no token endpoint should. Nothing is taken for a
// token, the secret goes nowhere else, and each is told in time.
func TestOddTokenEndpoints(t *testing.T) {
	t.Setenv("CLERK_SECRET", "hush")
	var elsewhere atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter)
		want   error
		says   string
	}{
		"a page":            {func(w http.ResponseWriter) { fmt.Fprint(w, "<html>hush, please log in</html>") }, intake.ErrConnection, "check token_url"},
		"no token":          {func(w http.ResponseWriter) { fmt.Fprint(w, "{}") }, intake.ErrConnection, "check token_url"},
		"nothing":           {func(http.ResponseWriter) {}, intake.ErrConnection, "check token_url"},
		"an error with 200": {func(w http.ResponseWriter) { fmt.Fprint(w, `{"error":"invalid_grant"}`) }, intake.ErrAuth, "invalid_grant"},
		"without end": {func(w http.ResponseWriter) {
			for n, err := 0, error(nil); err == nil && n < 1<<16; n++ {
				_, err = fmt.Fprintf(w, "%4096s", " ")
			}
		}, intake.ErrConnection, "check token_url"},
		"moved":       {func(w http.ResponseWriter) { w.Header().Set("Location", other.URL); w.WriteHeader(307) }, intake.ErrConnection, "token_url"},
		"moved, kept": {func(w http.ResponseWriter) { w.Header().Set("Location", other.URL); w.WriteHeader(308) }, intake.ErrConnection, "token_url"},
		"found":       {func(w http.ResponseWriter) { w.Header().Set("Location", other.URL); w.WriteHeader(302) }, intake.ErrConnection, "token_url"},
	} {
		for _, flow := range []string{"client credentials", "refresh token"} {
			endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				c.answer(w)
			}))
			config := intake.OAuthConfig{TokenURL: endpoint.URL, ClientID: "clerk", ClientSecretEnv: "CLERK_SECRET"}
			if flow == "refresh token" {
				config.RefreshTokenFile = filepath.Join(t.TempDir(), "refresh")
				if err := os.WriteFile(config.RefreshTokenFile, []byte("hush"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			token, err := config.AccessToken()
			if token != "" || !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "hush") {
				t.Errorf("%s, %s: %q, %v", name, flow, token, err)
			}
			endpoint.Close()
		}
	}
	if n := elsewhere.Load(); n != 0 {
		t.Errorf("the secret went to another server %d times", n)
	}
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
}
