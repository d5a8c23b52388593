package intake

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
)

// login is what proves who we are: a password or a token.
type login struct {
	user      string
	password  Secret
	token     Secret
	mechanism string // XOAUTH2 or OAUTHBEARER, with a token
}

// newLogin reads the password, or gets a token that is fresh.
func newLogin(cfg IMAPConfig) (l login, err error) {
	l.user = cfg.Username
	if cfg.OAuth.IsZero() {
		if l.password, err = cfg.password().Read(); err != nil {
			return l, fmt.Errorf("%w: %w", ErrAuth, &unasked{err})
		}
		return l, nil
	}
	token, err := cfg.OAuth.AccessToken()
	if err != nil {
		return l, err
	}
	l.token, l.mechanism = Secret(token), "XOAUTH2"
	if cfg.OAuth.Mechanism == "oauthbearer" {
		l.mechanism = sasl.OAuthBearer
	}
	return l, nil
}

// unasked is why a login was not even tried: no server has counted it as wrong.
type unasked struct{ error }

func (u *unasked) Unwrap() error { return u.error }

// into logs in by the best way that the server offers. Capabilities are those
// from before the login.
func (l login) into(client *imapclient.Client, caps imap.CapSet) error {
	offered := caps.AuthMechanisms()
	has := func(name string) bool {
		return slices.ContainsFunc(offered, func(m string) bool { return strings.EqualFold(m, name) })
	}
	switch {
	case l.mechanism != "" && has(l.mechanism):
		return l.byToken(client)
	case l.mechanism != "":
		return fmt.Errorf("%w: the server does not offer %s, only %q: check oauth.mechanism", ErrAuth, l.mechanism, offered)
	case has(sasl.Plain):
		return client.Authenticate(sasl.NewPlainClient("", l.user, string(l.password)))
	case caps.Has(imap.CapLoginDisabled):
		return fmt.Errorf("%w: the server takes no password here, only %q: set the table oauth, or check tls", ErrAuth, offered)
	}
	return client.Login(l.user, string(l.password)).Wait()
}

func (l login) byToken(client *imapclient.Client) error {
	_, first, err := sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: l.user, Token: string(l.token)}).Start()
	if err != nil {
		return err
	}
	if l.mechanism == "XOAUTH2" {
		first = []byte("user=" + l.user + "\x01auth=Bearer " + string(l.token) + "\x01\x01")
	}
	return client.Authenticate(bearer{l.mechanism, first})
}

// bearer is the client's side of XOAUTH2 and OAUTHBEARER (RFC 7628). A second
// challenge is always a refusal, told in JSON; the exchange is left open then,
// so the connection must be closed.
type bearer struct {
	mechanism string
	first     []byte
}

func (b bearer) Start() (string, []byte, error) { return b.mechanism, b.first, nil }

func (b bearer) Next(challenge []byte) ([]byte, error) {
	return nil, fmt.Errorf("%w: the token is not accepted: %s: check the application's permissions and username", ErrAuth, clip(string(challenge), 200))
}

// temporary are the response codes (RFC 5530) with which a refused login says
// nothing about the password.
var temporary = []imap.ResponseCode{imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit, imap.ResponseCodeServerBug}

// loginError tells a refusal, after which the caller backs off, from a server
// that is out of order.
func loginError(err error) error {
	refused, ok := errors.AsType[*imap.Error](err)
	switch {
	case !ok:
		return err
	case slices.Contains(temporary, refused.Code), crowded(refused.Text):
		return fmt.Errorf("%w: the server cannot check logins now: %s", ErrConnection, said(refused))
	}
	return fmt.Errorf("%w: the server says %s: check username and password", ErrAuth, said(refused))
}

// Crowded says whether a server turned us away, in the words of Dovecot, Cyrus, Gmail
// or Exchange, since the account has as many connections as it may.
func Crowded(err error) bool { return err != nil && crowded(err.Error()) }

func crowded(words string) bool {
	words = strings.ToLower(words)
	return strings.Contains(words, "connections") && (strings.Contains(words, "too many") || strings.Contains(words, "maximum number")) || strings.Contains(words, "authenticated but not connected")
}

// said is a server's refusal in its own words.
func said(e *imap.Error) string {
	code := ""
	if e.Code != "" {
		code = "[" + clip(string(e.Code), 40) + "] "
	}
	return fmt.Sprintf("%s %s%s", e.Type, code, clip(e.Text, 200))
}
