package intake

import "strings"

// plainAddresses reads an address list as nearly every mail has it: names
// without anything that has a meaning of its own or in one pair of quotes, and
// plain addresses. ok is false when there is more to it, and all must be read
// with care.
func plainAddresses(v string) (out []Address, ok bool) {
	for {
		v = strings.TrimLeft(v, " \t")
		var a Address
		if a, v, ok = plainAddress(v); !ok {
			return nil, false
		}
		out = append(out, a)
		if v == "" {
			return out, true
		}
		v = v[1:] // the comma
	}
}

// plainAddress reads one address up to the comma behind it.
func plainAddress(v string) (a Address, rest string, ok bool) {
	name, quoted := "", false
	if strings.HasPrefix(v, `"`) {
		end := strings.IndexByte(v[1:], '"')
		if end < 0 || strings.IndexByte(v[1:1+end], '\\') >= 0 {
			return a, "", false
		}
		name, v, quoted = v[1:1+end], strings.TrimLeft(v[end+2:], " \t"), true
	}
	i := strings.IndexAny(v, "<,")
	if i < 0 {
		i = len(v)
	}
	if i < len(v) && v[i] == '<' {
		if quoted && i > 0 || !isPlainPhrase(v[:i]) {
			return a, "", false
		}
		end := strings.IndexByte(v, '>')
		if end < 0 {
			return a, "", false
		}
		spec, rest := v[i+1:end], strings.TrimLeft(v[end+1:], " \t")
		if rest != "" && rest[0] != ',' || !isPlainSpec(spec) {
			return a, "", false
		}
		if !quoted {
			name = v[:i]
		}
		return Address{Name: strings.Trim(decodeWords(strings.TrimSpace(name)), " ',"), Address: lowerDomain(spec)}, rest, true
	}
	if spec := strings.TrimRight(v[:i], " \t"); !quoted && isPlainSpec(spec) {
		return Address{Address: lowerDomain(spec)}, v[i:], true
	}
	return a, "", false
}

// isPlainPhrase reports whether no character of s but those of words is in it.
func isPlainPhrase(s string) bool {
	for i := range len(s) {
		if strings.IndexByte(`",;:()<>@\`, s[i]) >= 0 {
			return false
		}
	}
	return true
}

// isPlainSpec reports an addr-spec of letters, digits and the few signs that
// ordinary ones have, with one @.
func isPlainSpec(s string) bool {
	at := strings.IndexByte(s, '@')
	if at < 1 || at+1 == len(s) || !isAlnum(s[at+1]) || !isAlnum(s[len(s)-1]) {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isAlnum(c) && c != '.' && c != '-' && c != '_' && (i > at || c != '+' && c != '=') && i != at {
			return false
		}
	}
	return true
}

// lowerDomain is a plain addr-spec with its domain in lower case.
func lowerDomain(spec string) string {
	at := strings.IndexByte(spec, '@')
	for i := at; i < len(spec); i++ {
		if 'A' <= spec[i] && spec[i] <= 'Z' {
			return spec[:at] + strings.ToLower(spec[at:])
		}
	}
	return spec
}
