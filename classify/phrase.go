package classify

import (
	"regexp"
	"sync"
)

// phrase is an expression for the beginning of a text, with what spares most
// texts the slow search for it. Both are made when they are asked for.
type phrase struct {
	expression func() *regexp.Regexp
	onset      func() *onset
	threes     func() *threes
}

// phraseBy is the phrase of an expression, which is made when it is asked for too.
func phraseBy(expression func() string) *phrase {
	onset := sync.OnceValue(func() *onset { return onsetOf(expression()) })
	return &phrase{
		sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression()) }),
		onset,
		sync.OnceValue(func() *threes { return onset().threes() }),
	}
}

// begins reports whether a text begins with the phrase.
func (p *phrase) begins(text string) bool {
	says := p.onset().of(text)
	return says == sure || says == maybe && p.expression().MatchString(text)
}

// end is where the phrase ends with which a text begins, -1 when it does not.
func (p *phrase) end(text string) int {
	if p.onset().of(text) == never {
		return -1
	}
	if at := p.expression().FindStringIndex(text); at != nil {
		return at[1]
	}
	return -1
}

// within reports whether the phrase stands anywhere in a text.
func (p *phrase) within(text string) bool { return p.at(text) >= 0 }

// at is where the phrase stands first in a text, -1 when it does not.
func (p *phrase) at(text string) int {
	first := &p.onset().first
	for i := range len(text) {
		if first[text[i]] && p.begins(text[i:]) {
			return i
		}
	}
	return -1
}

// groups are the bounds of the phrase with which a text begins, and of its
// groups; nil when it does not.
func (p *phrase) groups(text string) []int {
	if p.onset().of(text) == never {
		return nil
	}
	return p.expression().FindStringSubmatchIndex(text)
}

// requests is where a request ends with which a sentence begins, -1 when it
// begins with none.
func (a asking) requests(t string) int {
	if end := a.request.end(t); end >= 0 {
		return end
	}
	if end := a.turnedRequest(t); end >= 0 {
		return end
	}
	return a.orders.end(t)
}

// mostTurned is how many words may stand before a request that has its verb
// first, or that a sentence only comes to at its end: "På baggrund af artiklen vil
// jeg gerne vide", "Jeg er kontaktet af en borger og vil gerne bede om".
const mostTurned = 41

func (a asking) turnedRequest(t string) int {
	threes := a.turned.threes()
	last, words := -1, 0
	for i := 0; i < len(t); i++ {
		if t[i] != ' ' {
			continue
		}
		if words++; words == mostTurned {
			break
		}
		if rest := t[i+1:]; threes.may(rest) && a.turned.begins(rest) && !a.shapes.begins(rest[a.turned.end(rest):]) {
			last = i + 1
		}
	}
	if last < 0 {
		return -1
	}
	return last + a.turned.end(t[last:])
}
