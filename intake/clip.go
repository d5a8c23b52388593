package intake

import (
	"strings"
	"unicode"
)

// clip makes foreign text fit for an error or a reason: one line without
// control characters, n runes at most.
func clip(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(s, "?"))
	if runes := []rune(s); len(runes) > n {
		return strings.TrimSpace(string(runes[:n])) + " …"
	}
	return strings.TrimSpace(s)
}
