package intake

import (
	"bytes"
	"strings"
)

// leafText reads a part that is text.
func (r *reader) leafText(p *part) content {
	b := r.decodeBody(p)
	if p.isBinary(b) {
		return content{}
	}
	if bytes.Contains(b, []byte("=ybegin ")) {
		rest, files := cutYEnc(b)
		if b = rest; len(files) > 0 {
			r.problem("A file in yEnc stood in the text.")
			p.embedded = append(p.embedded, files...)
		}
	}
	if len(p.tail) > 0 {
		b = append(bytes.TrimRight(b, "\r\n"), append([]byte("\n\n"), p.tail...)...)
	}
	const pages, all = 2, 4 // times the length of a text: of a page, of all parts
	if r.chars > all*r.lim.Text {
		r.problem("There is too much text; the rest was not read.")
		return content{}
	}
	if isRTF(b) {
		s := cleanText(rtfText(b, r.lim.Text+4))
		r.chars += len(s)
		return content{text: s, plain: true}
	}
	most := r.lim.Text + 4
	label := p.charset(b)
	page := p.mediaType == "text/html" || p.mediaType == "text/plain" && opensPage(b)
	if page {
		most *= pages
		if !isStateful(charsetName(label)) {
			buf := stripBuffers.Get().(*[]byte)
			defer keepBuffer(buf)
			b = stripPage((*buf)[:0], b, 2*most)
			*buf = b
		}
	}
	if len(b) > 4*most { // UTF-16 and UTF-7 shrink
		b = b[:4*most]
	}
	s, plain := plainCharset(label, b, most)
	if !plain {
		var ok bool
		if s, ok = decodeCharset(label, b); !ok {
			r.problem("A text is not in the charset %q that it names.", cleanLine(cutText(decodeUnlabelled(p.params.get("charset")), 40)))
		}
		s = cutText(s, most)
	}
	r.chars += len(s)
	switch {
	case page:
		if !plain {
			s = cleanText(s)
		}
		return content{html: s}
	case p.mediaType == "text/enriched", p.mediaType == "text/richtext":
		return content{text: cleanText(htmlTextUpTo(strings.ReplaceAll(s, "\n\n", "<p>"), most)), plain: true}
	}
	return r.plainText(p, s, plain)
}

// plainCharset is cleanBytes for at most most bytes in a charset that has it
// as it is.
func plainCharset(label string, b []byte, most int) (string, bool) {
	if len(b) > most {
		return "", false
	}
	switch name := charsetName(label); {
	case name == "" || name == "utf-8" || name == "us-ascii":
		return cleanBytes(b, false)
	case isLatin(name) && !isStateful(name):
		return cleanBytes(b, true)
	}
	return "", false
}

// plainText undoes format=flowed and takes embedded files and OpenPGP armour
// out of text, which is clean already or not.
func (r *reader) plainText(p *part, s string, clean bool) content {
	if strings.EqualFold(p.params.get("format"), "flowed") {
		s = unflow(s, strings.EqualFold(p.params.get("delsp"), "yes"))
	}
	if strings.Contains(s, "<div>---") {
		s = divs.Replace(s)
	}
	if strings.Contains(s, "begin ") {
		rest, blocks := cutUU([]byte(s))
		for _, b := range blocks {
			r.problem("A uuencoded file stood in the text.")
			p.embedded = append(p.embedded, b)
		}
		if len(blocks) > 0 {
			s = string(rest)
		}
	}
	if strings.Contains(s, "-----BEGIN PGP ") {
		s = r.openArmour(s)
	}
	if !clean {
		s = cleanText(s)
	}
	return content{text: s, plain: true}
}

// opensPage says whether b, which says that it is plain text, begins as a page:
// forms on the web send such mails.
func opensPage(b []byte) bool {
	const most = 40
	b = bytes.TrimLeft(b, "\ufeff \t\r\n")
	if len(b) == 0 || b[0] != '<' {
		return false
	}
	start := lower(string(b[:min(len(b), most)]))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html>") || strings.HasPrefix(start, "<html ")
}

// divs takes out the elements that some telephones leave in plain text, around
// the heading of what they quote.
var divs = strings.NewReplacer("</div><div>", "\n", "<div>", "", "</div>", "\n")

// charset is the name of p's charset. A page without one may say it in a meta
// element.
func (p *part) charset(b []byte) string {
	if cs := p.params.get("charset"); cs != "" || p.mediaType != "text/html" {
		return cs
	}
	head := bytes.ToLower(b[:min(len(b), 2048)])
	_, after, ok := bytes.Cut(head, []byte("charset="))
	if !ok {
		return ""
	}
	after = bytes.TrimLeft(after, `"' `)
	if i := bytes.IndexAny(after, "\"'> ;/"); i >= 0 {
		return string(after[:i])
	}
	return ""
}

// isBinary reports whether b is a file that only claims to be text: many
// control characters at its beginning, and no UTF-16.
func (p *part) isBinary(b []byte) bool {
	if strings.Contains(strings.ToLower(p.params.get("charset")), "utf-16") || bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff")) {
		return false
	}
	b = b[:min(len(b), 1024)]
	odd := 0
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b && c != 0x0e && c != 0x0f {
			odd++
		}
	}
	return odd > len(b)/10
}

// openArmour takes away the armour of text signed with OpenPGP (RFC 9580,
// section 7) and notes a message that is encrypted.
func (r *reader) openArmour(s string) string {
	const begin, sign = "-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP SIGNATURE-----"
	if strings.Contains(s, "-----BEGIN PGP MESSAGE-----") {
		r.encrypted("OpenPGP")
		return s
	}
	before, after, ok := strings.Cut(s, begin)
	if !ok {
		return s
	}
	after = strings.ReplaceAll(after, "\r\n", "\n")
	if _, body, ok := strings.Cut(after, "\n\n"); ok { // behind the armour's header
		after = body
	}
	body, tail, _ := strings.Cut(after, sign)
	if _, rest, ok := strings.Cut(tail, "-----END PGP SIGNATURE-----"); ok {
		tail = rest
	}
	r.problem("The text is signed with OpenPGP; the signature was not checked.")
	body = strings.ReplaceAll("\n"+body, "\n- ", "\n")
	return before + body[1:] + tail
}
