package intake

import "strings"

// readType reads Content-Type (RFC 2045, section 5) and Content-Disposition
// (RFC 2183). A part that names no type has the type kind.
func (r *reader) readType(p *part, kind string) {
	p.mediaType = kind
	if v := p.header.Get("Content-Type"); strings.TrimSpace(v) != "" {
		t, params := parseParams(v)
		p.params = params
		p.mediaType, p.untyped = mediaType(t, kind)
		if p.mediaType != lower(t) {
			r.problem("A Content-Type names no media type.")
		}
	}
	var file string
	// A doubled Content-Disposition: the one with the file name counts.
	var values []string
	if p.header.Has("Content-Disposition") {
		values = p.header.Values("Content-Disposition")
	}
	for _, v := range values {
		d, params := parseParams(v)
		if p.disposition == "" || params.get("filename") != "" && file == "" {
			p.disposition = lower(strings.Trim(d, "\"' "))
			file = params.get("filename")
		}
		if file == "" {
			file = params.get("name")
		}
	}
	if file == "" {
		file = p.params.get("name")
	}
	p.name = fileName(file)
}

// mediaType is t in lower case; one without subtype is text if it says so, a
// multipart likewise; what is no type at all is kind, and untyped.
func mediaType(t, kind string) (_ string, untyped bool) {
	t = lower(t)
	major, minor, _ := strings.Cut(t, "/")
	switch {
	case isToken(major) && isToken(minor) && major != "plain" && major != "html": // "plain/text"
		return t, false
	case major == "multipart":
		return "multipart/mixed", false
	case major == "text" || major == "html" || major == "plain":
		if strings.Contains(t, "html") {
			return "text/html", false
		}
		return "text/plain", false
	case isToken(major) && t != major:
		return "application/octet-stream", false
	}
	return kind, true
}

// isToken reports whether s is a token of RFC 2045.
func isToken(s string) bool {
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 127 || strings.IndexByte("()<>@,;:\\\"/[]?=", c) >= 0 {
			return false
		}
	}
	return s != ""
}
