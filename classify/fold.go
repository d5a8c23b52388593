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
	double  byte              // an ASCII letter that replace reads when it stands twice
	stem    func(*snowballstem.Env) bool
	classes []map[string]bool // endings that only go with each other
	numbers map[string]int    // words for numbers
	and     string            // in "femogfyrre"
	article string            // that words in -a take and the stemmer leaves on them: "skola", "skolan"
}

var (
	nordic    = strings.NewReplacer("aa", "å", "ä", "æ", "ö", "ø")
	languages = map[string]language{
		"da": {"æøå", nordic, 'a', danish.Stem, danishEndings, danishNumbers, "og", ""},
		"no": {"æøå", nordic, 'a', norwegian.Stem, nil, nil, "", ""},
		"sv": {"äöå", strings.NewReplacer("æ", "ä", "ø", "ö"), 0, swedish.Stem, nil, nil, "", "n"},
		"de": {"äöü", strings.NewReplacer("ß", "ss"), 0, german.Stem, nil, nil, "", ""},
		"en": {"", strings.NewReplacer("æ", "ae", "ø", "o", "ß", "ss"), 0, english.Stem, nil, nil, "", ""},
	}
)

// languageOf returns the language for a code.
func languageOf(code string) (language, error) {
	l, ok := languages[code]
	if !ok {
		return l, fmt.Errorf("no rules in the language %q: write language in [classify] as da, no, sv, de or en, or in the language's file what it is like", code)
	}
	return l, nil
}

// maxWord is the number of bytes of a word that are looked at; what follows
// is not read, so that an endless word costs no more than a long one.
const maxWord = 240

// fold makes spellings of one word equal: case, composed and decomposed
// letters, soft hyphens and invisible signs, å and aa, foreign accents.
func (l language) fold(word string) string {
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
func (l language) folded(word string) bool {
	for i := 0; i < len(word); i++ {
		switch c := word[i]; {
		case c >= utf8.RuneSelf:
			if i+1 == len(word) || !strings.Contains(l.letters, word[i:i+2]) {
				return false
			}
			i++
		case c >= 'A' && c <= 'Z', l.double != 0 && c == l.double && i > 0 && word[i-1] == c:
			return false
		}
	}
	return true
}

// plain takes the accent off a letter that the language does not have.
func (l language) plain(r rune) rune {
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
func (l language) stemOf(folded string) string {
	env := snowballstem.NewEnv(folded)
	l.stem(env)
	return env.Current()
}

// stemsOf are the stems that forms of a word have. The stemmer takes the s of
// "plads" and "gadelys" for a genitive and cuts it off, but not that of
// "pladsen" and "gadelyset". The Swedish one does not know the article of
// "skolan" for an ending.
func (l language) stemsOf(folded string) []string {
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
