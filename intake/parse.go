package intake

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
)

// Parse reads a message of RFC 5322 and MIME (RFC 2045 to 2049) from any
// bytes. It never fails: what is broken is read as well as it can be and
// named in Problems, and what goes past lim is left out and named there.
// It sets every field of Mail but Nature, NatureWhy and Bounce.
func Parse(raw []byte, lim Limits) *Mail {
	m := &Mail{Raw: raw, Digest: digest(raw)}
	r := &reader{lim: lim.withDefaults(), mail: m}
	root := r.readParts(r.trimEnvelope(r.limitSize(raw)), 1)
	r.readFields(root.header)
	r.readBody(root)
	m.Content = contentDigest(m)
	m.NewText, m.NewTextSure = newText(m)
	return m
}

// reader is the state of reading one message.
type reader struct {
	lim    Limits
	mail   *Mail
	parts  int  // seen so far, those of embedded messages included
	full   bool // there were more parts than are allowed
	fields int  // fields seen in all headers
	chars  int  // bytes of text that were read in all parts
	wraps  int  // parts that had to be decoded to find the parts in them

	lines bytes.Reader // the header that is being read
	buf   *bufio.Reader
}

// problem notes a defect once, in a plain sentence.
func (r *reader) problem(format string, args ...any) {
	const most = 50
	if len(r.mail.Problems) >= most {
		return
	}
	s := format
	if len(args) > 0 {
		s = fmt.Sprintf(format, args...)
	}
	if !slices.Contains(r.mail.Problems, s) {
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

// digest is the SHA-256 of b in hex.
func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// contentDigest is the digest of what the sender made, whatever way it came:
// relays change line ends, trace fields and transfer encodings, not this.
func contentDigest(m *Mail) string {
	h := sha256.New()
	w := bufio.NewWriter(h)
	w.WriteString(m.MessageID + "\x00")
	for _, a := range m.From {
		w.WriteString(a.Address + "\x00")
	}
	w.WriteString(m.Subject + "\x00")
	if !m.Date.IsZero() {
		fmt.Fprintf(w, "%d", m.Date.Unix())
	}
	writeLetters(w, m.Text)
	for _, a := range m.Attachments {
		io.WriteString(w, a.SHA256+"\x00")
	}
	w.Flush()
	return hex.EncodeToString(h.Sum(nil))
}

// writeLetters writes s without white space.
func writeLetters(w *bufio.Writer, s string) {
	for start := 0; start < len(s); {
		end := start
		for end < len(s) && s[end] > ' ' {
			end++
		}
		w.WriteString(s[start:end])
		for start = end; start < len(s) && s[start] <= ' '; {
			start++
		}
	}
}
