package intake

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// isRTF reports whether b is Rich Text Format, whatever its type says.
func isRTF(b []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(b[:min(len(b), 40)], "\ufeff \t\r\n"), []byte(`{\rtf`))
}

// isRTFType reports the media types of Rich Text Format.
func isRTFType(mediaType string) bool {
	switch mediaType {
	case "text/rtf", "application/rtf", "application/x-rtf":
		return true
	}
	return false
}

// rtfText is what a reader sees of b: without fonts, styles, pictures and the
// instructions of fields, without what is hidden or struck through. It reads b
// once, whatever is in it, and gives at most most bytes.
func rtfText(b []byte, most int) string {
	r := rtfReader{rest: b, charset: "windows-1252", fonts: map[int]string{}}
	r.spare = 1
	for len(r.rest) > 0 && r.out.Len()+len(r.chars) < most {
		r.step()
	}
	r.flush()
	return cutText(r.out.String(), most)
}

// rtfState is what a group inherits and leaves as it was.
type rtfState struct {
	skipped bool  // a destination that is no text
	unseen  uint8 // bits of rtfUnseen
	font    int
	spare   int // how many characters stand behind one of Unicode, for programs that know none
}

// rtfReader is the state of reading one text.
type rtfReader struct {
	rtfState
	rest    []byte
	charset string         // of the text
	fonts   map[int]string // the charsets of fonts that have one of their own
	usual   int            // the font of plain text
	outer   []rtfState     // of the groups around this one
	deeper  int            // groups that are too deep to have a state of their own
	begun   bool           // nothing stands in this group yet
	pass    int            // characters that stand for the one of Unicode before them
	high    rune           // the first half of one that takes two
	chars   []byte         // characters that wait to be decoded
	named   string         // their charset
	decoded int            // how often others were decoded
	out     strings.Builder
}

func (r *rtfReader) step() {
	c := r.rest[0]
	switch c {
	case '\\':
		r.control()
		return
	case '{':
		r.open()
	case '}':
		r.close()
	case '\r', '\n':
	default:
		n := bytes.IndexAny(r.rest, "\\{}\r\n")
		if n < 0 {
			n = len(r.rest)
		}
		r.text(r.rest[:n])
		r.rest = r.rest[n:]
		return
	}
	r.rest = r.rest[1:]
}

func (r *rtfReader) open() {
	const deepest = 100
	if len(r.outer) < deepest {
		r.outer = append(r.outer, r.rtfState)
	} else {
		r.deeper++
	}
	r.begun, r.pass = true, 0
}

func (r *rtfReader) close() {
	if n := len(r.outer); r.deeper > 0 {
		r.deeper--
	} else if n > 0 {
		r.rtfState, r.outer = r.outer[n-1], r.outer[:n-1]
	}
	r.begun, r.pass = false, 0
}

// text takes characters in the charset of the font.
func (r *rtfReader) text(b []byte) {
	n := min(r.pass, len(b))
	r.pass -= n
	r.begun = false
	if r.skipped || r.unseen != 0 {
		return
	}
	named := r.fonts[r.font]
	if named == "" {
		named = r.charset
	}
	if named != r.named {
		r.flush()
		r.named = named
	}
	r.chars = append(r.chars, b[n:]...)
}

// flush decodes the characters that wait.
func (r *rtfReader) flush() {
	const most = 10_000 // a text that changes between charsets more often is none
	switch {
	case isASCII(r.chars):
		r.out.Write(r.chars)
	case r.named == rtfSymbols:
		r.out.WriteString(strings.Map(symbol, decodeWindows1252(r.chars)))
	case r.named == "windows-1252" || r.decoded == most:
		r.out.WriteString(decodeUnlabelled(string(r.chars))) // some write UTF-8
	default:
		r.decoded++
		s, _ := decodeNamed(r.named, r.chars)
		r.out.WriteString(s)
	}
	r.chars = r.chars[:0]
}

// symbol is what c is taken for in a font of pictures, which writes bullets.
func symbol(c rune) rune {
	if c < utf8.RuneSelf {
		return c
	}
	return '•'
}

// write takes text that needs no charset.
func (r *rtfReader) write(s string) {
	switch {
	case r.pass > 0:
		r.pass--
	case !r.skipped && r.unseen == 0:
		r.flush()
		r.out.WriteString(s)
	}
}

// control reads a control word, or a backslash before another character.
func (r *rtfReader) control() {
	begun := r.begun
	r.begun = false
	word, number, n := rtfWord(r.rest[1:])
	r.rest = r.rest[min(1+n, len(r.rest)):]
	switch {
	case word == "bin":
		r.rest = r.rest[min(max(number, 0), len(r.rest)):]
	case word != "":
		r.obey(word, number, begun)
	case len(r.rest) > 0:
		r.symbol(begun)
	}
}

// symbol reads what stands behind a backslash and is no word.
func (r *rtfReader) symbol(begun bool) {
	c := r.rest[0]
	r.rest = r.rest[1:]
	switch c {
	case '\'':
		if len(r.rest) < 2 {
			return
		}
		if h, l := unhex(r.rest[0]), unhex(r.rest[1]); h >= 0 && l >= 0 {
			r.text([]byte{byte(h<<4 | l)})
			r.rest = r.rest[2:]
		}
	case '*': // a destination that programs may not know
		r.skipped = r.skipped || begun
	case '\r', '\n':
		r.write("\n")
	case '~':
		r.write(" ")
	case '_':
		r.write("-")
	case '\\', '{', '}':
		r.text([]byte{c})
	}
}

// rtfWord reads the control word that b begins with, its number and the space
// that ends it; a word without a number has 1.
func rtfWord(b []byte) (word string, number, n int) {
	const longest, digits = 32, 10
	for n < len(b) && n < longest && (b[n]|0x20 >= 'a' && b[n]|0x20 <= 'z') {
		n++
	}
	if n == 0 {
		return "", 0, 0
	}
	word, number = string(b[:n]), 1
	i := n
	if i < len(b) && b[i] == '-' {
		i++
	}
	for i < len(b) && i-n <= digits && b[i] >= '0' && b[i] <= '9' {
		i++
	}
	if v, err := strconv.Atoi(string(b[n:i])); err == nil {
		number, n = v, i
	}
	if n < len(b) && b[n] == ' ' {
		n++
	}
	return word, number, n
}

// obey does what a control word says.
func (r *rtfReader) obey(word string, number int, begun bool) {
	if s, ok := rtfCharacters[word]; ok {
		r.write(s)
		return
	}
	if r.pass > 0 {
		r.pass--
		return
	}
	if bit := rtfUnseen[word]; bit != 0 {
		r.unseen &^= bit
		if number != 0 {
			r.unseen |= bit
		}
		return
	}
	switch word {
	case "u":
		r.unicode(rune(uint16(number)))
	case "uc":
		r.spare = min(max(number, 0), 100)
	case "ansicpg":
		if name := rtfCharset(number); name != "" {
			r.charset = name
		}
	case "mac":
		r.charset = "macintosh"
	case "pc":
		r.charset = "ibm437"
	case "pca":
		r.charset = "ibm850"
	case "deff":
		r.usual, r.font = number, number
	case "f":
		r.font = number
	case "fcharset":
		r.ownCharset(rtfFontCharsets[number])
	case "cpg":
		r.ownCharset(rtfCharset(number))
	case "plain":
		r.unseen, r.font = 0, r.usual
	default:
		r.skipped = r.skipped || begun && rtfSkipped[word]
	}
}

// ownCharset notes the charset of the font that the table of fonts is at.
func (r *rtfReader) ownCharset(name string) {
	const most = 1000
	if r.skipped && name != "" && len(r.fonts) < most {
		r.fonts[r.font] = name
	}
}

// unicode takes a character of UTF-16, for which r.spare others stand behind it.
func (r *rtfReader) unicode(c rune) {
	high := r.high
	r.high = 0
	switch {
	case high != 0:
		r.write(string(utf16.DecodeRune(high, c)))
	case c >= 0xd800 && c < 0xdc00:
		r.high = c
	case c >= 0xf000 && c <= 0xf0ff: // a font of pictures, in the private range
		r.write(string(symbol(c & 0xff)))
	default:
		r.write(string(c))
	}
	r.pass = r.spare
}

// rtfCharset is the charset of a code page.
func rtfCharset(page int) string {
	switch {
	case page >= 1250 && page <= 1258:
		return "windows-" + strconv.Itoa(page)
	case page == 10000:
		return "macintosh"
	}
	return charsetAliases["cp"+strconv.Itoa(page)]
}

const rtfSymbols = "symbols"

// rtfFontCharsets are those of \fcharset that are not of Western Europe.
var rtfFontCharsets = map[int]string{
	0: "windows-1252", 2: rtfSymbols, 77: "macintosh", 128: "shift_jis", 129: "euc-kr", 134: "gb18030", 136: "big5", 161: "windows-1253", 162: "windows-1254",
	163: "windows-1258", 177: "windows-1255", 178: "windows-1256", 186: "windows-1257", 204: "windows-1251", 222: "windows-874", 238: "windows-1250",
}

// rtfUnseen are the control words of text that is not shown.
var rtfUnseen = map[string]uint8{"v": 1, "deleted": 2, "strike": 4, "striked": 8}

// rtfCharacters are the control words that stand for text.
var rtfCharacters = map[string]string{
	"par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "tab": "\t", "cell": "\t", "nestcell": "\t", "nestrow": "\n",
	"emdash": "—", "endash": "–", "emspace": " ", "enspace": " ", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
}

// rtfSkipped are the destinations that are no text of the mail, besides those
// behind \*.
var rtfSkipped = map[string]bool{
	"fonttbl": true, "colortbl": true, "stylesheet": true, "info": true, "pict": true, "object": true, "fldinst": true, "header": true, "headerl": true,
	"headerr": true, "headerf": true, "footer": true, "footerl": true, "footerr": true, "footerf": true, "filetbl": true, "xe": true, "tc": true,
	"revtbl": true, "listtable": true, "listoverridetable": true, "bkmkstart": true, "bkmkend": true, "nonesttables": true,
}
