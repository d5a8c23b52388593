package intake

import (
	"html"
	"slices"
	"strings"
)

// content is the readable side of a part.
type content struct {
	text  string // for reading, "" when there is none
	html  string // the page that has the same text, or ""
	plain bool   // text was written as text, not taken from html
}

func (c content) isEmpty() bool { return strings.TrimSpace(c.text) == "" && c.html == "" }

// readBody takes the text and the attachments out of the tree of parts.
func (r *reader) readBody(root *part) {
	c := r.textOf(root)
	r.mail.Text = r.finish(c)
	if len(r.mail.Text) > r.lim.Text {
		r.problem("The text is longer than %d bytes; the rest was left out.", r.lim.Text)
		r.mail.Text = cutText(r.mail.Text, r.lim.Text)
	}
	r.mail.HTML = c.html
	r.attachAll(root, false)
}

// finish makes a page into text if there is nothing else.
func (r *reader) finish(c content) string {
	if c.text == "" && c.html != "" {
		return r.pageText(c.html)
	}
	return c.text
}

// pageText is the text of a page, without space at the ends of lines.
func (r *reader) pageText(page string) string {
	var b strings.Builder
	for line := range strings.Lines(cleanText(htmlTextUpTo(page, r.lim.Text+1))) {
		if line != "-- \n" {
			b.WriteString(trimEnd(trimLine(line)))
			line = "\n"
		}
		b.WriteString(line)
	}
	return strings.TrimSpace(b.String())
}

// textOf reads the text in p once.
func (r *reader) textOf(p *part) content {
	if p.text == nil {
		p.text = &content{}
		*p.text = r.readText(p)
	}
	return *p.text
}

func (r *reader) readText(p *part) content {
	switch {
	case p.isMessage():
		return r.embeddedText(p)
	case p.mediaType == "multipart/alternative":
		return r.bestOf(p)
	case p.mediaType == "multipart/encrypted":
		r.encrypted("OpenPGP")
		return content{}
	case p.mediaType == "multipart/related" && len(p.children) > 0:
		return r.relatedText(p)
	case isTNEF(p) && len(p.children) > 0:
		return r.textOf(p.children[0])
	case len(p.children) > 0:
		return r.joined(p.children)
	case p.isReadable():
		return r.leafText(p)
	}
	return content{}
}

// isReadable reports whether p is shown with the message: text that is not
// sent as an attachment. The only part of a message is, whatever it says, and so
// is what Exchange made one.
func (p *part) isReadable() bool {
	switch p.mediaType {
	case "text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text/x-markdown":
	case "multipart/mixed", "multipart/alternative", "multipart/related": // one without parts
	default:
		if isRTFType(p.mediaType) { // a letter in a file is no text of the mail
			return p.root || p.name == "" && p.disposition != "attachment"
		}
		return p.isMultipart() && p.root
	}
	return p.disposition != "attachment" || p.root || unnamedText(p.name)
}

// unnamedText reports whether name is what Exchange gives to text that had none:
// what people wrote below a picture, as "ATT00001.txt" or "ATT00002.htm".
func unnamedText(name string) bool {
	rest, ok := strings.CutPrefix(name, "ATT")
	n := countDigits(rest)
	if !ok || n < 5 {
		return false
	}
	ext := strings.TrimLeft(rest[n:], ".")
	return ext == "txt" || ext == "htm" || ext == "html"
}

// bestOf joins the forms of a multipart/alternative: what was written as text
// comes before what is taken from a page, unless that strikes something through;
// where it hardly says more than that the message is a page, both are kept.
func (r *reader) bestOf(p *part) content {
	if len(p.children) == 0 && p.isReadable() {
		return r.leafText(p)
	}
	var best, rich content
	for _, child := range p.children {
		c := r.textOf(child)
		if isTNEF(child) && !best.isEmpty() && sharesWords(r.finish(c), r.finish(best)) {
			continue
		}
		switch text := strings.Trim(c.text, "\n"); {
		case strings.TrimSpace(text) == "" || !c.plain:
		case child.mediaType == "text/enriched" || child.mediaType == "text/richtext" || isRTFType(child.mediaType):
			rich = c
		case best.text == "":
			best.text, best.plain = c.text, true
		case !strings.Contains(best.text, text):
			best.text = strings.TrimRight(best.text, "\n") + "\n\n" + c.text
		}
		if c.html != "" {
			best.html = c.html
		}
	}
	if best.isEmpty() {
		return rich
	}
	if best.plain && best.html != "" && strikesOut(best.html) {
		if t := r.pageText(best.html); t != "" {
			best.text, best.plain = t, false
		}
		return best
	}
	if best.plain && best.html != "" && isStub(best.text) {
		if t := r.pageText(best.html); len(t) > 2*len(best.text)+100 || t != "" && !sharesWords(best.text, t) {
			best.text = strings.TrimRight(best.text, "\n") + "\n\n" + t
		}
	}
	return best
}

// relatedText is the text of the root of a multipart/related (RFC 2387); what
// else is text in it belongs to the page.
func (r *reader) relatedText(p *part) content {
	root := p.children[0]
	if start := strings.Trim(p.params.get("start"), "<> "); start != "" {
		for _, c := range p.children {
			if strings.Trim(c.header.Get("Content-Id"), "<> ") == start {
				root = c
			}
		}
	}
	if c := r.textOf(root); !c.isEmpty() {
		return c
	}
	return r.joined(p.children)
}

// joined is the text of parts that are shown one below the other. Its page
// has them all as well.
func (r *reader) joined(parts []*part) content {
	var all []content
	pages := 0
	for _, p := range parts {
		switch c := r.textOf(p); {
		case c.isEmpty():
		case isTNEF(p):
			all = r.withPacked(c, all)
		default:
			all = append(all, c)
		}
	}
	for _, c := range all {
		if c.html != "" {
			pages++
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	out := content{plain: pages == 0}
	var text, page strings.Builder
	for i, c := range all {
		if i > 0 {
			text.WriteString("\n\n")
			page.WriteByte('\n')
		}
		text.WriteString(strings.TrimRight(r.finish(c), "\n"))
		out.plain = out.plain || c.plain
		if pages > 0 {
			page.WriteString(asPage(c))
		}
		if text.Len() > r.lim.Text {
			break
		}
	}
	out.text, out.html = text.String(), page.String()
	return out
}

// asPage is c as HTML.
func asPage(c content) string {
	if c.html != "" {
		return c.html
	}
	return `<div style="white-space:pre-wrap">` + html.EscapeString(c.text) + "</div>"
}

// withPacked is all with c, which Outlook packed: not when it stands there already,
// in the place of one whose letters became "?" on the way, else before all, which
// is a gateway's.
func (r *reader) withPacked(c content, all []content) []content {
	text := r.finish(c)
	for i, o := range all {
		other := r.finish(o)
		switch {
		case !sharesWords(text, other):
		case isASCII([]byte(other)) && sharesWords(other, text) && strings.Count(other, "?") > strings.Count(text, "?"):
			all[i] = c
			return all
		default:
			return all
		}
	}
	return slices.Insert(all, 0, c)
}

// isStub reports whether a plain text is short and speaks of pages and programs,
// as one that only sends the reader to the page beside it does.
func isStub(text string) bool {
	const short = 400
	return len(text) < short && stubWords.in(lower(text))
}

// sharesWords reports whether half of the words of a text stand in its page.
func sharesWords(text, page string) bool {
	on := map[string]bool{}
	for w := range strings.FieldsSeq(lower(page)) {
		on[strings.Trim(w, ".,:;!?*_()")] = true
	}
	words, shared := 0, 0
	for w := range strings.FieldsSeq(lower(text)) {
		words++
		if on[strings.Trim(w, ".,:;!?*_()")] {
			shared++
		}
	}
	return 2*shared >= words
}

var stubWords = newPhrases("html", "browser", "view", "e-mail client", "email client", "mail client", "mailprogram", "e-mailprogram", "vises ikke", "support")
