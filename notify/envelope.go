package notify

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/net/idna"

	"github.com/emersion/go-smtp"
)

// lineLimit is the longest line of a mail without its CRLF (RFC 5322 section
// 2.1.1).
const lineLimit = 998

// envelope is one mail with the addresses of its transaction.
type envelope struct {
	from, to string
	raw      []byte
	utf8     bool // needs SMTPUTF8 (RFC 6531)
	eight    bool // needs 8BITMIME (RFC 6152); never of ours
}

// newEnvelope refuses what a server could misread: a bare CR or LF may end a
// mail early and let the rest pass for a second one (SMTP smuggling), a line
// break in an address may add a command.
func newEnvelope(from, to string, raw []byte) (envelope, error) {
	env := envelope{raw: raw}
	var err error
	if env.to, err = wireAddress(to); err != nil {
		return env, err
	}
	if from != "" {
		if env.from, err = wireAddress(from); err != nil {
			return env, err
		}
	}
	header, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	env.eight = !ascii(raw)
	env.utf8 = !ascii(env.from) || !ascii(env.to) || env.eight && !ascii(header)
	return env, checkLines(raw)
}

// fits heeds the limits that the server announced.
func (e envelope) fits(c *smtp.Client) error {
	if limit, ok := c.MaxMessageSize(); ok && limit > 0 && len(e.raw) > limit {
		return fmt.Errorf("%w: %d bytes, the server takes %d", ErrTooBig, len(e.raw), limit)
	}
	if ok, _ := c.Extension("SMTPUTF8"); e.utf8 && !ok {
		return fmt.Errorf("%w: it needs SMTPUTF8, which the server lacks", ErrBadMail)
	}
	if ok, _ := c.Extension("8BITMIME"); e.eight && !ok {
		return fmt.Errorf("%w: it needs 8BITMIME, which the server lacks", ErrBadMail)
	}
	return nil
}

// wireAddress checks an addr-spec and gives its domain in A-labels.
func wireAddress(address string) (string, error) {
	local, domain, ok := cutAddress(address)
	if !ok || strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '<' || r == '>' }) {
		return "", fmt.Errorf("%w: %q is not an address", ErrBadMail, address)
	}
	if !ascii(domain) {
		wire, err := idna.Lookup.ToASCII(domain)
		if err != nil {
			return "", fmt.Errorf("%w: domain of %q: %w", ErrBadMail, address, err)
		}
		domain = wire
	}
	return local + "@" + domain, nil
}

// checkLines demands CRLF lines of at most 998 bytes without NUL.
func checkLines(raw []byte) error {
	if properLines(raw) {
		return nil
	}
	return lineFault(raw)
}

// properLines says the same without looking at each byte by itself: every LF
// has its CR, and there is no other CR.
func properLines(raw []byte) bool {
	lines := 0
	for rest := raw; len(rest) > 0; lines++ {
		end := bytes.IndexByte(rest, '\n')
		if end < 1 || end-len("\r") > lineLimit || rest[end-1] != '\r' {
			return false
		}
		rest = rest[end+1:]
	}
	return lines > 0 && bytes.Count(raw, []byte("\r")) == lines && bytes.IndexByte(raw, 0) < 0
}

// lineFault is what is wrong with the first line that is.
func lineFault(raw []byte) error {
	if len(raw) == 0 {
		return fmt.Errorf("%w: it is empty", ErrBadMail)
	}
	n := 0
	for line := range bytes.Lines(raw) {
		n++
		text, ended := bytes.CutSuffix(line, []byte("\r\n"))
		switch {
		case bytes.IndexByte(text, '\n') >= 0 || bytes.IndexByte(text, '\r') >= 0:
			return fmt.Errorf("%w: line %d has a bare CR or LF", ErrBadMail, n)
		case !ended:
			return fmt.Errorf("%w: the last line has no CRLF", ErrBadMail)
		case len(text) > lineLimit:
			return fmt.Errorf("%w: line %d has %d bytes", ErrBadMail, n, len(text))
		case bytes.IndexByte(text, 0) >= 0:
			return fmt.Errorf("%w: line %d has a NUL", ErrBadMail, n)
		}
	}
	return nil
}
