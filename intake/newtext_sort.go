package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// sort gives every line of t to its writer.
func (t *thread) sort() {
	for i := 0; i < len(t.lines); {
		i = t.sortLine(i)
	}
	t.sortWrapped()
	t.cutWarnings()
	t.sortSignatures()
}

// sortLine sorts line i and says which line is next.
func (t *thread) sortLine(i int) int {
	l := &t.lines[i]
	switch {
	case l.marked && groupWise(l.text):
		t.set(t.aboveHeading(i), i+1, headingLine)
		return t.sortBelow(i+1, attributed)
	case l.marked:
		l.writer = quotedLine
		return i + 1
	case l.writer != ownLine || l.blank():
		return i + 1
	case l.cut:
		end := t.afterRules(i)
		if end < len(t.lines) && t.lines[end].head {
			end = t.headEnd(end)
		} else {
			end = t.blockBelow(end)
		}
		t.set(t.aboveHeading(i), end, headingLine)
		t.set(end, len(t.lines), tailLine)
		return len(t.lines)
	}
	start, end, kind := t.heading(i)
	if kind == noHeading {
		if t.standsApart(i) && mobileLine(l.text) {
			return t.sortMobile(i)
		}
		return i + 1
	}
	nameless := kind == attributed && !t.names(start, end)
	if nameless && t.cites(end) {
		return i + 1
	}
	t.set(t.aboveHeading(start), end, headingLine)
	t.cited = nameless
	return t.sortBelow(end, kind)
}

// cites says whether what stands from line i on is in quotation marks: what the
// author cites, and no mail that his program quotes.
func (t *thread) cites(i int) bool {
	n := t.next(i)
	if n == len(t.lines) || t.lines[n].marked {
		return false
	}
	s := strings.TrimLeft(t.lines[n].text, " \t")
	_, ok := prefixOf(s, []string{`"`, "»", "«", "“", "”", "„", "'", "’", "‘"})
	return ok
}

// headingKind is what kind of heading the mail program wrote.
type headingKind uint8

const (
	noHeading headingKind = iota
	attributed
	headed    // a header block
	bannered  // a banner for a reply
	forwarded // a banner for a forwarded mail
)

// heading looks for a heading on line i; an attribution ends there, all
// others begin there. A banner takes the header block below it in.
func (t *thread) heading(i int) (start, end int, kind headingKind) {
	s := t.lines[i].text
	if t.lines[i].head {
		kind = attributed
		if bannerOf(s) == forwardedBanner {
			kind = forwarded
		}
		return i, t.headEnd(i), kind
	}
	if len(s) < 3 && !strings.HasSuffix(s, ":") || len(s) < 2 || !t.mayHead(i) {
		return 0, 0, noHeading
	}
	switch bannerOf(s) {
	case originalBanner, replyBanner:
		return i, t.headingBelow(i + 1), bannered
	case forwardedBanner:
		return i, t.headingBelow(i + 1), forwarded
	}
	if kind := bannerInside(s); kind != noHeading {
		return i, i + 1, kind
	}
	if end := t.foreignBanner(i); end > i {
		return i, end, bannered
	}
	if end, ok := t.headerBlock(i); ok {
		return i, end, headed
	}
	if start, end, ok := t.notesBlock(i); ok {
		return start, end, headed
	}
	if notesDetails(s) {
		return i, t.blockBelow(i + 1), headed
	}
	if start, ok := t.attribution(i); ok {
		return start, t.blockBelow(i + 1), attributed
	}
	if attributionInside(s) {
		return i, i + 1, attributed
	}
	return 0, 0, noHeading
}

// mayHead says by a few bytes whether heading can find anything on line i:
// most lines have no colon, no dashes in front and no word for "wrote" at the
// end, and nothing quoted below.
func (t *thread) mayHead(i int) bool {
	l := &t.lines[i]
	return strings.IndexByte(l.text, ':') >= 0 || strings.IndexByte("-_=*#~>\xe2", l.first) >= 0 ||
		l.last >= utf8.RuneSelf || strings.IndexByte("-_*", l.last) >= 0 || strings.IndexByte(l.text, wideColon[0]) >= 0 ||
		wroteWords[lastWord(trimEnd(l.text))] || t.quotesBelow(i)
}

// quotesBelow says whether the next line after i that is not blank is marked.
func (t *thread) quotesBelow(i int) bool {
	if !t.marks {
		return false
	}
	n := t.next(i + 1)
	return n < len(t.lines) && t.lines[n].marked
}

// names says whether an address stands on one of the lines from i up to j.
func (t *thread) names(i, j int) bool {
	for ; i < j; i++ {
		if t.lines[i].head || strings.Contains(t.lines[i].text, "@") {
			return true
		}
	}
	return false
}

// headEnd is where the run of head lines ends that begins on line i.
func (t *thread) headEnd(i int) int {
	for i < len(t.lines) && (t.lines[i].head || t.lines[i].blank()) {
		i++
	}
	return i
}

// blockBelow is where the header block below a banner ends; i when there is none.
func (t *thread) blockBelow(i int) int {
	n := t.next(i)
	if n == len(t.lines) || n > i+2 {
		return i
	}
	if end, ok := t.headerBlock(n); ok {
		return end
	}
	return i
}

// afterRules is the first line from i on that is neither blank nor a rule.
func (t *thread) afterRules(i int) int {
	for i < len(t.lines) && (t.lines[i].blank() || bannerOf(t.lines[i].text) == ruleBanner) {
		i++
	}
	return i
}

// headingBelow is where the header block or attribution below a banner ends;
// i when there is none.
func (t *thread) headingBelow(i int) int {
	if end := t.blockBelow(i); end > i {
		return end
	}
	n := t.next(i)
	for end := n; end < len(t.lines) && end < n+4 && !t.lines[end].marked; end++ {
		if start, ok := t.attribution(end); ok && start == n {
			return end + 1
		}
	}
	return i
}

// aboveHeading takes the rules and blank lines above a heading in.
func (t *thread) aboveHeading(i int) int {
	first := i
	for i > 0 && first-i < 6 {
		above := t.lines[i-1]
		if above.writer != ownLine || !above.blank() && bannerOf(above.text) != ruleBanner && !t.openAttribution(i-1) {
			break
		}
		i--
	}
	return i
}

// sortBelow sorts what stands below a heading that ends before line i: when
// it bears marks, these decide; else all of it is quoted.
func (t *thread) sortBelow(i int, kind headingKind) int {
	n := t.next(i)
	if kind == forwarded {
		t.forwarded = true
	}
	if n == len(t.lines) {
		return n
	}
	if t.lines[n].marked || kind == attributed && t.markInitials(n) {
		return n
	}
	t.set(i, len(t.lines), tailLine)
	return len(t.lines)
}

// markInitials marks the lines from i on that begin with somebody's initials or
// first name and a quote mark, as The Bat! and Supercite write it ("IH> …"), if
// line i does.
func (t *thread) markInitials(i int) bool {
	if !initialed(t.lines[i].text) {
		return false
	}
	t.marks = true
	for ; i < len(t.lines); i++ {
		t.lines[i].marked = t.lines[i].marked || initialed(t.lines[i].text)
	}
	return true
}

// initialed says whether s begins with one to twelve letters, the first a capital,
// and a quote mark.
func initialed(s string) bool {
	const longest = 12
	name, _, ok := strings.Cut(strings.TrimLeft(s[:min(len(s), 4*longest)], " >"), ">")
	if first, _ := utf8.DecodeRuneInString(name); !ok || !unicode.IsUpper(first) || utf8.RuneCountInString(name) > longest {
		return false
	}
	return strings.IndexFunc(name, notWord) < 0
}

// standsApart says whether line i is the last one, or blank lines or other
// writers' lines stand before or after it.
func (t *thread) standsApart(i int) bool {
	if i == 0 || t.lines[i-1].blank() || t.lines[i-1].writer != ownLine {
		return true
	}
	return i+1 == len(t.lines) || t.lines[i+1].blank() || t.lines[i+1].marked || bannerOf(t.lines[i+1].text) != noBanner
}

// sortMobile sorts line i, which a telephone wrote, and what stands below
// it. Telephones put their line above what they quote, and some quote
// without heading or marks; so what follows is quoted, unless it asks.
func (t *thread) sortMobile(i int) int {
	t.lines[i].writer = signatureLine
	if i > 0 && t.lines[i-1].writer == ownLine && trimEnd(t.lines[i-1].text) == "--" {
		t.lines[i-1].writer = signatureLine
	}
	n := t.next(i + 1)
	if n == len(t.lines) || t.next(0) == i { // some programs put it above what their owner writes
		return n
	}
	end, found := t.nextHeading(n)
	if end == n {
		return n
	}
	if found && (end-n > 8 || t.asks(n, end)) || !found && t.asks(n, end) {
		t.sure = false
		return n
	}
	if found {
		t.set(n, end, signatureLine)
		return end
	}
	t.sure, t.adrift = false, t.prose(n, end)
	t.set(n, end, tailLine)
	return end
}

// nextHeading is the first line from i on that is quoted or begins a
// heading; len(t.lines) when there is none.
func (t *thread) nextHeading(i int) (line int, found bool) {
	if i <= t.ahead {
		return t.ahead, t.ahead < len(t.lines)
	}
	defer func() { t.ahead = line }()
	for ; i < len(t.lines); i++ {
		if t.lines[i].marked || bannerOf(t.lines[i].text) != noBanner {
			return i, true
		}
		if start, _, kind := t.heading(i); kind != noHeading {
			return start, true
		}
	}
	return i, false
}

// asks says whether one of the lines from i up to j ends as a question.
func (t *thread) asks(i, j int) bool {
	for ; i < j; i++ {
		if t.lines[i].asks() {
			return true
		}
	}
	return false
}

// sortWrapped gives to the quoted mail what a program broke off the end of
// its lines without marking it again: a line between two marked ones, after a
// long one that ends in no stop.
func (t *thread) sortWrapped() {
	for i := 1; i+1 < len(t.lines); i++ {
		if t.lines[i].writer != ownLine || t.lines[i-1].writer != quotedLine || !t.lines[i+1].marked {
			continue
		}
		if brokenOff(t.lines[i-1].text, t.lines[i].text) {
			t.lines[i].writer = quotedLine
		}
	}
}

// brokenOff says whether rest looks like the end of the quoted line above.
func brokenOff(above, rest string) bool {
	const wide = 60
	above, rest = strings.TrimSpace(above), strings.TrimSpace(rest)
	if rest == "" {
		return false
	}
	link := strings.HasPrefix(rest, "http") || strings.HasPrefix(rest, "(http") || strings.HasPrefix(rest, "<http")
	if link {
		return true
	}
	c := rest[0]
	small := c >= 'a' && c <= 'z' || c >= 0x80 && lower(rest[:min(2, len(rest))]) == rest[:min(2, len(rest))]
	return small && len(above) >= wide && !strings.ContainsRune(".?!:;", lastRune(above))
}
