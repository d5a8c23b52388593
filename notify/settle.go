package notify

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// draft is a mail that is to be written in the one form that the same letter
// always has.
type draft struct {
	id         string // Message-ID
	head       [][2]string
	text, html string
	files      []enclosure
}

// put adds a field to the header. Fields are put in the order in which they are
// to stand.
func (d *draft) put(name, value string) { d.head = append(d.head, [2]string{name, value}) }

// quoted are buffers for texts in quoted-printable, of which nobody knows
// beforehand how long they become.
var quoted = sync.Pool{New: func() any { return new([]byte) }}

// bytes is the mail.
func (d *draft) bytes(known *forms) ([]byte, error) {
	form, err := known.of(shape{html: d.html != "", files: len(d.files)})
	if err != nil {
		return nil, err
	}
	buffer := quoted.Get().(*[]byte)
	defer quoted.Put(buffer)
	text := appendQuoted((*buffer)[:0], d.text)
	both := appendQuoted(text, d.html)
	*buffer = both
	html := both[len(text):]

	boundary := [...]string{d.boundary(0), d.boundary(1)}
	out := make([]byte, 0, d.size(form)+len(both))
	for _, f := range d.head {
		out = appendField(out, f[0], f[1])
	}
	for _, s := range form {
		out = append(out, s.text...)
		switch s.slot {
		case noSlot:
		case textSlot:
			out = append(out, text...)
		case htmlSlot:
			out = append(out, html...)
		case boundarySlot:
			out = append(out, boundary[s.n]...)
		default:
			out = d.files[s.n].appendSlot(out, s.slot)
		}
	}
	return out, nil
}

// size is about how many bytes the mail has besides its text, never less.
func (d *draft) size(form form) (n int) {
	for _, f := range d.head {
		n += (len(f[0]) + len(f[1]) + len(": \r\n")) * 2
	}
	for _, s := range form {
		n += len(s.text) + boundaryLength
	}
	for _, f := range d.files {
		n += f.size()
	}
	return n
}

// boundaryLength is how long our boundaries are.
const boundaryLength = len("=_") + 2*16

// boundary is the nth boundary, which depends on nothing but the Message-ID.
// Boundaries hold "=_", which neither quoted-printable nor base64 ever does.
func (d *draft) boundary(n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "boundary %d %s", n, d.id))
	return "=_" + hex.EncodeToString(sum[:16])
}

// perLine is how many bytes stand in a line of base64 (RFC 2045 section 6.8).
const perLine = 57

// linesLength is how long n bytes become in lines of base64.
func linesLength(n int) int {
	return base64.StdEncoding.EncodedLen(n) + (n+perLine-1)/perLine*len("\r\n")
}

// appendLines appends base64 as the library writes it.
func appendLines(out, content []byte) []byte {
	for line := range slices.Chunk(content, perLine) {
		out = append(base64.StdEncoding.AppendEncode(out, line), "\r\n"...)
	}
	return out
}

// fieldOrder is the order of our header. Names are written as here.
var fieldOrder = []string{
	"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
	"Auto-Submitted", "X-Auto-Response-Suppress", CanaryField, "Content-Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
}

func parseFields(head string) (fields [][2]string) {
	for line := range strings.Lines(head) {
		line = strings.TrimSuffix(line, "\r\n")
		if strings.HasPrefix(line, " ") && len(fields) > 0 {
			fields[len(fields)-1][1] += line
			continue
		}
		name, value, _ := strings.Cut(line, ": ")
		if i := slices.IndexFunc(fieldOrder, func(known string) bool { return strings.EqualFold(known, name) }); i >= 0 {
			name = fieldOrder[i]
		}
		fields = append(fields, [2]string{name, value})
	}
	return fields
}

// appendField appends a field, broken at its spaces, so that no line is over 78
// characters if a space allows it (RFC 5322 section 2.2.3).
func appendField(out []byte, name, value string) []byte {
	out = append(append(out, name...), ':')
	width := len(name) + len(":")
	for first := true; ; first = false {
		word, rest, more := strings.Cut(value, " ")
		if !first && word != "" && width+len(" ")+len(word) > 76 {
			out, width = append(out, "\r\n "...), len(" ")
		} else {
			out, width = append(out, ' '), width+len(" ")
		}
		out, width = append(out, word...), width+len(word)
		if !more {
			return append(out, "\r\n"...)
		}
		value = rest
	}
}
