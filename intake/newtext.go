package intake

import (
	"hash/maphash"
	"slices"
	"strings"
)

// newText is what the sender of m wrote now: the text without quoted mail,
// without the headings that mail programs put above it, and without
// signature. When it is unsure it keeps more, never less. A mail that
// forwards another with next to nothing above it says what the other said.
// That m sends the reader on, and what it passes on, is noted in it.
//
// What a report says (RFC 6522), a program wrote: all of it is new, and none
// of it sure.
func newText(m *Mail) (text string, sure bool) {
	if _, ok := cutFold(m.Header.Get("Content-Type"), "multipart/report"); ok {
		return strings.TrimSpace(m.Text), false
	}
	t := sortedThread(m)
	top := t.join(ownLine)
	if t.has(tailLine) {
		// He may cite and ask below, or refer to what he puts into a first mail.
		t.sure = t.sure && !(t.cited && t.asksBy(tailLine)) && (m.replies() || t.forwards(m.Subject) || strings.Contains(top, "?"))
	}
	sure = t.sure && !slightPointer(top)
	switch {
	case t.doubtful(m, top):
		text = t.joinAll()
		if t.has(tailLine) && !t.cited && !t.adrift {
			m.PassedOn = t.passedOn(m, text, top)
		}
		return text, false
	case t.forwards(m.Subject) && t.has(tailLine, quotedLine):
		text, sure = t.forwardedText(top)
		m.PassedOn = t.passedOn(m, text, top)
		return text, sure
	case t.has(tailLine) && (top == "" || answersBelow(top)):
		return t.unsplit()
	case t.has(quotedLine) && answersBelow(top) && t.sortInk():
		return t.join(ownLine), false
	case top == "" && !t.has(tailLine, quotedLine) && strings.TrimSpace(m.Text) != "":
		return strings.TrimSpace(m.Text), false // nothing but a signature: somebody's name is all he wrote
	case top == "" && t.has(quotedLine) && !t.has(headingLine, tailLine) && !m.replies():
		return t.joinAll(), false // all of a first mail in the element or behind the marks of a quotation
	case top == "":
		return "", false
	}
	m.PointsBelow = t.sure && !sure
	return top, sure
}

// doubtful says whether what looks quoted in m, which answers no mail and
// forwards none, may as well be the sender's own: questions behind > with no
// heading above, a citation that only looks like a quoted mail, or a mail of
// his own that he refers to. Where he asks himself, the page's elements are
// believed, and a heading with an address.
func (t *thread) doubtful(m *Mail, top string) bool {
	if top == "" || m.replies() || t.forwards(m.Subject) {
		return false
	}
	switch {
	case t.has(tailLine):
		return t.adrift || (t.cited || !strings.Contains(top, "?")) && t.asksBy(tailLine) ||
			len(top) < 1000 && (strings.HasSuffix(top, ":") || slightPointer(top))
	case t.has(quotedLine):
		return !t.has(headingLine) && (!strings.Contains(top, "?") || !t.paged && t.asksBy(quotedLine))
	}
	return false
}

// slightPointer says whether the sender sends the reader on to what stands below.
func slightPointer(top string) bool {
	return len(top) <= 1000 && wordsUpTo(top, 61) <= 60 && pointsBelow.begins(lower(top)) // slight, and so for this reason
}

// asksBy says whether a line by w ends as a question.
func (t *thread) asksBy(w writer) bool {
	for i, l := range t.lines {
		if l.writer == w && t.asks(i, i+1) {
			return true
		}
	}
	return false
}

// joinAll is all but the signature.
func (t *thread) joinAll() string { return t.join(ownLine, quotedLine, tailLine, headingLine) }

// sortedThread reads m into lines that are sorted by writer.
func sortedThread(m *Mail) *thread {
	t := readThread(m)
	if !t.has(ownLine, quotedLine) && !m.replies() && !t.forwards(m.Subject) {
		t.sure = false
		t.set(0, len(t.lines), ownLine) // a heading, but nobody else to quote: a memo
	}
	return t
}

// readThread reads and sorts the lines of m. When the text was made
// from the page, the page's elements say more than the text. When
// the sender gave a text of its own beside the page, that text is read,
// unless only the page tells what is quoted.
func readThread(m *Mail) *thread {
	t := newThread(m.Text)
	const opening = 600 // bytes in which somebody says that he answers below
	begin := lower(m.Text[:min(len(m.Text), opening)])
	marked, found := markedText(m.HTML, m.HTML != "" && (answered.in(begin) || announced.in(begin)))
	if !found {
		t.sort()
		return t
	}
	page := newPageThread(marked)
	page.paged = true
	page.ownBlocks(m.replies() || page.forwards(m.Subject))
	page.ownSignature()
	page.sort()
	if page.sameText(t) {
		return page
	}
	if t.sort(); t.has(quotedLine, tailLine) || !page.has(quotedLine, tailLine) || !page.near(t) {
		return t
	}
	return page
}

// sameText says whether t and u hold the same text, white space apart.
func (t *thread) sameText(u *thread) bool {
	seed := maphash.MakeSeed()
	a, _ := t.words(seed)
	b, _ := u.words(seed)
	return a == b
}

// near says whether t, a page's, holds about as much text as u. It may have a
// heading and a signature more.
func (t *thread) near(u *thread) bool {
	const heading = 300
	seed := maphash.MakeSeed()
	_, a := t.words(seed)
	_, b := u.words(seed)
	return a < b+b/2+heading && b < a+a/2+50
}

// words are a sum of the text of t without white space and quote marks, and
// its size.
func (t *thread) words(seed maphash.Seed) (sum uint64, size int) {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, l := range t.lines {
		for w := range strings.FieldsSeq(l.text) {
			w = strings.TrimLeft(w, ">")
			h.WriteString(w)
			size += len(w)
		}
	}
	return h.Sum64(), size
}

// unsplit is the text when own lines may stand in the tail: what a colleague
// answered above another mail; where answers are labelled, these; else all but
// the headings and what bears marks.
func (t *thread) unsplit() (text string, sure bool) {
	top := t.join(ownLine)
	if said := t.colleague(); said != "" {
		return strings.TrimSpace(top + "\n\n" + said), false
	}
	if t.sortAnswers() {
		return t.join(ownLine), false
	}
	return t.join(ownLine, tailLine), false
}

// colleague is what somebody answered in the first mail of a tail that quotes
// another one. In a tail with coloured lines these are the answers.
func (t *thread) colleague() string {
	if slices.ContainsFunc(t.lines, func(l line) bool { return l.inked && !l.blank() }) {
		return ""
	}
	below := newThread(t.join(tailLine))
	below.sort()
	said := below.join(ownLine)
	if strings.Contains(said, "?") || !below.has(tailLine, quotedLine) {
		return ""
	}
	if answersBelow(said) {
		said, _ = below.unsplit()
	}
	return said
}

// forwardedText is top and, when that is slight, what was forwarded: the new
// text of the mail below, and of every mail that was forwarded with it.
func (t *thread) forwardedText(top string) (text string, sure bool) {
	if !slight(top) {
		return top, false
	}
	const most = 20
	texts, sure := []string{top}, top == "" && t.sure
	for range most {
		rest := t.join(tailLine, quotedLine)
		below := newThread(rest)
		below.sort()
		said := below.join(ownLine)
		if said != "" {
			texts = append(texts, said)
		}
		sure = sure && below.sure && !announces(said)
		if !below.has(tailLine, quotedLine) || said != "" && !below.forwarded && !announces(said) && !(t.passedBefore() && slight(said)) {
			if len(texts) == 1 {
				texts = append(texts, rest) // a signature only: better that than nothing
			}
			return strings.TrimSpace(strings.Join(texts, "\n\n")), sure
		}
		t = below
	}
	texts = append(texts, t.join(tailLine, quotedLine))
	return strings.TrimSpace(strings.Join(texts, "\n\n")), false
}

// announces says whether said is a few words on a line that ends in a colon, as
// programs write above what they forward: "Začiatok preposlanej správy:".
func announces(said string) bool {
	const most = 80
	return len(said) <= most && strings.HasSuffix(said, ":") && !strings.ContainsAny(said, "\n?") && wordsUpTo(said, 7) <= 6
}

// has says whether a line that is not blank is by one of writers.
func (t *thread) has(writers ...writer) bool {
	var set uint8
	for _, w := range writers {
		set |= 1 << w
	}
	for i := range t.lines {
		if l := &t.lines[i]; set>>l.writer&1 != 0 && !l.blank() {
			return true
		}
	}
	return false
}

// join is what writers wrote, without quote marks, in order. Where lines of
// others are left out, a blank line stands.
func (t *thread) join(writers ...writer) string {
	var keep [signatureLine + 1]bool
	for _, w := range writers {
		keep[w] = true
	}
	size := 0
	for _, l := range t.lines {
		if keep[l.writer] {
			size += len(l.text) + 2
		}
	}
	var b strings.Builder
	b.Grow(size)
	blank := 0
	for _, l := range t.lines {
		s := l.text
		if l.writer == quotedLine {
			s = unquote(s)
		}
		if s = trimEnd(s); s == "" || !keep[l.writer] {
			blank++
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n"[:min(blank, 1)+1])
		}
		blank = 0
		b.WriteString(s)
	}
	return b.String()
}
