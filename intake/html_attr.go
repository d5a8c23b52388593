package intake

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// elementKind is what kind of element it is: several of the bits below.
type elementKind uint8

const (
	skippedElement elementKind = 1 << iota // its content is not for reading
	voidElement                            // it has no content
	blockElement                           // it begins and ends a line
	markingElement                         // it can bear marks of quoting
	struckElement                          // its writer struck its content through
)

// elementKinds are the kinds of the elements that have one.
var elementKinds = func() map[atom.Atom]elementKind {
	set := map[atom.Atom]elementKind{}
	add := func(kind elementKind, tags ...atom.Atom) {
		for _, t := range tags {
			set[t] |= kind
		}
	}
	add(skippedElement, atom.Style, atom.Script, atom.Title, atom.Template, atom.Noscript, atom.Iframe,
		atom.Object, atom.Applet, atom.Noframes, atom.Noembed, atom.Svg, atom.Select, atom.Datalist)
	add(voidElement, atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img,
		atom.Input, atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr)
	add(blockElement, atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption, atom.Center,
		atom.Dd, atom.Details, atom.Dir, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption,
		atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5,
		atom.H6, atom.Header, atom.Hr, atom.Legend, atom.Li, atom.Main, atom.Menu, atom.Nav,
		atom.Ol, atom.P, atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Tfoot,
		atom.Thead, atom.Tr, atom.Ul)
	add(markingElement, atom.Div, atom.Blockquote, atom.Span, atom.Table, atom.Section, atom.P, atom.Pre, atom.Hr, atom.A, atom.Font)
	add(struckElement, atom.S, atom.Del, atom.Strike)
	return set
}()

// attributes are those of a start tag that change the text.
type attributes struct {
	href, kind, start, value string
	hidden, tight            bool
	tiny, sized              bool // its letters have no size; they have one
	indent                   bool // a blockquote that only moves its content to the right
}

// lines is how many line ends stand before a paragraph: Outlook's have no
// margin.
func (a attributes) lines() int {
	if a.tight {
		return 1
	}
	return 2
}

// read reads a few of them, and all for quoting unless it is nil: a tag has no
// more by right.
func (a *attributes) read(z *html.Tokenizer, quoting *pageAttributes) {
	const most = 50
	for n, more := 0, true; more && (n < most || quoting != nil); n++ {
		var key, value []byte
		key, value, more = z.TagAttr()
		if n < most {
			a.take(key, value)
		}
		if quoting != nil {
			quoting.take(string(key), value)
		}
	}
}

func (a *attributes) take(key, value []byte) {
	switch string(key) {
	case "href":
		a.href = string(value)
	case "type":
		a.kind = string(value)
	case "start":
		a.start = string(value)
	case "value":
		a.value = string(value)
	case "hidden":
		a.hidden = true
	case "class":
		a.tight = a.tight || bytes.HasPrefix(value, []byte("Mso"))
	case "style":
		a.readStyle(string(value))
	}
}

// readStyle looks for declarations that hide an element or its margins.
func (a *attributes) readStyle(css string) {
	const longest = 4096
	clipped := false
	for decl := range strings.SplitSeq(css[:min(len(css), longest)], ";") {
		name, value, _ := strings.Cut(decl, ":")
		if name = lower(strings.TrimSpace(name)); !tellingStyles[name] {
			continue
		}
		value = lower(strings.TrimSpace(strings.ReplaceAll(value, "!important", "")))
		switch name {
		case "display":
			a.hidden = a.hidden || value == "none"
		case "visibility":
			a.hidden = a.hidden || value == "hidden" || value == "collapse"
		case "mso-hide":
			a.hidden = a.hidden || value == "all"
		case "text-decoration", "text-decoration-line":
			a.hidden = a.hidden || strings.Contains(value, "line-through")
		case "font-size":
			a.tiny = isZero(value)
			a.sized = !a.tiny
		case "opacity":
			a.hidden = a.hidden || isZero(value)
		case "max-height", "max-width", "height", "width":
			clipped = clipped || isZero(value)
		case "overflow":
			if value == "hidden" && clipped {
				a.hidden = true
			}
		case "border":
			a.indent = a.indent || value == "none" || isZero(value)
		case "margin", "margin-top", "margin-bottom":
			a.tight = a.tight || isZero(value) || strings.HasPrefix(value, "0cm 0") || strings.HasPrefix(value, "0in 0")
		}
	}
	if clipped && strings.Contains(lower(css[:min(len(css), longest)]), "overflow:hidden") {
		a.hidden = true
	}
}

// tellingStyles are the properties that readStyle reads.
var tellingStyles = map[string]bool{
	"display": true, "visibility": true, "mso-hide": true, "font-size": true, "opacity": true, "max-height": true, "max-width": true,
	"height": true, "width": true, "overflow": true, "border": true, "margin": true, "margin-top": true, "margin-bottom": true,
	"text-decoration": true, "text-decoration-line": true,
}

// isZero reports a length of nothing: "0", "0px", "0.0em".
func isZero(value string) bool {
	digits := strings.TrimRight(value, "abcdefghijklmnopqrstuvwxyz% ")
	return digits != "" && strings.Trim(digits, "0.") == ""
}

// strikes are how a page begins what is struck through.
var strikes = []string{"<s>", "<s ", "<del>", "<del ", "<strike", "line-through"}

// strikesOut reports a page where a question or a few words together are struck through,
// of which the plain text beside it tells nothing. For a word or two that is still the
// better text.
func strikesOut(page string) bool {
	return slices.ContainsFunc(strikes, func(begin string) bool {
		for rest, found := page, true; found; {
			if _, rest, found = strings.Cut(rest, begin); !found {
				break
			}
			inside, _, _ := strings.Cut(rest, "</")
			if !strings.HasSuffix(begin, ">") {
				_, inside, _ = strings.Cut(inside, ">")
			}
			if strings.Contains(inside, "?") || len(strings.Fields(withoutTags(inside))) > 2 {
				return true
			}
		}
		return false
	})
}

// withoutTags is what of a piece of a page stands between its tags.
func withoutTags(page string) string {
	var text strings.Builder
	for page != "" {
		before, tag, _ := strings.Cut(page, "<")
		text.WriteString(before)
		_, page, _ = strings.Cut(tag, ">")
	}
	return text.String()
}
