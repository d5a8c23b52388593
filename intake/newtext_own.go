package intake

import (
	"slices"
	"strings"
)

// Elements of a page that mail programs make for what others wrote, and in
// which authors write as well: a button moves text to the right with the
// element of a quotation, and who begins to write below his signature writes
// into it.

// ownBlocks gives the author his bare blockquotes: those that nothing marks as a
// program's, with no heading and no quotation right above. In an answer that
// holds when something else on the page is quoted; else they stay quoted, and
// where they ask, that is not sure.
func (t *thread) ownBlocks(answers bool) {
	if !slices.ContainsFunc(t.lines, func(l line) bool { return l.bare }) {
		return
	}
	told := slices.ContainsFunc(t.lines, heads)
	for i := 0; i < len(t.lines); i++ {
		if !t.lines[i].bare {
			continue
		}
		end := i
		for end < len(t.lines) && (t.lines[end].bare || t.lines[end].blank()) {
			end++
		}
		switch {
		case t.headedAbove(i):
		case answers && !told:
			t.sure = t.sure && !t.asks(i, end)
		default:
			t.unmark(i, end)
		}
		i = end
	}
}

// heads says whether l is quoted by a program, or part of its heading.
func heads(l line) bool {
	if l.head || l.cut || l.marked {
		return !l.bare
	}
	kind, _ := labelOf(l.text)
	return kind&labelFrom != 0 || bannerOf(l.text) > ruleBanner
}

// unmark takes the quote marks from the lines from i up to end.
func (t *thread) unmark(i, end int) {
	for ; i < end; i++ {
		t.lines[i].marked = false
		t.lines[i].setText(unquote(t.lines[i].text))
	}
}

// headedAbove says whether a heading stands right above line i.
func (t *thread) headedAbove(i int) bool {
	for i--; i >= 0 && t.lines[i].blank(); i-- {
	}
	if i < 0 {
		return false
	}
	l := &t.lines[i]
	if l.head || l.marked || bannerOf(l.text) != noBanner {
		return true
	}
	if kind, _ := labelOf(l.text); kind != 0 {
		return true
	}
	_, ok := t.attribution(i)
	return ok
}

// ownSignature gives the author what stands in the element of his signature
// when he wrote his mail there: outside of it stands a greeting at most, and in
// it a sentence comes first.
func (t *thread) ownSignature() {
	const greeting = 4 // words
	first, words := -1, 0
	for i := range t.lines {
		l := &t.lines[i]
		if l.marked || l.head || l.cut {
			break
		}
		switch {
		case l.blank():
		case l.writer == ownLine:
			words += wordsUpTo(l.text, greeting+1)
		case first < 0:
			first = i
		}
		if words > greeting {
			return
		}
	}
	if first < 0 || !t.writtenIn(first) {
		return
	}
	t.sure = false
	for i := first; i < len(t.lines) && (t.lines[i].writer == signatureLine || t.lines[i].blank()); i++ {
		t.lines[i].writer = ownLine
	}
}

// writtenIn says whether a sentence is the first on the lines of a signature from
// i on, or the second below a greeting.
func (t *thread) writtenIn(i int) bool {
	for range 2 {
		if i == len(t.lines) || t.lines[i].writer != signatureLine {
			return false
		}
		s := t.lines[i].text
		if t.asks(i, i+1) || isSentence(s) && wordsUpTo(s, 6) > 5 {
			return !isContact(s) && !t.officeFooter(i, len(t.lines))
		}
		if _, greets := prefixOf(lower(strings.TrimSpace(s[:min(len(s), 40)])), greetings); !greets {
			return false
		}
		i = t.next(i + 1)
	}
	return false
}
