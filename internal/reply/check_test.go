package reply

import (
	"maps"
	"strings"
	"testing"

	"inquiryd/internal/language"
)

// What letters suggest in a language that is built in is understood.
func TestSuggestionsAreOrders(t *testing.T) {
	for _, code := range language.BuiltIn() {
		if err := Check(nil, tongue(code)); err != nil {
			t.Errorf("%s: %v", code, err)
		}
	}
	broken := *tongue("sv")
	broken.Mail.Words = maps.Clone(broken.Mail.Words)
	broken.Mail.Words["partial"] = "stycksvar"
	err := Check(nil, &broken)
	if err == nil || !strings.HasPrefix(err.Error(), `mail.leads.officials[10]: "Delsvar" is no order`) {
		t.Errorf("a suggestion that nobody reads passes: %v", err)
	}
}

// A desk reads its own language and those that its file names, and no other.
func TestLexisReads(t *testing.T) {
	if one, other := in("sv"), in("sv"); one != other {
		t.Error("desks of one built-in language compile its expressions each")
	}
	for _, test := range []struct {
		code, text string
		want       Word
	}{
		{"da", "Delsvar", Partial}, {"da", "Partial", Partial}, {"da", "Dubblett 2026-0041", None},
		{"en", "Dublet 2026-0041", Duplicate}, {"en", "Not ours", Redirect},
		{"sv", "Dubblett av 2026-0041", Duplicate}, {"sv", "Not ours", Redirect}, {"sv", "Ikke vores", None},
		{"sv", "Frist till fredag eftersom vi väntar", MoreTime}, {"sv", "Mer tid till 1 maj på grund av sjukdom", MoreTime},
		{"sv", "Avvisa: det är inte vår uppgift", Refuse}, {"sv", "Fråga ledamoten: vilken gata?", Ask}, {"sv", "Åtkomst: öppen", Access},
		{"sv", "Hör inte hemma hos oss, vidarebefordra till BUF", Redirect}, {"sv", "Bidrag från BUF om skolvägen", Contribute},
		{"sv", "Frågan är svår", None}, {"sv", "Ja", Confirm}, {"sv", "Fristen är kort.", None},
	} {
		x := newReader(nil, tongue(test.code))
		if got := x.Order(Official, test.text).Word; got != test.want {
			t.Errorf("%s: %q is %q, not %q", test.code, test.text, got, test.want)
		}
	}
}
