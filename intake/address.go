package intake

import (
	"net/mail"
	"strings"

	gomail "github.com/emersion/go-message/mail"
)

// parseAddresses reads an address list (RFC 5322, section 3.4).
func parseAddresses(v string) []Address {
	as, err := gomail.ParseAddressList(v)
	if err != nil {
		as = looseAddresses(v)
	}
	var out []Address
	for _, a := range as {
		out = append(out, Address{Name: decodeWords(a.Name), Address: lowerDomain(a.Address)})
	}
	return out
}

// looseAddresses takes every word with an @ in it for an address.
func looseAddresses(v string) []*mail.Address {
	var out []*mail.Address
	for f := range strings.FieldsFuncSeq(v, func(c rune) bool { return strings.ContainsRune(" \t<>,;:\"'()[]", c) }) {
		if i := strings.IndexByte(f, '@'); i > 0 && i < len(f)-1 {
			out = append(out, &mail.Address{Address: f})
		}
	}
	return out
}

func lowerDomain(a string) string {
	i := strings.LastIndexByte(a, '@')
	return a[:i+1] + strings.ToLower(a[i+1:])
}

// returnPath is the addr-spec of a Return-Path: "<>" is the null path.
func returnPath(v string) string {
	v = strings.TrimSpace(v)
	switch {
	case v == "":
		return ""
	case v == "<>":
		return "<>"
	}
	if as := parseAddresses(v); len(as) > 0 {
		return as[0].Address
	}
	return ""
}
