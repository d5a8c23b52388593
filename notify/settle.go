package notify

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/textproto"
	"slices"
	"strings"

	"github.com/jordan-wright/email"
)

// draft is a mail on its way through jordan-wright/email. That library makes up
// boundaries, shuffles the header, parts addresses at commas and writes names
// anew; and a large file grows its buffer many times. So the files stay here,
// a short stand-in goes along for each, and settle makes of what comes back the
// one form that the same letter always has, in one pass.
type draft struct {
	email email.Email
	id    string // Message-ID
	files [][]byte
}

// attach adds a file.
func (d *draft) attach(a Attachment) {
	made := attachment(a, len(d.files), d.id)
	made.Content = d.standIn(len(d.files))
	d.email.Attachments = append(d.email.Attachments, made)
	d.files = append(d.files, a.Content)
}

// standIn stands for the ith file. Nobody can know it before the letter is
// there: our Message-IDs are signed.
func (d *draft) standIn(i int) []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "file %d %s", i, d.id))
	return sum[:30]
}

// bytes is the mail.
func (d *draft) bytes() ([]byte, error) {
	raw, err := d.email.Bytes()
	if err != nil {
		return nil, err
	}
	head, body, ok := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !ok {
		return nil, fmt.Errorf("%w: it has no body", ErrBadMail)
	}
	swaps := d.swaps(raw)
	size := len(raw) + 1024
	for _, s := range swaps {
		size += len(s.fresh)
	}
	out := make([]byte, 0, size)
	out = apply(out, header(head, d.email.Headers), swaps)
	out = append(out, "\r\n"...)
	return apply(out, body, swaps), nil
}

// swap is what takes the place of something that stands nowhere else.
type swap struct {
	old, fresh []byte
	once       bool
}

// swaps are the boundaries, which shall depend on nothing but the Message-ID,
// and the files. Boundaries hold "=_", which neither quoted-printable nor base64
// ever does.
func (d *draft) swaps(raw []byte) (all []swap) {
	for i, old := range boundaries(raw[:min(len(raw), headersEnd)]) {
		sum := sha256.Sum256(fmt.Appendf(nil, "boundary %d %s", i, d.id))
		fresh := "=_" + hex.EncodeToString(sum[:16])
		all = append(all, swap{old: slices.Concat([]byte("boundary="), old), fresh: []byte(`boundary="` + fresh + `"`), once: true},
			swap{old: slices.Concat([]byte("--"), old), fresh: []byte("--" + fresh)})
	}
	for i, file := range d.files {
		all = append(all, swap{old: inLines(d.standIn(i)), fresh: inLines(file), once: true})
	}
	return all
}

// headersEnd is well behind the last field that names a boundary: that of the
// parts with the text follows the mail's own header.
const headersEnd = 64 << 10

// boundaries are those that the library made up: that of the whole mail, and
// that of the parts with the text when there are files too.
func boundaries(headers []byte) (all [][]byte) {
	const name, length = "boundary=", 60
	for len(all) < 2 {
		at := bytes.Index(headers, []byte(name))
		if at < 0 || len(headers) < at+len(name)+length {
			return all
		}
		headers = headers[at+len(name):]
		all = append(all, headers[:length])
	}
	return all
}

// inLines is base64 as the library writes it (RFC 2045 section 6.8).
func inLines(content []byte) []byte {
	const perLine = 57
	out := make([]byte, 0, (len(content)/perLine+1)*(perLine/3*4+2))
	for line := range slices.Chunk(content, perLine) {
		out = append(base64.StdEncoding.AppendEncode(out, line), "\r\n"...)
	}
	return out
}

// apply appends text to out with all the swaps made.
func apply(out, text []byte, swaps []swap) []byte {
	next := make([]int, len(swaps)) // where each is found
	for i, s := range swaps {
		next[i] = index(text, s.old, 0)
	}
	for at := 0; ; {
		first := -1
		for i, n := range next {
			if n >= 0 && (first < 0 || n < next[first]) {
				first = i
			}
		}
		if first < 0 {
			return append(out, text[at:]...)
		}
		s := swaps[first]
		out = append(append(out, text[at:next[first]]...), s.fresh...)
		at = next[first] + len(s.old)
		if next[first] = -1; !s.once {
			next[first] = index(text, s.old, at)
		}
	}
}

// index is where what stands in text, from from on; -1: nowhere.
func index(text, what []byte, from int) int {
	if i := bytes.Index(text[from:], what); i >= 0 {
		return from + i
	}
	return -1
}

// header sorts the fields, folds their lines and puts the addresses back as
// they were given.
func header(head []byte, given textproto.MIMEHeader) []byte {
	fields := parseFields(string(head) + "\r\n")
	slices.SortStableFunc(fields, func(a, b [2]string) int { return fieldRank(a[0]) - fieldRank(b[0]) })
	out := make([]byte, 0, len(head)+256)
	for _, f := range fields {
		if f[0] == "From" || f[0] == "To" || f[0] == "Reply-To" {
			f[1] = given.Get(f[0])
		}
		out = append(out, fold(f[0]+": "+f[1])...)
	}
	return out
}

// fieldOrder is the order of our header. Names are written as here.
var fieldOrder = []string{
	"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
	"Auto-Submitted", "X-Auto-Response-Suppress", CanaryField, "Content-Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
}

func fieldRank(name string) int { return slices.Index(fieldOrder, name) }

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

// fold breaks a field at its spaces, so that no line is over 78 characters if
// a space allows it (RFC 5322 section 2.2.3).
func fold(field string) string {
	var out strings.Builder
	width := 0
	for i, word := range strings.Split(field, " ") {
		switch {
		case i == 0:
		case width+1+len(word) > 76 && i > 1 && word != "":
			out.WriteString("\r\n ")
			width = 1
		default:
			out.WriteString(" ")
			width++
		}
		out.WriteString(word)
		width += len(word)
	}
	return out.String() + "\r\n"
}
