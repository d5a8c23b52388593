package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Parse reads a message of RFC 5322 and MIME (RFC 2045 to 2049) from any
// bytes. It never fails: what is broken is read as well as it can be and
// named in Problems, and what goes past lim is left out and named there.
// It sets every field of Mail but Nature, NatureWhy and Bounce.
func Parse(raw []byte, lim Limits) *Mail {
	m := &Mail{Raw: raw, Digest: digest(raw)}
	r := &reader{lim: lim.withDefaults(), mail: m}
	b := r.trimEnvelope(r.limitSize(raw))
	root := r.entity(b, 1, "text/plain")
	m.Header = r.fields(root.header)
	r.readFields()
	r.readBody(root)
	m.Content = r.content()
	m.NewText, m.NewTextSure = newText(m)
	return m
}

// reader is the state of reading one message.
type reader struct {
	lim   Limits
	mail  *Mail
	parts int // seen so far, embedded messages included
}

// problem notes a defect once, in a plain sentence.
func (r *reader) problem(format string, args ...any) {
	const most = 50
	s := fmt.Sprintf(format, args...)
	if len(r.mail.Problems) < most && !slices.Contains(r.mail.Problems, s) {
		r.mail.Problems = append(r.mail.Problems, s)
	}
}

func (r *reader) limitSize(b []byte) []byte {
	if int64(len(b)) <= r.lim.Size {
		return b
	}
	r.mail.Truncated = true
	r.problem("The message is larger than %d bytes; the rest was not read.", r.lim.Size)
	return b[:r.lim.Size]
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// content is the digest of what the sender made, whatever way it came:
// relays change line ends, trace fields and transfer encodings, not this.
func (r *reader) content() string {
	m := r.mail
	h := sha256.New()
	io.WriteString(h, m.MessageID+"\x00")
	for _, a := range m.From {
		io.WriteString(h, a.Address+"\x00")
	}
	io.WriteString(h, strings.Join(strings.Fields(m.Subject), " ")+"\x00")
	if !m.Date.IsZero() {
		fmt.Fprintf(h, "%d", m.Date.Unix())
	}
	for f := range strings.FieldsSeq(m.Text) {
		io.WriteString(h, "\x00"+f)
	}
	for _, a := range m.Attachments {
		io.WriteString(h, "\x00"+a.SHA256)
	}
	return hex.EncodeToString(h.Sum(nil))
}
