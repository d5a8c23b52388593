package intake

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// skipped are the elements whose content is not for reading.
var skipped = map[atom.Atom]bool{
	atom.Style: true, atom.Script: true, atom.Title: true, atom.Template: true, atom.Noscript: true, atom.Iframe: true,
	atom.Object: true, atom.Applet: true, atom.Noframes: true, atom.Noembed: true, atom.Svg: true, atom.Select: true, atom.Datalist: true,
}

// void are the elements without content.
var void = map[atom.Atom]bool{
	atom.Area: true, atom.Base: true, atom.Br: true, atom.Col: true, atom.Embed: true, atom.Hr: true, atom.Img: true,
	atom.Input: true, atom.Link: true, atom.Meta: true, atom.Param: true, atom.Source: true, atom.Track: true, atom.Wbr: true,
}

// blocks are the elements that begin and end a line.
var blocks = map[atom.Atom]bool{
	atom.Address: true, atom.Article: true, atom.Aside: true, atom.Blockquote: true, atom.Body: true, atom.Caption: true, atom.Center: true,
	atom.Dd: true, atom.Details: true, atom.Dir: true, atom.Div: true, atom.Dl: true, atom.Dt: true, atom.Fieldset: true, atom.Figcaption: true,
	atom.Figure: true, atom.Footer: true, atom.Form: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true,
	atom.H6: true, atom.Header: true, atom.Hr: true, atom.Legend: true, atom.Li: true, atom.Main: true, atom.Menu: true, atom.Nav: true,
	atom.Ol: true, atom.P: true, atom.Pre: true, atom.Section: true, atom.Summary: true, atom.Table: true, atom.Tbody: true, atom.Tfoot: true,
	atom.Thead: true, atom.Tr: true, atom.Ul: true,
}

// attributes are those of a start tag that change the text.
type attributes struct {
	href, kind, start, value string
	hidden, tight            bool
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

// readAttributes reads a few of them: a tag has no more by right.
func readAttributes(z *html.Tokenizer) (a attributes) {
	const most = 50
	for range most {
		key, val, more := z.TagAttr()
		switch string(key) {
		case "href":
			a.href = string(val)
		case "type":
			a.kind = string(val)
		case "start":
			a.start = string(val)
		case "value":
			a.value = string(val)
		case "hidden":
			a.hidden = true
		case "class":
			a.tight = a.tight || strings.HasPrefix(string(val), "Mso")
		case "style":
			a.readStyle(string(val))
		}
		if !more {
			break
		}
	}
	return a
}

// readStyle looks for declarations that hide an element or its margins.
func (a *attributes) readStyle(css string) {
	const longest = 4096
	clipped := false
	for decl := range strings.SplitSeq(css[:min(len(css), longest)], ";") {
		name, value, _ := strings.Cut(decl, ":")
		value = lower(strings.TrimSpace(strings.ReplaceAll(value, "!important", "")))
		switch lower(strings.TrimSpace(name)) {
		case "display":
			a.hidden = a.hidden || value == "none"
		case "visibility":
			a.hidden = a.hidden || value == "hidden" || value == "collapse"
		case "mso-hide":
			a.hidden = a.hidden || value == "all"
		case "font-size", "opacity":
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

// isZero reports a length of nothing: "0", "0px", "0.0em".
func isZero(value string) bool {
	digits := strings.TrimRight(value, "abcdefghijklmnopqrstuvwxyz% ")
	return digits != "" && strings.Trim(digits, "0.") == ""
}
