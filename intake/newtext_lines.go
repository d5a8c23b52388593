package intake

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// writer says who wrote a line of a mail, and how we know.
type writer uint8

const (
	ownLine       writer = iota // the sender, now
	quotedLine                  // somebody else, by a mark on the line itself
	tailLine                    // somebody else, by what stands above
	headingLine                 // the mail program, above what it quotes
	signatureLine               // nobody: a signature, a footer, a telephone's line
)

// line is one line of a mail.
type line struct {
	text   string // as it stands, without its line end
	first  byte   // of the text without white space around it; 0 when it is blank
	last   byte
	writer writer
	marked bool // it bears a quote mark, or stands in a quoting element of the page
	bare   bool // nothing but a blockquote without a mail program's signs marks it
	head   bool // it stands in an element of the page that heads a quotation
	inked  bool // all on it is coloured
	cut    bool // an element above it says that all from here on is quoted
}

// newLine is a line with text.
func newLine(text string) line {
	l := line{text: text}
	l.setText(text)
	return l
}

// setText puts text on the line.
func (l *line) setText(text string) {
	l.text, l.first, l.last = text, 0, 0
	switch s := strings.TrimSpace(text); s {
	case "":
	case trackingMark:
		l.text = ""
	default:
		l.first, l.last = s[0], s[len(s)-1]
	}
}

// trackingMark stands alone on a line, for the picture by which Mailtrack and
// others learn that a mail was opened.
const trackingMark = "ᐧ"

// blank says whether there is nothing on the line.
func (l *line) blank() bool { return l.first == 0 }

// asks says whether the line ends as a question.
func (l *line) asks() bool {
	switch {
	case l.last == '?':
		return true
	case l.last < utf8.RuneSelf && l.last != ')' && l.last != '"' && l.last != '*' && l.last != '_':
		return false
	}
	s := strings.TrimRight(l.text, " \t)\"*_”»")
	return strings.HasSuffix(s, "?") || strings.HasSuffix(s, "？")
}

// mayRule says whether the line can be a rule: it begins with a dash or the
// like.
func (l *line) mayRule() bool { return strings.IndexByte("-_=*\xe2", l.first) >= 0 }

// thread is a mail as lines that are sorted by writer.
type thread struct {
	lines     []line
	sure      bool
	forwarded bool // a heading said that what follows was forwarded
	cited     bool // what heads the tail names no address: perhaps a citation
	adrift    bool // the tail stands below a telephone's line, with no heading
	paged     bool // the lines come from a page
	marks     bool // some line is marked
	ahead     int  // no heading stands before this line, or -1
	memory    [8]memory
}

// newThread cuts text into lines. A line that begins with > is marked.
func newThread(text string) *thread {
	t := &thread{sure: true, ahead: -1, lines: make([]line, 0, strings.Count(text, "\n")+1)}
	for s := range strings.Lines(text) {
		l := newLine(trimLine(s))
		if l.first == '>' && t.endsInLink() {
			l.setText(t.foldLink(l.text))
		}
		l.marked = l.first == '>' && quoteMarked(l.text) && !t.endsInAddress()
		t.marks = t.marks || l.marked
		t.lines = append(t.lines, l)
	}
	if t.marks {
		t.unmarkAmounts()
		t.breakAttributions()
	}
	for i := range t.memory {
		t.memory[i].line = -1
	}
	return t
}

// endsInLink says whether the last two lines are an address as Polymail writes it
// in an attribution, a bracket and a link below it, whose other bracket is to come.
func (t *thread) endsInLink() bool {
	n := len(t.lines)
	return n >= 2 && strings.HasPrefix(t.lines[n-1].text, "mailto:") && strings.TrimSpace(t.lines[n-2].text) == "<"
}

// foldLink takes these lines away, and what stands above them, so that rest goes
// on behind it on one line.
func (t *thread) foldLink(rest string) string {
	n := len(t.lines) - 2
	rest = "<" + t.lines[n+1].text + rest
	for n > 0 && t.lines[n-1].blank() {
		n--
	}
	if n > 0 && !t.lines[n-1].marked {
		n--
		rest = t.lines[n].text + " " + rest
	}
	t.lines = t.lines[:n]
	return rest
}

// breakAttributions begins a line where an attribution begins behind the author's
// own words: "Ja tak. On Wed, Apr 4, 2012 at 3:59 PM, ida@medlem.example wrote:",
// with marked lines below it.
func (t *thread) breakAttributions() {
	for i := 1; i < len(t.lines); i++ {
		above := t.lines[i-1]
		if !t.lines[i].marked || above.marked || above.last != ':' {
			continue
		}
		if at := attributionBehind(above.text); at > 0 {
			own := strings.TrimRight(above.text[:at], " \t-")
			t.lines[i-1].setText(above.text[at:])
			t.lines = slices.Insert(t.lines, i-1, newLine(own))
			i++
		}
	}
}

// unmarkAmounts takes the marks from lines that say "more than": "> 65 år", where
// no other line beside them is marked and no heading stands above.
func (t *thread) unmarkAmounts() {
	for i := 0; i < len(t.lines); i++ {
		end, amounts := i, true
		for ; end < len(t.lines) && t.lines[end].marked; end++ {
			amounts = amounts && moreThan(t.lines[end].text)
		}
		if end == i {
			continue
		}
		if amounts && !t.headsAmounts(i) {
			for j := i; j < end; j++ {
				t.lines[j].marked = false
			}
		}
		i = end
	}
}

// headsAmounts says whether the text above line i can be a mail program's heading:
// it ends in a colon and has a number or an address. Nothing at all is one too.
func (t *thread) headsAmounts(i int) bool {
	for i--; i >= 0; i-- {
		if s := t.lines[i].text; !t.lines[i].blank() {
			return strings.HasSuffix(trimEnd(s), ":") && strings.ContainsAny(s, "0123456789@")
		}
	}
	return true
}

// moreThan says whether s is "> 65 år" or the like: an amount behind one mark,
// and few words. "> 1) Hvor …" and "> 1. juni" are quoted.
func moreThan(s string) bool {
	const most = 30 // bytes
	s = strings.TrimSpace(strings.TrimPrefix(strings.TrimLeft(s, " \t"), ">"))
	n := 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || n > 0 && (s[n] == '.' || s[n] == ',')) {
		n++
	}
	if n == 0 || len(s) > most || s[n-1] == '.' || s[n-1] == ',' || wordsUpTo(s, 5) > 4 {
		return false
	}
	return n == len(s) || s[n] == ' ' || s[n] == '%'
}

// endsInAddress says whether the last line breaks off in an address in angle
// brackets: the > on the next one is no mark then ("> wrote:").
func (t *thread) endsInAddress() bool {
	if len(t.lines) == 0 {
		return false
	}
	const longest = 300
	s := t.lines[len(t.lines)-1].text
	s = s[max(0, len(s)-longest):]
	open := strings.LastIndexByte(s, '<')
	return open >= 0 && strings.IndexByte(s[open:], '@') > 0 && strings.IndexByte(s[open:], '>') < 0 && strings.IndexByte(trimEnd(s[open:]), ' ') < 0
}

// quoteMarked says whether s begins with a quote mark of RFC 3676 section
// 4.5. What a program broke off an attribution (">:") is none, nor is an
// ornament (">>> look here <<<"), nor a From that an mbox file escaped.
func quoteMarked(s string) bool {
	s = strings.TrimLeft(s, " \t")
	if !strings.HasPrefix(s, ">") {
		return false
	}
	return !strings.HasPrefix(s, ">:") && !strings.HasPrefix(s, ">From ") && !strings.HasSuffix(strings.TrimRight(s, " \t"), "<<<")
}

// unquote removes all quote marks from the beginning of s.
func unquote(s string) string {
	for {
		rest := strings.TrimLeft(s, " \t")
		if !strings.HasPrefix(rest, ">") {
			return s
		}
		s = strings.TrimPrefix(rest[1:], " ")
	}
}

// next is the first line from i on that is not blank; len(t.lines) when there is none.
func (t *thread) next(i int) int {
	for i < len(t.lines) && t.lines[i].blank() {
		i++
	}
	return i
}

// set gives the lines from i up to but not including j to w.
func (t *thread) set(i, j int, w writer) {
	for ; i < j; i++ {
		t.lines[i].writer = w
	}
}

// trimLine is s without its line end.
func trimLine(s string) string {
	for s != "" && (s[len(s)-1] == '\n' || s[len(s)-1] == '\r') {
		s = s[:len(s)-1]
	}
	return s
}

// trimEnd is s without blanks at its end.
func trimEnd(s string) string {
	for s != "" && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}

// short is s without white space around it, or "" when it is longer than most
// bytes: too long to be what a mail program writes.
func short(s string, most int) string {
	if len(s) > 4*most {
		return ""
	}
	if s = strings.TrimSpace(s); len(s) > most {
		return ""
	}
	return s
}

// lastRune is the last character of s.
func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
