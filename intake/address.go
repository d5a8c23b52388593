package intake

import (
	"bytes"
	"strings"
)

// parseAddresses reads an address list (RFC 5322, section 3.4) the way people
// and programs write it: groups, comments, routes, no angle brackets, quotes
// that do not end, spaces in place of commas, encoded words around a whole
// address. It reads each byte once or twice, whatever is in it.
func parseAddresses(v string) []Address {
	if out, ok := plainAddresses(v); ok {
		return out
	}
	if strings.Contains(v, "[mailto:") { // an older Outlook's angle brackets
		v = strings.NewReplacer("[mailto:", "<", "]", ">").Replace(v)
	}
	out := scanAddresses(v)
	if len(out) == 0 && strings.Contains(v, "=?") {
		out = scanAddresses(decodeWords(v))
	}
	return out
}

func scanAddresses(v string) []Address {
	p := addressParser{s: v, phrase: make([]byte, 0, min(len(v), 64))}
	for p.pos < len(p.s) {
		p.step()
	}
	p.flush()
	return p.out
}

// addressParser collects one address at a time.
type addressParser struct {
	s       string
	pos     int
	phrase  []byte // what stands outside angle brackets, quotes kept
	comment string
	angle   string
	closed  bool // angle is complete; what follows up to the comma is noise
	out     []Address
}

func (p *addressParser) step() {
	c := p.s[p.pos]
	switch c {
	case ',':
		if p.isHalfName() {
			p.phrase = append(p.phrase, c)
			break
		}
		p.flush()
	case ';':
		p.flush()
	case ':':
		p.colon()
		return
	case '"':
		p.quoted()
		return
	case '(':
		p.readComment()
		return
	case '<':
		p.readAngle()
		return
	default:
		p.phrase = append(p.phrase, c)
	}
	p.pos++
}

// isHalfName reports that what stands before a comma is the beginning of a
// name, as in "Blom, Karen <karen@medlem.example>", which wants quotes.
func (p *addressParser) isHalfName() bool {
	return !p.closed && len(p.phrase) > 0 && bytes.IndexByte(p.phrase, '@') < 0
}

// colon ends the name of a group, or the scheme of "mailto:".
func (p *addressParser) colon() {
	p.pos++
	if bytes.IndexByte(p.phrase, '@') >= 0 {
		p.flush()
		return
	}
	p.phrase = p.phrase[:0]
}

// quoted copies a quoted string with its quotes. One that does not end is
// only a stray quote.
func (p *addressParser) quoted() {
	for i := p.pos + 1; i < len(p.s); i++ {
		if p.s[i] == '\\' {
			i++
		} else if p.s[i] == '"' {
			p.phrase = append(p.phrase, p.s[p.pos:i+1]...)
			p.pos = i + 1
			return
		}
	}
	p.phrase = append(p.phrase, strings.ReplaceAll(p.s[p.pos+1:], `"`, "")...)
	rest := string(p.phrase)
	p.pos = len(p.s)
	if i := strings.LastIndexByte(rest, '<'); i >= 0 {
		p.phrase = []byte(rest[:i])
		p.angle, _, _ = strings.Cut(rest[i+1:], ">")
	}
}

func (p *addressParser) readComment() {
	n := commentLen(p.s[p.pos:])
	if n < 0 {
		p.pos = len(p.s)
		return
	}
	if p.comment == "" {
		p.comment = p.s[p.pos+1 : p.pos+n-1]
	}
	p.phrase = append(p.phrase, ' ')
	p.pos += n
}

// readAngle reads <addr-spec>. A second one before the next comma replaces
// the first only if that was none.
func (p *addressParser) readAngle() {
	start := p.pos + 1
	i := start
	for inside := false; i < len(p.s) && (inside || p.s[i] != '>'); i++ {
		if p.s[i] == '"' {
			inside = !inside
		}
	}
	if i == len(p.s) { // no end, or a stray quote inside
		i = start
		for i < len(p.s) && p.s[i] != '>' && p.s[i] != ',' {
			i++
		}
	}
	spec := p.s[start:i]
	if j := strings.LastIndexByte(spec, '<'); j >= 0 { // "<<a@b>>", "<name <a@b>"
		spec = spec[j+1:]
	}
	if !p.closed || !strings.Contains(p.angle, "@") {
		p.angle = spec
	}
	p.closed = true
	for i < len(p.s) && p.s[i] == '>' {
		i++
	}
	p.pos = i
}

// flush ends an address.
func (p *addressParser) flush() {
	phrase, spec, closed := string(p.phrase), cleanSpec(p.angle), p.closed
	comment := p.comment
	p.phrase, p.comment, p.angle, p.closed = p.phrase[:0], "", "", false
	if spec == "" && closed && strings.Contains(phrase, "@") {
		closed = false
	}
	switch {
	case spec != "" && (strings.Contains(spec, "@") || !strings.Contains(phrase, "@")):
		p.out = append(p.out, Address{Name: displayName(phrase, comment), Address: spec})
	case !closed || spec != "":
		p.bare(phrase, comment)
	}
}

// bare takes each word with an @ in it for an address, and what is left for
// the name of a single one.
func (p *addressParser) bare(phrase, comment string) {
	var specs, rest []string
	for _, w := range splitWords(phrase) {
		if i := strings.LastIndexByte(w, '@'); i > 0 && i < len(w)-1 {
			specs = append(specs, cleanSpec(w))
		} else {
			rest = append(rest, w)
		}
	}
	for _, s := range specs {
		a := Address{Address: s}
		if len(specs) == 1 {
			a.Name = displayName(strings.Join(rest, " "), comment)
		}
		if s != "" {
			p.out = append(p.out, a)
		}
	}
	if len(specs) == 0 && len(rest) == 1 && isLocalName(rest[0]) {
		p.out = append(p.out, Address{Name: displayName("", comment), Address: rest[0]})
	}
}

// isLocalName reports the name of a user on the sender's own machine, as
// "root": lower case, no domain.
func isLocalName(s string) bool {
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && strings.IndexByte("._-", c) < 0 {
			return false
		}
	}
	return isDotAtom(s)
}

// splitWords splits at white space, but not in quotes, nor around an @.
func splitWords(s string) []string {
	s = strings.TrimSpace(s)
	if strings.Count(s, "@") == 1 {
		l, r, _ := strings.Cut(s, "@")
		s = strings.TrimRight(l, " \t") + "@" + strings.TrimLeft(r, " \t")
	}
	inside := false
	return strings.FieldsFunc(s, func(c rune) bool {
		if c == '"' {
			inside = !inside
		}
		return !inside && (c == ' ' || c == '\t' || c == '\r' || c == '\n')
	})
}

// displayName is the name in front of an address or in a comment behind it.
func displayName(phrase, comment string) string {
	name := strings.TrimSpace(phrase)
	if name == "" {
		name = comment
	}
	return strings.Trim(decodeWords(unquoteName(name)), " ',")
}

// unquoteName takes the quotes and backslashes of quoted strings away.
func unquoteName(s string) string {
	if strings.IndexByte(s, '"') < 0 && strings.IndexByte(s, '\\') < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
		case s[i] == '\\' && i+1 < len(s):
			i++
			out = append(out, s[i])
		default:
			out = append(out, s[i])
		}
	}
	return string(out)
}
