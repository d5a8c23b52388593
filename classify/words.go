package classify

import (
	"unicode"
	"unicode/utf8"
)

// Classes of bytes: most texts are ASCII for the most part, so one table
// look-up decides. Bytes from 0x80 on are decoded.
const (
	other byte = iota
	inWord
	wide
)

var class = func() (t [256]byte) {
	for c := range 256 {
		switch {
		case c >= utf8.RuneSelf:
			t[c] = wide
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
			t[c] = inWord
		}
	}
	return t
}()

// nextWord finds the bounds of the next word at or after i. At the end of the
// text start is len(text).
func nextWord(text string, i int) (start, end int) {
	start = wordStart(text, i)
	return start, wordEnd(text, start)
}

func wordStart(text string, i int) int {
	for i < len(text) {
		if k := class[text[i]]; k == inWord {
			break
		} else if k == wide {
			size, ok := wideLetter(text[i:])
			if ok {
				break
			}
			i += size - 1
		}
		i++
	}
	return i
}

func wordEnd(text string, i int) int {
	for {
		for i < len(text) && class[text[i]] == inWord {
			i++
		}
		if i == len(text) || class[text[i]] == other {
			return i
		}
		size, ok := wideLetter(text[i:])
		if !ok {
			return i
		}
		i += size
	}
}

// wideLetter reports the size of the first character of s and whether it
// belongs to a word: a letter, a digit, a combining mark or an invisible sign.
func wideLetter(s string) (size int, ok bool) {
	if s[0] == 0xc3 && len(s) > 1 && s[1]&0xc0 == 0x80 { // À to ÿ
		return 2, s[1] != 0x97 && s[1] != 0xb7 // × ÷
	}
	r, size := utf8.DecodeRuneInString(s)
	return size, unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || invisible(r)
}

// gap says how the signs between two words tie or part them.
func gap(between string) (joined, stop bool) {
	if between == "" || between == " " {
		return false, false
	}
	if hyphen(between) {
		return true, false
	}
	for i := range len(between) {
		switch c := between[i]; c {
		case '.', '!', '?', ':', ';':
			stop = stop || i+1 < len(between)
		case '\n':
			stop = stop || (i+1 < len(between) && between[i+1] == '\n')
		}
	}
	return false, stop
}

// hyphen reports one hyphen between two words, with nothing around it or
// with the end of a line after it.
func hyphen(between string) bool {
	switch between {
	case "-", "\u2010", "\u2011", "-\n", "-\r\n", "\u2010\n", "\u00ad\n":
		return true
	}
	return false
}

// ordinal reports whether the point after a number makes it an ordinal one, as
// in "7. klasse", and ends no sentence: one space and a small letter follow.
func ordinal(text string, start, end, next int) bool {
	if end+2 != next || next == len(text) || text[end:next] != ". " || end-start > 2 || !number(text[start:end]) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[next:])
	return unicode.IsLower(r)
}
