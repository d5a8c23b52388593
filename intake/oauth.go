package intake

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// tokenTimeout bounds one request to the token endpoint.
const tokenTimeout = 30 * time.Second

// OAuthConfig is a client of OAuth 2.0 (RFC 6749) that logs in with access
// tokens instead of a password: by client credentials, as Microsoft 365 wants
// for a daemon, or by a refresh token that a person once obtained, as Google
// does. The zero value is none.
type OAuthConfig struct {
	TokenURL         string   `toml:"token_url"` // https; "http" only on loopback
	ClientID         string   `toml:"client_id"`
	ClientSecretFile string   `toml:"client_secret_file"` // file that holds the client's secret, not world-readable
	ClientSecretEnv  string   `toml:"client_secret_env"`  // environment variable that holds it
	Credential       string   `toml:"credential"`         // systemd credential that holds it, by its name
	RefreshTokenFile string   `toml:"refresh_token_file"` // file that holds a refresh token; default: client credentials
	RotatedTokenFile string   `toml:"rotated_token_file"` // where a refresh token is kept that the endpoint gives in place of that one; default: its name with ".rotated"
	Scopes           []string `toml:"scopes"`             // as "https://outlook.office365.com/.default"
	Mechanism        string   `toml:"mechanism"`          // "xoauth2" (default; all that Microsoft knows) or "oauthbearer" (RFC 7628)

	// SecretExpires is the day on which the client's secret ends, to be warned
	// before; the zero time: not known.
	SecretExpires time.Time `toml:"secret_expires"`

	turns *turns // see Config.InTurn
}

// IsZero says whether nothing is set.
func (c OAuthConfig) IsZero() bool {
	return c.TokenURL == "" && c.ClientID == "" && c.RefreshTokenFile == "" && c.Mechanism == "" &&
		len(c.Scopes) == 0 && c.secret().IsZero()
}

func (c OAuthConfig) secret() SecretSource {
	return SecretSource{File: c.ClientSecretFile, Env: c.ClientSecretEnv, Credential: c.Credential}
}

func (c OAuthConfig) faults() (faults []error) {
	if c.IsZero() {
		return nil
	}
	if err := tokenURLFault(c.TokenURL); err != nil {
		faults = append(faults, fmt.Errorf("token_url: %w", err))
	}
	if c.ClientID == "" {
		faults = append(faults, errors.New("client_id: is missing: write the application's id"))
	}
	faults = append(faults, c.secret().faults("client_secret")...)
	if c.secret().IsZero() && c.RefreshTokenFile == "" {
		faults = append(faults, errors.New("client_secret_file: no secret: name it by client_secret_file, client_secret_env or credential"))
	}
	switch c.Mechanism {
	case "", "xoauth2", "oauthbearer":
	default:
		faults = append(faults, fmt.Errorf("mechanism: %q is unknown: write xoauth2 or oauthbearer", c.Mechanism))
	}
	return faults
}

func tokenURLFault(raw string) error {
	u, err := url.Parse(raw)
	switch {
	case raw == "":
		return errors.New("is missing: write the address of the token endpoint")
	case err != nil || u.Host == "":
		return fmt.Errorf("%q is not an address: write https://host/path", raw)
	case u.Scheme != "https" && !loopback(u.Hostname()):
		return fmt.Errorf("%q is not encrypted: write https://", raw)
	}
	return nil
}

// AccessToken asks the token endpoint for a new access token, with a time-out
// of its own. It is safe for concurrent use. The access token is not kept; a
// new refresh token that comes with it is, before the access token is used. The
// error is [ErrAuth] when the endpoint refuses the client or the new refresh
// token cannot be kept, [ErrConnection] when the endpoint cannot be reached or
// is out of order.
func (c OAuthConfig) AccessToken() (string, error) {
	var secret Secret
	var err error
	if !c.secret().IsZero() {
		if secret, err = c.secret().Read(); err != nil {
			return "", fmt.Errorf("%w: oauth: client secret: %w", ErrAuth, &unasked{err})
		}
	}
	// The context carries only the HTTP client: one that can be cancelled would
	// break the source for good.
	ctx := context.WithValue(context.Background(), oauth2.HTTPClient, &http.Client{Timeout: tokenTimeout, CheckRedirect: notFollowed})
	if c.RefreshTokenFile != "" {
		return c.byRefreshToken(ctx, secret)
	}
	config := clientcredentials.Config{ClientID: c.ClientID, ClientSecret: string(secret), TokenURL: c.TokenURL,
		Scopes: c.Scopes, AuthStyle: oauth2.AuthStyleInParams}
	token, err := config.Token(ctx)
	if err != nil {
		return "", c.tokenError(err)
	}
	return token.AccessToken, nil
}

// byRefreshToken uses the newest refresh token and keeps the one that comes
// back. When the endpoint refuses it and another process has got a new one
// meanwhile, that one is tried, once.
func (c OAuthConfig) byRefreshToken(ctx context.Context, secret Secret) (string, error) {
	defer c.wait()()
	config := oauth2.Config{ClientID: c.ClientID, ClientSecret: string(secret), Scopes: c.Scopes,
		Endpoint: oauth2.Endpoint{TokenURL: c.TokenURL, AuthStyle: oauth2.AuthStyleInParams}}
	first, refresh, err := c.refreshToken()
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrAuth, &unasked{err})
	}
	token, err := config.TokenSource(ctx, &oauth2.Token{RefreshToken: string(refresh)}).Token()
	if err != nil {
		if _, now, again := c.refreshToken(); again == nil && now != refresh {
			refresh = now
			token, err = config.TokenSource(ctx, &oauth2.Token{RefreshToken: string(refresh)}).Token()
		}
	}
	if err != nil {
		return "", c.tokenError(err)
	}
	if given := Secret(token.RefreshToken); given != "" && given != refresh {
		if err := c.keep(first, given); err != nil {
			return "", err
		}
	}
	return token.AccessToken, nil
}

// tokenError tells a refusal (a 4xx but 429) from an endpoint out of order.
// The endpoint's own words are shown, its body is not: it may hold a token.
func (c OAuthConfig) tokenError(err error) error {
	refused, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok || refused.Response == nil {
		return fmt.Errorf("%w: ask %s for an access token: %w", ErrConnection, c.TokenURL, withoutBody(err))
	}
	status := refused.Response.StatusCode
	if status/100 == 3 {
		return fmt.Errorf("%w: %s leads on by HTTP %d, where no secret is sent: write the address of the token endpoint itself as token_url", ErrConnection, c.TokenURL, status)
	}
	if status/100 == 2 && refused.ErrorCode != "" { // RFC 6749, section 5.2, has 400
		return c.refusal(refused)
	}
	if status/100 != 4 || status == http.StatusTooManyRequests {
		return fmt.Errorf("%w: ask %s for an access token: HTTP %d", ErrConnection, c.TokenURL, status)
	}
	return c.refusal(refused)
}

func (c OAuthConfig) refusal(refused *oauth2.RetrieveError) error {
	return fmt.Errorf("%w: %s gives no access token: HTTP %d %s %s: check client_id, its secret and whether it has expired",
		ErrAuth, c.TokenURL, refused.Response.StatusCode, clip(refused.ErrorCode, 100), clip(refused.ErrorDescription, 300))
}

// notFollowed leaves a redirect as it is: what is asked holds the client's secret,
// and might go on in clear or to another.
func notFollowed(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// withoutBody keeps the kind of an error of the HTTP client and drops the rest.
func withoutBody(err error) error {
	if network, ok := errors.AsType[*url.Error](err); ok {
		return network.Err
	}
	return errors.New("its answer holds no access token: check token_url")
}
