package classify

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// candidates gathers what might become a keyword from labelled questions:
// words by their stem, beginnings and ends that several words share, and
// pairs of words.
type candidates struct {
	lang    language
	support int
	words   map[string]*candidate // by stem
	fronts  map[string]*candidate
	backs   map[string]*candidate
	pairs   map[string]*candidate
}

// candidate is one possible keyword and where it stands.
type candidate struct {
	source string
	docs   int
	last   int             // the question that was counted last
	words  map[string]bool // the words that it covers, for a beginning or an end
}

const (
	shortestPart = 4  // letters of a beginning or an end
	longestPart  = 12 // letters of a beginning or an end
	shortestWord = 3
)

func gather(l language, questions []Labelled, support int) []string {
	g := candidates{lang: l, support: support, words: map[string]*candidate{}, fronts: map[string]*candidate{},
		backs: map[string]*candidate{}, pairs: map[string]*candidate{}}
	for i, q := range questions {
		g.read(i+1, q.Subject)
		g.read(i+1, q.Text)
	}
	return g.sources()
}

// read counts the words of a question's text.
func (g *candidates) read(doc int, text string) {
	before := ""
	for start, end := nextWord(text, 0); start < len(text); start, end = nextWord(text, end) {
		w := g.lang.fold(text[start:end])
		if w == "" {
			continue
		}
		stem := g.lang.stemOf(w)
		if utf8.RuneCountInString(w) >= shortestWord {
			note(g.words, stem, w, doc, "")
			g.parts(w, stem, doc)
		}
		if before != "" {
			note(g.pairs, before+" "+w, before+" "+w, doc, "")
		}
		before = w
	}
}

// parts counts the beginnings of a word and the ends of its stem.
func (g *candidates) parts(w, stem string, doc int) {
	n := 0
	for i := range w {
		if n >= shortestPart && n <= longestPart {
			note(g.fronts, w[:i], w[:i]+"*", doc, stem)
		}
		n++
	}
	left := utf8.RuneCountInString(stem)
	for i := range stem {
		if left >= shortestPart && left <= longestPart && i > 0 {
			note(g.backs, stem[i:], "*"+stem[i:], doc, stem)
		}
		left--
	}
}

func note(m map[string]*candidate, key, source string, doc int, word string) {
	c := m[key]
	if c == nil {
		c = &candidate{source: source}
		m[key] = c
	}
	if len(source) < len(c.source) {
		c.source = source
	}
	if c.last != doc {
		c.last = doc
		c.docs++
	}
	if word != "" && len(c.words) < 50 {
		if c.words == nil {
			c.words = map[string]bool{}
		}
		c.words[word] = true
	}
}

// sources are the candidates with enough support, each kind in order.
func (g *candidates) sources() []string {
	var out []string
	for _, key := range sortedKeys(g.words) {
		if g.words[key].docs >= g.support {
			out = append(out, g.words[key].source)
		}
	}
	out = append(out, shared(g.fronts, 2*g.support, func(k string, r rune) []string { return []string{k + string(r)} })...)
	out = append(out, shared(g.backs, 2*g.support, func(k string, r rune) []string { return []string{string(r) + k} })...)
	for _, key := range sortedKeys(g.pairs) {
		if g.pairs[key].docs >= 2*g.support {
			out = append(out, g.pairs[key].source)
		}
	}
	return out
}

// shared are the parts that cover two words or more, and more than the part
// that is one letter longer covers.
func shared(m map[string]*candidate, support int, longer func(string, rune) []string) []string {
	var keys []string
	for k, c := range m {
		if c.docs >= support && len(c.words) >= 2 {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Compare(a, b) })
	covered := map[string]bool{}
	for _, k := range keys {
		first, size := utf8.DecodeRuneInString(k)
		end, back := utf8.DecodeLastRuneInString(k)
		for short, r := range map[string]rune{k[size:]: first, k[:len(k)-back]: end} {
			if c := m[short]; c != nil && c.docs == m[k].docs && slices.Contains(longer(short, r), k) {
				covered[short] = true
			}
		}
	}
	var out []string
	for _, k := range keys {
		if !covered[k] {
			out = append(out, m[k].source)
		}
	}
	return out
}

// distinct turns a candidate back into a keyword that can be read again.
func distinct(sources []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(sources, func(s string) bool {
		was := seen[s] || strings.ContainsAny(s, "^~|=")
		seen[s] = true
		return was
	})
}
