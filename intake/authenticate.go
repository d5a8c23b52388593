package intake

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Authentication says whether the author address of a mail can be believed.
type Authentication string

// What [Authenticate] finds.
const (
	AuthPass Authentication = "pass" // the author's domain vouches for the mail
	AuthFail Authentication = "fail" // it does not, or the author cannot be told
	AuthNone Authentication = "none" // nothing says so or otherwise
)

// AuthConfig says whose word counts about who sent a mail.
//
// With neither AuthservID, Microsoft nor DKIM set nobody is asked: Authenticate
// returns "none" for every mail with one plain author, and Required is false.
// The clerk then believes an address on the roster as it stands, as a person
// reading the mailbox would; so anybody who can write that address can ask.
type AuthConfig struct {
	// AuthservID is the name with which our own mail server begins its
	// Authentication-Results (RFC 8601 section 2.5), as "mx.kk.example". Only
	// the topmost field with that name is read: the server must remove such
	// fields from incoming mail, as section 5 demands.
	AuthservID string `toml:"authserv_id"`
	// Microsoft reads the Authentication-Results of Microsoft 365, which bear
	// no name. Only for a mailbox that lies there.
	Microsoft bool `toml:"microsoft"`
	// DKIM verifies signatures here (RFC 6376), by DNS, when the server's
	// results do not decide. Default false.
	DKIM bool `toml:"dkim"`
	// StrictAlignment demands that the domain that passed is the author's own,
	// as DMARC's adkim=s and aspf=s do. Default: one of the same organisation.
	// What our own server says about DMARC counts as it stands.
	StrictAlignment bool `toml:"strict_alignment"`
	// Require is whether only mail that passes counts as its author's. Default:
	// true when one of the above is set, else false.
	Require *bool `toml:"require"`

	// LookupTXT asks the DNS; nil: the system's resolver.
	LookupTXT func(ctx context.Context, domain string) ([]string, error) `toml:"-"`
}

// Required says whether the clerk may act only on mail that passes. When it is
// false "none" is enough; "fail" never is.
func (c AuthConfig) Required() bool {
	if c.Require != nil {
		return *c.Require
	}
	return c.asks()
}

func (c AuthConfig) asks() bool { return c.AuthservID != "" || c.Microsoft || c.DKIM }

// Validate reports every fault; each error begins with the TOML key.
func (c AuthConfig) Validate() error { return errors.Join(c.faults()...) }

func (c AuthConfig) faults() (faults []error) {
	if strings.ContainsAny(c.AuthservID, " \t;\"()=:/") {
		faults = append(faults, fmt.Errorf("authserv_id: %q is no name: write the word before the first ; of Authentication-Results", c.AuthservID))
	}
	if c.AuthservID != "" && c.Microsoft {
		faults = append(faults, errors.New("microsoft: its results bear no name: drop authserv_id or microsoft"))
	}
	if c.Require != nil && *c.Require && !c.asks() {
		faults = append(faults, errors.New("require: nobody is asked, so no mail could pass: set authserv_id, microsoft or dkim"))
	}
	return faults
}

// Authenticate says whether the author of a parsed mail can be believed, and
// why. It goes from the surest to the weakest:
//
//   - the From field must name exactly one author, in a form that all readers
//     of mail read alike; else "fail". Display names and Sender never count;
//   - the Authentication-Results of our own server: DMARC pass (RFC 7489), or
//     an SPF or DKIM pass for a domain aligned with the author's, is "pass";
//     DMARC fail is "fail";
//   - our own verification of DKIM signatures, when that is switched on.
//
// Alignment is relaxed, unless it is to be strict: both domains belong to one
// organisation by the public suffix list. ctx bounds the DNS questions.
func Authenticate(ctx context.Context, m *Mail, cfg AuthConfig) (result Authentication, why string) {
	domain, err := oneAuthor(m)
	if err != nil {
		return AuthFail, err.Error()
	}
	if !cfg.asks() {
		return AuthNone, "no server's results and no signature are asked for"
	}
	result, why = AuthNone, "the mail bears no results of our own server"
	if cfg.AuthservID != "" || cfg.Microsoft {
		if disguised(m.Raw, "authentication-results") {
			why = "the mail bears results with a blank in their name, which a server may have overlooked when it removed forged ones"
		} else {
			result, why = serverResult(m.Header, cfg, domain)
		}
	}
	if result != AuthNone || !cfg.DKIM {
		return result, why
	}
	if pass, reason := verifySignatures(ctx, m, domain, cfg); pass {
		return AuthPass, reason
	} else if cfg.AuthservID == "" && !cfg.Microsoft {
		why = reason
	} else {
		why += "; " + reason
	}
	return AuthNone, why
}
