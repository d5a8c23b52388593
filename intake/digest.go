package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strconv"
	"strings"
	"sync"
)

// Digest is the SHA-256 of Raw in hex.
func (m *Mail) Digest() string { return digest(m.Raw) }

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

// Content is the SHA-256 in hex of what the sender made: Message-ID, author,
// subject, date and body. It is equal for two copies that travelled
// differently: relays change line ends, trace fields and transfer encodings,
// not this.
func (m *Mail) Content() string {
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
