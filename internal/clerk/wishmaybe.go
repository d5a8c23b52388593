package clerk

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What mayWish looks for: the words of wishForms that come before a day, by how
// they begin.
var (
	answerWords = strings.Fields("besvar svar answer repl respon ønskes udbedes bedes requested wanted needed appreciated")
	fillWords   = strings.Fields("på til herpå dette disse det dem min mine mit spørgsmål skriftligt helst gerne mig os i hænde " +
		"to this these my the question me us in writing preferably og and is are er")
	latestWords = strings.Fields("allersenest senest inden før no not at by before")
	fristWords  = []string{"frist", "deadline"}
)

// answersBy are the answerWords that a word beginning with a byte may be: every
// word of a mail is looked at.
var answersBy = func() (by [256][]string) {
	for _, word := range answerWords {
		by[word[0]] = append(by[word[0]], word)
		if c := word[0]; c < utf8.RuneSelf {
			by[c-'a'+'A'] = by[c]
		}
	}
	for c := utf8.RuneSelf; c < len(by); c++ {
		by[c] = answerWords // ø, and K and ſ, which are k and s
	}
	return by
}()

// mayWish says whether a paragraph has words without which it cannot hold a
// wish: a time limit, or "at the latest" right behind an answer or the wanting of
// one, with nothing but filling words between. Most have none, and are spared
// the slow search.
func mayWish(paragraph string) bool {
	answered := false // an answer, and nothing behind it but filling words
	for start := 0; start < len(paragraph); {
		end := start
		for end < len(paragraph) && paragraph[end] > ' ' {
			end++
		}
		word := paragraph[start:end]
		start = end + 1
		switch {
		case word == "":
		case beginsWithAny(word, answersBy[word[0]]):
			answered = true
		case answered && beginsWithAny(word, latestWords):
			return true
		case answered:
			answered = beginsWithAny(word, fillWords)
		}
		if hasFrist(word) {
			return true
		}
	}
	return false
}

// hasFrist reports a word with a time limit in it: "(svarfrist:".
func hasFrist(word string) bool {
	for i := 0; i+5 <= len(word); i++ {
		if c := word[i] | 0x20; (c == 'f' || c == 'd') && beginsWithAny(word[i:], fristWords) {
			return true
		}
	}
	return false
}

// small is the small form of a letter as expressions know it: that of the long
// ſ is s.
func small(r rune) rune {
	if r == 'ſ' {
		return 's'
	}
	return unicode.ToLower(r)
}

// beginsWithAny reports whether a word begins with one of some small words.
func beginsWithAny(word string, some []string) bool {
	return slices.ContainsFunc(some, func(beginning string) bool {
		rest := word
		for _, want := range beginning {
			r, n := utf8.DecodeRuneInString(rest)
			if r != want && small(r) != want {
				return false
			}
			rest = rest[n:]
		}
		return true
	})
}
