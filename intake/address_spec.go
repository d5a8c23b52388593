package intake

import "strings"

// cleanSpec makes an addr-spec of what stood in angle brackets: no route, no
// comments, no white space, the domain in lower case.
func cleanSpec(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s = s[7:]
	}
	if strings.HasPrefix(s, "@") { // a route: <@relay.example:a@b.example>
		if _, after, ok := strings.Cut(s, ":"); ok {
			s = after
		}
	}
	if strings.Contains(s, "=?") {
		s = decodeWords(s)
	}
	s = cleanLine(decodeUnlabelled(s))
	i := strings.LastIndexByte(s, '@')
	local, domain := s[:max(i, 0)], s[i+1:]
	if i < 0 {
		local, domain = s, ""
	}
	local = squeezeLocal(local)
	domain = lower(strings.Trim(dropComments(strings.ReplaceAll(domain, " ", "")), ".'\"><"))
	switch {
	case i < 0:
		return local
	case local == "" || domain == "":
		return ""
	}
	return local + "@" + domain
}

// squeezeLocal takes white space and needless quotes out of a local part.
func squeezeLocal(s string) string {
	if len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' {
		if in := s[1 : len(s)-1]; isDotAtom(in) {
			return in
		}
		return s
	}
	return strings.Trim(dropComments(strings.ReplaceAll(s, " ", "")), "'\"<>")
}

func isDotAtom(s string) bool {
	for _, c := range []byte(s) {
		if c <= ' ' || strings.IndexByte(`()<>@,;:\"[]`, c) >= 0 {
			return false
		}
	}
	return s != "" && s[0] != '.' && s[len(s)-1] != '.'
}

func dropComments(s string) string {
	for {
		i := strings.IndexByte(s, '(')
		if i < 0 {
			return s
		}
		n := commentLen(s[i:])
		if n < 0 {
			return s[:i]
		}
		s = s[:i] + s[i+n:]
		if len(s) > 1000 { // nobody's address
			return s[:i]
		}
	}
}

// returnPath is the addr-spec of a Return-Path: "<>" is the null path.
func returnPath(v string) string {
	v = strings.TrimSpace(v)
	if strings.Join(strings.Fields(v), "") == "<>" {
		return "<>"
	}
	if as := parseAddresses(v); len(as) > 0 {
		return as[0].Address
	}
	return ""
}
