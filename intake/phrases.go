package intake

import "strings"

// phrases are words of two bytes or more that are looked for all at once, in
// one pass over a text.
type phrases struct {
	words [256][]string // by their first byte
	next  [256]uint32   // by the first byte: bits of the second one, of its low five
}

func newPhrases(words ...string) *phrases {
	p := &phrases{}
	for _, w := range words {
		p.words[w[0]] = append(p.words[w[0]], w)
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
			if strings.HasPrefix(s[i:], w) {
				return true
			}
		}
	}
	return false
}
