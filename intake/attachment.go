package intake

import (
	"strings"
)

// attachAll adds what is not the message's own text to its attachments. What
// is inside an embedded message stays in that message. related says that p
// belongs to a page.
func (r *reader) attachAll(p *part, related bool) {
	switch {
	case p.isMessage():
		r.attach(p)
	case (isPKCS7(p) || isTNEF(p)) && len(p.children) > 0:
		for _, c := range p.children {
			r.attachAll(c, false)
		}
		r.attach(p)
	case len(p.children) > 0:
		root := r.rootOf(p)
		for _, c := range p.children {
			r.attachAll(c, root != nil && c != root)
		}
	case p.isMultipart() && !p.isReadable():
		if len(p.body) > 0 {
			r.attach(p)
		}
	default:
		if p.isAttachment(related) || p.isBinary(r.decodeBody(p)) {
			r.attach(p)
		}
		for _, b := range p.embedded {
			r.add(Attachment{Name: cleanLine(decodeUnlabelled(b.name)), MediaType: "application/octet-stream", Content: b.content})
		}
	}
}

// isAttachment reports whether a single part is one: anything that is not
// shown, has a file name, or belongs to a page.
func (p *part) isAttachment(related bool) bool {
	return !p.isReadable() || isRTFType(p.mediaType) || p.name != "" || p.untyped || related || p.disposition == "attachment"
}

// rootOf is the part of a multipart/related that is not part of the page.
func (r *reader) rootOf(p *part) *part {
	if p.mediaType != "multipart/related" {
		return nil
	}
	start := strings.Trim(p.params.get("start"), "<> ")
	for _, c := range p.children {
		if start != "" && strings.Trim(c.header.Get("Content-Id"), "<> ") == start {
			return c
		}
	}
	return p.children[0]
}

// attach adds p to the attachments.
func (r *reader) attach(p *part) {
	b := r.decodeBody(p)
	id := strings.Trim(decodeWords(p.header.Get("Content-Id")), "<> ")
	a := Attachment{
		Name: p.name, MediaType: cleanLine(decodeUnlabelled(p.mediaType)), Content: b, ContentID: id,
		Inline:   p.disposition == "inline" || id != "" && strings.Contains(r.mail.HTML, "cid:"+id),
		Unpacked: p.unpacked,
	}
	switch {
	case p.isReturned():
		h, _ := r.readHeader(r.trimEnvelope(b), &scan{})
		a.header = headerFields(h, func(_, _ string) {})
		if a.Name == "" {
			a.Name = subjectFile(decodeWords(a.header.Get("Subject")))
		}
	case p.isMessage():
		a.Text = r.messageText(p)
		if a.Name == "" && len(p.children) > 0 {
			a.Name = subjectFile(decodeWords(p.children[0].header.Get("Subject")))
		}
	case p.mediaType == "text/calendar":
		s, _ := decodeCharset(p.params.get("charset"), b[:min(len(b), r.lim.Text)])
		a.Text = calendarText(cleanText(s))
	case isTNEF(p) && !p.unpacked:
		r.problem("An attachment is packed as winmail.dat by Outlook: a person must open it.")
	case p.mediaType == "application/x-microsoft-rpmsg-message" || strings.HasSuffix(lower(p.name), ".rpmsg"): // the text only says so
		r.encrypted("Microsoft 365")
	}
	r.add(a)
}

func (r *reader) add(a Attachment) {
	a.Size, a.SHA256 = int64(len(a.Content)), digest(a.Content)
	r.mail.Attachments = append(r.mail.Attachments, a)
}

// subjectFile is the file name of a message with a subject.
func subjectFile(subject string) string {
	const longest = 100
	if subject == "" {
		subject = "message"
	}
	return strings.NewReplacer("/", "_", "\\", "_").Replace(cutText(subject, longest)) + ".eml"
}
