package intake

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
)

// decodeCharset turns b, which is said to be in the charset label, into
// UTF-8. It believes the bytes more than the label: a byte order mark, valid
// UTF-8 under the name of a Latin charset, a stray byte of windows-1252 in
// UTF-8. ok is false when the label was unknown or wrong.
func decodeCharset(label string, b []byte) (s string, ok bool) {
	if s, ok := decodeMarked(b); ok {
		return s, true
	}
	name := charsetName(label)
	switch name {
	case "":
		return decodeUnlabelled(string(b)), true
	case "utf-8", "us-ascii":
		s := string(wholeRunes(b))
		text := decodeUnlabelled(s)
		return text, text == s
	case "utf-7":
		return decodeUTF7(b), true
	case "utf-16":
		return decodeNamed(byteOrder(b), b)
	}
	if isASCII(b) && !isStateful(name) {
		return string(b), true
	}
	if isLatin(name) && utf8.Valid(b) {
		return string(b), false
	}
	if name == "windows-1252" {
		return decodeWindows1252(b), true
	}
	return decodeNamed(name, b)
}

// wholeRunes is b without a character of UTF-8 that was cut off at its end, as
// happens to long file names.
func wholeRunes(b []byte) []byte {
	for i := len(b) - 1; i >= max(0, len(b)-utf8.UTFMax); i-- {
		if utf8.RuneStart(b[i]) {
			if head := b[:i]; !utf8.FullRune(b[i:]) && !isASCII(head) && utf8.Valid(head) {
				return head
			}
			break
		}
	}
	return b
}

// byteOrder names the form of UTF-16 that b is in, which has no mark: text of
// Europe has zeros in every other place.
func byteOrder(b []byte) string {
	var zeros [2]int
	for i, c := range b {
		if c == 0 {
			zeros[i%2]++
		}
	}
	if zeros[1] > zeros[0] {
		return "utf-16le"
	}
	return "utf-16be"
}

// decodeNamed lets go-message convert b. An unknown charset, and one in which
// hardly anything can be read, is a lie.
func decodeNamed(name string, b []byte) (string, bool) {
	r, err := charset.Reader(name, bytes.NewReader(b))
	if err != nil {
		return decodeUnlabelled(string(b)), false
	}
	out, err := appendAll(make([]byte, 0, len(b)+len(b)/2+16), r)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD"), false
	}
	if n := bytes.Count(out, []byte("\uFFFD")); n > 0 && utf8.Valid(b) {
		return string(b), false
	}
	return string(out), true
}

// decodeMarked decodes text that begins with a byte order mark.
func decodeMarked(b []byte) (string, bool) {
	name := ""
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return decodeUnlabelled(string(b[3:])), true
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		name = "utf-16le"
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		name = "utf-16be"
	default:
		return "", false
	}
	s, _ := decodeNamed(name, b[2:])
	return s, true
}

// decodeUnlabelled takes s for UTF-8, and each byte that is none for
// windows-1252; Japanese mail shows itself by its escape sequences.
func decodeUnlabelled(s string) string {
	if strings.Contains(s, "\x1b$") && isISO2022JP([]byte(s)) {
		s, _ := decodeNamed("iso-2022-jp", []byte(s))
		return s
	}
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + len(s)/4)
	for i := 0; i < len(s); {
		c, n := utf8.DecodeRuneInString(s[i:])
		if c == utf8.RuneError && n == 1 {
			c = windows1252(s[i])
		}
		b.WriteRune(c)
		i += n
	}
	return b.String()
}

// decodeWindows1252 saves the buffers of a conversion by go-message: no other
// charset is as frequent.
func decodeWindows1252(b []byte) string {
	var s strings.Builder
	s.Grow(len(b) + len(b)/8)
	for _, c := range b {
		if c < utf8.RuneSelf {
			s.WriteByte(c)
		} else {
			s.WriteRune(windows1252(c))
		}
	}
	return s.String()
}

// windows1252 is the character of a byte above 127; five mean nothing.
func windows1252(c byte) rune {
	if c >= 0xa0 {
		return rune(c)
	}
	return windows1252Upper[c-0x80]
}

var windows1252Upper = []rune("€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ")

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// isISO2022JP reports the escape sequences of Japanese mail, which is often
// sent without its name.
func isISO2022JP(b []byte) bool {
	return bytes.Contains(b, []byte("\x1b$B")) || bytes.Contains(b, []byte("\x1b$@"))
}
