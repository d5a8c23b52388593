package classify

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/swedish"
	"golang.org/x/text/unicode/norm"
)

// language knows how words of one language are made equal.
type language struct {
	letters string            // letters beyond ASCII that the language keeps
	replace *strings.Replacer // spellings of one letter, lower case
	ascii   []string          // those of them that are nothing but ASCII
	lasts   uint32            // a bit for each letter from a to z with which one of these ends
	stemmer
	numbers map[string]int // words for numbers
	and     string         // in "femogfyrre"
}

// stemmer cuts the inflection off the words of a language.
type stemmer struct {
	stem    func(*snowballstem.Env) bool
	classes []map[string]bool // endings that only go with each other
	article string            // that words in -a take and the stemmer leaves on them: "skola", "skolan"
}

// stemmers are those that files of languages can name.
var stemmers = map[string]stemmer{
	"danish":    {danish.Stem, danishEndings, ""},
	"norwegian": {norwegian.Stem, nil, ""},
	"swedish":   {swedish.Stem, nil, "n"},
	"german":    {german.Stem, nil, ""},
	"english":   {english.Stem, nil, ""},
	"":          {func(*snowballstem.Env) bool { return true }, nil, ""},
}

// language makes the words of a tongue equal.
func (t *Tongue) language() (language, error) {
	s, ok := stemmers[t.Stemmer]
	if !ok {
		return language{}, fmt.Errorf("no stemmer %q: write stemmer in the language's file as danish, norwegian, swedish, german or english, or leave it out", t.Stemmer)
	}
	l := language{letters: t.Letters, stemmer: s, numbers: t.Numbers, and: t.And}
	var pairs []string
	for _, other := range sortedKeys(t.Spelled) {
		pairs = append(pairs, other, t.Spelled[other])
		if isASCII(other) && other != "" {
			l.ascii = append(l.ascii, other)
			l.lasts |= bitOf(other[len(other)-1])
		}
	}
	l.replace = strings.NewReplacer(pairs...)
	return l, nil
}

// bitOf is the bit of a small letter of ASCII, 0 of other signs.
func bitOf(c byte) uint32 {
	if c < 'a' || c > 'z' {
		return 0
	}
	return 1 << (c - 'a')
}

// maxWord is the number of bytes of a word that are looked at; what follows
// is not read, so that an endless word costs no more than a long one.
const maxWord = 240

// fold makes spellings of one word equal: case, composed and decomposed
// letters, soft hyphens and invisible signs, å and aa, foreign accents.
func (l *language) fold(word string) string {
	word = clip(word, maxWord)
	if l.folded(word) {
		return word
	}
	if !isASCII(word) {
		word = norm.NFC.String(word)
	}
	word = strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, word)
	word = l.replace.Replace(word)
	if isASCII(word) {
		return word
	}
	return clip(strings.Map(l.plain, word), maxWord)
}

// folded reports a word that is what folding would make of it: small letters
// of the language, digits, and no letter spelled as two.
func (l *language) folded(word string) bool {
	for i := 0; i < len(word); i++ {
		switch c := word[i]; {
		case c >= utf8.RuneSelf:
			if i+1 == len(word) || !strings.Contains(l.letters, word[i:i+2]) {
				return false
			}
			i++
		case c >= 'A' && c <= 'Z', l.lasts&bitOf(c) != 0 && l.spelled(word[:i+1]):
			return false
		}
	}
	return true
}

// spelled reports whether a word ends with another spelling of a letter.
func (l *language) spelled(word string) bool {
	for _, other := range l.ascii {
		if strings.HasSuffix(word, other) {
			return true
		}
	}
	return false
}

// plain takes the accent off a letter that the language does not have.
func (l *language) plain(r rune) rune {
	if r < utf8.RuneSelf || strings.ContainsRune(l.letters, r) {
		return r
	}
	var b [8]byte
	d := norm.NFD.AppendString(b[:0], string(r))
	base, _ := utf8.DecodeRune(d)
	if unicode.Is(unicode.Mn, base) {
		return -1
	}
	return base
}

// stemOf cuts the inflection off a folded word.
func (l *language) stemOf(folded string) string {
	env := snowballstem.NewEnv(folded)
	l.stem(env)
	return env.Current()
}

// stemsOf are the stems that forms of a word have. The stemmer takes the s of
// "plads" and "gadelys" for a genitive and cuts it off, but not that of
// "pladsen" and "gadelyset". The Swedish one does not know the article of
// "skolan" for an ending.
func (l *language) stemsOf(folded string) []string {
	stem := l.stemOf(folded)
	if stem+"s" == folded {
		return []string{stem, folded}
	}
	if l.article != "" && strings.HasSuffix(folded, "a") {
		return []string{stem, l.stemOf(folded + l.article)}
	}
	return []string{stem}
}

// invisible reports signs that stand inside words without being read.
func invisible(r rune) bool {
	switch r {
	case 0x00ad, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff:
		return true
	}
	return false
}

// clip cuts s to at most n bytes without breaking a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
