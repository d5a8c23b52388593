package classify

import (
	"strings"
	"unicode/utf8"
)

// mark is what stands before a list item.
type mark struct {
	value string // "3", "b", "iv"; "" of a bullet
	sign  string // ")", ".", ":", "()", or the bullet
	end   int    // behind it
}

// numbered reads "2)", "2.", "2:" or "(2)" with one or two digits, before
// white space, the end, or a text that does not make a number, a date or a
// time of it: ^(?:\((\d{1,2})\)|(\d{1,2})([).:]))(?:[ \t\n]|$|[^\d\s.,:/-]).
func numbered(s string) (mark, bool) {
	m, ok := bracketed(s, 2, digit, ").:")
	if !ok {
		return m, false
	}
	if m.end == len(s) {
		return m, true
	}
	switch c := s[m.end]; c {
	case ' ', '\t', '\n':
		return m, true
	case '\f', '\r', '.', ',', ':', '/', '-':
		return m, false
	default:
		return m, !digit(c)
	}
}

// sectioned reads "2.1", the number of a question in a chapter, before a text:
// ^\d{1,2}\.(\d{1,2})[.)]?[ \t]+[^ \t\n\d].
func sectioned(s string) (mark, bool) {
	chapter, ok := bracketed(s, 2, digit, ".")
	if !ok || chapter.sign != "." {
		return mark{}, false
	}
	n := chapter.end
	for n < len(s) && n <= chapter.end+2 && digit(s[n]) {
		n++
	}
	value := s[chapter.end:n]
	if value == "" || len(value) > 2 || n == len(s) {
		return mark{}, false
	}
	if s[n] == '.' || s[n] == ')' {
		n++
	}
	text := strings.TrimLeft(s[n:], " \t")
	return mark{value, ".1", n}, text != "" && len(text) < len(s)-n && text[0] != '\n' && !digit(text[0])
}

// tabled reads the number in the first cell of a row of a table, also of one that
// is set with blanks, or before a dash: ^(\d{1,2})(?:\t|  | ?[-–][ \t]).
func tabled(s string) (mark, bool) {
	n := 0
	for n < len(s) && n <= 2 && digit(s[n]) {
		n++
	}
	if n == 0 || n > 2 || n == len(s) {
		return mark{}, false
	}
	if s[n] == '\t' || strings.HasPrefix(s[n:], "  ") {
		return mark{s[:n], s[n : n+1], n + 1}, true
	}
	rest := strings.TrimPrefix(s[n:], " ")
	for _, dash := range [...]string{"-", "–"} {
		if behind, ok := strings.CutPrefix(rest, dash); ok && behind != "" && (behind[0] == ' ' || behind[0] == '\t') {
			return mark{s[:n], "-", len(s) - len(behind)}, true
		}
	}
	return mark{}, false
}

// slashed reads "2/" before a space, and "§ 2", "§ 2." or "§ 2:" as lawyers number:
// ^(?:(\d{1,2})/|§ ?(\d{1,2})[.:)]?)[ \t].
func slashed(s string) (mark, bool) {
	rest, sectioned := strings.CutPrefix(s, "§")
	if sectioned {
		rest = strings.TrimPrefix(rest, " ")
	}
	n := 0
	for n < len(rest) && n <= 2 && digit(rest[n]) {
		n++
	}
	if n == 0 || n > 2 || n == len(rest) {
		return mark{}, false
	}
	value, behind, sign := rest[:n], rest[n:], "/"
	if sectioned {
		sign = "§"
		behind = behind[one(strings.IndexByte(".:)", behind[0]) >= 0):]
	} else if behind[0] == '/' {
		behind = behind[1:]
	} else {
		return mark{}, false
	}
	return mark{value, sign, len(s) - len(behind)}, behind != "" && (behind[0] == ' ' || behind[0] == '\t')
}

// keyed reads "#2", "Nr. 2:" or a number on a key as telephones write it, before a
// space, where names has "Nr": ^(?:#(\d{1,2})[.:)]?|Nr\.? ?(\d{1,2})[.:)]|(\d)\x{FE0F}?\x{20E3})[ \t].
func keyed(s string, names []string) (mark, bool) {
	const key = "\u20e3"
	rest, named := strings.TrimPrefix(s, "#"), false
	for _, name := range names {
		if named = strings.HasPrefix(rest, name); named {
			rest = strings.TrimPrefix(strings.TrimPrefix(rest[len(name):], "."), " ")
			break
		}
	}
	n := 0
	for n < len(rest) && n <= 2 && digit(rest[n]) {
		n++
	}
	if n == 0 || n > 2 || n == len(rest) {
		return mark{}, false
	}
	value, behind := rest[:n], rest[n:]
	sign := "#"
	switch after := strings.TrimPrefix(behind, "\ufe0f"); {
	case len(rest) == len(s) && n == 1 && strings.HasPrefix(after, key):
		sign, behind = key, after[len(key):]
	case len(rest) == len(s) || named && strings.IndexByte(".:)", behind[0]) < 0:
		return mark{}, false
	case strings.IndexByte(".:)", behind[0]) >= 0:
		behind = behind[1:]
	}
	return mark{value, sign, len(s) - len(behind)}, behind != "" && (behind[0] == ' ' || behind[0] == '\t')
}

// unsigned reads "2" before a space, a mark only where a question follows:
// ^(\d{1,2})[ ].
func unsigned(s string) (mark, bool) {
	n := 0
	for n < len(s) && n <= 2 && digit(s[n]) {
		n++
	}
	if n == 0 || n > 2 || n == len(s) || s[n] != ' ' {
		return mark{}, false
	}
	return mark{s[:n], " ", n}, true
}

// lettered reads "b)", "B." or "(b)" before white space:
// ^(?:\(([a-z])\)|([a-zA-Z])([).]))[ \t\n].
func lettered(s string) (mark, bool) {
	m, ok := bracketed(s, 1, letter, ").")
	if !ok || m.sign == "()" && m.value[0] < 'a' || m.end == len(s) {
		return m, false
	}
	c := s[m.end]
	return m, c == ' ' || c == '\t' || c == '\n'
}

// roman reads "iv)", "IV." or "(iv)" before a space or a tab:
// ^\(?([IVX]{1,4}|[ivx]{1,4})([).])[ \t].
func roman(s string) (mark, bool) {
	open := len(s) - len(strings.TrimPrefix(s, "("))
	n := open
	for n < len(s) && n <= open+4 && strings.IndexByte("ivxIVX", s[n]) >= 0 && s[n]&0x20 == s[open]&0x20 {
		n++
	}
	if n == open || n > open+4 || n+1 >= len(s) || s[n] != ')' && s[n] != '.' || s[n+1] != ' ' && s[n+1] != '\t' {
		return mark{}, false
	}
	return mark{s[open:n], s[n : n+1], n + 1}, true
}

// bullets are the signs that stand before items, of telephones pictures too; those
// of Word's fonts of signs lie in the private use area.
const bullets = "-*•–—·▪◦‣●○■□➢►✓o+→⇒➔➜➤⁃∙✔▶➡☑✅❓❔👉🔹🔸🔷🔶🔵🔴🟢🟡🟠📌📍\uf0a7\uf0b7\uf0d8\uf0e0\uf0fc"

// wordBullets are letters that Word shows as bullets in such a font, and puts far
// before their items.
const wordBullets = "§Øüvq"

// bullet reads one with the blanks behind it.
func bullet(s string) (mark, bool) {
	r, n := utf8.DecodeRuneInString(s)
	far := strings.ContainsRune(wordBullets, r)
	if !far && !strings.ContainsRune(bullets, r) {
		return mark{}, false
	}
	name := s[:n]
	n = len(s) - len(strings.TrimPrefix(s[n:], "\ufe0f"))
	end := len(s) - len(strings.TrimLeft(s[n:], " \t"))
	return mark{"", name, end}, end > n && (!far || end > n+2)
}

// bracketed reads up to most signs of a kind in brackets, or before one of ends.
func bracketed(s string, most int, kind func(byte) bool, ends string) (mark, bool) {
	open := len(s) - len(strings.TrimPrefix(s, "("))
	n := open
	for n < len(s) && n <= open+most && kind(s[n]) {
		n++
	}
	switch {
	case n == open || n > open+most || n == len(s):
		return mark{}, false
	case open > 0:
		return mark{s[open:n], "()", n + 1}, s[n] == ')'
	}
	return mark{s[:n], s[n : n+1], n + 1}, strings.IndexByte(ends, s[n]) >= 0
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
