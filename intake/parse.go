package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strconv"
	"strings"
	"sync"
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
	return hexOf(sum[:])
}

// hexOf is a SHA-256 in hex.
func hexOf(sum []byte) string {
	var text [2 * sha256.Size]byte
	hex.Encode(text[:], sum)
	return string(text[:])
}

// contentDigest is the digest of what the sender made, whatever way it came:
// relays change line ends, trace fields and transfer encodings, not this.
func contentDigest(m *Mail) string {
	w := letterHashes.Get().(*letterHash)
	defer letterHashes.Put(w)
	w.sum.Reset()
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
	return hexOf(w.sum.Sum(w.buf[:0]))
}

var letterHashes = sync.Pool{New: func() any { return &letterHash{sum: sha256.New()} }}

// letterHash sums up strings by their lines, without empty ones and without
// white space at the ends of lines.
type letterHash struct {
	sum hash.Hash
	buf [1024]byte
	n   int
}

// add adds s and an end mark.
func (w *letterHash) add(s string) {
	for line := range strings.SplitSeq(s, "\n") {
		if line = trimEnd(line); line != "" {
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
