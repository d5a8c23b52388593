package intake

import (
	"slices"
	"strings"

	"golang.org/x/net/html/atom"
)

// A page (an HTML body) often says by its elements what is quoted: Gmail's
// gmail_quote, the blockquote of most programs, Outlook's divRplyFwdMsg and
// border. Their places are written into the page as marks, characters of no
// meaning (private use) that come through the making of text, and are read
// from the text again.

const (
	markQuote    = "\uE1A1" // a quoting element begins
	markQuoteEnd = "\uE1A2"
	markHead     = "\uE1A3" // what a mail program wrote above a quotation begins
	markHeadEnd  = "\uE1A4"
	markBorder   = "\uE1A5" // perhaps that: an element with a line above it begins
	markSign     = "\uE1A6" // a signature begins
	markSignEnd  = "\uE1A7"
	markCut      = "\uE1A8" // all that follows is quoted
	markMove     = "\uE1A9" // a block that the author moved to the right begins
	markMoveEnd  = "\uE1AA"
	markBare     = "\uE1AD" // a blockquote begins that bears no sign of a mail program
	markBareEnd  = "\uE1AE"
)

// pageMarker writes marks into the text of a page.
type pageMarker struct {
	open  []openElement
	count map[atom.Atom]int // open elements
	marks int
	ink   bool // colours are marked too
}

// openElement is an element that has not ended, and the mark to write then.
type openElement struct {
	tag     atom.Atom
	endMark string
}

// markedText is the text of the page s with marks, of colours too if ink is
// true; found is false when there are none.
func markedText(s string, ink bool) (text string, found bool) {
	if !ink && !mayQuote(s) {
		return "", false
	}
	p := page{most: defaultText, marker: &pageMarker{count: map[atom.Atom]int{}, ink: ink}}
	text = p.textOf(s)
	return text, p.marker.marks > 0
}

// mayQuote says whether some tag of the page s can bear a mark.
func mayQuote(s string) bool {
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			return false
		}
		n := tagEnd(s[i:])
		tag := s[i : i+n]
		if pageHints.in(tag) || n > len("<div style=") && strings.EqualFold(tag[1:4], "div") && borderHints.in(tag) {
			return true
		}
		s = s[i+n:]
	}
}

// pageHints are parts of the tags that bear a mark, borderHints of those that
// do if they are a div.
var (
	pageHints = newPhrases("lockquote", "LOCKQUOTE", "uote", "ignature", "gmail_", "moz-", "RplyFwdMsg", "divRpF", "ppendonsend", "stopSpelling", "OLK_SRC", "cite",
		"__DIVIDER__", "reply", "reference-message", "zmail_extra", "MessageHeader", "eplySection")
	borderHints = newPhrases("border-top", "BORDER-TOP")
)

// again is a marker for a second reading of the page.
func (m *pageMarker) again() *pageMarker {
	if m == nil {
		return nil
	}
	return &pageMarker{count: map[atom.Atom]int{}, ink: m.ink}
}

// start takes a start tag in.
func (m *pageMarker) start(p *page, tag atom.Atom, a *pageAttributes) {
	mark, endMark := a.marks(tag)
	if mark == "" && m.ink && a.coloured() && tag != atom.A && tag != atom.Hr { // links have a colour of their own
		mark, endMark = markInk, markInkEnd
	}
	m.write(p, mark)
	const deepest = 2000
	if len(m.open) < deepest && tag != atom.Hr && tag != atom.A && (endMark != "" || tag != atom.P && tag != atom.Pre) {
		m.open = append(m.open, openElement{tag, endMark})
		m.count[tag]++
	}
}

// end takes an end tag in: it ends all elements inside the one it names.
func (m *pageMarker) end(p *page, tag atom.Atom) {
	if m.count[tag] == 0 {
		return
	}
	for {
		last := len(m.open) - 1
		e := m.open[last]
		m.open = m.open[:last]
		m.count[e.tag]--
		m.write(p, e.endMark)
		if e.tag == tag {
			return
		}
	}
}

// write writes a mark on a line of its own, that of a colour where it stands.
func (m *pageMarker) write(p *page, mark string) {
	if mark == "" {
		return
	}
	m.marks++
	ink := mark == markInk || mark == markInkEnd
	if !ink {
		p.fresh = false // in a cell too
		p.show([]byte("div"), atom.Div, blockElement, attributes{})
	}
	p.text([]byte(mark))
	if !ink {
		p.end([]byte("div"), atom.Div)
		p.ended = false
		p.breakLines(1)
	}
}

// pageAttributes are the attributes of an element that tell quotations.
type pageAttributes struct {
	names []string // classes, id and name, in lower case
	style string   // in lower case without spaces
	cite  bool
	data  string
	// of a font element, in lower case
	colour string
}

func (a *pageAttributes) take(key string, value []byte) {
	const most = 1000
	value = value[:min(len(value), most)]
	switch key {
	case "class", "id", "name":
		for n := range strings.FieldsSeq(lower(string(value))) {
			a.names = append(a.names, strings.TrimPrefix(n, "x_"))
		}
	case "style":
		a.style = lower(strings.Join(strings.Fields(string(value)), ""))
	case "type":
		a.cite = a.cite || strings.EqualFold(string(value), "cite")
	case "cite":
		a.cite = true
	case "color":
		a.colour = lower(string(value))
	case "data-marker":
		a.data = string(value)
	}
}

// marks are the marks at the beginning and the end of an element.
func (a *pageAttributes) marks(tag atom.Atom) (begin, end string) {
	for _, n := range a.names {
		if m, ok := pageNames[n]; ok && (n != "signature" || tag == atom.Div) {
			return m, endMarks[m]
		}
		if strings.Contains(n, "yahoo_quoted") { // with a prefix of its own in each mail
			return markQuote, markQuoteEnd
		}
		if strings.HasPrefix(n, "divrpf") { // and a number
			return markHead, markHeadEnd
		}
	}
	switch {
	case tag == atom.Blockquote && !a.cite && a.indents():
		return markMove, markMoveEnd
	case tag == atom.Blockquote && a.bare():
		return markBare, markBareEnd
	case tag == atom.Blockquote:
		return markQuote, markQuoteEnd
	case tag == atom.Hr && a.data == "__DIVIDER__":
		return markCut, ""
	case tag == atom.Div && a.ruled():
		return markBorder, markHeadEnd
	}
	return "", ""
}

// indents says whether a blockquote only moves text to the right, as the
// button for indenting makes it.
func (a *pageAttributes) indents() bool {
	return strings.Contains(a.style, "40px") && (strings.Contains(a.style, "border:none") || strings.Contains(a.style, "border:0")) ||
		a.style != "" && !strings.Contains(a.style, "border") && strings.Contains(a.style, "margin-left:36.0pt")
}

// bare says whether nothing but its name makes a blockquote a quotation: no
// attribute of a mail program, and no line beside it.
func (a *pageAttributes) bare() bool {
	return !a.cite && len(a.names) == 0 && !strings.Contains(strings.ReplaceAll(a.style, "border-left:none", ""), "border")
}

// ruled says whether there is a line above the element, as Outlook draws it
// above the header block.
func (a *pageAttributes) ruled() bool {
	return strings.Contains(a.style, "border-top:solid") || strings.Contains(a.style, "border-top-style:solid") || strings.Contains(a.style, "border-top:1")
}

var endMarks = map[string]string{markQuote: markQuoteEnd, markHead: markHeadEnd, markBorder: markHeadEnd, markSign: markSignEnd}

// pageNames are the classes, ids and names that mail programs give to what
// they quote and sign, in lower case.
var pageNames = map[string]string{
	"gmail_attr": markHead, "moz-cite-prefix": markHead, "divrplyfwdmsg": markHead, "outlookmessageheader": markHead, "reply-intro": markHead, "replyheader": markHead,
	"appendonsend": markCut, "stopspelling": markCut, "replysplit": markCut,
	"olk_src_body_section": markQuote, "mail-editor-reference-message-container": markQuote, "messagereplysection": markQuote, "quote": markQuote,
	"protonmail_quote": markQuote, "yahoo_quoted": markQuote, "zmail_extra": markQuote, "ymail_android_quote": markQuote, "cite": markQuote, "wl-reply-quote": markQuote,
	"gmail_signature": markSign, "gmail_signature_prefix": markSign, "ms-outlook-mobile-signature": markSign, "signature": markSign, "moz-signature": markSign,
	"protonmail_signature_block": markSign, "applemailsignature": markSign, "yahoo-signature": markSign, "k9mail-signature": markSign, "ms-outlook-ios-signature": markSign,
}

// newPageThread cuts a text with marks into lines.
func newPageThread(text string) *thread {
	t := &thread{sure: true, ahead: -1, lines: make([]line, 0, strings.Count(text, "\n")+1)}
	for i := range t.memory {
		t.memory[i].line = -1
	}
	var s pageState
	for l := range strings.Lines(text) {
		l, s.inked = s.takeInk(trimLine(l))
		for {
			i := strings.Index(l, "\xee\x86") // what all marks begin with
			if i < 0 || len(l) < i+3 {
				break
			}
			t.addPageLine(strings.TrimSpace(l[:i]), &s, false)
			s.take(l[i:i+3], len(t.lines))
			l = strings.TrimSpace(l[i+3:])
		}
		t.addPageLine(l, &s, true)
	}
	t.dropFalseHeads(s.borders)
	return t
}

// pageState is inside which elements a line stands.
type pageState struct {
	quotes, heads, signs int
	moves, bares, inks   int
	cut, inked           bool
	borders              []int // lines on which perhaps a heading begins
}

func (s *pageState) take(mark string, line int) {
	switch mark {
	case markQuote:
		s.quotes++
	case markQuoteEnd:
		s.quotes = max(0, s.quotes-1)
	case markBorder:
		s.heads++
		s.borders = append(s.borders, line)
	case markHead:
		s.heads++
	case markHeadEnd:
		s.heads = max(0, s.heads-1)
	case markSign:
		s.signs++
	case markSignEnd:
		s.signs = max(0, s.signs-1)
	case markMove:
		s.moves++
	case markMoveEnd:
		s.moves = max(0, s.moves-1)
	case markBare:
		s.bares++
	case markBareEnd:
		s.bares = max(0, s.bares-1)
	case markCut:
		s.cut = true
	}
}

// addPageLine adds a line as s says; pieces beside marks only when not blank.
func (t *thread) addPageLine(text string, s *pageState, blanks bool) {
	if s.moves > 0 && s.quotes+s.bares == 0 {
		text = unquote(text)
	}
	l := newLine(text)
	l.bare = s.bares > 0 && s.quotes == 0
	l.marked, l.inked = s.quotes > 0 || l.bare || quoteMarked(text), s.inked
	if l.blank() || !blanks && strings.Trim(text, "> ") == "" { // the quote mark in front of a mark
		if blanks {
			t.lines = append(t.lines, line{})
		}
		return
	}
	l.head = s.heads > 0 && !l.marked
	if l.cut = s.cut && !l.marked; l.cut {
		s.cut = false
	}
	if s.signs > 0 && !l.marked && !l.head {
		l.writer = signatureLine
	}
	t.marks = t.marks || l.marked
	t.lines = append(t.lines, l)
}

// dropFalseHeads takes the elements with a line above back that look like no
// header block: authors draw lines too.
func (t *thread) dropFalseHeads(borders []int) {
	for _, i := range slices.Backward(borders) {
		labels, j := 0, i
		for ; j < len(t.lines) && j < i+12 && (t.lines[j].head || t.lines[j].blank()); j++ {
			if _, _, ok := cutColon(t.lines[j].text[:min(len(t.lines[j].text), 40)]); ok {
				labels++
			}
		}
		if labels >= 3 {
			continue
		}
		for j = i; j < len(t.lines) && (t.lines[j].head || t.lines[j].blank()); j++ {
			t.lines[j].head = false
		}
	}
}
