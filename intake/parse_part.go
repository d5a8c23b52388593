package intake

import (
	"bytes"
	"strings"

	"github.com/emersion/go-message"
)

// part is one MIME entity (RFC 2045): a message or a body part of one.
type part struct {
	header      message.Header
	mediaType   string            // lower case
	params      map[string]string // of Content-Type, names in lower case
	disposition string            // lower case, or ""
	name        string            // file name, or ""
	body        []byte            // still in its transfer encoding
	children    []*part           // of a multipart
}

// entity reads the part at b, which is depth parts deep (the message is 1).
// A part without Content-Type has the type kind.
func (r *reader) entity(b []byte, depth int, kind string) *part {
	r.parts++
	p := &part{}
	p.header, p.body = r.readHeader(b)
	r.readType(p, kind)
	if strings.HasPrefix(p.mediaType, "multipart/") {
		r.readChildren(p, depth)
	}
	return p
}

// readChildren splits a multipart. Past the limits it stays one opaque part.
func (r *reader) readChildren(p *part, depth int) {
	if depth >= r.lim.Depth {
		r.problem("Parts are nested deeper than %d; the inner ones were not read.", r.lim.Depth)
		return
	}
	kind := "text/plain"
	if p.mediaType == "multipart/digest" {
		kind = "message/rfc822"
	}
	bodies, closed := splitParts(p.body, p.params["boundary"], r.lim.Parts-r.parts)
	if !closed {
		r.problem("A multipart has no closing boundary.")
	}
	for _, b := range bodies {
		if r.parts >= r.lim.Parts {
			r.problem("There are more than %d parts; the rest was not read.", r.lim.Parts)
			return
		}
		p.children = append(p.children, r.entity(b, depth+1, kind))
	}
}

// splitParts cuts a multipart body at its boundary lines (RFC 2046, section
// 5.1.1), at most most+1 parts, and says whether the closing one was there.
// It reads b once, whatever is nested in it: go-message's own reader reads
// each byte again at each level.
func splitParts(b []byte, boundary string, most int) (parts [][]byte, closed bool) {
	if boundary == "" {
		return nil, false
	}
	mark := []byte("--" + boundary)
	start := -1
	for pos := 0; pos < len(b) && len(parts) <= most; {
		i, next, last := nextBoundary(b, mark, pos)
		if i < 0 {
			break
		}
		if start >= 0 {
			parts = append(parts, trimLineEnd(b[start:max(i, start)]))
		}
		if last {
			return parts, true
		}
		start, pos = next, next
	}
	if start >= 0 && start < len(b) {
		parts = append(parts, b[start:])
	}
	return parts, false
}

// nextBoundary finds the next line from pos on that is mark, with "--" behind
// it when it is the last, and where the line after it begins.
func nextBoundary(b, mark []byte, pos int) (at, next int, last bool) {
	for {
		i := bytes.Index(b[pos:], mark)
		if i < 0 {
			return -1, len(b), false
		}
		at = pos + i
		pos = at + len(mark)
		if at > 0 && b[at-1] != '\n' {
			continue
		}
		next = len(b)
		if e := bytes.IndexByte(b[pos:], '\n'); e >= 0 {
			next = pos + e + 1
		}
		switch string(bytes.TrimSpace(b[pos:next])) {
		case "":
			return at, next, false
		case "--":
			return at, next, true
		}
	}
}

func trimLineEnd(b []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
}
