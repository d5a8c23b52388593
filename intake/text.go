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

// isPlain reports whether cleanText would change nothing, for the characters
// of most mails: printable ASCII, the letters of Latin-1, quotes and dashes.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= ' ' && c < 0x7f || c == '\n' || c == '\t':
		case c == 0xc3 && i+1 < len(s) && s[i+1]&0xc0 == 0x80: // U+00C0 to U+00FF
			i++
		case c == 0xe2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2] >= 0x90 && s[i+2] <= 0xa6: // U+2010 to U+2026
			i += 2
		default:
			return false
		}
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
		if s[i] < ' ' || s[i] >= 0x7f || s[i] == ' ' && i > 0 && s[i-1] == ' ' {
			return false
		}
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
