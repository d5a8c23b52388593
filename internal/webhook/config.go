// Package webhook tells other systems over HTTP what happened to cases.
//
// A delivery is a record of the register before it is a request; this room makes
// the request. It is signed as Standard Webhooks says
// (https://www.standardwebhooks.com): webhook-id, webhook-timestamp, and
// webhook-signature "v1," with the HMAC-SHA256 over both and the body. The body
// is a CloudEvents 1.0 envelope in JSON, which the desk has written.
//
// A request goes only to the address that the configuration names: redirects are
// not followed, no proxy is asked, and addresses of this machine and of private
// networks are refused when the connection is made, whatever a name has resolved
// to by then.
package webhook

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Config is one endpoint: an element of [[webhook]].
type Config struct {
	// Name tells it from others in the register and the log.
	Name string `toml:"name"`
	// URL that is told, with https; http only together with AllowPrivate.
	URL string `toml:"url"`
	// SecretFile holds the secret that signs: "whsec_" and base64, or any line of
	// at least 24 letters.
	SecretFile string `toml:"secret_file"`
	// SecretEnv names an environment variable that holds it instead.
	SecretEnv string `toml:"secret_env"`
	// SecretCredential names a systemd credential that holds it instead.
	SecretCredential string `toml:"secret_credential"`
	// Events are the kinds of transitions that it is told of. Default: all.
	Events []string `toml:"events"`
	// Text also sends subject, member's name, questions and answers, but of
	// confidential cases never.
	Text bool `toml:"text"`
	// AllowPrivate lets it be on this machine or in a private network.
	AllowPrivate bool `toml:"allow_private"`
	// Timeout of one request, as "20s", which is the default.
	Timeout string `toml:"timeout"`
}

const defaultTimeout = 20 * time.Second

var nameForm = regexp.MustCompile(`^[\p{L}\d][\p{L}\d._-]*$`)

const longestName = 61 // characters: with the length in the form, it would take a megabyte

// Validate reports all faults of an endpoint, each with its key; kinds are the
// transitions that there are.
func (c Config) Validate(kinds []string) error {
	var errs []error
	fault := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if !nameForm.MatchString(c.Name) || utf8.RuneCountInString(c.Name) > longestName {
		fault("name: %q is no name: write one word, as \"archive\"", c.Name)
	}
	u, err := url.Parse(c.URL)
	switch {
	case c.URL == "":
		fault("url: missing: give the address that is told")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		fault("url: is no address: write https://host/path")
	case u.Scheme == "http" && !c.AllowPrivate:
		fault("url: without TLS anybody on the way can read and change it: write https, or set allow_private for a machine of your own")
	case u.User != nil:
		fault("url: holds a password: the signature proves who sends; take it out")
	}
	sources := 0
	for _, s := range []string{c.SecretFile, c.SecretEnv, c.SecretCredential} {
		if s != "" {
			sources++
		}
	}
	if sources != 1 {
		fault("secret_file: name exactly one of secret_file, secret_env and secret_credential")
	}
	for i, e := range c.Events {
		if !slices.Contains(kinds, e) {
			fault("events[%d]: %q is no transition of a case: there are %s", i, e, strings.Join(kinds, ", "))
		}
	}
	if _, err := c.timeout(); err != nil {
		fault("timeout: %w", err)
	}
	return errors.Join(errs...)
}

func (c Config) timeout() (time.Duration, error) {
	if c.Timeout == "" {
		return defaultTimeout, nil
	}
	d, err := time.ParseDuration(c.Timeout)
	if err != nil || d <= 0 || d > 2*time.Minute {
		return 0, fmt.Errorf("%q is no time up to two minutes: write it as \"20s\"", c.Timeout)
	}
	return d, nil
}
