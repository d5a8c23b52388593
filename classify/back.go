package classify

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// attributive reports a word that stands between an article and its noun.
func (w *words) attributive(word string) bool {
	const ending, participle = 6, 8 // letters of words with such endings
	ends := func(ending string) bool { return strings.HasSuffix(word, ending) }
	n := utf8.RuneCountInString(word)
	return w.attributives[word] || n >= ending && slices.ContainsFunc(w.adjectives, ends) || n >= participle && slices.ContainsFunc(w.participles, ends)
}

// pointsBack reports whether a sentence needs the one before it.
func (a asking) pointsBack(t string) bool {
	words, article := a.words(), false
	for f := range strings.FieldsFuncSeq(strings.ToLower(t), notInWord) {
		if article && !words.attributive(f) && !digit(f[0]) {
			return true
		}
		if article = words.articles[f]; !article && words.pronouns[f] {
			return true
		}
	}
	return article
}

// notInWord reports a sign that parts words and numbers.
func notInWord(r rune) bool { return !isLetter(r) && (r < '0' || r > '9') }
