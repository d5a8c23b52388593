package intake

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Markup is a piece of m's text as simple Markdown: emphasis, links, tables and
// the bullets of word processors as m's page has them. The piece is found in
// the page by its words; text that is not there, or has no page, stays as it is
// but for bullets.
func Markup(m *Mail, text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if page, from := findInPage(m, text); page != nil {
		text = page.decorate(text, from)
	}
	return officeBullet.ReplaceAllString(text, "- ")
}

// Pictures are the Content-IDs of the pictures that stand in m's page among the
// words of a piece of its text, or next to them.
func Pictures(m *Mail, text string) (ids []string) {
	page, from := findInPage(m, text)
	if page == nil {
		return nil
	}
	to := from + len(runsOf(text))
	for _, p := range page.pictures {
		if p.before >= from && p.before <= to {
			ids = append(ids, p.id)
		}
	}
	return ids
}

// officeBullet is how the bullets of word processors arrive as text.
var officeBullet = regexp.MustCompile(`(?m)^[ \t]*[·•▪§][ \t\x{00a0}]+`)

// ink is how a word looks on a page.
type ink struct {
	word             string // folded
	bold, italic     bool
	href             string
	table, row, cell int // counted from 1; 0: in no table
}

type pagePicture struct {
	id     string
	before int // the word that it stands before
}

// inkPage is the words of a page in their order.
type inkPage struct {
	words    []ink
	pictures []pagePicture
	tables   int
	pending  strings.Builder
	look     ink
}

// run is a word of a text and where it stands.
type run struct {
	start, end int
	word       string
}

// linkTarget is where a link leads, as it is written behind its words; the
// second form is that of Markdown.
var linkTarget = regexp.MustCompile(`<(?:https?|mailto|tel):[^>\s]*>|\]\((?:https?|mailto|tel):[^)\s]*\)`)

// runsOf are the runs of letters and digits in a text, without the targets of
// its links.
func runsOf(text string) (list []run) {
	text = linkTarget.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat(" ", len(s)) })
	start := -1
	for i, r := range text + " " {
		switch part := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r); {
		case part && start < 0:
			start = i
		case !part && start >= 0:
			list = append(list, run{start, i, strings.ToLower(text[start:i])})
			start = -1
		}
	}
	return list
}

// findInPage reads m's page and finds a piece of text in it.
func findInPage(m *Mail, text string) (*inkPage, int) {
	runs := runsOf(text)
	if m.HTML == "" || len(runs) == 0 {
		return nil, 0
	}
	doc, err := html.Parse(strings.NewReader(m.HTML))
	if err != nil {
		return nil, 0
	}
	page := &inkPage{}
	page.read(doc, ink{})
	page.flush()
	for at := 0; at+len(runs) <= len(page.words); at++ {
		same := true
		for i, r := range runs {
			if same = page.words[at+i].word == r.word; !same {
				break
			}
		}
		if same {
			return page, at
		}
	}
	return nil, 0
}

// read gathers the words below a node.
func (p *inkPage) read(n *html.Node, look ink) {
	if n.Type == html.TextNode {
		p.text(n.Data, look)
		return
	}
	switch n.DataAtom {
	case atom.Style, atom.Script, atom.Head:
		return
	case atom.B, atom.Strong:
		look.bold = true
	case atom.I, atom.Em:
		look.italic = true
	case atom.A:
		look.href = linkOf(n)
	case atom.Img:
		p.flush()
		if id, ok := strings.CutPrefix(attributeOf(n, "src"), "cid:"); ok {
			p.pictures = append(p.pictures, pagePicture{id, len(p.words)})
		}
	case atom.Table:
		p.table(n, look)
		return
	case atom.Ol:
		p.numbered(n, look)
		return
	}
	breaks := n.Type == html.ElementNode && !slices.Contains(inlineTags, n.DataAtom)
	if breaks {
		p.flush()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.read(c, look)
	}
	if breaks {
		p.flush()
	}
}

// inlineTags do not part a word.
var inlineTags = []atom.Atom{atom.A, atom.B, atom.Strong, atom.I, atom.Em, atom.U, atom.S, atom.Span, atom.Font, atom.Sub, atom.Sup, atom.Small, atom.Big, atom.Code, atom.Mark}

// numbered reads a list, whose numbers are words of the text as well.
func (p *inkPage) numbered(n *html.Node, look ink) {
	next, err := strconv.Atoi(attributeOf(n, "start"))
	if err != nil {
		next = 1
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.flush()
		if c.DataAtom == atom.Li {
			p.text(strconv.Itoa(next)+" ", ink{table: look.table, row: look.row, cell: look.cell})
			next++
		}
		p.read(c, look)
	}
	p.flush()
}

// table reads a table row by row. A table in a cell belongs to that cell.
func (p *inkPage) table(n *html.Node, look ink) {
	p.flush()
	nested := look.table != 0
	if !nested {
		p.tables++
		look.table = p.tables
	}
	rows := 0
	for row := range n.Descendants() {
		if row.DataAtom != atom.Tr || tableOf(row) != n {
			continue
		}
		rows++
		cells := 0
		for c := row.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
				continue
			}
			cells++
			in := look
			if !nested {
				in.row, in.cell = rows, cells
			}
			in.bold = in.bold || c.DataAtom == atom.Th
			p.read(c, in)
			p.flush()
		}
	}
}

func tableOf(n *html.Node) *html.Node {
	for n = n.Parent; n != nil && n.DataAtom != atom.Table; n = n.Parent {
	}
	return n
}

// text adds text, whose last word may go on in the next node.
func (p *inkPage) text(s string, look ink) {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) {
			if p.pending.Len() == 0 {
				p.look = look
			}
			p.pending.WriteRune(r)
			continue
		}
		p.flush()
	}
}

func (p *inkPage) flush() {
	if p.pending.Len() == 0 {
		return
	}
	w := p.look
	w.word = strings.ToLower(p.pending.String())
	p.words = append(p.words, w)
	p.pending.Reset()
}

// linkOf is where a link leads, if that can be said in a letter.
func linkOf(n *html.Node) string {
	href := strings.TrimSpace(attributeOf(n, "href"))
	for _, scheme := range []string{"https://", "http://", "mailto:"} {
		if strings.HasPrefix(strings.ToLower(href), scheme) && !strings.ContainsAny(href, " \t\n()<>") {
			return href
		}
	}
	return ""
}

func attributeOf(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
