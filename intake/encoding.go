package intake

import (
	"bytes"
	"encoding/base64"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message"
)

var encodingSpellings = strings.NewReplacer("-", "", "_", "", " ", "")

// transferEncoding is the name of p's transfer encoding (RFC 2045, section
// 6.1) as go-message knows it, whatever a client made of it.
func transferEncoding(v string) string {
	v = strings.ToLower(v)
	switch v {
	case "", "7bit", "8bit", "binary":
		return ""
	case "base64", "quoted-printable":
		return v
	}
	v, _, _ = strings.Cut(v, ";")
	if i := strings.IndexByte(v, '('); i >= 0 {
		v = v[:i]
	}
	v = strings.TrimSpace(decodeWords(strings.Trim(v, " \t\"'<>:=")))
	switch encodingSpellings.Replace(v) {
	case "", "7bit", "8bit", "binary", "7bits", "8bits", "none", "plain", "plaintext":
		return ""
	case "base64", "b64", "xbase64", "mimebase64":
		return "base64"
	case "quotedprintable", "quoted", "quotedprint", "qp", "xquotedprintable":
		return "quoted-printable"
	case "xuuencode", "uuencode", "xuue", "uue", "xuu", "uu":
		return "uuencode"
	}
	return v
}

// decodeBody undoes the transfer encoding of p. Lines of base64 and
// quoted-printable need no readers; other base64 is go-message's to read, and
// where it stops the looser reading begins anew.
func (r *reader) decodeBody(p *part) []byte {
	if p.decoded == nil {
		p.decoded = r.decode(p)
	}
	return p.decoded
}

func (r *reader) decode(p *part) []byte {
	enc := transferEncoding(p.header.Get("Content-Transfer-Encoding"))
	switch enc {
	case "":
		if p.isText() && p.name == "" && isQuotedPrintable(p.body) {
			if out, _ := looseQuotedPrintable(p.body); utf8.Valid(out) || isLatin(charsetName(p.params.get("charset"))) {
				r.problem("A text is in quoted-printable and does not say so.")
				return out
			}
		}
		return p.body
	case "uuencode":
		return r.decodeUU(p)
	}
	if enc == "quoted-printable" { // the looser reading gives the same of what is sound, and needs no readers
		out, sound := looseQuotedPrintable(p.body)
		if !sound {
			r.problem("A part in %s is broken; what could be decoded was kept.", enc)
		}
		return out
	}
	out := make([]byte, 0, decodedSize(enc, p.body))
	if enc == "base64" { // what is sound needs no readers, and most is
		if lines, ok := appendBase64(out, p.body); ok {
			return lines
		}
		if n, err := base64.StdEncoding.Decode(out[:cap(out)], p.body); err == nil {
			return out[:n]
		}
	}
	var h message.Header
	h.Set("Content-Type", "application/octet-stream") // no charset here
	h.Set("Content-Transfer-Encoding", enc)
	e, err := message.New(h, bytes.NewReader(p.body))
	if err != nil {
		r.problem("A part has the unknown transfer encoding %q and was read as it is.", cleanLine(cutText(enc, 40)))
		return p.body
	}
	if out, err = appendAll(out, e.Body); err == nil {
		return out
	}
	out, p.tail = looseBase64(p.body)
	if p.isText() && !utf8.Valid(out) && isWords(p.body) {
		p.tail = nil
		r.problem("A text is said to be in %s and is not.", enc)
		return p.body
	}
	r.problem("A part in %s is broken; what could be decoded was kept.", enc)
	return out
}

// isWords reports whether b is no base64 at all: words with spaces between
// them and no padding, or a single line in which one letter is left over.
func isWords(b []byte) bool {
	b = bytes.TrimSpace(b)
	return isFooter(b) && bytes.IndexByte(b, '=') < 0 || bytes.IndexByte(b, '\n') < 0 && len(b)%4 == 1
}

func decodedSize(enc string, b []byte) int {
	if enc == "base64" {
		return len(b)/4*3 + 3
	}
	return len(b) + 1
}

// appendAll reads r to its end into dst, which has room for it.
func appendAll(dst []byte, r io.Reader) ([]byte, error) {
	for {
		if len(dst) == cap(dst) {
			dst = append(dst, 0)[:len(dst)]
		}
		n, err := r.Read(dst[len(dst):cap(dst)])
		dst = dst[:len(dst)+n]
		if err == io.EOF {
			return dst, nil
		}
		if err != nil {
			return dst, err
		}
	}
}

// looseQuotedPrintable decodes what is sound and keeps the rest as it is
// (RFC 2045, section 6.7, note on robustness). sound is false when a "="
// stood before neither two hexadecimal digits nor a line end.
func looseQuotedPrintable(b []byte) (out []byte, sound bool) {
	out, sound = make([]byte, 0, len(b)), true
	for len(b) > 0 {
		line := firstLine(b)
		b = b[len(line):]
		end := len(line)
		for end > 0 && (line[end-1] == '\n' || line[end-1] == '\r') {
			end--
		}
		tail := line[end:]
		for end > 0 && isWhite(line[end-1]) {
			end--
		}
		text := line[:end]
		if end > 0 && text[end-1] == '=' {
			text, tail = text[:end-1], nil
		}
		var good bool
		out, good = appendHexPairs(out, text)
		sound = sound && good
		out = append(out, tail...)
	}
	return out, sound
}

// isQuotedPrintable reports whether b, which names no encoding, can only be
// quoted-printable: letters above ASCII stand in its words so, and no "=" stands
// for itself.
func isQuotedPrintable(b []byte) bool {
	inWords, end := false, 0 // where the last letter that is written so ends
	for pos := 0; ; {
		i := bytes.IndexByte(b[pos:], '=')
		if i < 0 || pos+i+1 == len(b) {
			return inWords && isASCII(b)
		}
		at := pos + i
		pos = at + 1
		if isWhite(b[pos]) {
			continue
		}
		if pos+1 == len(b) || !isUpperHex(b[pos]) || !isUpperHex(b[pos+1]) {
			return false
		}
		inWords = inWords || b[pos] >= '8' && at > end && isAlnum(b[at-1])
		pos += 2
		end = pos
	}
}

func isUpperHex(c byte) bool { return '0' <= c && c <= '9' || 'A' <= c && c <= 'F' }

func isWhite(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// appendHexPairs appends a line of quoted-printable without its end.
func appendHexPairs(dst, s []byte) (out []byte, sound bool) {
	sound = true
	for {
		i := bytes.IndexByte(s, '=')
		if i < 0 {
			return append(dst, s...), sound
		}
		dst = append(dst, s[:i]...)
		s = s[i:]
		if len(s) > 2 {
			if h, l := unhex(s[1]), unhex(s[2]); h >= 0 && l >= 0 {
				dst = append(dst, byte(h<<4|l))
				s = s[3:]
				continue
			}
		}
		sound = sound && len(s) > 1 && isWhite(s[1])
		dst = append(dst, '=')
		s = s[1:]
	}
}
