package notify

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Readable says what keeps somebody who does not see from finding the way in an
// HTML letter: a missing language or title, not one main part, headings out of
// order, tables without a head, links without words, pictures without a text
// (WCAG 2.1).
func Readable(page, language string) error {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return fmt.Errorf("read the page: %w", err)
	}
	r := pageReader{language: language}
	for n := range doc.Descendants() {
		r.look(n)
	}
	r.wrong(r.mains != 1, "it has %d parts <main>, not one", r.mains)
	r.wrong(r.titles != 1, "it has %d titles, not one", r.titles)
	r.wrong(r.level == 0, "it has no heading")
	return errors.Join(r.faults...)
}

// pageReader goes through a page as a screen reader does.
type pageReader struct {
	language             string
	level, mains, titles int
	faults               []error
}

func (r *pageReader) wrong(bad bool, format string, args ...any) {
	if bad {
		r.faults = append(r.faults, fmt.Errorf(format, args...))
	}
}

func (r *pageReader) look(n *html.Node) {
	switch n.DataAtom {
	case atom.Html:
		r.wrong(attribute(n, "lang") != r.language, "its language is %q, not %q", attribute(n, "lang"), r.language)
	case atom.Title:
		r.titles++
		r.wrong(said(n) == "", "its title is empty")
	case atom.Main:
		r.mains++
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		level := int(n.Data[1] - '0')
		r.wrong(level > r.level+1, "heading %q of level %d follows one of level %d", said(n), level, r.level)
		r.wrong(level == 1 && r.level != 0, "a second heading of level 1: %q", said(n))
		r.wrong(said(n) == "", "an empty heading of level %d", level)
		r.level = level
	case atom.Table:
		r.wrong(!headed(n), "a table without a head")
	case atom.A:
		r.wrong(said(n) == "" || attribute(n, "href") == "", "a link without words or aim")
	case atom.Img:
		r.wrong(attribute(n, "alt") == "", "a picture without a text")
	case atom.Font, atom.Center:
		r.wrong(true, "<%s> says how it looks, not what it means", n.Data)
	}
}

// said is the text below a node.
func said(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// headed says whether the first cell of a table is a head.
func headed(table *html.Node) bool {
	for c := range table.Descendants() {
		if c.DataAtom == atom.Th || c.DataAtom == atom.Td {
			return c.DataAtom == atom.Th
		}
	}
	return false
}
