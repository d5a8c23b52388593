package intake

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// cleanText makes text fit to be kept: lines end in LF, no-break spaces are
// spaces, invisible characters and control characters are gone, NFC.
func cleanText(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(cleanRune, strings.ToValidUTF8(s, "\uFFFD"))
	return norm.NFC.String(s)
}

// cleanLine is cleanText for a header value: white space is one space.
func cleanLine(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\n", " ", "\t", " ").Replace(cleanText(s)))
}

func cleanRune(c rune) rune {
	switch {
	case c == '\n' || c == '\t':
		return c
	case c == '\r':
		return '\n'
	case c == '\u00a0' || c == '\u202f' || c == '\u2007':
		return ' '
	case c == '\u00ad' || c >= '\u200b' && c <= '\u200f' || c >= '\u202a' && c <= '\u202e' ||
		c >= '\u2060' && c <= '\u2069' || c == '\ufeff' || unicode.IsControl(c):
		return -1
	}
	return c
}
