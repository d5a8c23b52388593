package notify_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"inquiryd/internal/mailtest"
	"inquiryd/notify"
)

// tokens is a source that gives token-1, token-2 …
type tokens struct {
	mutex sync.Mutex
	given int
	err   error
}

func (s *tokens) AccessToken() (string, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.given++
	return fmt.Sprintf("token-%d", s.given), s.err
}

// good are the tokens that a server takes now.
type good struct {
	mutex  sync.Mutex
	tokens []string
	asked  []string // by which mechanism and with which token
}

func (g *good) set(tokens ...string) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.tokens = tokens
}

func (g *good) accept(user, token string) bool {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.asked = append(g.asked, token)
	return user == "council" && slices.Contains(g.tokens, token)
}

func tokenBench(t *testing.T, mechanism string, source *tokens, fail mailtest.Fail) (bench, *good) {
	t.Helper()
	g := &good{}
	b := newBench(t, mailtest.SMTPOptions{TLS: mailtest.StartTLS, Token: g.accept, Mechanism: mechanism, Fail: fail},
		func(c *notify.SMTPConfig) { c.Username, c.OAuth, c.Tokens = "council", true, source })
	return b, g
}

func TestLoginWithToken(t *testing.T) {
	for _, mechanism := range []string{"XOAUTH2", "OAUTHBEARER"} {
		t.Run(mechanism, func(t *testing.T) {
			source := &tokens{}
			used := ""
			b, g := tokenBench(t, mechanism, source, func(step, arg string) error {
				if step == "auth" {
					used = arg
				}
				return nil
			})
			g.set("token-1")
			if err := b.post(t, "b@medlem.example"); err != nil || used != mechanism {
				t.Errorf("by %s: %v", used, err)
			}
			// A new connection, a new token.
			b.server.Drop()
			g.set("token-2")
			if err := b.post(t, "b@medlem.example"); err != nil {
				t.Error(err)
			}
			// A token that was revoked a moment ago: one new one.
			b.server.Drop()
			g.set("token-4")
			if err := b.post(t, "b@medlem.example"); err != nil {
				t.Errorf("token-3 was revoked: %v, asked with %v", err, g.asked)
			}
			// No token is good: two tries, and then the door is shut.
			b.server.Drop()
			g.set()
			for range 4 {
				if err := b.post(t, "b@medlem.example"); !errors.Is(err, notify.ErrLogin) || !notify.Temporary(err) {
					t.Errorf("got %v", err)
				}
			}
			if source.given != 6 {
				t.Errorf("%d tokens were asked for, want 6: %v", source.given, g.asked)
			}
			if n := len(b.server.Messages()); n != 3 {
				t.Errorf("%d mails arrived", n)
			}
		})
	}
}

// A server that forgets the login of a kept connection, as when the token was
// revoked or its time is over, gets a new login, once.
func TestTokenRevokedOnAKeptConnection(t *testing.T) {
	for _, code := range []int{530, 535, 421} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			source := &tokens{}
			revoked, refused := false, 0
			b, g := tokenBench(t, "XOAUTH2", source, func(step, _ string) error {
				if step == "mail" && revoked {
					refused++
					return mailtest.Reply(code, "5.7.3 token revoked")
				}
				if step == "auth" {
					revoked = false
				}
				return nil
			})
			g.set("token-1", "token-2")
			for n := range 3 {
				revoked = n == 1
				if err := b.post(t, "b@medlem.example"); err != nil {
					t.Fatalf("letter %d: %v", n, err)
				}
			}
			if source.given != 2 || refused != 1 || len(b.server.Messages()) != 3 {
				t.Errorf("%d tokens, %d refusals, %d mails; want 2, 1, 3", source.given, refused, len(b.server.Messages()))
			}
		})
	}
}

func TestTokenEndpointInTroublePostsNothing(t *testing.T) {
	b, g := tokenBench(t, "XOAUTH2", &tokens{err: errors.New("HTTP 503")}, nil)
	g.set("token-1")
	if err := b.post(t, "b@medlem.example"); !notify.Temporary(err) || errors.Is(err, notify.ErrLogin) || len(b.server.Messages()) > 0 {
		t.Errorf("got %v", err)
	}
}
