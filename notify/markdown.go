package notify

import (
	"bytes"
	"fmt"
	"html/template"
	"regexp"
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
			goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), extension.Strikethrough, extension.Linkify),
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

// html is an answer as clean HTML, with its headings from a level on.
func (f *formatter) html(text string, level int) template.HTML {
	text = unwrap(text)
	var out bytes.Buffer
	if err := f.markdown.Convert([]byte(listNumbers(text)), &out); err != nil {
		return paragraphs(text)
	}
	clean := f.policy.Sanitize(out.String())
	if tooDeep(clean) {
		return paragraphs(text)
	}
	return template.HTML(dressed(below(strings.TrimSpace(clean), level)))
}

// dressed gives tables, quotations and headings the styles that they have in the
// style sheet too, for programs that take it away, and lets a table that is wider
// than the screen move by itself.
func dressed(clean string) string {
	clean = cellTag.ReplaceAllStringFunc(clean, func(tag string) string {
		align := "left"
		if m := cellAlign.FindStringSubmatch(tag); m != nil {
			align = m[1]
		}
		return tag[:3] + ` style="` + styles["cell"] + "text-align:" + align + `;"` + tag[3:]
	})
	clean = lowHeading.ReplaceAllString(clean, `<h$1 style="`+styles["h3"]+`">`)
	return wrapping.Replace(clean)
}

var (
	cellTag    = regexp.MustCompile(`<t[hd](?: [^>]*)?>`)
	cellAlign  = regexp.MustCompile(` align="(left|right|center)"`)
	lowHeading = regexp.MustCompile(`<h([3-6])>`)
	wrapping   = strings.NewReplacer("<table>", `<div class="wide" style="overflow-x:auto"><table style="`+styles["table"]+`">`, "</table>", "</table></div>",
		"<blockquote>", `<blockquote style="`+styles["quote"]+`">`)
)

var headingTag = regexp.MustCompile(`<(/?)h([1-6])>`)

// below moves headings under those of the letter: they begin at a level, and
// none is more than one below the heading before it.
func below(clean string, level int) string {
	top := byte('6')
	for _, m := range headingTag.FindAllStringSubmatch(clean, -1) {
		top = min(top, m[2][0])
	}
	last := level - 1
	return headingTag.ReplaceAllStringFunc(clean, func(tag string) string {
		if tag[1] == '/' {
			return fmt.Sprintf("</h%d>", last)
		}
		last = min(level+int(tag[2]-top), last+1, 6)
		return fmt.Sprintf("<h%d>", last)
	})
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

// paragraphs is text as it was written, as HTML.
func paragraphs(text string) template.HTML {
	var out strings.Builder
	out.Grow(len(text) + len(text)/8 + len("<p></p>\n"))
	for paragraph := range strings.SplitSeq(unwrap(text), "\n\n") {
		if paragraph = strings.Trim(paragraph, "\n"); paragraph != "" {
			out.WriteString("<p>")
			_, _ = asHTML.WriteString(&out, paragraph) // a Builder takes all
			out.WriteString("</p>\n")
		}
	}
	return template.HTML(out.String())
}

// asHTML escapes as template.HTMLEscapeString does, and keeps the ends of lines.
var asHTML = strings.NewReplacer("\x00", "\uFFFD", `"`, "&#34;", "'", "&#39;", "&", "&amp;", "<", "&lt;", ">", "&gt;", "\n", "<br>\n")

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
