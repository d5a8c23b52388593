package intake

import (
	"bytes"
	"encoding/base64"
	"io"
	"strings"

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

// decodeBody undoes the transfer encoding of p. go-message reads what is
// sound; where it stops the looser reading of the same encoding begins anew.
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
		return p.body
	case "uuencode":
		return r.decodeUU(p)
	}
	if enc == "quoted-printable" {
		const large = 1 << 20 // the looser reading gives the same and is some times as fast
		sound := isSoundQuotedPrintable(p.body)
		if !sound {
			r.problem("A part in %s is broken; what could be decoded was kept.", enc)
		}
		if !sound || len(p.body) > large {
			return looseQuotedPrintable(p.body)
		}
	}
	out := make([]byte, 0, decodedSize(enc, p.body))
	if enc == "base64" { // what is sound needs no readers, and most is
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
	r.problem("A part in %s is broken; what could be decoded was kept.", enc)
	if enc == "quoted-printable" {
		return looseQuotedPrintable(p.body)
	}
	out, p.tail = looseBase64(p.body)
	return out
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

// isSoundQuotedPrintable reports whether each "=" stands before two
// hexadecimal digits or a line end. The standard library forgives others too,
// but makes an error of each, which a hostile mail can have millions of.
func isSoundQuotedPrintable(b []byte) bool {
	for {
		i := bytes.IndexByte(b, '=')
		if i < 0 {
			return true
		}
		b = b[i+1:]
		switch {
		case len(b) == 0 || b[0] == '\r' || b[0] == '\n' || b[0] == ' ' || b[0] == '\t':
		case len(b) < 2 || unhex(b[0]) < 0 || unhex(b[1]) < 0:
			return false
		}
	}
}

// looseQuotedPrintable decodes what is sound and keeps the rest as it is
// (RFC 2045, section 6.7, note on robustness).
func looseQuotedPrintable(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		line := firstLine(b)
		b = b[len(line):]
		text := bytes.TrimRight(line, " \t\r\n")
		end := line[len(bytes.TrimRight(line, "\r\n")):]
		if bytes.HasSuffix(text, []byte("=")) {
			text, end = text[:len(text)-1], nil
		}
		out = append(appendHexPairs(out, text), end...)
	}
	return out
}

func appendHexPairs(dst, s []byte) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] == '=' && i+2 < len(s) {
			if h, l := unhex(s[i+1]), unhex(s[i+2]); h >= 0 && l >= 0 {
				dst = append(dst, byte(h<<4|l))
				i += 2
				continue
			}
		}
		dst = append(dst, s[i])
	}
	return dst
}
