package intake

// prefixes are the words that a text may begin with, by their first byte, so
// that a table of hundreds costs no more than the few that can fit.
type prefixes [256][]string

// beginnings makes a table of words; their order among the same first byte
// stays.
func beginnings(words []string) prefixes {
	var p prefixes
	p[0] = words[:0] // keeps them, as newPhrases does; no word begins so
	for _, w := range words {
		p[w[0]] = append(p[w[0]], w)
	}
	return p
}

// near returns the words that begin as s does.
func (p *prefixes) near(s string) []string {
	if s == "" {
		return nil
	}
	return p[s[0]]
}

// of returns the first of the words that s begins with.
func (p *prefixes) of(s string) (string, bool) { return prefixOf(s, p.near(s)) }
