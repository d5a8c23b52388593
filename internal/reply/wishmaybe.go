package reply

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"inquiryd/internal/language"
)

// glance is a quick look for the words without which a text can hold no wish: a
// time limit, or "at the latest" behind an answer with nothing but filling words
// between. Most texts have none, and are spared the slow search.
type glance struct {
	starts  [256]wordStart // of limits and of "at the latest", by their first byte
	answers []string       // the last word of each; letters are folded in all lists
	between []string       // also what says that an answer is wanted
}

// wordStart is how words go on that begin with a byte.
type wordStart struct {
	second, third uint32 // which bytes may follow, by bitOf
	limits        []string
	latest        []string
}

// newGlance looks for the words of some languages.
func newGlance(spoken []*language.Language) *glance {
	g := &glance{}
	for _, l := range spoken {
		for _, words := range foldedAll(l.Mail.Wishes["limit"]) {
			for _, start := range g.startsOf(words) {
				start.limits = append(start.limits, words)
			}
		}
		for _, words := range foldedAll(l.Mail.Wishes["latest"]) {
			for _, start := range g.startsOf(words) {
				start.latest = append(start.latest, words)
			}
		}
		for _, words := range foldedAll(l.Mail.Wishes["answer"]) {
			g.answers = append(g.answers, words[strings.LastIndexByte(words, ' ')+1:])
		}
		for _, words := range foldedAll(slices.Concat(l.Mail.Wishes["between"], l.Mail.Wishes["wanted"])) {
			g.between = append(g.between, strings.Fields(words)...)
		}
	}
	return g
}

// startsOf are the places for the first bytes that words have in all forms of their
// letters; the bytes behind them are noted.
func (g *glance) startsOf(words string) (starts []*wordStart) {
	letters := []rune(strings.TrimSuffix(words, "*") + "  ")
	for _, one := range formsOfLetter(letters[0]) {
		for _, two := range formsOfLetter(letters[1]) {
			for _, three := range formsOfLetter(letters[2]) {
				bytes := string([]rune{one, two, three})
				start := &g.starts[bytes[0]]
				start.second |= bitOf(bytes[1])
				start.third |= bitOf(bytes[2])
				if !slices.Contains(starts, start) {
					starts = append(starts, start)
				}
			}
		}
	}
	return starts
}

// bitOf is the bit of a byte by its low five, in which small and large letters are
// the same; those of all bytes for a blank, behind which anything may stand.
func bitOf(c byte) uint32 {
	if c == ' ' {
		return 1<<32 - 1
	}
	return 1 << (c & 31)
}

// sees reports whether a text may hold a wish, on one line or several.
func (g *glance) sees(text string) bool {
	for i := 0; i+2 < len(text); i++ {
		start := &g.starts[text[i]]
		if start.second>>(text[i+1]&31)&(start.third>>(text[i+2]&31))&1 != 0 && wordBegins(text, i) {
			rest := text[i:]
			if beginsWithAny(rest, start.limits) || beginsWithAny(rest, start.latest) && g.answered(text[:i]) {
				return true
			}
		}
		for i < len(text) && isASCIILetter(text[i]) { // to where a word may begin
			i++
		}
	}
	return false
}

// manyBetween is how many words between an answer and its day are looked at: a
// text of nothing but such words may not take the square of its length.
const manyBetween = 40

// answered reports whether a text ends with a blank, and before it an answer and
// nothing behind that but words of between.
func (g *glance) answered(text string) bool {
	if text == "" || !isBlank(rune(text[len(text)-1])) {
		return false
	}
	for range manyBetween {
		text = strings.TrimRightFunc(text, isBlank)
		word := text[strings.LastIndexFunc(text, isBlank)+1:]
		for i := range word {
			if wordBegins(word, i) && isAny(word[i:], g.answers) {
				return true
			}
		}
		if !isAny(word, g.between) {
			return false
		}
		text = text[:len(text)-len(word)]
	}
	return true
}

// isBlank is true of more than expressions have for a blank, and never of less.
func isBlank(r rune) bool { return r <= ' ' }

// wordBegins reports whether no letter stands right before a place in a text.
func wordBegins(text string, at int) bool {
	if at == 0 {
		return true
	}
	if c := text[at-1]; c < utf8.RuneSelf {
		return !isASCIILetter(c)
	}
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return !unicode.IsLetter(r)
}

func isASCIILetter(c byte) bool { return c|0x20-'a' < 26 }

// isAny reports whether a word is one of some.
func isAny(word string, some []string) bool {
	return slices.ContainsFunc(some, func(s string) bool {
		rest, ok := after(word, s)
		return ok && (rest == "" || strings.HasSuffix(s, "*"))
	})
}

// beginsWithAny reports whether a text begins with one of some words.
func beginsWithAny(text string, some []string) bool {
	return slices.ContainsFunc(some, func(s string) bool {
		rest, ok := after(text, s)
		return ok && (rest == "" || !isASCIILetter(rest[0]) || strings.HasSuffix(s, "*"))
	})
}

// after is what stands in a text behind the words that it begins with, between
// which it may have any blanks; their letters are folded.
func after(text, words string) (rest string, ok bool) {
	for _, want := range strings.TrimSuffix(words, "*") {
		if text == "" {
			return "", false
		}
		r, n := utf8.DecodeRuneInString(text)
		if want == ' ' && isBlank(r) {
			text = strings.TrimLeftFunc(text, isBlank)
			continue
		}
		if firstForm(r) != want {
			return text, false
		}
		text = text[n:]
	}
	return text, true
}

// formsOfLetter are the letters that expressions take for one, as K, k and the sign
// for kelvin.
func formsOfLetter(r rune) []rune {
	all := []rune{r}
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		all = append(all, other)
	}
	return all
}

// firstForm is the first of the letters that expressions take for one.
func firstForm(r rune) rune {
	if r < utf8.RuneSelf {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}
	first := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		first = min(first, other)
	}
	return first
}

func foldedAll(words []string) []string {
	all := make([]string, len(words))
	for i, word := range words {
		all[i] = strings.Map(firstForm, word)
	}
	return all
}
