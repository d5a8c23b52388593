package classify

import (
	"slices"
	"strings"
)

// Members explain below a title of its own why they ask: "Begrundelse: …". What is
// asked there is not meant as a question, as long as another is asked elsewhere.

// explanations are the stretches below such titles, in the order of the text: the
// paragraph with the title or below it, and behind a question what follows, up to
// another title, an item of a list, a request, or a paragraph that begins by asking.
func (a asking) explanations(text string, in stretch) (list []stretch) {
	open, below, asked := false, false, false
	for p := range paragraphs(text, in) {
		t := p.trim(text).of(text)
		if at, more := a.explanation(text, p.trim(text)); at >= 0 {
			open, below = true, more
			asked = asked || strings.IndexByte(text[p.start:at], '?') >= 0
			list = append(list, stretch{at, p.end})
			continue
		}
		if open && (!below || asked && !a.endsExplanation(text, p)) {
			below = true
			list[len(list)-1].end = p.end
			continue
		}
		open, asked = false, asked || strings.IndexByte(t, '?') >= 0
	}
	return list
}

// explanation is where in a paragraph a line begins with such a title, and whether more
// than that follows in it; -1 when none does.
func (a asking) explanation(text string, p stretch) (at int, more bool) {
	for l := range lines(text, p) {
		head, inline, colon := strings.Cut(l.of(text), ":")
		if a.reasons.begins(strings.Trim(head, " *_#")) && (colon || l.start == p.start) {
			return l.start, l.end < p.end || strings.Trim(inline, " *_") != ""
		}
	}
	return -1, false
}

// endsExplanation reports a paragraph with which something else begins.
func (a asking) endsExplanation(text string, p stretch) bool {
	p = p.trim(text)
	head := lineAt(text, p.start).of(text)
	if name, _, _ := strings.Cut(head, ":"); a.isTitle(strings.Trim(name, " *_#")) || title(head) {
		return true
	}
	if _, ok := a.label(text, p, true); ok {
		return true
	}
	for i, sen := range a.sentences(text, p) {
		if t := sen.of(text); a.requests(t) >= 0 || i == 0 && asks(t) {
			return true
		}
	}
	return false
}

// explains reports whether a sentence asks within such a stretch. What it requests
// there is meant.
func (s *splitter) explains(sentence stretch) bool {
	return slices.ContainsFunc(s.explained, func(e stretch) bool { return e.start <= sentence.start && sentence.end <= e.end }) &&
		s.requests(sentence.of(s.text)) < 0
}
