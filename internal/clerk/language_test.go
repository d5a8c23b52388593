package clerk

import (
	"maps"
	"strings"
	"testing"

	"inquiryd/internal/language"
)

// What letters suggest in a language that is built in is understood.
func TestSuggestionsAreOrders(t *testing.T) {
	for _, code := range language.BuiltIn() {
		if err := CheckLanguage(nil, builtIn(code)); err != nil {
			t.Errorf("%s: %v", code, err)
		}
	}
	broken := *builtIn("sv")
	broken.Mail.Words = maps.Clone(broken.Mail.Words)
	broken.Mail.Words["partial"] = "stycksvar"
	err := CheckLanguage(nil, &broken)
	if err == nil || !strings.HasPrefix(err.Error(), `mail.leads.officials[10]: "Delsvar" is no order`) {
		t.Errorf("a suggestion that nobody reads passes: %v", err)
	}
}

// An administration is not called as an order is.
func TestCheckIDs(t *testing.T) {
	for _, test := range []struct {
		code, id string
		ok       bool
	}{
		{"da", "TMF", true}, {"da", "Vej&Vand", true}, {"da", "Ældre-Liv", true}, {"en", "Housing", true}, {"sv", "BUN", true},
		{"da", "OK", false}, {"da", "Ja", false}, {"da", "status", false}, {"en", "Status", false}, {"en", "Yes", false}, {"sv", "Ja", false},
	} {
		err := CheckIDs(nil, builtIn(test.code), []Administration{{ID: "X1"}, {ID: test.id}})
		if (err == nil) != test.ok || err != nil && !strings.HasPrefix(err.Error(), "administration[1].id: ") {
			t.Errorf("%s: %s: %v", test.code, test.id, err)
		}
	}
}

// A desk reads its own language and those that its file names, and no other.
func TestLexisReads(t *testing.T) {
	if one, other := lexisOf(nil, builtIn("sv")), lexisOf(nil, builtIn("sv")); one != other {
		t.Error("desks of one built-in language compile its expressions each")
	}
	for _, test := range []struct {
		code, text string
		want       word
	}{
		{"da", "Delsvar", wordPartial}, {"da", "Partial", wordPartial}, {"da", "Dubblett 2026-0041", wordNone},
		{"en", "Dublet 2026-0041", wordDuplicate}, {"en", "Not ours", wordRedirect},
		{"sv", "Dubblett av 2026-0041", wordDuplicate}, {"sv", "Not ours", wordRedirect}, {"sv", "Ikke vores", wordNone},
		{"sv", "Frist till fredag eftersom vi väntar", wordMoreTime}, {"sv", "Mer tid till 1 maj på grund av sjukdom", wordMoreTime},
		{"sv", "Avvisa: det är inte vår uppgift", wordRefuse}, {"sv", "Fråga ledamoten: vilken gata?", wordAsk}, {"sv", "Åtkomst: öppen", wordAccess},
		{"sv", "Hör inte hemma hos oss, vidarebefordra till BUF", wordRedirect}, {"sv", "Bidrag från BUF om skolvägen", wordContribute},
		{"sv", "Frågan är svår", wordNone}, {"sv", "Ja", wordConfirm}, {"sv", "Fristen är kort.", wordNone},
	} {
		x := newLexis(nil, builtIn(test.code))
		if got := x.officialOrder(test.text).word; got != test.want {
			t.Errorf("%s: %q is %q, not %q", test.code, test.text, got, test.want)
		}
	}
}
