package notify

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// typesetter prints one letter. fpdf is not for concurrent use, so each
// letter has its own.
type typesetter struct {
	pdf    *fpdf.Fpdf
	faces  *faces
	loaded map[*face]bool

	outline bool // headings are listed for the reader
}

// printed is what a PDF says besides its text.
type printed struct {
	title, author, language string
	head                    string // at the top of the first page
	foot                    string // at the bottom of every page
	page                    string // "Side %d af %d"
	strange                 string // at the end, when something could not be printed
	date                    time.Time
}

// pdf prints the HTML letter: what stands in main as its text, what stands in
// aside in the margin of the first page. So a template that an installation
// changed changes the PDF as well.
func (w *Writer) pdf(p *Model, in *words, html string) ([]byte, error) {
	letter, margin, err := readPage(html)
	if err != nil {
		return nil, err
	}
	about := printed{
		title: p.Subject, author: p.Office.Name, language: in.Code,
		head: p.Office.Name, foot: in.caseFoot(p.Cases), page: in.Letters.Page, strange: in.Letters.Strange, date: p.Date,
	}
	for _, b := range letter {
		if b.kind == headingBlock && b.level == 1 {
			about.title = plain(b.spans)
			break
		}
	}
	faces, err := w.faces()
	if err != nil {
		return nil, err
	}
	t := &typesetter{pdf: fpdf.New("P", "mm", "A4", ""), faces: faces, loaded: map[*face]bool{}}
	return t.print(about, letter, margin)
}

func (t *typesetter) print(about printed, letter, margin []block) ([]byte, error) {
	t.describe(about)
	t.pdf.SetMargins(0, 0, 0)
	t.pdf.SetCellMargin(0)
	t.pdf.SetAutoPageBreak(false, 0)
	t.pdf.AddPage()
	strips := t.strips(letter, bodySize, bodyLine, textWidth)
	if slices.ContainsFunc(strips, lacking) {
		note := t.strips([]block{{spans: []span{{text: fmt.Sprintf(about.strange, strange)}}}}, marginSize, marginLine, textWidth)
		note[0].gap = bodyLine
		strips = append(strips, note...)
	}
	text := paginate(strips)
	side := paginate(t.strips(margin, marginSize, marginLine, marginWidth))
	pages := max(len(text), len(side))
	t.outline = pages > 3 // readers open a side panel for it
	for n := range pages {
		if n > 0 {
			t.pdf.AddPage()
		}
		if n == 0 {
			t.draw(span{text: about.head, bold: true}, 12, textLeft, 24)
		}
		t.column(at(text, n), textLeft, textWidth, top(n))
		t.column(at(side, n), marginLeft, marginWidth, top(n))
		t.foot(about, n+1, pages)
	}
	var out bytes.Buffer
	if err := t.pdf.Output(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// lacking says whether something in a line could not be printed.
func lacking(s strip) bool {
	return slices.ContainsFunc(s.pieces, func(p piece) bool { return strings.Contains(p.text, strange) })
}

// describe sets what readers, archives and screen readers look for, and
// nothing that changes from one printing to the next.
func (t *typesetter) describe(about printed) {
	t.pdf.SetLang(about.language)
	t.pdf.SetTitle(about.title, true)
	t.pdf.SetAuthor(about.author, true)
	t.pdf.SetProducer("inquiryd", true)
	t.pdf.SetCreationDate(about.date.UTC())
	t.pdf.SetModificationDate(about.date.UTC())
	t.pdf.SetCatalogSort(true)
	t.pdf.SetXmpMetadata(about.xmp())
}

// xmp is the same as XMP (ISO 16684-1).
func (about printed) xmp() []byte {
	escape := func(text string) string {
		var out strings.Builder
		_ = xml.EscapeText(&out, []byte(text))
		return out.String()
	}
	return fmt.Appendf(nil, `<?xpacket begin="`+"\uFEFF"+`" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>%s</xmp:CreateDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`, escape(about.title), escape(about.author), about.language, about.date.UTC().Format(time.RFC3339))
}

func top(n int) float64 {
	if n == 0 {
		return topFirst
	}
	return topNext
}

// at is the nth of a list, or nothing.
func at[T any](list []T, n int) (none T) {
	if n < len(list) {
		return list[n]
	}
	return none
}

// paginate fills page after page. A page ends before the strip that no longer
// fits, or earlier, where no heading and no single line is left behind.
func paginate(strips []strip) (pages [][]strip) {
	for start := 0; start < len(strips); {
		y, end := top(len(pages)), start
		var head []strip // of a table that goes on
		if len(pages) > 0 && len(strips[start].head) > 0 {
			head = strips[start].head
			y += heightOf(head)
		}
		for end < len(strips) {
			h := strips[end].height
			if end > start {
				h += strips[end].gap
			}
			if y+h > bottom && end > start {
				break
			}
			y += h
			end++
		}
		if end < len(strips) {
			end = breakBefore(strips, start, end)
		}
		pages = append(pages, slices.Concat(head, strips[start:end]))
		start = end
	}
	return pages
}

// heightOf is how high strips are together, with the space between them and after
// them.
func heightOf(strips []strip) (h float64) {
	for i, s := range strips {
		if h += s.height; i > 0 {
			h += s.gap
		}
	}
	return h + rowGap
}

// breakBefore goes back over strips that must stay with the next one, at most
// half of the page.
func breakBefore(strips []strip, start, end int) int {
	for at := end; at > start+(end-start)/2; at-- {
		if !strips[at-1].keep {
			return at
		}
	}
	return end
}

// column draws one page's strips.
func (t *typesetter) column(strips []strip, x, width, y float64) {
	for i, s := range strips {
		if i > 0 {
			y += s.gap
		}
		if s.title > 0 && t.outline {
			t.pdf.Bookmark(s.whole, min(s.title, 2)-1, y)
		}
		for _, p := range s.pieces {
			t.draw(p.span, s.size, x+p.x, y+s.height*0.74)
			if p.href != "" {
				t.pdf.LinkString(x+p.x, y, p.width, s.height, p.href)
			}
		}
		if s.bar {
			t.pdf.SetFillColor(138, 138, 133)
			t.pdf.Rect(x+1.5, y-0.2, 0.6, s.height+0.4, "F")
		}
		y += s.height
		if s.rule {
			t.pdf.SetDrawColor(138, 138, 133)
			t.pdf.SetLineWidth(0.2)
			t.pdf.Line(x, y+0.3, x+width, y+0.3)
		}
	}
}

// draw prints text with its baseline at y.
func (t *typesetter) draw(s span, size, x, y float64) {
	s.text = t.faces.of(s).drawable(s.text)
	if s.text == "" {
		return
	}
	t.font(s, size)
	t.pdf.SetTextColor(26, 26, 26)
	if s.href != "" {
		t.pdf.SetTextColor(0, 61, 143)
	}
	t.pdf.Text(x, y, s.text)
	if w := t.pdf.GetStringWidth(strings.TrimRight(s.text, " ")); s.strike || s.href != "" {
		line := y + 0.5
		if s.strike {
			line = y - size*0.09
		}
		t.pdf.SetLineWidth(0.15)
		t.pdf.SetDrawColor(0, 61, 143)
		t.pdf.Line(x, line, x+w, line)
	}
}

// foot prints the case and the page number.
func (t *typesetter) foot(about printed, n, of int) {
	small := span{text: fmt.Sprintf(about.page, n, of)}
	t.draw(small, marginSize, marginLeft, 283)
	t.draw(span{text: about.foot}, marginSize, textLeft, 283)
}
