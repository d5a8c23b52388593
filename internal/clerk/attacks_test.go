package clerk_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
)

// keys are the DKIM keys of domains, and the DNS that tells of them.
type keys map[string]ed25519.PrivateKey

func newKeys(domains ...string) keys {
	all := keys{}
	for _, d := range domains {
		all[d] = ed25519.NewKeyFromSeed([]byte((d + strings.Repeat("-", ed25519.SeedSize))[:ed25519.SeedSize]))
	}
	return all
}

func (k keys) lookup(_ context.Context, name string) ([]string, error) {
	flag := ""
	if d, ok := strings.CutPrefix(name, "trial._domainkey."); ok {
		name, flag = "s._domainkey."+d, " t=s:y;"
	}
	key, ok := k[strings.TrimPrefix(name, "s._domainkey.")]
	if !ok {
		return nil, errors.New("no such name")
	}
	return []string{"v=DKIM1; k=ed25519;" + flag + " p=" + base64.StdEncoding.EncodeToString(key.Public().(ed25519.PublicKey))}, nil
}

// sign puts the signature of a domain on top; change may alter what is signed.
func (k keys) sign(t *testing.T, raw []byte, domain string, change ...func(*dkim.SignOptions)) []byte {
	t.Helper()
	options := &dkim.SignOptions{Domain: domain, Selector: "s", Signer: k[domain], HeaderCanonicalization: dkim.CanonicalizationRelaxed,
		BodyCanonicalization: dkim.CanonicalizationRelaxed, HeaderKeys: []string{"From", "To", "Subject", "Date", "Message-ID"}}
	for _, c := range change {
		c(options)
	}
	var signed bytes.Buffer
	if err := dkim.Sign(&signed, bytes.NewReader(raw), options); err != nil {
		t.Fatal(err)
	}
	return signed.Bytes()
}

// trusting is an office that reads the results of mx.kk.example and verifies
// signatures by these keys.
func trusting(k keys) func(*clerk.Options) {
	return func(c *clerk.Options) {
		c.Intake.Auth = intake.AuthConfig{AuthservID: "mx.kk.example", DKIM: true, LookupTXT: k.lookup}
	}
}

// question is a mail as From says, with fields on top.
func question(from string, fields ...string) []byte {
	return []byte(strings.Join(append(fields, "From: "+from, "To: "+mailbox, "Subject: Cykelstien", "Date: Mon, 09 Mar 2026 10:00:00 +0100",
		"Message-ID: <q@post.example>", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"), "\r\n") + "\r\n\r\nHvornår bliver cykelstien færdig?\r\n")
}

// T01-T05, more of them: each of these mails claims to be a member's and could
// pass for proved where one thing less is looked at. All reach nobody but the
// registrar, and no case is open.
func TestMoreForgeriesAreHeld(t *testing.T) {
	const member, evil = "anna.holm@medlem.example", "angreb.example"
	k := newKeys("medlem.example", evil, "medlem.example."+evil, "example", "post.medlem.example")
	plain := question(member)
	on := func(signed []byte, old, with string) []byte {
		if !bytes.Contains(signed, []byte(old)) {
			t.Fatalf("no %q in\n%s", old, signed)
		}
		return bytes.Replace(signed, []byte(old), []byte(with), 1)
	}
	results := func(s string) []byte { return question(member, "Authentication-Results: "+s) }
	tag := regexp.MustCompile(`\bv=1;`)
	for name, raw := range map[string][]byte{
		// alignment
		"signed by a domain that ends in the member's":     k.sign(t, plain, "medlem.example."+evil),
		"signed by the domain above":                       k.sign(t, plain, "example"),
		"SPF of another domain only":                       results("mx.kk.example; spf=pass smtp.mailfrom=x@" + evil),
		"SPF of the greeting only":                         results("mx.kk.example; spf=pass smtp.helo=medlem.example"),
		"SPF with the member as the local part":            results("mx.kk.example; spf=pass smtp.mailfrom=\"medlem.example\"@" + evil),
		"DMARC of another author, the member's named last": results("mx.kk.example; dmarc=pass header.from=" + evil + " header.from=medlem.example"),

		// signatures
		"the member as agent identity of another domain": k.sign(t, plain, evil, func(o *dkim.SignOptions) { o.Identifier = member }),
		"a length tag, and more text below":              append(tag.ReplaceAll(k.sign(t, plain, "medlem.example"), []byte("v=1; l=10;")), "Og hvad koster skolen?\r\n"...),
		"more text below":                                append(k.sign(t, plain, "medlem.example"), "Og hvad koster skolen?\r\n"...),
		"the member's broken, another's whole":           k.sign(t, on(k.sign(t, plain, "medlem.example"), "Hvornår", "Hvorfor"), evil),
		"another's whole, the member's broken":           on(k.sign(t, k.sign(t, plain, evil), "medlem.example"), "b=", "b=AAAA"),
		"the author is not signed":                       on(k.sign(t, plain, "medlem.example"), "h=From:", "h=Cc:"),
		"the time is over":                               k.sign(t, plain, "medlem.example", func(o *dkim.SignOptions) { o.Expiration = time.Unix(1e9, 0) }),
		"a key on trial":                                 k.sign(t, plain, "medlem.example", func(o *dkim.SignOptions) { o.Selector = "trial" }),
		"a subject put on top of the signed one":         append([]byte("Subject: Andet\r\n"), k.sign(t, plain, "medlem.example")...),
		"a second author, hidden by a blank":             append([]byte("From : "+member+"\r\n"), k.sign(t, question("x@"+evil), evil)...),

		// what the server found
		"our name in a comment":                 results("(mx.kk.example;) mx." + evil + "; dmarc=pass header.from=medlem.example"),
		"our name and more":                     results("mx.kk.example." + evil + "; dmarc=pass header.from=medlem.example"),
		"our name, another version":             results("mx.kk.example 2; dmarc=pass header.from=medlem.example"),
		"the pass in a reason":                  results(`mx.kk.example; spf=fail reason="x; dmarc=pass header.from=medlem.example" smtp.mailfrom=x@` + evil),
		"the pass behind an open quote":         results(`mx.kk.example; spf=fail reason="x smtp.mailfrom=y; dmarc=pass header.from=medlem.example`),
		"the seal of others (ARC)":              question(member, "ARC-Seal: i=1; cv=none; d="+evil+"; s=s; a=rsa-sha256; b=AAAA", "ARC-Authentication-Results: i=1; mx.kk.example; dmarc=pass header.from=medlem.example"),
		"our server's word on the seal":         results("mx.kk.example; dmarc=fail header.from=medlem.example; arc=pass (i=1 dmarc=pass fromdomain=medlem.example)"),
		"a user of the tenant, says the sender": question(member, "X-MS-Exchange-Organization-AuthAs: Internal", "X-MS-Exchange-CrossTenant-Authas: Internal"),
		"Received-SPF only":                     question(member, "Received-SPF: pass (mx.kk.example: domain of "+member+" designates 1.2.3.4 as permitted sender)"),
		"results below a blank in their name":   question(member, "Authentication-Results : mx.kk.example; dmarc=pass header.from=medlem.example", "Authentication-Results: mx.kk.example; dmarc=fail header.from=medlem.example"),

		// who the author is
		"the member in an encoded word":         k.sign(t, question("=?utf-8?q?anna.holm=40medlem.example?= <x@"+evil+">"), evil),
		"the member in angle brackets, encoded": k.sign(t, question("=?utf-8?q?=3Canna.holm=40medlem.example=3E?= <x@"+evil+">"), evil),
		"the address itself encoded":            k.sign(t, question("<=?utf-8?q?anna.holm?=@medlem.example>"), evil),
		"a group with one member":               k.sign(t, question("Rådet: "+member+";"), evil),
		"an empty group before the address":     k.sign(t, question("Anna:; <"+member+">"), evil),
		"the member in a comment":               k.sign(t, question("x@"+evil+" ("+member+")"), evil),
		"the member before a NUL":               k.sign(t, question(member+"\x00@"+evil), evil),
		"the member at a percent sign":          k.sign(t, question("anna.holm%medlem.example@"+evil), evil),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, trusting(k))
			o.deliver(raw)
			o.round()
			if to := o.recipients(); !slices.Equal(to, []string{"fordeler@kk.example"}) {
				t.Errorf("letters went to %q", to)
			}
			for _, c := range o.cases() {
				if c.State != register.StateHeld {
					t.Errorf("case %s is %s", c.Number, c.State)
				}
			}
			o.verify()
		})
	}
}

// The other half: what proves the member, so that the test above does not hold
// everything.
func TestWhatProvesAMember(t *testing.T) {
	const member = "anna.holm@medlem.example"
	k := newKeys("medlem.example", "post.medlem.example", "angreb.example")
	plain := question(member)
	for name, c := range map[string]struct {
		raw    []byte
		strict bool
		filed  bool
	}{
		"signed by the member's domain":              {k.sign(t, plain, "medlem.example"), false, true},
		"by a domain below":                          {k.sign(t, plain, "post.medlem.example"), false, true},
		"by a domain below, where it must be strict": {k.sign(t, plain, "post.medlem.example"), true, false},
		"by the very domain, where it must":          {k.sign(t, plain, "medlem.example"), true, true},
		"another's signature besides":                {k.sign(t, k.sign(t, plain, "medlem.example"), "angreb.example"), false, true},
		"SPF of a domain below":                      {question(member, "Authentication-Results: mx.kk.example 1; spf=pass smtp.mailfrom=bounce@post.medlem.example"), false, true},
		"the same, where it must be strict":          {question(member, "Authentication-Results: mx.kk.example 1; spf=pass smtp.mailfrom=bounce@post.medlem.example"), true, false},
		"our server's DMARC, however strict we are":  {question(member, "Authentication-Results: mx.kk.example; dmarc=pass (p=reject) header.from=medlem.example"), true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, trusting(k), func(o *clerk.Options) { o.Intake.Auth.StrictAlignment = c.strict })
			o.deliver(c.raw)
			o.round()
			if n := o.outcomes()[register.Filed]; (n == 1) != c.filed {
				t.Errorf("outcomes %v, letters to %q", o.outcomes(), o.recipients())
			}
			o.verify()
		})
	}
}
