package notify

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// block is a piece of an answer as the text form and the PDF set it: a
// paragraph, a list item, a heading, a table or a line across.
type block struct {
	kind   blockKind
	level  int    // of a heading: 1 to 6
	depth  int    // of lists and quotations around it
	keep   bool   // on one page with the next block
	quote  bool   // part of a quotation
	marker string // "•" or "3." on the first paragraph of a list item
	spans  []span
	rows   [][][]span // of a table; the first row is its head when head is set
	head   bool
	right  []bool // columns of the table that are flush right
}

type blockKind int

const (
	paragraphBlock blockKind = iota
	headingBlock
	tableBlock
	ruleBlock
	codeBlock
)

// span is text in one style. "\n" in it is a line break.
type span struct {
	text                string
	bold, italic, fixed bool
	strike              bool
	href                string
}

// plain is the text of spans without their style.
func plain(spans []span) string {
	var out strings.Builder
	for _, s := range spans {
		out.WriteString(s.text)
	}
	return out.String()
}

// readBlocks reads clean HTML. What cannot be read becomes one paragraph.
func readBlocks(clean string) []block {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(clean), body)
	if err != nil {
		return []block{{spans: []span{{text: clean}}}}
	}
	r := &blockReader{}
	for _, n := range nodes {
		r.read(n, span{})
	}
	r.flush()
	return r.blocks
}

// blockReader gathers inline text until a block ends.
type blockReader struct {
	blocks []block
	open   []span
	depth  int
	marker string
	kind   blockKind
	level  int
	pre    bool
	quote  bool
}

// readPage reads the letter itself and its margin out of a whole page.
func readPage(page string) (letter, margin []block, err error) {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nil, nil, err
	}
	read := func(a atom.Atom) []block {
		r := &blockReader{}
		for n := range doc.Descendants() {
			if n.DataAtom == a {
				r.children(n, span{})
			}
		}
		r.flush()
		return r.blocks
	}
	if letter = read(atom.Main); letter == nil {
		letter = read(atom.Body)
	}
	return letter, read(atom.Aside), nil
}

func (r *blockReader) read(n *html.Node, style span) {
	if n.Type == html.TextNode {
		r.text(n.Data, style)
		return
	}
	if n.Type != html.ElementNode {
		return
	}
	switch n.DataAtom {
	case atom.Style, atom.Script, atom.Aside, atom.Footer:
	case atom.Br:
		r.text("\n", style)
	case atom.Hr:
		r.flush()
		r.blocks = append(r.blocks, block{kind: ruleBlock, depth: r.depth})
	case atom.Ul, atom.Ol:
		r.list(n, style)
	case atom.Table:
		r.flush()
		r.blocks = append(r.blocks, readTable(n, r.depth))
	case atom.Blockquote:
		r.flush()
		r.depth++
		before := r.quote
		r.quote = true
		r.children(n, style)
		r.flush()
		r.quote = before
		r.depth--
	case atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Pre:
		r.paragraph(n, style)
	default:
		r.children(n, styled(n, style))
	}
}

func (r *blockReader) children(n *html.Node, style span) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.read(c, style)
	}
}

func (r *blockReader) paragraph(n *html.Node, style span) {
	r.flush()
	first := len(r.blocks)
	switch n.DataAtom {
	case atom.P, atom.Div:
	case atom.Pre:
		r.kind, r.pre, style.fixed = codeBlock, true, true
	default:
		r.kind, style.bold = headingBlock, true
		r.level = int(n.Data[1] - '0')
	}
	r.children(n, style)
	r.flush()
	r.pre = false
	if attribute(n, "class") == "keep" {
		for i := first; i < len(r.blocks)-1; i++ {
			r.blocks[i].keep = true
		}
	}
}

func (r *blockReader) list(n *html.Node, style span) {
	r.flush()
	next, err := strconv.Atoi(attribute(n, "start"))
	if err != nil {
		next = 1
	}
	r.depth++
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Li {
			r.read(c, style)
			continue
		}
		r.marker = "•"
		if n.DataAtom == atom.Ol {
			r.marker = strconv.Itoa(next) + "."
			next++
		}
		r.children(c, style)
		r.flush()
		r.marker = ""
	}
	r.depth--
}

// text adds inline text. White space between blocks is nothing, within them
// one space.
func (r *blockReader) text(data string, style span) {
	if !r.pre && data != "\n" {
		data = squeeze(data)
	} else if !r.pre && len(r.open) == 0 {
		return
	}
	if !r.pre && r.spaced() {
		data = strings.TrimLeft(data, " ")
	}
	if data == "" {
		return
	}
	style.text = data
	r.open = append(r.open, style)
}

// spaced reports whether the open block is empty or ends with white space.
func (r *blockReader) spaced() bool {
	n := len(r.open)
	return n == 0 || strings.HasSuffix(r.open[n-1].text, "\n") || strings.HasSuffix(r.open[n-1].text, " ")
}

// squeeze turns each run of white space into one space.
func squeeze(text string) string {
	fields := strings.FieldsFunc(text, func(c rune) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' })
	out := strings.Join(fields, " ")
	if text != "" && strings.ContainsRune(" \t\r\n", rune(text[0])) {
		out = " " + out
	}
	if len(fields) > 0 && strings.ContainsRune(" \t\r\n", rune(text[len(text)-1])) {
		out += " "
	}
	return out
}

func (r *blockReader) flush() {
	spans := trimEnd(r.open)
	if len(spans) > 0 {
		r.blocks = append(r.blocks, block{kind: r.kind, level: r.level, depth: r.depth, quote: r.quote, marker: r.marker, spans: spans})
		r.marker = ""
	}
	r.open, r.kind, r.level = nil, paragraphBlock, 0
}

// trimEnd drops white space at the end of a block.
func trimEnd(spans []span) []span {
	for len(spans) > 0 {
		last := &spans[len(spans)-1]
		if last.text = strings.TrimRight(last.text, " \n"); last.text != "" {
			break
		}
		spans = spans[:len(spans)-1]
	}
	return spans
}

func styled(n *html.Node, style span) span {
	switch n.DataAtom {
	case atom.Strong, atom.B:
		style.bold = true
	case atom.Em, atom.I:
		style.italic = true
	case atom.Code:
		style.fixed = true
	case atom.S, atom.Del:
		style.strike = true
	case atom.A:
		style.href = attribute(n, "href")
	}
	return style
}

func readTable(n *html.Node, depth int) block {
	table := block{kind: tableBlock, depth: depth}
	for row := range n.Descendants() {
		if row.DataAtom != atom.Tr {
			continue
		}
		var cells [][]span
		for c := row.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
				continue
			}
			style := span{bold: c.DataAtom == atom.Th}
			table.head = table.head || style.bold && len(table.rows) == 0
			if len(cells) == len(table.right) {
				table.right = append(table.right, attribute(c, "align") == "right")
			}
			cells = append(cells, readInline(c, style))
		}
		table.rows = append(table.rows, cells)
	}
	return table
}

// readInline reads a cell, with blocks in it as lines.
func readInline(n *html.Node, style span) []span {
	r := &blockReader{}
	r.children(n, style)
	r.flush()
	var spans []span
	for i, b := range r.blocks {
		if i > 0 {
			spans = append(spans, span{text: "\n"})
		}
		spans = append(spans, b.spans...)
	}
	return spans
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
