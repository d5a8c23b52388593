package intake

import (
	"fmt"
	"slices"
)

// Parse reads a message of RFC 5322 and MIME (RFC 2045 to 2049) from any
// bytes. It never fails: what is broken is read as well as it can be and
// named in Problems, and what goes past lim is left out and named there.
// It sets every field of Mail but Nature, NatureWhy and Bounce.
func Parse(raw []byte, lim Limits) *Mail {
	m := &Mail{Raw: raw}
	r := &reader{lim: lim.withDefaults(), mail: m}
	root := r.readParts(r.trimEnvelope(r.limitSize(raw)), 1)
	r.readFields(root.header)
	r.readBody(root)
	m.NewText, m.NewTextSure = newText(m)
	r.readAside(root)
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
