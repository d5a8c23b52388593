package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// cleanText makes text fit to be read and kept: valid UTF-8 in NFC, lines end
// in LF, the spaces of typesetting are plain spaces, and characters that show
// nothing (soft hyphen, zero width, direction, control) are gone.
func cleanText(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if isPlain(s) {
		return s
	}
	return norm.NFC.String(strings.Map(cleanRune, s))
}

// cleanBytes is the text that b is in UTF-8 with its lines ended by LF, when
// cleanText would change nothing else in it: one pass for what most mails are.
// Above ASCII it takes no byte when only ASCII is sure.
func cleanBytes(b []byte, only bool) (s string, ok bool) {
	var out strings.Builder
	out.Grow(len(b))
	from := 0
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case plainByte[c]:
		case c == '\r' && i+1 < len(b) && b[i+1] == '\n':
			out.Write(b[from:i])
			from = i + 1
		case c == 0xc2 && !only && i+1 < len(b) && b[i+1] == 0xa0: // a space that does not break
			out.Write(b[from:i])
			out.WriteByte(' ')
			i++
			from = i + 1
		case only:
			return "", false
		default:
			n := plainLetter(b[i:])
			if n == 0 {
				return "", false
			}
			i += n - 1
		}
	}
	out.Write(b[from:])
	return out.String(), true
}

// plainByte are the bytes that stand for themselves in any plain text.
var plainByte = func() (set [256]bool) {
	for c := ' '; c < 0x7f; c++ {
		set[c] = true
	}
	set['\n'], set['\t'] = true, true
	return set
}()

// plainLetter is the length of the letter or sign that b begins with, 0 when it
// is none of Europe's, of the quotes, the dashes and the euro: those that are
// in NFC whatever stands around them, as long as that is of these too.
func plainLetter[T string | []byte](b T) int {
	switch {
	case len(b) < 2 || b[1]&0xc0 != 0x80:
		return 0
	case b[0] >= 0xc3 && b[0] <= 0xc5, b[0] == 0xd0, b[0] == 0xd1, // U+00C0 to U+017F, U+0400 to U+047F
		b[0] == 0xc2 && b[1] > 0xa0 && b[1] != 0xad: // U+00A1 to U+00BF without the soft hyphen
		return 2
	case b[0] != 0xe2 || len(b) < 3:
		return 0
	case b[1] == 0x80 && b[2] >= 0x90 && b[2] <= 0xa6, b[1] == 0x82 && b[2] == 0xac: // U+2010 to U+2026, U+20AC
		return 3
	}
	return 0
}

// isPlain reports whether cleanText would change nothing, for the characters
// of most mails: printable ASCII and what plainLetter knows.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if plainByte[s[i]] {
			continue
		}
		n := plainLetter(s[i:])
		if n == 0 {
			return false
		}
		i += n - 1
	}
	return true
}

// cleanRune is c, the space that it stands for, or -1.
func cleanRune(c rune) rune {
	switch {
	case c == '\n' || c == '\t' || c >= ' ' && c < 0x7f:
		return c
	case c == '\u2028' || c == '\u2029' || c == '\u0085' || c == '\v' || c == '\f' || c == '\r':
		return '\n'
	case isInvisible(c) || unicode.IsControl(c):
		return -1
	case c > 0x7f && unicode.Is(unicode.Zs, c):
		return ' '
	}
	return c
}

// isInvisible reports format characters that show nothing: soft hyphen,
// zero-width spaces and joiners, bidirectional controls, tags. The joiners
// that make up emoji go too: no word is lost with them.
func isInvisible(c rune) bool {
	switch {
	case c == '\u00ad' || c == '\u034f' || c == '\u061c' || c == '\u180e' || c == '\ufeff',
		c >= '\u200b' && c <= '\u200f', c >= '\u202a' && c <= '\u202e', c >= '\u2060' && c <= '\u206f',
		c >= '\ufff9' && c <= '\ufffb', c >= 0xe0000 && c <= 0xe007f:
		return true
	}
	return false
}

// cleanLine is cleanText on one line: white space is one space, none at the
// ends.
func cleanLine(s string) string {
	if isPlainLine(s) {
		return strings.TrimSpace(s)
	}
	s = cleanText(s)
	if !strings.ContainsAny(s, "\n\t") && !strings.Contains(s, "  ") {
		return strings.TrimSpace(s)
	}
	return strings.Join(strings.Fields(s), " ")
}

// isPlainLine reports whether s is printable ASCII with no two spaces in a row.
func isPlainLine(s string) bool {
	for i := range len(s) {
		if c := s[i]; c > ' ' && c < 0x7f || c == ' ' && (i == 0 || s[i-1] != ' ') {
			continue
		}
		return false
	}
	return true
}

// cutText is the longest beginning of s in at most most bytes that ends with
// a whole character.
func cutText(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}
