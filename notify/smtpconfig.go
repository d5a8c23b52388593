package notify

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"inquiryd/internal/trust"
)

// SMTPConfig says which submission server takes our letters (RFC 6409).
type SMTPConfig struct {
	Address      string   `toml:"address"`         // host:port, as "smtp.kk.example:465"
	TLS          string   `toml:"tls"`             // "implicit", "starttls" or "none" (loopback only); default by port: 465 implicit, else starttls
	CAFile       string   `toml:"ca_file"`         // PEM certificates that are trusted besides the system's
	Hello        string   `toml:"hello"`           // our name in EHLO; default the host name
	Username     string   `toml:"username"`        // default: no login
	PasswordFile string   `toml:"password_file"`   // file that holds the password
	PasswordEnv  string   `toml:"password_env"`    // environment variable that holds it
	Credential   string   `toml:"credential"`      // systemd credential that holds it, by its name
	Timeout      Duration `toml:"timeout"`         // for every single read and write; default 1m
	DotTimeout   Duration `toml:"dot_timeout"`     // for the reply after the mail; default 10m (RFC 5321 section 4.5.3.2.6)
	Idle         Duration `toml:"idle"`            // how long a connection is kept for the next letter; default 10s
	Connections  int      `toml:"max_connections"` // at the same time; default 2

	OAuth  bool        `toml:"oauth"` // log in with an access token of [intake.imap.oauth] instead of a password
	Tokens TokenSource `toml:"-"`     // where those tokens come from
}

// TokenSource gives a fresh OAuth 2.0 access token before each login.
type TokenSource interface {
	AccessToken() (string, error)
}

// The ways to TLS.
const (
	tlsImplicit = "implicit"
	tlsStart    = "starttls"
	tlsNone     = "none"
)

// Validate reports every fault.
func (c SMTPConfig) Validate() error { return errors.Join(c.faults("")...) }

func (c SMTPConfig) faults(table string) (faults []error) {
	fault := func(key, format string, args ...any) {
		faults = append(faults, fmt.Errorf(table+key+": "+format, args...))
	}
	host, port, err := net.SplitHostPort(c.Address)
	if err != nil || host == "" || port == "" {
		fault("address", "%q has no host and port: write host:465", c.Address)
	} else if n, err := net.LookupPort("tcp", port); err != nil || n == 0 {
		fault("address", "there is no port %s: write host:465", port)
	}
	switch c.mode() {
	case tlsImplicit, tlsStart:
	case tlsNone:
		if err == nil && !loopback(host) {
			fault("tls", "none is only for loopback, %q is not: write implicit or starttls", host)
		}
	default:
		fault("tls", "%q is unknown: write implicit, starttls or none", c.TLS)
	}
	if _, err := trust.Roots(c.CAFile); err != nil {
		fault("ca_file", "%w", err)
	}
	if strings.ContainsFunc(c.Hello, func(r rune) bool { return r <= ' ' || r > '~' }) {
		fault("hello", "%q is not a host name", c.Hello)
	}
	faults = append(faults, c.loginFaults(table)...)
	for key, d := range map[string]Duration{"timeout": c.Timeout, "dot_timeout": c.DotTimeout, "idle": c.Idle} {
		if d.Duration < 0 {
			fault(key, "%v is negative", d.Duration)
		}
	}
	if c.Connections < 0 {
		fault("max_connections", "%d is negative", c.Connections)
	}
	return faults
}

func (c SMTPConfig) loginFaults(table string) (faults []error) {
	given := 0
	for _, s := range []string{c.PasswordFile, c.PasswordEnv, c.Credential} {
		if s != "" {
			given++
		}
	}
	if given > 1 {
		faults = append(faults, errors.New(table+"password_file: only one of password_file, password_env and credential can hold the password"))
	}
	if given > 0 && c.Username == "" {
		faults = append(faults, errors.New(table+"username: a password is given, but nobody to log in as"))
	}
	if c.Username != "" && given == 0 && !c.OAuth {
		faults = append(faults, errors.New(table+"username: no password: name it by password_file, password_env or credential, or set oauth"))
	}
	if c.OAuth && (given > 0 || c.Username == "") {
		faults = append(faults, errors.New(table+"oauth: needs a username and no password"))
	}
	return faults
}

// mode is the way to TLS, with the port's habit as the default.
func (c SMTPConfig) mode() string {
	if c.TLS != "" {
		return c.TLS
	}
	if _, port, _ := net.SplitHostPort(c.Address); port == "465" || port == "submissions" {
		return tlsImplicit
	}
	return tlsStart
}

// tlsConfig demands TLS 1.2 and the name of the server.
func (c SMTPConfig) tlsConfig() (*tls.Config, error) {
	host, _, err := net.SplitHostPort(c.Address)
	if err != nil {
		return nil, err
	}
	roots, err := trust.Roots(c.CAFile)
	if err != nil {
		return nil, err
	}
	return &tls.Config{ServerName: host, RootCAs: roots, MinVersion: tls.VersionTLS12}, nil
}

// password reads the secret anew for each login, so that it can be changed
// under a running daemon. A file that everybody can read holds no secret.
func (c SMTPConfig) password() (string, error) {
	if c.PasswordEnv != "" {
		if secret := os.Getenv(c.PasswordEnv); secret != "" {
			return secret, nil
		}
		return "", fmt.Errorf("read password: environment variable %s is empty", c.PasswordEnv)
	}
	secret, err := readSecret(c.PasswordFile, c.Credential)
	if err != nil {
		return "", fmt.Errorf("read password: %w", err)
	}
	return secret, nil
}

// hello is the name that we greet with.
func (c SMTPConfig) hello() string {
	if c.Hello != "" {
		return c.Hello
	}
	if name, err := os.Hostname(); err == nil && name != "" {
		return name
	}
	return "localhost"
}

// limit bounds a whole transaction, however slowly the server drips.
func (c SMTPConfig) limit() time.Duration {
	return c.DotTimeout.or(10*time.Minute) + 10*c.Timeout.or(time.Minute)
}

// loopback reports whether a host is this machine by its very name.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
