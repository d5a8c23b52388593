package intake

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// splitAddress takes a plain addr-spec apart: dot-atoms on both sides (RFC
// 5322 section 3.2.3, RFC 6531), none of the forms on which readers of mail
// disagree: no quoted local part, route, comment, domain literal or dot at the
// end.
func splitAddress(addr string) (local, domain string, err error) {
	local, domain, found := strings.Cut(addr, "@")
	switch {
	case !found:
		return "", "", fmt.Errorf("%q is no address: write name@host", addr)
	case strings.HasPrefix(local, `"`):
		return "", "", fmt.Errorf("%q has a quoted name before the @", addr)
	case strings.HasSuffix(domain, "."):
		return "", "", fmt.Errorf("%q ends in a dot", addr)
	case !dotAtom(local):
		return "", "", fmt.Errorf("%q: the name before the @ cannot be used", addr)
	case !dotAtom(domain) || !strings.Contains(domain, "."):
		return "", "", fmt.Errorf("%q: the domain cannot be used", addr)
	}
	return local, domain, nil
}

func dotAtom(s string) bool {
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" || strings.ContainsFunc(atom, notAtomText) {
			return false
		}
	}
	return utf8.ValidString(s)
}

func notAtomText(r rune) bool {
	return r <= ' ' || r == 0x7f || r == utf8.RuneError || strings.ContainsRune(`()<>[]:;@\,"`, r) ||
		r > 0x7f && !unicode.In(r, unicode.L, unicode.M, unicode.N)
}

// foldLocal lowers the letters of the part before the @. A letter outside
// ASCII never becomes one inside: the Kelvin sign is no k.
func foldLocal(local string) string {
	return strings.Map(func(r rune) rune {
		if low := unicode.ToLower(r); r < utf8.RuneSelf || low >= utf8.RuneSelf {
			return low
		}
		return r
	}, local)
}

// domains checks host names and turns U-labels into A-labels (RFC 5891). It
// maps nothing, so that only the two forms of one name are equal.
var domains = idna.New(idna.ValidateLabels(true), idna.StrictDomainName(true), idna.VerifyDNSLength(true), idna.BidiRule())

// domainKey is a domain as A-labels in lower case.
func domainKey(domain string) (string, error) {
	ascii, err := domains.ToASCII(foldLocal(domain))
	if err != nil {
		return "", errors.New("the domain is no host name")
	}
	return ascii, nil
}

// scripts that letters are told apart by; the scripts that Japanese and Korean
// mix are one.
var scripts = []struct {
	name   string
	tables []*unicode.RangeTable
}{
	{"Latin", []*unicode.RangeTable{unicode.Latin}},
	{"Cyrillic", []*unicode.RangeTable{unicode.Cyrillic}},
	{"Greek", []*unicode.RangeTable{unicode.Greek}},
	{"Armenian", []*unicode.RangeTable{unicode.Armenian}},
	{"Georgian", []*unicode.RangeTable{unicode.Georgian}},
	{"Cherokee", []*unicode.RangeTable{unicode.Cherokee}},
	{"Hebrew", []*unicode.RangeTable{unicode.Hebrew}},
	{"Arabic", []*unicode.RangeTable{unicode.Arabic}},
	{"East Asian", []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo}},
}

// mixedScripts says which scripts one label mixes, the mark of a look-alike
// (UTS 39 section 5.1).
func mixedScripts(domain string) error {
	for label := range strings.SplitSeq(domain, ".") {
		var found []string
		for _, script := range scripts {
			if strings.ContainsFunc(label, func(r rune) bool { return unicode.In(r, script.tables...) }) {
				found = append(found, script.name)
			}
		}
		if len(found) > 1 {
			return errors.New("the domain mixes " + strings.Join(found, " and ") + " letters")
		}
	}
	return nil
}
