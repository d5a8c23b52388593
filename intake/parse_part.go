package intake

import (
	"bytes"
	"strings"

	"github.com/emersion/go-message"
)

// part is one MIME entity (RFC 2045): a message or a body part of one.
type part struct {
	header      message.Header
	mediaType   string     // lower case
	params      parameters // of Content-Type
	untyped     bool       // its Content-Type is none
	disposition string     // lower case, or ""
	name        string     // file name, or ""
	body        []byte     // still in its transfer encoding
	tail        []byte     // prose behind the base64 of the body
	children    []*part    // of a multipart, or the message in a message/rfc822
	depth       int        // the message is 1
	root        bool       // the outermost part of a message
	decoded     []byte     // body without its transfer encoding, once decodeBody was asked
	text        *content   // what textOf made of it
	shown       string     // what messageText made of it
	embedded    []uuBlock  // files that stood in its text
	returned    bool       // it stands in a delivery report
	unpacked    bool       // its children are all that is in it
}

func (p *part) isMultipart() bool { return strings.HasPrefix(p.mediaType, "multipart/") }

func (p *part) isText() bool { return strings.HasPrefix(p.mediaType, "text/") }

// isMessage reports whether p holds a message (RFC 2046, section 5.2.1; RFC
// 6532), if only its file's name says so, or the beginning of one that was sent
// in pieces.
func (p *part) isMessage() bool {
	switch p.mediaType {
	case "message/rfc822", "message/global", "message/news":
		return true
	case "message/partial":
		return p.params.get("number") == "1"
	case "application/ms-tnef":
		return len(p.children) == 1 && p.children[0].root
	case "application/octet-stream":
		_, ok := cutFold(p.name[max(0, len(p.name)-len(".eml")):], ".eml")
		return ok
	}
	return false
}

// isReturned reports a message that a delivery report is about.
func (p *part) isReturned() bool { return p.returned && p.isMessage() }

// isEncoded reports whether the bytes of p are not its content.
func (p *part) isEncoded() bool {
	return transferEncoding(p.header.Get("Content-Transfer-Encoding")) != ""
}

// readParts reads the message b, whose outermost part is depth parts deep.
func (r *reader) readParts(b []byte, depth int) *part {
	s := scan{r: r, b: b}
	root, _ := s.part(0, place{depth: depth, kind: "text/plain"})
	root.root = true
	return root
}

// scan reads the parts of one message in one pass over its bytes, with the
// boundaries of all multiparts that are open, so that a missing closing
// boundary, or one that begins like another, harms no part but its own. The
// multipart reader of go-message reads each byte again at each level, and
// stops where a boundary is missing.
type scan struct {
	r     *reader
	b     []byte
	open  []boundary
	heads [4]uint64 // bits of the bytes that open boundaries begin with
}

// boundary is that of an open multipart.
type boundary struct{ text string }

// mark is a boundary line, or the end of the message.
type mark struct {
	level    int  // index in scan.open; -1 at the end of the message
	last     bool // it closes its multipart
	at, next int  // where the line begins and where the next one does
}

func (s *scan) push(text string) {
	s.open = append(s.open, boundary{text})
	s.mark(text[0])
}

func (s *scan) pop() {
	s.open = s.open[:len(s.open)-1]
	s.heads = [4]uint64{}
	for _, b := range s.open {
		s.mark(b.text[0])
	}
}

func (s *scan) mark(c byte) { s.heads[c/64] |= 1 << (c % 64) }

// mayOpen says whether an open boundary begins with c.
func (s *scan) mayOpen(c byte) bool { return s.heads[c/64]>>(c%64)&1 != 0 }

// place is where a part stands.
type place struct {
	depth    int
	kind     string // the type of a part that names none
	returned bool   // in a delivery report, where a message is the one that came back
}

// part reads the part that begins at pos and returns the boundary line that
// ends it. A message that came back is not taken apart: what the screen wants
// of it, it reads itself.
func (s *scan) part(pos int, in place) (*part, mark) {
	s.r.parts++
	p := &part{depth: in.depth, returned: in.returned}
	h, n := s.r.readHeader(s.b[pos:], s)
	p.header = h
	s.r.readType(p, in.kind)
	pos += n
	var end mark
	switch {
	case p.isReturned():
		end = s.next(pos)
	case in.depth >= s.r.lim.Depth && (p.isMultipart() || p.isMessage()):
		s.r.problem("Parts are nested deeper than %d; the inner ones were not read.", s.r.lim.Depth)
		end = s.next(pos)
	case p.isMultipart():
		end = s.multipart(p, pos)
	case p.isMessage() && !p.isEncoded():
		var child *part
		child, end = s.part(s.skipEnvelope(pos), place{depth: in.depth + 1, kind: "text/plain"})
		child.root = true
		p.children = []*part{child}
	default:
		end = s.next(pos)
	}
	p.body = s.b[min(pos, end.at):end.at]
	if end.level >= 0 {
		p.body = trimLineEnd(p.body)
	}
	if len(p.children) == 0 {
		s.r.unwrap(p)
	}
	return p, end
}

// skipEnvelope passes over empty lines and an mbox separator before an
// embedded message.
func (s *scan) skipEnvelope(pos int) int {
	for pos < len(s.b) && (s.b[pos] == '\r' || s.b[pos] == '\n') {
		pos++
	}
	if isMboxLine(s.b[pos:]) {
		pos += len(firstLine(s.b[pos:]))
	}
	return pos
}

// multipart reads the parts of p and its epilogue.
func (s *scan) multipart(p *part, pos int) mark {
	text := strings.TrimRight(p.params.get("boundary"), " \t")
	level := len(s.open)
	if text != "" {
		s.push(text)
	}
	end := s.next(pos)
	if text == "" || end.level != level {
		if guess := guessBoundary(s.b[pos:end.at]); guess != "" {
			s.r.problem("A multipart does not use the boundary that it names; another was found.")
			if text != "" {
				s.pop()
			}
			text = guess
			s.push(text)
			end = s.next(pos)
		}
	}
	if text == "" {
		return end
	}
	end = s.children(p, end, level)
	s.pop()
	if end.level == level { // what follows the closing boundary is no part
		end = s.next(end.next)
	}
	if len(p.children) == 0 {
		s.r.problem("A multipart has no parts; it was read as text.")
	}
	return end
}

// isDeliveryReport reports a multipart/report on what became of a message
// that the receiver had sent (RFC 3464, RFC 8098).
func isDeliveryReport(p *part) bool {
	t := strings.ToLower(p.params.get("report-type"))
	return p.mediaType == "multipart/report" && (t == "" || t == "delivery-status" || t == "disposition-notification")
}

// children reads the parts of p from its first boundary line on.
func (s *scan) children(p *part, end mark, level int) mark {
	in := place{depth: p.depth + 1, kind: "text/plain", returned: isDeliveryReport(p)}
	if p.mediaType == "multipart/digest" {
		in.kind = "message/rfc822"
	}
	for end.level == level && !end.last {
		if s.r.parts >= s.r.lim.Parts {
			s.r.problem("There are more than %d parts; the rest was not read.", s.r.lim.Parts)
			s.r.full = true
			return mark{level: -1, at: len(s.b), next: len(s.b)}
		}
		var child *part
		if child, end = s.part(end.next, in); !child.isNothing() {
			p.children = append(p.children, child)
		}
		if s.r.full {
			return end
		}
	}
	if end.level != level && len(p.children) > 0 {
		s.r.problem("A multipart has no closing boundary.")
	}
	return end
}

// isNothing reports a part without header and body, as after a boundary that
// was written twice.
func (p *part) isNothing() bool {
	return p.header.Len() == 0 && len(bytes.TrimSpace(p.body)) == 0
}

// next finds the next boundary line from pos on, of the innermost multipart
// first.
func (s *scan) next(pos int) mark {
	for len(s.open) > 0 && pos < len(s.b) {
		at := pos
		if pos > 0 && s.b[pos-1] != '\n' || !bytes.HasPrefix(s.b[pos:], []byte("--")) {
			i := bytes.Index(s.b[pos:], []byte("\n--"))
			if i < 0 {
				break
			}
			at = pos + i + 1
		}
		line := s.b[at+2:]
		if len(line) > 0 && s.mayOpen(line[0]) {
			line = firstLine(line)
			if level, last := s.match(line); level >= 0 {
				return mark{level: level, last: last, at: at, next: at + 2 + len(line)}
			}
		}
		pos = at + 2
	}
	return mark{level: -1, at: len(s.b), next: len(s.b)}
}

// match finds whose boundary stands in line, which lacks the leading "--".
func (s *scan) match(line []byte) (level int, last bool) {
	for level = len(s.open) - 1; level >= 0; level-- {
		text := s.open[level].text
		if len(line) < len(text) || string(line[:len(text)]) != text {
			continue
		}
		switch string(bytes.TrimRight(line[len(text):], " \t\r\n")) {
		case "":
			return level, false
		case "--":
			return level, true
		}
	}
	return -1, false
}

func (s *scan) isBoundary(line []byte) bool {
	if len(line) < 3 || line[0] != '-' || line[1] != '-' || !s.mayOpen(line[2]) {
		return false
	}
	level, _ := s.match(line[2:])
	return level >= 0
}

// guessBoundary finds the boundary of a multipart that names none, or another
// one than it uses: the first line that begins with "--" and stands before a
// Content- field.
func guessBoundary(b []byte) string {
	const longest = 200
	for pos := 0; pos < len(b); {
		line := firstLine(b[pos:])
		pos += len(line)
		if !bytes.HasPrefix(line, []byte("--")) || len(line) > longest {
			continue
		}
		text := bytes.TrimRight(line[2:], " \t\r\n")
		if len(text) > 0 && len(b)-pos > 8 && bytes.EqualFold(b[pos:pos+8], []byte("content-")) {
			return string(text)
		}
	}
	return ""
}

func trimLineEnd(b []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
}
