package intake

import "strings"

// readBody takes the text and the attachments out of the tree of parts.
func (r *reader) readBody(root *part) {
	text, html := r.walk(root)
	r.mail.Text = cutText(text, r.lim.Text)
	r.mail.HTML = html
}

// walk returns the text of p and adds what is not text to the attachments.
func (r *reader) walk(p *part) (text, html string) {
	switch {
	case p.mediaType == "multipart/alternative" && len(p.children) > 0:
		return r.walkAlternative(p)
	case len(p.children) > 0:
		return r.walkMixed(p)
	case p.disposition != "attachment" && (p.mediaType == "text/plain" || p.mediaType == "text/html"):
		return r.leafText(p)
	}
	r.attach(p)
	return "", ""
}

func (r *reader) leafText(p *part) (text, html string) {
	s, ok := decodeCharset(p.params["charset"], r.decodeBody(p))
	if !ok {
		r.problem("A text is not in the charset %q that it names.", p.params["charset"])
	}
	s = cleanText(s)
	if p.mediaType == "text/html" {
		return htmlText(s), s
	}
	return s, ""
}

func (r *reader) walkAlternative(p *part) (text, html string) {
	for _, c := range p.children {
		t, h := r.walk(c)
		if text == "" {
			text = t
		}
		if h != "" {
			html = h
		}
	}
	return text, html
}

func (r *reader) walkMixed(p *part) (text, html string) {
	var texts, htmls []string
	for _, c := range p.children {
		t, h := r.walk(c)
		if strings.TrimSpace(t) != "" {
			texts = append(texts, t)
		}
		if h != "" {
			htmls = append(htmls, h)
		}
	}
	return strings.Join(texts, "\n\n"), strings.Join(htmls, "\n")
}

func cutText(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "")
}
