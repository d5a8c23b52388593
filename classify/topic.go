package classify

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// shortest is the number of letters of the shortest stem that says what a text
// is about.
const shortest = 4

// Topic is what a text is about: the stems of at most n of its words, the
// longest first. Danish and its neighbours put the special into long compound
// words and the common into short ones, so that length tells what a list of
// common words would. Numbers are no words.
func (c *Classifier) Topic(text string, n int) []string {
	stems := c.stems(text)
	slices.SortStableFunc(stems, func(a, b string) int { return cmp.Compare(utf8.RuneCountInString(b), utf8.RuneCountInString(a)) })
	return stems[:min(len(stems), n)]
}

// Alike is how much two texts are about the same, from 0 to 1: what their words
// have in common, long words counting more (the coefficient of Dice).
func (c *Classifier) Alike(a, b string) float64 {
	left, right := c.stems(a), c.stems(b)
	common, all := 0, 0
	for _, s := range left {
		all += weight(s)
		if slices.Contains(right, s) {
			common += 2 * weight(s)
		}
	}
	for _, s := range right {
		all += weight(s)
	}
	if all == 0 {
		return 0
	}
	return float64(common) / float64(all)
}

func weight(stem string) int { return utf8.RuneCountInString(stem) - shortest + 1 }

// stemsIn are the stems of words with blanks between.
func (l *language) stemsIn(words string) map[string]bool {
	stems := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		stems[l.stemOf(l.fold(word))] = true
	}
	return stems
}

// stems are the stems of a text's words, each once, in their order.
func (c *Classifier) stems(text string) []string {
	var all []string
	lang, aside := &c.index.lang, c.asides
	const most = 20000 // a text that is longer says what it is about before
	text = clip(text, most)
	for start, end := nextWord(text, 0); start < len(text); start, end = nextWord(text, end) {
		stem := lang.stemOf(lang.fold(text[start:end]))
		if utf8.RuneCountInString(stem) < shortest || slices.ContainsFunc([]rune(stem), func(r rune) bool { return !unicode.IsLetter(r) }) {
			continue
		}
		if !aside[stem] && !slices.Contains(all, stem) {
			all = append(all, stem)
		}
	}
	return all
}
