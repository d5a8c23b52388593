package intake

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"inquiryd/internal/trust"
)

// The ways to encrypt a connection.
const (
	tlsImplicit = "implicit"
	tlsStart    = "starttls"
	tlsNone     = "none"
)

// IMAPConfig says where the mailbox is and how to log in. The password, or the
// OAuth 2.0 client, is read anew for each connection.
type IMAPConfig struct {
	Address string `toml:"address"` // host:port, as "imap.kk.example:993"
	TLS     string `toml:"tls"`     // "implicit", "starttls" or "none" (loopback only); default by port: 143 starttls, else implicit
	CAFile  string `toml:"ca_file"` // PEM certificates that are trusted besides the system's

	Username     string      `toml:"username"`
	PasswordFile string      `toml:"password_file"` // file that holds the password, not world-readable
	PasswordEnv  string      `toml:"password_env"`  // environment variable that holds it
	Credential   string      `toml:"credential"`    // systemd credential that holds it, by its name
	OAuth        OAuthConfig `toml:"oauth"`         // instead of a password

	Mailbox string `toml:"mailbox"` // the mailbox that is read; default "INBOX"

	Timeout   Duration `toml:"timeout"`   // without a sign of life of the server; default 1m
	Operation Duration `toml:"operation"` // for one whole command with its answer; default 10m
}

func (c IMAPConfig) mailbox() string { return cmp.Or(c.Mailbox, "INBOX") }

func (c IMAPConfig) timeout() time.Duration { return c.Timeout.or(time.Minute) }

func (c IMAPConfig) operation() time.Duration { return c.Operation.or(10 * time.Minute) }

func (c IMAPConfig) password() SecretSource {
	return SecretSource{File: c.PasswordFile, Env: c.PasswordEnv, Credential: c.Credential}
}

// mode is the way to TLS, with the port's habit as the default.
func (c IMAPConfig) mode() string {
	if c.TLS != "" {
		return c.TLS
	}
	if _, port, _ := net.SplitHostPort(c.Address); port == "143" || port == "imap" {
		return tlsStart
	}
	return tlsImplicit
}

// Validate reports every fault; each error begins with the TOML key.
func (c IMAPConfig) Validate() error { return errors.Join(c.faults()...) }

func (c IMAPConfig) faults() (faults []error) {
	fault := func(key, format string, args ...any) {
		faults = append(faults, fmt.Errorf(key+": "+format, args...))
	}
	host, port, err := net.SplitHostPort(c.Address)
	switch {
	case c.Address == "":
		fault("address", "is missing: write the IMAP server's host:993")
	case err != nil || port == "":
		fault("address", "%q has no port: write host:993", c.Address)
	case host == "":
		fault("address", "%q has no host: write host:993", c.Address)
	case !exists(port):
		fault("address", "there is no port %s: write host:993", port)
	}
	c.encryptionFaults(host, fault)
	if err := folderFault(c.mailbox()); err != nil {
		fault("mailbox", "%w", err)
	}
	if c.Timeout.Duration < 0 {
		fault("timeout", "%v is negative", c.Timeout)
	}
	if c.Operation.Duration < 0 {
		fault("operation", "%v is negative", c.Operation)
	}
	return append(faults, c.loginFaults()...)
}

// exists says whether a port can be one: 1 to 65535, or a name as imaps.
func exists(port string) bool {
	n, err := net.LookupPort("tcp", port)
	return err == nil && n > 0
}

func (c IMAPConfig) encryptionFaults(host string, fault func(key, format string, args ...any)) {
	switch c.mode() {
	case tlsImplicit, tlsStart:
	case tlsNone:
		if host != "" && !loopback(host) {
			fault("tls", "none is only for loopback, %q is not: write implicit or starttls", host)
		}
	default:
		fault("tls", "%q is unknown: write implicit, starttls or none", c.TLS)
	}
	if _, err := trust.Roots(c.CAFile); err != nil {
		fault("ca_file", "%w", err)
	}
}

func (c IMAPConfig) loginFaults() (faults []error) {
	if c.Username == "" {
		faults = append(faults, errors.New("username: is missing: write the mailbox's login name"))
	}
	faults = append(faults, c.password().faults("password")...)
	switch {
	case c.OAuth.IsZero() && c.password().IsZero():
		faults = append(faults, errors.New("password_file: no way to log in: name the password by password_file, password_env or credential, or set the table oauth"))
	case !c.OAuth.IsZero() && !c.password().IsZero():
		faults = append(faults, errors.New("password_file: the table oauth is set: keep one of the two"))
	}
	return append(faults, prefixed("oauth", c.OAuth.faults())...)
}

// tlsConfig demands TLS 1.2 and the name of the server.
func (c IMAPConfig) tlsConfig() (*tls.Config, error) {
	host, _, err := net.SplitHostPort(c.Address)
	if err != nil {
		return nil, err
	}
	roots, err := trust.Roots(c.CAFile)
	if err != nil {
		return nil, err
	}
	return &tls.Config{ServerName: host, RootCAs: roots, MinVersion: tls.VersionTLS12, NextProtos: []string{"imap"}}, nil
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
