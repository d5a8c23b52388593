package intake

import (
	"strings"
)

// embeddedText is the text of a message inside a message, behind the lines of
// its header that a reader wants. One that was sent as an attachment, and the
// returned one in a report about delivery, is no text of the message outside.
func (r *reader) embeddedText(p *part) content {
	if p.disposition == "attachment" || len(p.children) == 0 {
		return content{}
	}
	return content{text: r.messageText(p), plain: true}
}

// messageText is the message in p as text.
func (r *reader) messageText(p *part) string {
	if len(p.children) == 0 {
		return ""
	}
	if p.shown != "" {
		return p.shown
	}
	root := p.children[0]
	text := strings.TrimSpace(r.finish(r.textOf(root)))
	var b strings.Builder
	b.Grow(len(text) + 300)
	b.WriteString("-------- Forwarded Message --------\n")
	for _, name := range []string{"Subject", "Date", "From", "To", "Cc"} {
		if v := decodeWords(cutText(root.header.Get(name), 2000)); v != "" {
			b.WriteString(name + ": " + v + "\n")
		}
	}
	b.WriteByte('\n')
	b.WriteString(text)
	b.WriteByte('\n')
	p.shown = cutText(b.String(), r.lim.Text)
	return p.shown
}
