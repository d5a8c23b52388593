package intake

import (
	"strings"
	"unicode/utf8"
)

// nextAddress finds the first addr-spec in s from pos on. A domain needs a
// point unless the address stands in angle brackets.
func nextAddress(s string, pos int) (start, end int, ok bool) {
	for pos < len(s) {
		at := strings.IndexByte(s[pos:], '@')
		if at < 0 {
			return 0, 0, false
		}
		at += pos
		start, end = localStart(s, pos, at), domainEnd(s, at+1)
		dotted := strings.Contains(s[at+1:end], ".") || start > 0 && s[start-1] == '<'
		if start < at && end > at+1 && dotted {
			return start, end, true
		}
		pos = max(at+1, end)
	}
	return 0, 0, false
}

// localStart finds where the local part before the @ at at begins.
func localStart(s string, from, at int) int {
	i := at
	if i > from && s[i-1] == '"' {
		if q := strings.LastIndexByte(s[from:i-1], '"'); q >= 0 && !strings.ContainsAny(s[from+q:i], "\n<>") {
			return from + q
		}
	}
	for i > from && isLocal(s[i-1]) {
		i--
	}
	for i < at && strings.IndexByte("'`./*#=-", s[i]) >= 0 && !strings.HasPrefix(s[i:], "**") && !strings.HasPrefix(s[i:], "=?") {
		i++
	}
	const x400 = "smtp=" // "dda:SMTP=ida@medlem.example"
	if i+len(x400) < at && strings.EqualFold(s[i:i+len(x400)], x400) {
		i += len(x400)
	}
	return i
}

func isLocal(c byte) bool {
	return isAlnum(c) || strings.IndexByte("!#$%&'*+-/=?^_`{|}~.", c) >= 0
}

// domainEnd finds where the domain that begins at i ends.
func domainEnd(s string, i int) int {
	if i < len(s) && s[i] == '[' {
		if e := strings.IndexByte(s[i:min(len(s), i+50)], ']'); e > 0 {
			return i + e + 1
		}
	}
	end := i
	for end < len(s) && (isLabel(s[end]) || s[end] == '.') {
		end++
	}
	for end > i && (s[end-1] == '.' || s[end-1] == '-') {
		end--
	}
	return end
}

func isLabel(c byte) bool { return isAlnum(c) || c == '-' || c == '_' }

func isAlnum(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// addressesIn returns every addr-spec in s.
func addressesIn(s string) []string {
	const most = 1000
	var out []string
	for pos := 0; len(out) < most; {
		start, end, ok := nextAddress(s, pos)
		if !ok {
			break
		}
		out = append(out, s[start:end])
		pos = end
	}
	return out
}

// recipientField reads the value of Final-Recipient and its kin (RFC 3464,
// section 2.3.1): a type, a semicolon and an address, which is left as it is
// written, a source route too. What is no address (a file, a pipe, X.400)
// gives "".
func recipientField(v string) string {
	if kind, rest, ok := strings.Cut(v, ";"); ok && !strings.Contains(kind, "@") {
		v = rest
	}
	v = strings.TrimSpace(v)
	if i, j := strings.IndexByte(v, '<'), strings.LastIndexByte(v, '>'); i >= 0 && j > i {
		v = v[i+1 : j]
	}
	if i := strings.IndexAny(v, " \t"); i > 0 && strings.HasPrefix(strings.TrimSpace(v[i:]), "(") {
		v = v[:i]
	}
	v = strings.Trim(v, "<>, ")
	at := strings.LastIndexByte(v, '@')
	if at <= 0 || at == len(v)-1 || !utf8.ValidString(v) || strings.HasPrefix(v, "|") || strings.HasPrefix(v, "/") ||
		strings.ContainsAny(v, " \t\n") && !strings.HasPrefix(v, `"`) {
		return ""
	}
	return v
}
