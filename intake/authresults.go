package intake

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// methodResult is one result of an Authentication-Results field: what a method
// such as dmarc, dkim or spf found, with its properties ("header.d").
type methodResult struct {
	method, value string
	properties    map[string]string
}

// serverResult reads what our own server found out about the author's domain.
func serverResult(h Header, cfg AuthConfig, domain string) (Authentication, string) {
	if cfg.Microsoft && internalSubmission(h) {
		return AuthPass, "sent by a user of our own Microsoft 365 tenant"
	}
	results, who, err := ourResults(h, cfg)
	if err != nil {
		return AuthNone, err.Error()
	}
	for _, r := range results {
		if r.method == "dmarc" {
			if from := r.properties["header.from"]; from != "" && !sameDomain(from, domain) {
				return AuthFail, fmt.Sprintf("%s: dmarc speaks of another author", who)
			}
			switch r.value {
			case "pass":
				return AuthPass, who + ": dmarc=pass"
			case "fail", "hardfail", "reject", "quarantine":
				return AuthFail, who + ": dmarc=" + r.value
			}
		}
	}
	return cfg.alignedResult(results, who, domain)
}

// alignedResult looks for a DKIM or SPF pass of the author's organisation.
func (cfg AuthConfig) alignedResult(results []methodResult, who, domain string) (Authentication, string) {
	var seen []string
	for _, r := range results {
		vouched := ""
		switch r.method {
		case "dkim":
			vouched = r.properties["header.d"]
			if vouched == "" {
				vouched = afterAt(r.properties["header.i"])
			}
		case "spf":
			vouched = afterAt(r.properties["smtp.mailfrom"])
		default:
			continue
		}
		if r.value == "pass" && cfg.aligned(vouched, domain) {
			return AuthPass, fmt.Sprintf("%s: %s=pass for %s", who, r.method, vouched)
		}
		seen = append(seen, r.method+"="+r.value)
	}
	if len(seen) == 0 {
		return AuthNone, who + ": neither dmarc nor spf nor dkim was looked at"
	}
	return AuthNone, fmt.Sprintf("%s: %s, and nothing passes for the author's domain", who, clip(strings.Join(seen, " "), 100))
}

// ourResults reads the topmost Authentication-Results that bears our server's
// name, or, from Microsoft, the topmost one when it bears none. Fields below
// may be the sender's own and are not looked at.
func ourResults(h Header, cfg AuthConfig) (results []methodResult, who string, err error) {
	for _, value := range h.Values("Authentication-Results") {
		id, results, err := parseResults(value)
		switch {
		case cfg.Microsoft && id == "" && err == nil:
			return results, "Microsoft 365", nil
		case cfg.Microsoft:
			return nil, "", errors.New("the topmost Authentication-Results is not Microsoft's")
		case !strings.EqualFold(id, cfg.AuthservID):
			continue
		case err != nil:
			return nil, "", fmt.Errorf("the results of %s cannot be read: %w", cfg.AuthservID, err)
		}
		return results, cfg.AuthservID, nil
	}
	return nil, "", errors.New("the mail bears no results of our own server")
}

// internalSubmission says whether a logged-in user of the tenant sent the mail.
// Exchange removes such fields from mail that comes from outside.
func internalSubmission(h Header) bool {
	as := h.Values("X-MS-Exchange-Organization-AuthAs")
	return len(as) == 1 && strings.EqualFold(strings.TrimSpace(as[0]), "Internal")
}

// aligned is alignment (RFC 7489 section 3.1): the same organisational domain,
// or the same domain where it must be strict.
func (cfg AuthConfig) aligned(a, b string) bool {
	a, errA := domainKey(strings.TrimSpace(a))
	b, errB := domainKey(b)
	if errA != nil || errB != nil || a == "" {
		return false
	}
	if a == b || cfg.StrictAlignment {
		return a == b
	}
	orgA, errA := publicsuffix.EffectiveTLDPlusOne(a)
	orgB, errB := publicsuffix.EffectiveTLDPlusOne(b)
	return errA == nil && errB == nil && orgA == orgB
}

func sameDomain(a, b string) bool {
	a, err := domainKey(strings.TrimSpace(a))
	return err == nil && a == b
}

func afterAt(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }
