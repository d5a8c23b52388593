package intake

import (
	"slices"
	"testing"
)

// TestParseAddresses holds each way of writing addresses that was met.
func TestParseAddresses(t *testing.T) {
	for in, want := range map[string][]Address{
		`a@x.example`:     {{"", "a@x.example"}},
		`A <a@X.Example>`: {{"A", "a@x.example"}},
		`"Blom, Karen" <a@x.example>, b@y.example`:          {{"Blom, Karen", "a@x.example"}, {"", "b@y.example"}},
		`Blom, Karen <a@x.example>`:                         {{"Blom, Karen", "a@x.example"}},
		`a@x.example (Karen (B) Blom)`:                      {{"Karen (B) Blom", "a@x.example"}},
		`Karen Blom a@x.example`:                            {{"Karen Blom", "a@x.example"}},
		`"Karen" <a@x.example`:                              {{"Karen", "a@x.example"}},
		`"Karen <a@x.example>`:                              {{"Karen", "a@x.example"}},
		`Karen" <a@x.example>`:                              {{"Karen", "a@x.example"}},
		`"a@x.example" <a@x.example>`:                       {{"a@x.example", "a@x.example"}},
		`'Karen' <a@x.example>`:                             {{"Karen", "a@x.example"}},
		`<a@x.example> <b@x.example>`:                       {{"", "a@x.example"}},
		`Udvalg: A <a@x.example>, b@x.example; c@x.example`: {{"A", "a@x.example"}, {"", "b@x.example"}, {"", "c@x.example"}},
		`undisclosed-recipients:;`:                          nil,
		`<>`:                                                nil,
		`Karen`:                                             nil,
		`<a b@x.example>`:                                   {{"", "ab@x.example"}},
		`"a b"@x.example`:                                   {{"", `"a b"@x.example`}},
		`"ab"@x.example`:                                    {{"", `ab@x.example`}},
		`a@[192.0.2.1]`:                                     {{"", "a@[192.0.2.1]"}},
		`=?utf-8?Q?S=C3=B8ren?= <a@x.example>`:              {{"Søren", "a@x.example"}},
		"S\xf8ren <a@x.example>":                            {{"Søren", "a@x.example"}},
		`"Karen \"K\" Blom" <a@x.example>`:                  {{`Karen "K" Blom`, "a@x.example"}},
		`a@x.example,,b@x.example,`:                         {{"", "a@x.example"}, {"", "b@x.example"}},
		`MAILER-DAEMON <>`:                                  nil,
		`a@x.example.`:                                      {{"", "a@x.example"}},
		`root`:                                              {{"", "root"}},
		`root (Cron)`:                                       {{"Cron", "root"}},
		`"'a@x.example'" [mailto:a@x.example]`:              {{"a@x.example", "a@x.example"}},
		`SMTP:a@x.example`:                                  {{"", "a@x.example"}},
	} {
		if got := parseAddresses(in); !slices.Equal(got, want) {
			t.Errorf("parseAddresses(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestReturnPath(t *testing.T) {
	for in, want := range map[string]string{"": "", "<>": "<>", " < > ": "<>", "<a@X.Example>": "a@x.example", "a@x.example": "a@x.example", "<MAILER-DAEMON>": "MAILER-DAEMON"} {
		if got := returnPath(in); got != want {
			t.Errorf("returnPath(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzPlainAddresses holds that the quick reading gives what the careful one
// gives.
func FuzzPlainAddresses(f *testing.F) {
	for _, s := range []string{
		"a@x.example", "A <a@X.Example>", `"Blom, Karen" <a@x.example>, b@y.example`, "=?utf-8?Q?S=C3=B8ren?= <a@x.example>", "S\xf8ren <a@x.example> ,b@y",
		`" A" <a@b>`, "a+b=c@x.example\t", "A B  C <a@x>", "<a@x>", "a@x.example,", "'A' <a@x.example>", "æ <a@b>", "\u00a0A <a@b>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, ok := plainAddresses(s); ok {
			if want := scanAddresses(s); !slices.Equal(got, want) {
				t.Errorf("plainAddresses(%q) = %q, want %q", s, got, want)
			}
		}
	})
}

func TestPlainAddressesAreMost(t *testing.T) {
	for _, s := range []string{"a@x.example", "A B <a@X.Example>", `"Blom, Karen" <a@x.example>, b@y.example`, "=?utf-8?Q?S=C3=B8ren?= <a@x.example>"} {
		if _, ok := plainAddresses(s); !ok {
			t.Errorf("plainAddresses(%q) is not sure", s)
		}
	}
}
