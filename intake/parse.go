package intake

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strconv"
	"strings"
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
	w := letterHash{sum: sha256.New()}
	w.add(m.MessageID)
	for _, a := range m.From {
		w.add(a.Address)
	}
	w.add(m.Subject)
	if !m.Date.IsZero() {
		w.add(strconv.FormatInt(m.Date.Unix(), 10))
	}
	w.add(m.Text)
	for _, a := range m.Attachments {
		w.add(a.SHA256)
	}
	w.flush()
	return hex.EncodeToString(w.sum.Sum(nil))
}

// letterHash sums up strings by their lines, without empty ones and without
// white space at the ends of lines.
type letterHash struct {
	sum hash.Hash
	buf [256]byte
	n   int
}

// add adds s and an end mark.
func (w *letterHash) add(s string) {
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimRight(line, " \t"); line != "" {
			w.put(line)
			w.put("\n")
		}
	}
	w.put("\x00")
}

func (w *letterHash) put(s string) {
	for len(s) > 0 {
		if w.n == len(w.buf) {
			w.flush()
		}
		n := copy(w.buf[w.n:], s)
		w.n += n
		s = s[n:]
	}
}

func (w *letterHash) flush() {
	w.sum.Write(w.buf[:w.n])
	w.n = 0
}
