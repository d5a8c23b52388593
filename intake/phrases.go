package intake

import (
	"strings"
	"unicode/utf8"
)

// phrases are words of two bytes or more that are looked for all at once, in
// one pass over a text.
type phrases struct {
	words [256][]rankedWord // by their first byte
	next  [256]uint32       // by the first byte: bits of the second one, of its low five
	table []string          // as it was given; see newPhrases
}

// rankedWord is a word and its place in the table.
type rankedWord struct {
	text string
	rank int
}

// newPhrases makes a table of words. It keeps them as they came, so that the
// compiler lays them on the heap: in the frame of the package's initialisation all
// tables together, with that frame's maps of pointers, are 40 KB of the program.
func newPhrases(words ...string) *phrases {
	p := &phrases{table: words}
	for i, w := range words {
		p.words[w[0]] = append(p.words[w[0]], rankedWord{w, i})
		p.next[w[0]] |= 1 << (w[1] & 31)
	}
	return p
}

// in says whether one of p stands in s.
func (p *phrases) in(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		if p.next[s[i]]>>(s[i+1]&31)&1 == 0 {
			continue
		}
		for _, w := range p.words[s[i]] {
			if strings.HasPrefix(s[i:], w.text) {
				return true
			}
		}
	}
	return false
}

// begins says whether one of p stands in s where a word begins.
func (p *phrases) begins(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		if p.next[s[i]]>>(s[i+1]&31)&1 == 0 || i > 0 && (isAlnum(s[i-1]) || s[i-1] >= utf8.RuneSelf) {
			continue
		}
		for _, w := range p.words[s[i]] {
			if strings.HasPrefix(s[i:], w.text) {
				return true
			}
		}
	}
	return false
}

// of returns the word of p that stands in s; of several the one that comes
// first in the table.
func (p *phrases) of(s string) (word string, ok bool) {
	w, ok := p.first(s)
	return w.text, ok
}

func (p *phrases) first(s string) (best rankedWord, ok bool) {
	for i := 0; i+1 < len(s); i++ {
		if p.next[s[i]]>>(s[i+1]&31)&1 == 0 {
			continue
		}
		for _, w := range p.words[s[i]] {
			if ok && w.rank >= best.rank {
				break // they stand in their order
			}
			if strings.HasPrefix(s[i:], w.text) {
				best, ok = w, true
			}
		}
		if ok && best.rank == 0 {
			break
		}
	}
	return best, ok
}
