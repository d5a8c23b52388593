package intake

import "strings"

// attach adds p to the attachments of the mail.
func (r *reader) attach(p *part) {
	b := r.decodeBody(p)
	a := Attachment{
		Name: p.name, MediaType: cleanLine(decodeUnlabelled(p.mediaType)), Size: int64(len(b)), SHA256: digest(b), Content: b,
		ContentID: strings.Trim(decodeWords(p.header.Get("Content-ID")), "<>"),
		Inline:    p.disposition == "inline",
	}
	if strings.HasPrefix(a.MediaType, "message/") && a.MediaType != "message/delivery-status" {
		lim := r.lim
		lim.Depth--
		if lim.Depth > 0 {
			a.Text = Parse(b, lim).Text
		}
	}
	r.mail.Attachments = append(r.mail.Attachments, a)
}
