package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/emersion/go-msgauth/dkim"
)

// maxSignatures bounds the DNS questions that one mail may cost.
const maxSignatures = 5

// onceOnly are the fields that must be there exactly once: a second one put on
// top of a signed mail would still verify.
var onceOnly = []string{"from", "subject", "date", "to", "message-id"}

// verifySignatures looks for a DKIM signature (RFC 6376) of the author's
// organisation that holds and that covers author and subject.
func verifySignatures(ctx context.Context, m *Mail, domain string, cfg AuthConfig) (pass bool, why string) {
	if m.Truncated {
		return false, "only the beginning of the mail was fetched, so no signature can be verified"
	}
	for _, name := range onceOnly {
		if n := len(rawFields(m, name)); n != 1 {
			return false, fmt.Sprintf("a signature does not count on a mail with %d %s fields", n, name)
		}
	}
	lookup := cfg.LookupTXT
	if lookup == nil {
		lookup = net.DefaultResolver.LookupTXT
	}
	found, err := dkim.VerifyWithOptions(bytes.NewReader(m.Raw), &dkim.VerifyOptions{
		LookupTXT: func(domain string) ([]string, error) {
			records, err := lookup(ctx, domain)
			return slices.DeleteFunc(records, onTrial), err
		},
		MaxVerifications: maxSignatures,
	})
	if err != nil && !errors.Is(err, dkim.ErrTooManySignatures) {
		return false, "the signatures cannot be read"
	}
	return judgeSignatures(found, domain, cfg)
}

// onTrial tells a key that its domain only tries out: what it signs is to be
// treated as unsigned (RFC 6376 section 3.6.1, flag y).
func onTrial(record string) bool {
	for tag := range strings.SplitSeq(record, ";") {
		name, value, _ := strings.Cut(tag, "=")
		if strings.TrimSpace(name) == "t" {
			return slices.ContainsFunc(strings.Split(value, ":"), func(flag string) bool { return strings.TrimSpace(flag) == "y" })
		}
	}
	return false
}

func judgeSignatures(found []*dkim.Verification, domain string, cfg AuthConfig) (pass bool, why string) {
	why = "the mail bears no signature"
	for _, v := range found {
		switch {
		case !cfg.aligned(v.Domain, domain):
			why = fmt.Sprintf("signed by %s, not by the author's domain", clip(v.Domain, 100))
		case v.Err != nil:
			why = fmt.Sprintf("the signature of %s does not hold: %s", clip(v.Domain, 100), clip(v.Err.Error(), 100))
		case !covers(v.HeaderKeys, "from") || !covers(v.HeaderKeys, "subject"):
			why = fmt.Sprintf("the signature of %s leaves author or subject open", clip(v.Domain, 100))
		default:
			return true, fmt.Sprintf("signed by %s (DKIM)", v.Domain)
		}
	}
	return false, why
}

func covers(keys []string, name string) bool {
	return slices.ContainsFunc(keys, func(key string) bool { return strings.EqualFold(strings.TrimSpace(key), name) })
}
