package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// maxParams bounds the parameters and continuations of one field.
const maxParams = 200

// parseParams reads a value with parameters (RFC 2045, section 5.1) and joins
// and decodes those of RFC 2231. It takes what clients write: doubled and
// missing semicolons, missing quotes, spaces and brackets in a name. Of
// parameters of the same name the first counts; one in the form of RFC 2231
// comes before a plain one.
func parseParams(v string) (value string, params parameters) {
	value, rest, _ := strings.Cut(v, ";")
	if i := strings.IndexAny(value, "(="); i > 0 && !strings.HasPrefix(value, "(") {
		if j := strings.LastIndexAny(strings.TrimRight(value[:i], " \t"), " \t"); value[i] == '=' && j > 0 {
			value, rest = value[:j], v[j:] // "text/plain charset=utf-8"
		} else if value[i] == '(' {
			value = value[:i]
		}
	}
	value = strings.Trim(value, " \t\"'")
	if i := strings.IndexAny(value, " \t"); i >= 0 {
		value = value[:i]
	}
	s := paramScanner{s: rest}
	var long map[string][]segment
	for n := 0; n < maxParams; n++ {
		name, val, ok := s.next()
		if !ok {
			break
		}
		if base, seg, ok := parseSegment(name, val); ok {
			if long == nil {
				long = map[string][]segment{}
			}
			long[base] = append(long[base], seg)
		} else if !params.has(name) {
			params = append(params, parameter{name, val})
		}
	}
	for name, segs := range long {
		if s := joinSegments(segs); s != "" {
			params = slices.Insert(params, 0, parameter{name, s})
		}
	}
	return value, params
}

// parameters are those of one field; they are few. Of two with one name the
// first counts.
type parameters []parameter

// parameter has its name in lower case and its value raw.
type parameter struct{ name, value string }

// get is the value of the parameter called name, or "".
func (ps parameters) get(name string) string {
	for _, p := range ps {
		if p.name == name {
			return p.value
		}
	}
	return ""
}

func (ps parameters) has(name string) bool {
	return slices.ContainsFunc(ps, func(p parameter) bool { return p.name == name })
}

// segment is one piece of a parameter that RFC 2231 splits or encodes.
type segment struct {
	index   int
	encoded bool
	value   string
}

// parseSegment takes name*, name*1 and name*1* apart.
func parseSegment(name, value string) (base string, seg segment, ok bool) {
	base, tail, ok := strings.Cut(name, "*")
	if !ok {
		return "", seg, false
	}
	seg.value = value
	if tail == "" {
		seg.encoded = true
		return base, seg, true
	}
	digits := strings.TrimSuffix(tail, "*")
	seg.encoded = digits != tail
	n, err := strconv.Atoi(digits)
	seg.index = n
	return base, seg, err == nil && n >= 0
}

// joinSegments puts the pieces in order and decodes them.
func joinSegments(segs []segment) string {
	slices.SortStableFunc(segs, func(a, b segment) int { return cmp.Compare(a.index, b.index) })
	var b strings.Builder
	charset := ""
	for i, seg := range segs {
		v := seg.value
		if seg.encoded && i == 0 {
			if parts := strings.SplitN(v, "'", 3); len(parts) == 3 {
				charset, v = parts[0], parts[2]
			}
		}
		if seg.encoded {
			v = percentDecode(v)
		}
		b.WriteString(v)
	}
	if charset == "" {
		return b.String()
	}
	s, _ := decodeCharset(charset, []byte(b.String()))
	return s
}

// percentDecode undoes %XX and leaves what is no such thing.
func percentDecode(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if h, l := unhex(s[i+1]), unhex(s[i+2]); h >= 0 && l >= 0 {
				out = append(out, byte(h<<4|l))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return string(out)
}

// unhex is the value of a hexadecimal digit, or -1.
func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
