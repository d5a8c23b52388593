package intake_test

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"inquiryd/intake"
)

const author = "From: Mette Ager <mette.ager@medlem.example>"

// mailWith is a mail with these header fields on top of the usual ones.
func mailWith(fields ...string) *intake.Mail {
	rest := []string{"To: spm@kk.example", "Subject: Cykelsti", "Date: Mon, 9 Mar 2026 14:02:00 +0100", "Message-ID: <1@medlem.example>", "", "Hvor er den?", ""}
	return intake.Parse([]byte(strings.Join(append(fields, rest...), "\r\n")), intake.Limits{})
}

func results(value string) string { return "Authentication-Results: " + value }

func TestAuthenticateByServerResults(t *testing.T) {
	ours := intake.AuthConfig{AuthservID: "mx.kk.example"}
	for name, c := range map[string]struct {
		fields []string
		want   intake.Authentication
	}{
		"no results":               {[]string{author}, intake.AuthNone},
		"dmarc pass":               {[]string{results("mx.kk.example; dmarc=pass header.from=medlem.example"), author}, intake.AuthPass},
		"dmarc pass, version":      {[]string{results("mx.kk.example 1; dmarc=pass header.from=medlem.example"), author}, intake.AuthPass},
		"dmarc fail":               {[]string{results("mx.kk.example; dmarc=fail header.from=medlem.example; spf=pass smtp.mailfrom=medlem.example"), author}, intake.AuthFail},
		"dmarc of another author":  {[]string{results("mx.kk.example; dmarc=pass header.from=angreb.example"), author}, intake.AuthFail},
		"another server":           {[]string{results("mx.angreb.example; dmarc=pass header.from=medlem.example"), author}, intake.AuthNone},
		"folded":                   {[]string{results("mx.kk.example;\r\n\tdmarc=pass\r\n\theader.from=medlem.example"), author}, intake.AuthPass},
		"blanks around =":          {[]string{results("mx.kk.example; dmarc = pass header.from = medlem.example"), author}, intake.AuthPass},
		"aligned dkim":             {[]string{results("mx.kk.example; dkim=pass header.d=mail.medlem.example"), author}, intake.AuthPass},
		"aligned dkim by header.i": {[]string{results("mx.kk.example; dkim=pass header.i=@medlem.example"), author}, intake.AuthPass},
		"dkim of another domain":   {[]string{results("mx.kk.example; dkim=pass header.d=angreb.example"), author}, intake.AuthNone},
		"dkim fail":                {[]string{results("mx.kk.example; dkim=fail header.d=medlem.example"), author}, intake.AuthNone},
		"aligned spf":              {[]string{results("mx.kk.example; spf=pass smtp.mailfrom=retur@post.medlem.example"), author}, intake.AuthPass},
		"spf of the top domain":    {[]string{results("mx.kk.example; spf=pass smtp.mailfrom=example"), author}, intake.AuthNone},
		"none":                     {[]string{results("mx.kk.example; none"), author}, intake.AuthNone},
		"a forged field below": {[]string{results("mx.kk.example; dmarc=fail header.from=medlem.example"), "Received: from angreb.example by mx.kk.example",
			results("mx.kk.example; dmarc=pass header.from=medlem.example"), author}, intake.AuthFail},
		"a forged field below an empty one": {[]string{results("mx.kk.example; none"),
			results("mx.kk.example; dmarc=pass header.from=medlem.example"), author}, intake.AuthNone},
		"a forged result in a comment": {[]string{results("mx.kk.example; spf=fail (x; dmarc=pass header.from=medlem.example) smtp.mailfrom=a@angreb.example"), author}, intake.AuthNone},
		"a forged result in quotes":    {[]string{results(`mx.kk.example; spf=fail smtp.mailfrom="x; dmarc=pass header.from=medlem.example"@angreb.example`), author}, intake.AuthNone},
		"a forged property in quotes":  {[]string{results(`mx.kk.example; dkim=pass reason=" header.d=medlem.example " header.d=angreb.example`), author}, intake.AuthNone},
		"a property twice":             {[]string{results("mx.kk.example; dkim=pass header.d=angreb.example header.d=medlem.example"), author}, intake.AuthNone},
		"an open comment":              {[]string{results("mx.kk.example; dmarc=pass (header.from=medlem.example"), author}, intake.AuthNone},
		"display name of a member":     {[]string{results("mx.kk.example; dmarc=pass header.from=angreb.example"), `From: "mette.ager@medlem.example" <x@angreb.example>`}, intake.AuthPass},
	} {
		t.Run(name, func(t *testing.T) {
			if got, why := intake.Authenticate(t.Context(), mailWith(c.fields...), ours); got != c.want || why == "" {
				t.Errorf("Authenticate = %q, %q; want %q and why", got, why, c.want)
			}
		})
	}
}

// TestLongResultsAreReadOnce holds what is kept while a field is read that
// fills the header to a few copies of it: a letter at a time it was gigabytes.
func TestLongResultsAreReadOnce(t *testing.T) {
	m := mailWith(results("mx.kk.example; x=pass reason="+strings.Repeat("a", 100<<10)), author)
	ours := intake.AuthConfig{AuthservID: "mx.kk.example"}
	if n := testing.AllocsPerRun(1, func() { intake.Authenticate(t.Context(), m, ours) }); n > 1000 {
		t.Errorf("%v allocations", n)
	}
}

func TestAuthenticateMicrosoft(t *testing.T) {
	tenant := intake.AuthConfig{Microsoft: true}
	for name, c := range map[string]struct {
		fields []string
		want   intake.Authentication
	}{
		"pass": {[]string{results("spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=medlem.example; dkim=pass (signature was verified)\r\n header.d=medlem.example;dmarc=pass action=none\r\n header.from=medlem.example;compauth=pass reason=100"), author}, intake.AuthPass},
		"fail": {[]string{results("spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=medlem.example; dkim=none (message not signed) header.d=none;dmarc=fail action=oreject header.from=medlem.example;compauth=fail reason=000"), author}, intake.AuthFail},
		"a named field on top is not Microsoft's": {[]string{results("mx.angreb.example; dmarc=pass"), results("dmarc=pass header.from=medlem.example"), author}, intake.AuthNone},
		"inside the tenant":                       {[]string{"X-MS-Exchange-Organization-AuthAs: Internal", results("dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=medlem.example;"), author}, intake.AuthPass},
		"from outside":                            {[]string{"X-MS-Exchange-Organization-AuthAs: Anonymous", author}, intake.AuthNone},
	} {
		t.Run(name, func(t *testing.T) {
			if got, why := intake.Authenticate(t.Context(), mailWith(c.fields...), tenant); got != c.want {
				t.Errorf("Authenticate = %q, %q; want %q", got, why, c.want)
			}
		})
	}
}

func TestAuthorMustBeOneAndPlain(t *testing.T) {
	passes := results("mx.kk.example; dmarc=pass")
	for name, c := range map[string]struct {
		from []string
		want intake.Authentication
	}{
		"plain":                  {[]string{author}, intake.AuthPass},
		"bare":                   {[]string{"From: mette.ager@medlem.example"}, intake.AuthPass},
		"comma in a quoted name": {[]string{`From: "Ager, Mette" <mette.ager@medlem.example>`}, intake.AuthPass},
		"encoded name":           {[]string{"From: =?iso-8859-1?Q?S=F8ren_Bj=E6lke?= <soren@medlem.example>"}, intake.AuthPass},
		"comment after":          {[]string{"From: mette.ager@medlem.example (Mette)"}, intake.AuthPass},
		"internationalised":      {[]string{"From: <mette@rødgrød.example>"}, intake.AuthPass},
		"none":                   {nil, intake.AuthFail},
		"two fields":             {[]string{author, "From: bo@medlem.example"}, intake.AuthFail},
		"a field with a blank":   {[]string{author, "From : bo@medlem.example"}, intake.AuthFail},
		"two authors":            {[]string{"From: mette.ager@medlem.example, bo@medlem.example"}, intake.AuthFail},
		"group":                  {[]string{"From: Udvalget: mette.ager@medlem.example;"}, intake.AuthFail},
		"empty group":            {[]string{"From: Udvalget:;"}, intake.AuthFail},
		"route":                  {[]string{"From: <@angreb.example:mette.ager@medlem.example>"}, intake.AuthFail},
		"quoted local part":      {[]string{`From: <"mette.ager"@medlem.example>`}, intake.AuthFail},
		"two angles":             {[]string{"From: <x@angreb.example> <mette.ager@medlem.example>"}, intake.AuthFail},
		"text after":             {[]string{"From: <mette.ager@medlem.example> x@angreb.example"}, intake.AuthFail},
		"dot at the end":         {[]string{"From: <mette.ager@medlem.example.>"}, intake.AuthFail},
		"no domain":              {[]string{"From: <mette.ager>"}, intake.AuthFail},
		"address literal":        {[]string{"From: <mette.ager@[192.0.2.1]>"}, intake.AuthFail},
		"NUL":                    {[]string{"From: <mette.ager@medlem.example\x00.angreb.example>"}, intake.AuthFail},
		"open quote":             {[]string{`From: "Mette <mette.ager@medlem.example>`}, intake.AuthFail},
		"Cyrillic in the domain": {[]string{"From: <mette.ager@mеdlem.example>"}, intake.AuthFail},
		"Cyrillic before the @":  {[]string{"From: <mеtte.ager@medlem.example>"}, intake.AuthFail},
		"Kelvin sign for a k":    {[]string{"From: <mette@\u212ab.example>"}, intake.AuthFail},
		"ideographic full stop":  {[]string{"From: <mette@medlem。example>"}, intake.AuthFail},
	} {
		t.Run(name, func(t *testing.T) {
			m := mailWith(append([]string{passes}, c.from...)...)
			if got, why := intake.Authenticate(t.Context(), m, intake.AuthConfig{AuthservID: "mx.kk.example"}); got != c.want {
				t.Errorf("Authenticate = %q, %q; want %q", got, why, c.want)
			}
		})
	}
}

// signer signs for a domain and is its DNS.
type signer struct {
	domain string
	key    ed25519.PrivateKey
	asked  atomic.Int32
}

func newSigner(t *testing.T, domain string) *signer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &signer{domain: domain, key: key}
}

func (s *signer) sign(t *testing.T, raw string, fields ...string) string {
	t.Helper()
	var signed strings.Builder
	err := dkim.Sign(&signed, strings.NewReader(raw), &dkim.SignOptions{Domain: s.domain, Selector: "s1", Signer: s.key, HeaderKeys: fields})
	if err != nil {
		t.Fatal(err)
	}
	return signed.String()
}

func (s *signer) lookup(_ context.Context, name string) ([]string, error) {
	s.asked.Add(1)
	if name != "s1._domainkey."+s.domain {
		return nil, errors.New("no such name")
	}
	return []string{"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(s.key.Public().(ed25519.PublicKey))}, nil
}

func TestAuthenticateByOwnVerification(t *testing.T) {
	plain := string(mailWith(author).Raw)
	member, stranger := newSigner(t, "medlem.example"), newSigner(t, "angreb.example")
	for name, c := range map[string]struct {
		raw  string
		dns  *signer
		want intake.Authentication
	}{
		"signed by the author's domain": {member.sign(t, plain), member, intake.AuthPass},
		"signed by another":             {stranger.sign(t, plain), stranger, intake.AuthNone},
		"not signed":                    {plain, member, intake.AuthNone},
		"changed on the way":            {strings.Replace(member.sign(t, plain), "Hvor", "Hvad", 1), member, intake.AuthNone},
		"a second subject on top":       {"Subject: Andet\r\n" + member.sign(t, plain), member, intake.AuthNone},
		"a second author on top":        {"From: x@angreb.example\r\n" + member.sign(t, plain), member, intake.AuthFail},
		"subject left open":             {member.sign(t, plain, "From", "Date"), member, intake.AuthNone},
		"no DNS":                        {member.sign(t, plain), stranger, intake.AuthNone},
		"two signatures, one holds":     {stranger.sign(t, member.sign(t, plain)), member, intake.AuthPass},
	} {
		t.Run(name, func(t *testing.T) {
			m := intake.Parse([]byte(c.raw), intake.Limits{})
			got, why := intake.Authenticate(t.Context(), m, intake.AuthConfig{DKIM: true, LookupTXT: c.dns.lookup})
			if got != c.want {
				t.Errorf("Authenticate = %q, %q; want %q", got, why, c.want)
			}
			m.Truncated = true
			if got, _ := intake.Authenticate(t.Context(), m, intake.AuthConfig{DKIM: true, LookupTXT: c.dns.lookup}); got == intake.AuthPass {
				t.Error("a truncated mail passes")
			}
		})
	}
}

func TestManySignaturesAskFewQuestions(t *testing.T) {
	raw, member := string(mailWith(author).Raw), newSigner(t, "medlem.example")
	for range 50 {
		raw = member.sign(t, raw)
	}
	intake.Authenticate(t.Context(), intake.Parse([]byte(raw), intake.Limits{}), intake.AuthConfig{DKIM: true, LookupTXT: member.lookup})
	if n := member.asked.Load(); n > 5 {
		t.Errorf("asked the DNS %d times for one mail", n)
	}
}

func TestRequired(t *testing.T) {
	yes, no := true, false
	for _, c := range []struct {
		config intake.AuthConfig
		want   bool
	}{
		{intake.AuthConfig{}, false},
		{intake.AuthConfig{DKIM: true}, true},
		{intake.AuthConfig{AuthservID: "mx.kk.example"}, true},
		{intake.AuthConfig{AuthservID: "mx.kk.example", Require: &no}, false},
		{intake.AuthConfig{Require: &yes}, true},
	} {
		if got := c.config.Required(); got != c.want {
			t.Errorf("%+v.Required() = %t", c.config, got)
		}
	}
	if got, why := intake.Authenticate(t.Context(), mailWith(author), intake.AuthConfig{}); got != intake.AuthNone {
		t.Errorf("nothing configured: %q, %q; want none", got, why)
	}
}

// No result can bear the name of a server that is written as an address.
func TestNameOfOurServer(t *testing.T) {
	for name, right := range map[string]bool{"mx.kk.example": true, "gateway": true, "https://mx.kk.example": false, "mx.kk.example:25": false, "mx.kk.example;": false} {
		if err := (intake.AuthConfig{AuthservID: name}).Validate(); (err == nil) != right {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func FuzzAuthenticate(f *testing.F) {
	f.Add(string(mailWith(results("mx.kk.example; dmarc=pass header.from=medlem.example"), author).Raw))
	f.Add(string(mailWith(results(`mx.kk.example/1 1; spf=fail (a\)b) reason="c;d" smtp.mailfrom="x y"@z`), author).Raw))
	f.Add(string(mailWith(`From: (a(b)\)) "x\"y" <a@b.example>`).Raw))
	seeds, _ := filepath.Glob("testdata/*.eml")
	for _, seed := range seeds {
		if raw, err := os.ReadFile(seed); err == nil {
			f.Add(string(raw))
		}
	}
	noDNS := func(context.Context, string) ([]string, error) { return nil, errors.New("no DNS") }
	f.Fuzz(func(t *testing.T, raw string) {
		m := intake.Parse([]byte(raw), intake.Limits{})
		got, why := intake.Authenticate(t.Context(), m, intake.AuthConfig{AuthservID: "mx.kk.example", DKIM: true, LookupTXT: noDNS})
		if why == "" {
			t.Errorf("%q without why", got)
		}
		if got != intake.AuthPass {
			return
		}
		if !strings.Contains(strings.ToLower(raw), "mx.kk.example") {
			t.Errorf("passes without our server's name: %s", why)
		}
		if len(m.From) != 1 || strings.Count(m.From[0].Address, "@") != 1 {
			t.Errorf("passes with authors %q", m.From)
		}
	})
}
