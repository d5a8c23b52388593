package intake

import "strings"

// paramScanner reads "; name=value" pairs one after the other.
type paramScanner struct{ s string }

// next returns the next parameter: its name in lower case and its value
// without quotes. It reads each byte once.
func (p *paramScanner) next() (name, value string, ok bool) {
	for {
		p.s = skipComments(strings.TrimLeft(p.s, "; \t,"))
		i := strings.IndexAny(p.s, "=;")
		if i < 0 {
			return "", "", false
		}
		if p.s[i] == ';' {
			p.s = p.s[i:]
			continue
		}
		name = lower(strings.TrimSpace(p.s[:i]))
		if j := strings.LastIndexAny(name, " \t"); j >= 0 {
			name = name[j+1:]
		}
		p.s = strings.TrimLeft(p.s[i+1:], " \t")
		if strings.HasPrefix(p.s, `"`) {
			return name, p.quoted(), true
		}
		return name, p.plain(name), true
	}
}

// plain reads a value without quotes: to the semicolon, and to white space
// except in a file name.
func (p *paramScanner) plain(name string) string {
	v, rest, found := strings.Cut(p.s, ";")
	p.s = rest
	if !strings.HasPrefix(name, "name") && !strings.HasPrefix(name, "filename") {
		if i := strings.IndexAny(v, " \t"); i >= 0 {
			if found {
				rest = ";" + rest
			}
			v, p.s = v[:i], v[i:]+rest
		}
	}
	return strings.Trim(v, " \t'")
}

// quoted reads a quoted string. Quotes inside that nobody escaped belong to
// it when no parameter follows them, and a missing last one ends it at the
// semicolon.
func (p *paramScanner) quoted() string {
	s := p.s[1:]
	if i := strings.IndexAny(s, `"\`); i >= 0 && s[i] == '"' && endsValue(s[i+1:]) { // as most are
		p.s = s[i+1:]
		return s[:i]
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
			b.WriteByte(s[i])
		case s[i] == '"' && endsValue(s[i+1:]):
			p.s = s[i+1:]
			return b.String()
		default:
			b.WriteByte(s[i])
		}
	}
	v, rest, _ := strings.Cut(s, ";")
	p.s = rest
	return strings.TrimRight(v, " \t")
}

// endsValue reports whether a quote before s ends its value: the end, a
// semicolon, a comment or another parameter follows.
func endsValue(s string) bool {
	s = strings.TrimLeft(s, " \t")
	if s == "" || s[0] == ';' || s[0] == '(' || s[0] == ',' {
		return true
	}
	const longest = 40 // of a parameter's name
	i := strings.IndexByte(s[:min(len(s), longest)], '=')
	return i > 0 && isToken(strings.TrimRight(s[:i], " \t"))
}

// skipComments drops the comments (RFC 5322, section 3.2.2) s begins with.
func skipComments(s string) string {
	for strings.HasPrefix(s, "(") {
		n := commentLen(s)
		if n < 0 {
			return ""
		}
		s = strings.TrimLeft(s[n:], " \t;")
	}
	return s
}

// commentLen is the length of the comment that s begins with, or -1 when it
// does not end.
func commentLen(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}
