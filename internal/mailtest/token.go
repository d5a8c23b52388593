package mailtest

import (
	"errors"
	"strings"

	"github.com/emersion/go-sasl"
)

// tokenServer is the server's side of XOAUTH2 (Google's and Microsoft's) and
// OAUTHBEARER (RFC 7628).
func tokenServer(mechanism string, accept func(user, token string) bool) (sasl.Server, bool) {
	switch mechanism {
	case "XOAUTH2":
		return &xoauth2Server{accept: accept}, true
	case sasl.OAuthBearer:
		return sasl.NewOAuthBearerServer(func(o sasl.OAuthBearerOptions) *sasl.OAuthBearerError {
			if accept(o.Username, o.Token) {
				return nil
			}
			return &sasl.OAuthBearerError{Status: "invalid_token", Schemes: "bearer"}
		}), true
	}
	return nil, false
}

type xoauth2Server struct {
	accept  func(user, token string) bool
	refused bool
}

// Next reads user=…^Aauth=Bearer …^A^A. A refusal is first told as a challenge
// with JSON, to which a client must send an empty response.
func (s *xoauth2Server) Next(response []byte) (challenge []byte, done bool, err error) {
	if s.refused {
		return nil, true, errors.New("AUTHENTICATE failed")
	}
	if response == nil {
		return []byte{}, false, nil
	}
	fields := strings.Split(string(response), "\x01")
	user, isUser := strings.CutPrefix(fields[0], "user=")
	if len(fields) == 4 && isUser {
		if token, ok := strings.CutPrefix(fields[1], "auth=Bearer "); ok && s.accept(user, token) {
			return nil, true, nil
		}
	}
	s.refused = true
	return []byte(`{"status":"400","schemes":"Bearer","scope":"https://mail.example/"}`), false, nil
}
