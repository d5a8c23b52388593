package intake

import (
	"bytes"
	"slices"
	"strings"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/textproto"
)

// trimEnvelope takes away what stands before the header: a byte order mark,
// empty lines and the "From " line of an mbox (RFC 4155). Where carriage
// returns alone end the lines, they become line feeds.
func (r *reader) trimEnvelope(b []byte) []byte {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(b, '\n') < 0 && bytes.IndexByte(b, '\r') >= 0 {
		r.problem("Lines end in a bare carriage return.")
		b = bytes.ReplaceAll(b, []byte("\r"), []byte("\n"))
	}
	b = bytes.TrimLeft(b, "\r\n")
	for isMboxLine(b) {
		r.problem("An mbox separator stands before the header.")
		_, b, _ = bytes.Cut(b, []byte("\n"))
	}
	return b
}

// isMboxLine reports whether b begins with the separator of an mbox: a header
// follows it, or another one.
func isMboxLine(b []byte) bool {
	if !beginsFrom(b) {
		return false
	}
	_, rest, _ := bytes.Cut(b, []byte("\n"))
	return isFieldLine(firstLine(rest)) || beginsFrom(rest)
}

// beginsFrom reports "From " and what an mbox has behind it; a field may have
// white space before its colon.
func beginsFrom(b []byte) bool {
	rest, ok := bytes.CutPrefix(bytes.TrimPrefix(b, []byte(">")), []byte("From "))
	rest = bytes.TrimLeft(rest, " \t")
	return ok && !bytes.HasPrefix(rest, []byte(":"))
}

// readHeader reads the header at the start of b and returns it with the
// number of bytes that it takes, the empty line behind it included. A boundary
// line of s ends it too.
func (r *reader) readHeader(b []byte, s *scan) (message.Header, int) {
	c := headerCutter{r: r, b: b}
	c.cut(s)
	return message.Header{Header: headerOfLines(c.kept())}, c.size
}

// headerOfLines gives the fields in b, each with the folded lines behind it,
// to go-message, which unfolds them. It wants the last one first.
func headerOfLines(b []byte) (h textproto.Header) {
	var few [40]int
	starts := few[:0]
	for pos := 0; pos < len(b); pos += len(firstLine(b[pos:])) {
		switch b[pos] {
		case ' ', '\t':
		case '\r', '\n': // the empty line behind the header
			b = b[:pos]
		default:
			starts = append(starts, pos)
		}
	}
	end := len(b)
	for _, start := range slices.Backward(starts) {
		h.AddRaw(b[start:end:end])
		end = start
	}
	return h
}

// headerCutter finds the lines of a header that go-message can read. As long
// as all are good nothing is copied.
type headerCutter struct {
	r      *reader
	b      []byte
	out    []byte // the good lines, once a line was bad
	copied bool
	size   int  // bytes of b that were read
	held   int  // bytes of good lines
	fields int  // fields that were read
	kepts  int  // fields that were kept
	skip   bool // the field that is being read is left out
}

func (c *headerCutter) kept() []byte {
	if c.copied {
		return append(c.out, '\r', '\n')
	}
	return c.b[:c.size]
}

// cut reads to the empty line, to a boundary line of s, or to where the body
// begins without one.
func (c *headerCutter) cut(s *scan) {
	for c.size < len(c.b) {
		line := firstLine(c.b[c.size:])
		switch {
		case (line[0] == '\r' || line[0] == '\n') && len(bytes.TrimRight(line, "\r\n")) == 0:
			if len(line) > 2 {
				c.drop()
			}
			c.size += len(line)
			return
		case line[0] == '-' && s.isBoundary(line):
			return
		case line[0] == ' ' || line[0] == '\t':
			c.folded(line)
		case isFieldLine(line):
			c.field(line)
		case c.bodyBegins(line):
			c.r.problem("No empty line stands between a header and its body.")
			return
		default:
			c.r.problem("A line of a header is no field and was left out.")
			c.drop()
			c.skip = true
		}
		c.size += len(line)
	}
}

func (c *headerCutter) field(line []byte) {
	c.fields++
	c.r.fields++
	c.skip = c.fields > c.r.lim.Fields || c.held+len(line) > c.r.lim.HeaderBytes || c.overdrawn(line)
	if c.skip {
		c.r.problem("A header is larger than allowed; the rest of it was not read.")
		c.drop()
		return
	}
	c.keep(line)
}

// overdrawn reports that the headers of all parts together have ten times the
// fields that one may have. Then a part keeps the few that say what it is.
func (c *headerCutter) overdrawn(line []byte) bool {
	const all, few = 10, 10
	return c.r.fields > all*c.r.lim.Fields && (c.kepts >= few || !bytes.EqualFold(line[:min(len(line), 8)], []byte("content-")))
}

func (c *headerCutter) folded(line []byte) {
	switch {
	case c.fields == 0 && !c.skip:
		c.r.problem("A header begins with a folded line.")
		c.drop()
	case c.skip:
		c.drop()
	case c.held+len(line) > c.r.lim.HeaderBytes:
		c.r.problem("A header is larger than allowed; the rest of it was not read.")
		c.drop()
		c.skip = true
	default:
		c.keep(line)
	}
}

func (c *headerCutter) keep(line []byte) {
	c.held += len(line)
	if line[0] != ' ' && line[0] != '\t' {
		c.kepts++
	}
	if c.copied {
		c.out = append(c.out, line...)
	}
}

// drop leaves the current line out, so that the good ones must be copied.
func (c *headerCutter) drop() {
	if !c.copied {
		c.copied = true
		c.out = append(make([]byte, 0, c.held+2), c.b[:c.size]...)
	}
}

// bodyBegins reports whether line, which is no field, is rather the first
// line of a body: no field that is known follows it before an empty line.
func (c *headerCutter) bodyBegins(line []byte) bool {
	const look = 20
	if c.fields == 0 {
		return !c.fieldFollows(line, look)
	}
	return !c.fieldFollows(line, look) || bytes.HasPrefix(line, []byte("--"))
}

func (c *headerCutter) fieldFollows(line []byte, look int) bool {
	for pos := c.size + len(line); pos < len(c.b) && look > 0; look-- {
		next := firstLine(c.b[pos:])
		if len(bytes.TrimRight(next, "\r\n")) == 0 {
			return false
		}
		if isFieldLine(next) && isKnownField(next) {
			return true
		}
		pos += len(next)
	}
	return false
}

// isKnownField reports whether a field line has a name that mail headers
// have, and prose with a colon in it has not.
func isKnownField(line []byte) bool {
	name := strings.ToLower(string(bytes.TrimSpace(line[:bytes.IndexByte(line, ':')])))
	switch name {
	case "from", "to", "cc", "subject", "date", "message-id", "mime-version", "received",
		"return-path", "reply-to", "sender", "in-reply-to", "references", "delivered-to":
		return true
	}
	return strings.HasPrefix(name, "content-") || strings.HasPrefix(name, "x-") || strings.HasPrefix(name, "arc-")
}

// firstLine is the first line of b with its end.
func firstLine(b []byte) []byte {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return b[:i+1]
	}
	return b
}

// isFieldLine reports whether line begins with a field name and a colon.
func isFieldLine[T string | []byte](line T) bool {
	for i := range len(line) {
		switch c := line[i]; {
		case c == ':':
			return i > 0
		case c == ' ' || c == '\t': // before the colon only
			for i < len(line) && (line[i] == ' ' || line[i] == '\t') {
				i++
			}
			return i < len(line) && line[i] == ':'
		case c < 33 || c > 126:
			return false
		}
	}
	return false
}

// headerFields copies a header with names as written and values in UTF-8. It
// gives the raw values to look by the canonical names.
func headerFields(h message.Header, look func(name, value string)) Header {
	out := make(Header, 0, h.Len())
	for fs := h.Fields(); fs.Next(); {
		name, value := fs.Key(), fs.Value()
		look(name, value)
		if raw, err := fs.Raw(); err == nil && len(raw) >= len(name) {
			if b := bytes.Trim(raw[:bytes.IndexByte(raw, ':')], " \t"); string(b) != name {
				name = string(b)
			}
		}
		out = append(out, Field{name, cleanRaw(value)})
	}
	return out
}

// cleanRaw is the line that a raw value is in UTF-8.
func cleanRaw(v string) string {
	if isPlainLine(v) {
		return strings.TrimSpace(v)
	}
	return cleanLine(decodeUnlabelled(v))
}
