package intake

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlTextUpTo is what a reader of the page s sees, as lines of text of at most
// most bytes: blocks on lines of their own, table cells apart, list items
// numbered or dashed, quoted blocks behind ">", links with their address
// where it differs. What is not shown (styles, scripts, comments, hidden
// elements) or struck through is left out; but if all is it is better shown.
func htmlTextUpTo(s string, most int) string {
	p := page{most: most}
	return p.textOf(s)
}

// textOf is the text of s, once more with all that is hidden when there is
// nothing else.
func (p *page) textOf(s string) string {
	p.read(s)
	if strings.TrimSpace(p.out.String()) == "" && p.hidAny {
		*p = page{most: p.most, showAll: true, marker: p.marker.again()}
		p.read(s)
	}
	return cutText(strings.TrimSpace(p.out.String()), p.most)
}

// page is the state of one pass over the tokens of a page. It keeps no tree,
// so that no nesting costs anything.
type page struct {
	out     strings.Builder
	most    int
	showAll bool

	line   int    // bytes on the current line, its prefix not counted
	mark   bool   // only the mark of a list item is on the line
	blank  int    // line ends at the end of out
	space  bool   // white space waits for a word
	pre    int    // open pre elements
	quote  int    // open blockquotes that quote
	quotes []bool // open blockquotes: whether each quotes
	cells  int    // cells of the row so far; 0 outside of rows
	fresh  bool   // nothing stands in the cell yet
	ended  bool   // a block ended, and what comes next may be another cell
	lists  []list // open lists

	hidden  string // tag of the element that is not shown, or ""
	tiny    bool   // it is not for the size of its letters alone
	hideEnd int    // elements of that tag that are open
	hidAny  bool

	href string // of the open link
	from int    // where its text begins in out

	marker *pageMarker // says where the text gets marks; nil for none
}

// read passes over the tokens of s until its end or until out is full.
func (p *page) read(s string) {
	z := html.NewTokenizer(strings.NewReader(s))
	for p.out.Len() < p.most {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.TextToken:
			if p.hidden == "" {
				p.text(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			p.start(z)
		case html.EndTagToken:
			raw, _ := z.TagName()
			tag := atom.Lookup(raw)
			p.end(raw, tag)
			if p.marker != nil {
				p.marker.end(p, tag)
			}
		}
	}
}

// start handles a start tag.
func (p *page) start(z *html.Tokenizer) {
	raw, more := z.TagName()
	tag := atom.Lookup(raw)
	kind := elementKinds[tag]
	if string(raw) == "xml" {
		kind = skippedElement
	}
	var attrs attributes
	if p.marker != nil && kind&markingElement != 0 {
		var quoting pageAttributes
		if more {
			attrs.read(z, &quoting)
		}
		p.show(raw, tag, kind, attrs)
		p.marker.start(p, tag, &quoting)
		return
	}
	if more && (p.hidden == "" || p.tiny) && kind&skippedElement == 0 && tag != atom.Img {
		attrs.read(z, nil)
	}
	p.show(raw, tag, kind, attrs)
}

// show opens an element, or hides it.
func (p *page) show(raw []byte, tag atom.Atom, kind elementKind, attrs attributes) {
	switch {
	case p.hidden != "":
		p.nested(raw, tag, kind, attrs)
	case kind&skippedElement != 0:
		p.hide(raw)
	case (attrs.hidden || attrs.tiny || kind&struckElement != 0) && !p.showAll && kind&voidElement == 0:
		p.hidAny = true
		p.hide(raw)
		p.tiny = !attrs.hidden && kind&struckElement == 0
	default:
		p.open(tag, kind, attrs)
	}
}

// nested counts elements inside a hidden one. A paragraph ends where a block
// begins, even if nobody closed it. Where letters get a size again, as in the
// cells of newsletters and forms, what follows is shown.
func (p *page) nested(raw []byte, tag atom.Atom, kind elementKind, a attributes) {
	switch {
	case p.tiny && a.hidden && kind&voidElement == 0:
		p.hide(raw)
		return
	case p.tiny && a.sized:
		p.hidden, p.tiny = "", false
		p.open(tag, kind, a)
		return
	}
	if p.hidden == "p" && kind&blockElement != 0 {
		p.hidden = ""
		p.open(tag, kind, attributes{})
		return
	}
	if string(raw) == p.hidden {
		p.hideEnd++
	}
}

func (p *page) hide(raw []byte) { p.hidden, p.hideEnd, p.tiny = string(raw), 1, false }

// open writes what an element puts in front of its content.
func (p *page) open(tag atom.Atom, kind elementKind, a attributes) {
	switch tag {
	case atom.Br:
		if p.ended {
			p.newline()
		}
		p.newline()
	case atom.Hr:
		p.breakLines(1)
		p.word(strings.Repeat("_", 32))
		p.breakLines(1)
	case atom.P:
		p.breakLines(a.lines())
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		p.breakLines(2)
	case atom.Tr:
		p.breakLines(1)
		p.cells = 0
	case atom.Td, atom.Th:
		p.cell()
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		p.openList(tag, a)
	case atom.Li:
		p.item(a)
	case atom.Blockquote:
		p.breakLines(1)
		p.openQuote(!a.indent)
	case atom.Pre, atom.Textarea, atom.Xmp, atom.Listing, atom.Plaintext:
		p.breakLines(1)
		p.pre++
	case atom.A:
		p.href, p.from = a.href, p.out.Len()
	default:
		if kind&blockElement != 0 {
			p.breakLines(1)
		}
	}
}

// end handles an end tag.
func (p *page) end(raw []byte, tag atom.Atom) {
	if p.hidden != "" {
		if string(raw) == p.hidden {
			if p.hideEnd--; p.hideEnd == 0 {
				p.hidden = ""
			}
		}
		return
	}
	switch tag {
	case atom.P, atom.Div:
		p.endBlock()
	case atom.Tr, atom.Table:
		p.fresh = false // the last cell may have been empty
		p.breakLines(1)
		p.cells = 0
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		p.breakLines(2)
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		p.breakLines(1)
		p.lists = p.lists[:max(0, len(p.lists)-1)]
	case atom.Blockquote:
		p.breakLines(1)
		p.closeQuote()
	case atom.Pre, atom.Textarea, atom.Xmp, atom.Listing:
		p.breakLines(1)
		p.pre = max(0, p.pre-1)
	case atom.A:
		p.link()
	default:
		if elementKinds[tag]&blockElement != 0 {
			p.breakLines(1)
		}
	}
}

// openQuote opens a blockquote, which some programs use to indent.
func (p *page) openQuote(quotes bool) {
	const deepest = 1000
	if len(p.quotes) == deepest {
		return
	}
	p.quotes = append(p.quotes, quotes)
	if quotes {
		p.quote++
	}
}

func (p *page) closeQuote() {
	last := len(p.quotes) - 1
	if last < 0 {
		return
	}
	if p.quotes[last] {
		p.quote--
	}
	p.quotes = p.quotes[:last]
}

// link writes the address of the link behind its text when it differs.
func (p *page) link() {
	const longest = 2000
	href := strings.Join(strings.Fields(p.href), "")
	p.href = ""
	scheme, rest, ok := strings.Cut(href, ":")
	if !ok || len(href) > longest || p.from > p.out.Len() {
		return
	}
	switch lower(scheme) {
	case "http", "https", "ftp":
		rest = strings.TrimPrefix(rest, "//")
	case "mailto":
		rest, _, _ = strings.Cut(rest, "?")
	default:
		return
	}
	shown := strings.TrimSpace(p.out.String()[p.from:])
	same := strings.Trim(strings.TrimPrefix(rest, "www."), "/ ")
	if shown == "" || same == "" || strings.Contains(lower(shown), lower(same)) {
		return
	}
	p.word(" <" + href + ">")
}

// list is an open list element.
type list struct {
	kind string // "1", "a" or "A"; "" for dashes
	n    int    // number of the next item
}

func (p *page) openList(tag atom.Atom, a attributes) {
	const deepest = 100
	p.fresh = false
	p.breakLines(1)
	l := list{n: 1}
	if tag == atom.Ol {
		l.kind = "1"
		if a.kind == "a" || a.kind == "A" {
			l.kind = a.kind
		}
		if n, err := strconv.Atoi(a.start); err == nil && n > -1e6 && n < 1e6 {
			l.n = n
		}
	}
	if len(p.lists) < deepest {
		p.lists = append(p.lists, l)
	}
}

// item writes the number or dash of a list item.
func (p *page) item(a attributes) {
	const widest = 10
	if p.mark {
		p.newline()
	}
	p.breakLines(1)
	if len(p.lists) == 0 {
		p.lists = append(p.lists, list{})
	}
	l := &p.lists[len(p.lists)-1]
	if n, err := strconv.Atoi(a.value); err == nil && n > -1e6 && n < 1e6 {
		l.n = n
	}
	mark := "-"
	switch {
	case l.kind == "1":
		mark = strconv.Itoa(l.n) + "."
	case l.kind != "" && l.n >= 1 && l.n <= 26:
		mark = string(rune(l.kind[0])+rune(l.n-1)) + "."
	case l.kind != "":
		mark = strconv.Itoa(l.n) + "."
	}
	l.n++
	p.word(strings.Repeat("  ", min(len(p.lists)-1, widest)) + mark)
	p.space, p.mark = true, true // a block inside begins on this line
}
