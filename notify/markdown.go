package notify

import (
	"bytes"
	"html/template"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
	nethtml "golang.org/x/net/html"
)

// formatter turns what officials write into clean HTML, from which the text
// and the PDF are made as well: the three forms of a letter cannot differ in
// what they say.
//
// Officials write mail, not Markdown: line breaks count, an indented line is
// no code, a line of dashes makes no heading of the line above it, and
// something in angle brackets that is no HTML stays as it was written.
type formatter struct {
	markdown goldmark.Markdown
	policy   *bluemonday.Policy
}

func newFormatter() *formatter {
	return &formatter{
		markdown: goldmark.New(
			goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify),
			goldmark.WithParser(parser.NewParser(
				parser.WithBlockParsers(blockParsers()...),
				parser.WithInlineParsers(parser.DefaultInlineParsers()...),
				parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
			)),
			goldmark.WithRendererOptions(html.WithHardWraps(), html.WithUnsafe(),
				renderer.WithNodeRenderers(util.Prioritized(strayTags{}, 100))),
		),
		policy: letterPolicy(),
	}
}

func blockParsers() []util.PrioritizedValue {
	return []util.PrioritizedValue{
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(parser.NewHTMLBlockParser(), 900),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	}
}

// letterTags are what an answer can be made of.
var letterTags = []string{
	"p", "br", "hr", "strong", "b", "em", "i", "u", "s", "del", "sub", "sup", "code", "pre", "blockquote",
	"ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6", "div", "a",
}

// letterPolicy lets nothing through that loads, runs or hides something.
func letterPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements(letterTags...)
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.RequireParseableURLs(true)
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("align").Matching(bluemonday.CellAlign).OnElements("td", "th")
	p.AllowAttrs("colspan", "rowspan").Matching(bluemonday.Integer).OnElements("td", "th")
	return p
}

// deeper moves an answer's headings below those of the letter.
var deeper = strings.NewReplacer(
	"<h1>", "<h4>", "</h1>", "</h4>", "<h2>", "<h5>", "</h2>", "</h5>", "<h3>", "<h6>", "</h3>", "</h6>",
	"<h4>", "<h6>", "</h4>", "</h6>", "<h5>", "<h6>", "</h5>", "</h6>",
)

// html is an answer as clean HTML.
func (f *formatter) html(text string) template.HTML {
	var out bytes.Buffer
	if err := f.markdown.Convert([]byte(text), &out); err != nil {
		return paragraphs(text)
	}
	clean := f.policy.Sanitize(out.String())
	if tooDeep(clean) {
		return paragraphs(text)
	}
	return template.HTML(deeper.Replace(strings.TrimSpace(clean)))
}

// depthLimit is how deep the elements of an answer may nest: far more than a
// person writes, far less than what stops mail programs and parsers.
const depthLimit = 50

func tooDeep(clean string) bool {
	z := nethtml.NewTokenizer(strings.NewReader(clean))
	for depth := 0; ; {
		switch z.Next() {
		case nethtml.ErrorToken:
			return false
		case nethtml.StartTagToken:
			if name, _ := z.TagName(); string(name) != "br" && string(name) != "hr" {
				depth++
			}
		case nethtml.EndTagToken:
			depth--
		}
		if depth > depthLimit {
			return true
		}
	}
}

// paragraphs is text that stays exactly as it was written, as HTML.
func paragraphs(text string) template.HTML {
	var out strings.Builder
	for _, paragraph := range strings.Split(text, "\n\n") {
		if paragraph = strings.Trim(paragraph, "\n"); paragraph != "" {
			out.WriteString("<p>" + strings.ReplaceAll(template.HTMLEscapeString(paragraph), "\n", "<br>\n") + "</p>\n")
		}
	}
	return template.HTML(out.String())
}

// strayTags renders inline HTML: tags of a letter as they are, anything else
// in angle brackets as text, so that "<nummer>" does not vanish.
type strayTags struct{}

// RegisterFuncs takes the place of goldmark's own renderer of inline HTML.
func (strayTags) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindRawHTML, renderStray)
}

func renderStray(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkSkipChildren, nil
	}
	segments := node.(*ast.RawHTML).Segments
	var raw []byte
	for i := range segments.Len() {
		segment := segments.At(i)
		raw = append(raw, segment.Value(source)...)
	}
	if !knownTag(string(raw)) {
		raw = util.EscapeHTML(raw)
	}
	_, err := w.Write(raw)
	return ast.WalkSkipChildren, err
}

func knownTag(raw string) bool {
	if strings.HasPrefix(raw, "<!--") {
		return true
	}
	name := strings.ToLower(strings.TrimLeft(raw, "</"))
	if end := strings.IndexAny(name, " \t\n/>"); end >= 0 {
		name = name[:end]
	}
	for _, tag := range append(letterTags, "script", "style", "span", "font") {
		if tag == name {
			return true
		}
	}
	return false
}
