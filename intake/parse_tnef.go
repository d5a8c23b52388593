package intake

import (
	"encoding/binary"
	"slices"
	"strings"
)

// isTNEF reports what Outlook packs into its own format ([MS-OXTNEF]).
func isTNEF(p *part) bool {
	return p.mediaType == "application/ms-tnef" || p.mediaType == "application/vnd.ms-tnef" || strings.EqualFold(p.name, "winmail.dat")
}

// The attributes of a stream and the properties of a message or a file in it
// that are read.
const (
	tnefSignature   = 0x223e9f78
	tnefCodepage    = 0x00069007
	tnefSubject     = 0x00018004
	tnefBody        = 0x0002800c
	tnefProperties  = 0x00069003
	tnefNewFile     = 0x00069002
	tnefFileTitle   = 0x00018010
	tnefFileContent = 0x0006800f
	tnefFile        = 0x00069005

	mapiSubject  = 0x0037
	mapiBody     = 0x1000
	mapiRTF      = 0x1009
	mapiPage     = 0x1013
	mapiObject   = 0x3701
	mapiFileName = 0x3707
	mapiType     = 0x370e
	mapiID       = 0x3712

	mapiUnicode = 0x1f // UTF-16; a string of another kind is in the stream's code page
	mapiMany    = 0x1000
)

// mapiSizes are the sizes of properties by their kind; of 0 is what bears its own.
var mapiSizes = map[uint32]uint32{
	0x02: 2, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0a: 4, 0x0b: 2, 0x14: 8, 0x40: 8, 0x48: 16,
	0x0d: 0, 0x1e: 0, mapiUnicode: 0, 0x102: 0,
}

// tnefReader is the state of reading one stream.
type tnefReader struct {
	r       *reader
	p       *part
	charset string // of strings that are not in UTF-16
	subject string
	plain   *part
	page    *part
	rtf     []byte // compressed
	files   []*part
	partial bool // something in it could not be read
}

// readTNEF makes the text and the files in p its children: first the forms of the
// text, as those of a multipart/alternative. It reports the subject. What is broken
// is left as it is, for a person: half a text asks half of its questions.
func (r *reader) readTNEF(p *part) (subject string) {
	t := tnefReader{r: r, p: p}
	b := tnefBytes{rest: r.decodeBody(p)}
	if b.number(4) != tnefSignature {
		return ""
	}
	b.number(2)
	for len(b.rest) > 2 { // some have a line end behind them
		b.number(1)
		id := b.number(4)
		v := b.take(b.number(4))
		b.number(2)
		t.attribute(id, v)
	}
	p.unpacked = !b.broken && !t.partial && !r.full && !slices.ContainsFunc(t.files, func(f *part) bool { return f.decoded == nil })
	text := t.text()
	if !b.broken && text != nil {
		t.files = append([]*part{text}, t.files...)
	}
	p.children = slices.DeleteFunc(t.files, func(f *part) bool { return f.decoded == nil && f.children == nil })
	return t.subject
}

// attribute reads one attribute of the stream.
func (t *tnefReader) attribute(id uint32, v []byte) {
	var file *part
	if n := len(t.files); n > 0 {
		file = t.files[n-1]
	}
	switch {
	case id == tnefCodepage && len(v) >= 4:
		t.charset = rtfCharset(int(binary.LittleEndian.Uint32(v)))
	case id == tnefSubject:
		t.subject = t.line(0, v)
	case id == tnefBody && t.plain == nil:
		t.plain = t.form("text/plain", t.charset, v)
	case id == tnefProperties:
		t.properties(v, t.ofMessage)
	case id == tnefNewFile:
		if t.r.parts++; t.r.parts >= t.r.lim.Parts {
			t.r.full = true
			return
		}
		t.files = append(t.files, &part{mediaType: "application/octet-stream", disposition: "attachment", depth: t.p.depth + 1})
	case file == nil || t.r.full:
	case id == tnefFileTitle:
		file.name = fileName(t.line(0, v))
	case id == tnefFileContent:
		file.body, file.decoded = v, v
	case id == tnefFile:
		t.properties(v, func(kind, id uint32, v []byte) { t.ofFile(file, kind, id, v) })
	}
}

// properties calls f with each value of each property in v.
func (t *tnefReader) properties(v []byte, f func(kind, id uint32, v []byte)) {
	b := tnefBytes{rest: v}
	for n := b.number(4); n > 0 && !b.broken; n-- {
		kind, id := b.number(2), b.number(2)
		if id >= 0x8000 { // has a name
			b.take(16)
			if b.number(4) == 0 {
				b.take(4)
			} else {
				b.padded(b.number(4))
			}
		}
		size, known := mapiSizes[kind&^mapiMany]
		values := uint32(1)
		if size == 0 || kind&mapiMany != 0 {
			values = b.number(4)
		}
		b.broken = b.broken || !known
		for ; values > 0 && !b.broken; values-- {
			n := size
			if n == 0 {
				n = b.number(4)
			}
			if v := b.padded(n); !b.broken {
				f(kind, id, v)
			}
		}
	}
	t.partial = t.partial || b.broken
}

func (t *tnefReader) ofMessage(kind, id uint32, v []byte) {
	switch id {
	case mapiSubject:
		t.subject = t.line(kind, v)
	case mapiBody:
		t.plain = t.form("text/plain", t.charsetOf(kind), v)
	case mapiPage:
		t.page = t.form("text/html", t.charsetOf(kind), v)
	case mapiRTF:
		t.rtf = v
	}
}

func (t *tnefReader) ofFile(file *part, kind, id uint32, v []byte) {
	switch id {
	case mapiFileName:
		file.name = fileName(t.line(kind, v))
	case mapiType:
		file.mediaType = lower(t.line(kind, v))
	case mapiID:
		file.header.Set("Content-Id", t.line(kind, v))
	case mapiObject:
		const message = "\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
		if len(v) < len(message) || string(v[:len(message)]) != message || file.depth >= t.r.lim.Depth {
			return // an object of another program
		}
		file.mediaType, file.body, file.decoded = "application/ms-tnef", v[len(message):], v[len(message):]
		root := &part{root: true, mediaType: "multipart/mixed", depth: file.depth}
		root.header.Set("Subject", t.r.readTNEF(file))
		root.children, file.children = file.children, []*part{root}
		t.partial = t.partial || !file.unpacked
	}
}

// charsetOf is the charset of a string of a kind.
func (t *tnefReader) charsetOf(kind uint32) string {
	switch kind {
	case mapiUnicode:
		return "utf-16le"
	case 0x102: // a page says it itself
		return ""
	}
	return t.charset
}

func (t *tnefReader) line(kind uint32, v []byte) string {
	s, _ := decodeCharset(t.charsetOf(kind), v)
	return cleanLine(s)
}

// form is a form of the text.
func (t *tnefReader) form(mediaType, charset string, v []byte) *part {
	return &part{mediaType: mediaType, params: parameters{{"charset", charset}}, body: v, decoded: v, depth: t.p.depth + 1}
}

// text are the forms of the text, or nil. Rich text is unpacked where there is no
// other.
func (t *tnefReader) text() *part {
	all := &part{mediaType: "multipart/alternative", depth: t.p.depth}
	for _, f := range []*part{t.plain, t.page} {
		if f != nil && !t.r.textOf(f).isEmpty() {
			all.children = append(all.children, f)
		}
	}
	if len(all.children) == 0 && len(t.rtf) > 0 {
		b, ok := t.r.unpackRTF(t.rtf)
		if !ok {
			t.p.unpacked = false
			return nil
		}
		all.children = []*part{t.form("text/richtext", "", b)}
	}
	return all
}

// rtfDictionary is what compressed Rich Text Format can refer to from its first
// byte on ([MS-OXRTFCP], section 2.1.3.1.2).
const rtfDictionary = `{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0` +
	"\r\n" + `\par \pard\plain\f0\fs20\b\i\u\tab\tx`

// unpackRTF undoes the compression of Rich Text Format. It gives all of the text or
// none.
func (r *reader) unpackRTF(v []byte) ([]byte, bool) {
	b := tnefBytes{rest: v}
	b.number(4)
	size, kind := int(b.number(4)), b.number(4)
	b.number(4)
	switch kind {
	case 0x414c454d: // "MELA"
		return b.rest[:min(size, len(b.rest))], size <= len(b.rest)
	case 0x75465a4c: // "LZFu"
	default:
		return nil, false
	}
	const most = 3 // as of what else hides in an encoding
	if size > 4*r.lim.Text+2*len(v) || r.wraps >= most {
		return nil, false
	}
	r.wraps++
	const start, ring = len(rtfDictionary), 4096
	out := append(make([]byte, 0, start+min(size, 9*len(v))), rtfDictionary...)
	for size += start; len(out) < size && !b.broken; {
		flags := b.number(1)
		for range 8 {
			if flags&1 == 0 {
				out = append(out, b.take(1)...)
			} else {
				hi, lo := b.number(1), b.number(1)
				back := (len(out) - int(hi<<4|lo>>4)) & (ring - 1)
				if back == 0 || back > len(out) { // its end
					b.broken = true
				}
				for n := lo&0xf + 2; n > 0 && !b.broken; n-- {
					out = append(out, out[len(out)-back])
				}
			}
			flags >>= 1
			if b.broken || len(out) >= size {
				break
			}
		}
	}
	return out[start:min(len(out), size)], len(out) >= size
}

// tnefBytes reads numbers, whose lowest byte comes first, and values.
type tnefBytes struct {
	rest   []byte
	broken bool // more was wanted than there is
}

func (b *tnefBytes) take(n uint32) []byte {
	if uint64(n) > uint64(len(b.rest)) {
		b.broken, b.rest = true, nil
		return nil
	}
	v := b.rest[:n:n]
	b.rest = b.rest[n:]
	return v
}

// padded takes n bytes and what fills them up to four.
func (b *tnefBytes) padded(n uint32) []byte {
	v := b.take(n)
	b.rest = b.rest[min(int(-n&3), len(b.rest)):]
	return v
}

func (b *tnefBytes) number(bytes uint32) (n uint32) {
	for i, c := range b.take(bytes) {
		n |= uint32(c) << (8 * i)
	}
	return n
}
