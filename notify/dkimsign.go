package notify

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"
)

// signed are the fields that a signature covers, in the order of its h= tag
// (RFC 6376 section 5.4.1). Those of once are named once more than they are
// there, so that no second one can be put on top (section 8.15).
var (
	signed = []string{"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
		"Content-Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}
	once = []string{"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type"}
)

// Sign puts a DKIM-Signature on top of a mail with CRLF lines. The same mail
// and time give the same bytes: RSA by PKCS #1 v1.5 and Ed25519 need no
// randomness, and the time is the letter's. It takes the relaxed forms, since
// servers on the way fold lines anew.
func (d *DKIM) Sign(raw []byte, at time.Time) ([]byte, error) {
	head, body, ok := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !ok {
		return nil, fmt.Errorf("sign: %w: it has no body", ErrBadMail)
	}
	fields := parseFields(string(head) + "\r\n")
	var hashed strings.Builder
	var names []string
	for _, name := range signed {
		for _, f := range slices.Backward(fields) { // the last one counts first (section 5.4.2)
			if f[0] == name {
				names = append(names, name)
				hashed.WriteString(relaxedField(f[0], f[1]) + "\r\n")
			}
		}
		if slices.Contains(once, name) {
			names = append(names, name)
		}
	}
	digest := sha256.Sum256(relaxedBody(body))
	value := fmt.Sprintf("v=1; a=%s-sha256; c=relaxed/relaxed;\r\n d=%s; s=%s; t=%d;\r\n h=%s;\r\n bh=%s;\r\n b=",
		d.algorithm, d.cfg.Domain, d.cfg.Selector, at.Unix(), wrap(strings.Join(names, ":"), ":"), base64.StdEncoding.EncodeToString(digest[:]))
	hashed.WriteString(relaxedField("DKIM-Signature", value))
	signature, err := d.sign([]byte(hashed.String()))
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	field := "DKIM-Signature: " + value + wrap(base64.StdEncoding.EncodeToString(signature), "") + "\r\n"
	return slices.Concat([]byte(field), raw), nil
}

// sign makes the signature of RFC 8017 section 8.2 over the SHA-256 of text,
// or that of RFC 8032 over the hash itself, as RFC 8463 section 3 has it.
func (d *DKIM) sign(text []byte) ([]byte, error) {
	hash := sha256.Sum256(text)
	if d.algorithm == "ed25519" {
		return d.key.Sign(rand.Reader, hash[:], crypto.Hash(0))
	}
	return d.key.Sign(rand.Reader, hash[:], crypto.SHA256)
}

// relaxedField is a field in the relaxed form (section 3.4.2), without its CRLF.
func relaxedField(name, value string) string {
	return strings.ToLower(name) + ":" + strings.Join(strings.Fields(value), " ")
}

// relaxedBody is a body in the relaxed form (section 3.4.4).
func relaxedBody(body []byte) []byte {
	var out bytes.Buffer
	blank := 0
	for line := range bytes.Lines(body) {
		line = bytes.TrimRight(line, " \t\r\n")
		if len(line) == 0 {
			blank++
			continue
		}
		for ; blank > 0; blank-- {
			out.WriteString("\r\n")
		}
		gap := false
		for _, c := range line {
			switch {
			case c == ' ' || c == '\t':
				gap = true
				continue
			case gap:
				out.WriteByte(' ')
				gap = false
			}
			out.WriteByte(c)
		}
		out.WriteString("\r\n")
	}
	return out.Bytes()
}

// wrap breaks a long value into lines of a header, after the given character,
// or anywhere when there is none.
func wrap(value, after string) string {
	const width = 72
	var out strings.Builder
	for len(value) > width {
		end := width
		if after != "" {
			if i := strings.LastIndex(value[:width], after); i >= 0 {
				end = i + len(after)
			}
		}
		out.WriteString(value[:end] + "\r\n ")
		value = value[end:]
	}
	return out.String() + value
}
