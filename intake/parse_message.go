package intake

import (
	"strings"
)

// embeddedText is the text of a message inside a message, behind the lines of
// its header that a reader wants. One that was sent as an attachment, and the
// returned one in a report about delivery, is no text of the message outside.
func (r *reader) embeddedText(p *part) content {
	if p.isAside() || len(p.children) == 0 {
		return content{}
	}
	return content{text: r.messageText(p), plain: true}
}

// isAside reports whether the message in p was sent as a file besides others.
func (p *part) isAside() bool {
	return !p.root && (p.disposition == "attachment" || p.mediaType == "application/octet-stream")
}

// readAside adds the messages that were sent as files to the text of a mail that
// says nothing besides: who attaches a mail in place of forwarding it means what
// is in it.
func (r *reader) readAside(root *part) {
	if !r.mail.sendsAside() {
		return
	}
	texts := r.asideTexts(nil, root)
	if len(texts) == 0 {
		return
	}
	if own := strings.TrimRight(r.mail.Text, "\n"); own != "" {
		texts = append([]string{own}, texts...)
	}
	r.mail.Text, r.mail.PointsBelow = cutText(strings.Join(texts, "\n\n"), r.lim.Text), false
	r.mail.NewText, r.mail.NewTextSure = newText(r.mail)
}

// asideTexts appends the messages that were sent as files with p.
func (r *reader) asideTexts(texts []string, p *part) []string {
	if p.isMessage() {
		if text := r.messageText(p); text != "" && p.isAside() {
			texts = append(texts, text)
		}
		return texts
	}
	for _, c := range p.children {
		texts = r.asideTexts(texts, c)
	}
	return texts
}

// sendsAside says whether the sender of m wrote nothing but that something is
// attached, or no more than a name, and asks nothing.
func (m *Mail) sendsAside() bool {
	const few = 5
	top := m.NewText
	switch {
	case len(m.Attachments) == 0 || strings.Contains(top, "?") || !slight(top):
		return false
	case attachedBelow.in(lower(top)):
		return true
	}
	return wordsUpTo(top, few+1) <= few && !m.replies()
}

// attachedBelow are words by which a sender sends the reader on to a file.
var attachedBelow = newPhrases("vedhæft", "vedlag", "vedlæg", "bifog", "bilag", "attach", "enclosed", "beigefügt", "anbei", "anhang", "ci-joint")

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
