package clerk

import (
	"testing"
	"time"
)

func TestOfficialOrders(t *testing.T) {
	test := func(text string, want word, to string) {
		t.Helper()
		if got := danishLexis().officialOrder(text); got.word != want || got.to != to {
			t.Errorf("%q: got %q %q, want %q %q", text, got.word, got.to, want, to)
		}
	}
	test("OK", wordConfirm, "")
	test("Godkendt.\n\nVenlig hilsen\nOle", wordConfirm, "")
	test("Ja", wordConfirm, "")
	test("Ja, det er rigtigt at cykelstien er færdig.", wordNone, "")
	test("ok\nmen ret lige stavefejlen", wordNone, "")
	test("OK\n\nMvh Ole", wordConfirm, "")
	test("OK\n\nMvh\nOle Vang\nTeknik- og Miljøforvaltningen, Njalsgade 13, 2300 København S", wordConfirm, "")
	test("OK\n\nMvh Ole\n\nPS: ret lige stavefejlen", wordNone, "")
	test("OK\n\nMvh Ole\n\nMen svar 2 skal være 5 mio. kr. i stedet.", wordNone, "")
	test("Ikke vores", wordRedirect, "")
	test("Ikke vores. Hører til TMF", wordRedirect, "TMF")
	test("ikke os, send til BUF", wordRedirect, "BUF")
	test("Not ours: forward to SOF.", wordRedirect, "SOF")
	test("Videresend til: Socialforvaltningen", wordRedirect, "Socialforvaltningen")
	test("redirect to KFF", wordRedirect, "KFF")
	test("Ikke vores skoler mangler toiletter, men dagtilbud gør.", wordNone, "")
	test("Frist: 1. april 2026, fordi vi venter", wordMoreTime, "1. april 2026")
	test("Mere tid til 5/4", wordMoreTime, "5/4")
	test("more time until 2026-04-01 because we wait", wordMoreTime, "2026-04-01")
	test("Fristen for høringen er 1. april.", wordNone, "")
	test("Afvises: kræver nyt materiale", wordRefuse, "kræver nyt materiale")
	test("Afvisninger sker sjældent.", wordNone, "")
	test("Kommentar: kun til jer", wordComment, "kun til jer")
	test("*Ikke vores*", wordRedirect, "")
	test("Rettelse til svar 2: 5 mio. kr.", wordCorrect, "svar 2: 5 mio. kr.")
	test("Rettelse til sag 2026-0001:", wordCorrect, "")
	test("Rettelse af vejens forløb er ikke planlagt.", wordNone, "")
	test("Please redirect to BUF", wordRedirect, "BUF")
	test("Bedes videresendt til BUF, tak", wordRedirect, "BUF, tak")
	test("Ikke vores, fordi det er en skolevej", wordRedirect, "")
	test("Ikke vores børn, da de bor i Gentofte.", wordNone, "")
	test("Kan ikke besvares, da politiet har tallene", wordRefuse, "")
	test("Kan ikke besvares: politiet har tallene", wordRefuse, "politiet har tallene")
	test("", wordNone, "")
}

// Politeness and both names around an administration do not hide it; a second one,
// or anything else, does.
func TestReceiver(t *testing.T) {
	d := &Desk{lexis: danishLexis()}
	d.Administrations = []Administration{{ID: "TMF", Name: "Teknik- og Miljøforvaltningen"}, {ID: "BUF", Name: "Børne- og Ungdomsforvaltningen"}}
	test := func(text, want string) {
		t.Helper()
		if got, _ := d.receiver(text); got.ID != want {
			t.Errorf("%q: got %q, want %q", text, got.ID, want)
		}
	}
	test("BUF", "BUF")
	test("buf, tak", "BUF")
	test("venligst til BUF", "BUF")
	test("Børne- og Ungdomsforvaltningen (BUF)", "BUF")
	test("this to BUF, thanks", "BUF")
	test("BUF og TMF", "")
	test("BUF eller Vejdirektoratet", "")
	test("ikke BUF", "")
	test("tak", "")
	test("", "")
}

func TestMemberWords(t *testing.T) {
	test := func(text string, want word) {
		t.Helper()
		if got := danishLexis().memberOrder(text); got.word != want {
			t.Errorf("%q: got %q, want %q", text, got.word, want)
		}
	}
	test("Status?", wordStatus)
	test("Hvor langt er sagen?", wordStatus)
	test("Træk spørgsmålet tilbage.\n\nHilsen Anna", wordWithdraw)
	test("Jeg trækker det tilbage", wordWithdraw)
	test("withdraw", wordWithdraw)
	test("Trækker forvaltningen sit forslag tilbage?", wordNone)
	test("Status på cykelstierne i Valby?", wordNone)
}

func TestReadDate(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	test := func(s, want string) {
		t.Helper()
		got, ok := danishLexis().readDate(s, now)
		if !ok {
			got = time.Time{}
		}
		if g := got.Format(time.DateOnly); ok != (want != "") || ok && g != want {
			t.Errorf("%q: got %s %v, want %s", s, g, ok, want)
		}
	}
	test("2026-12-01", "2026-12-01")
	test("1/12", "2026-12-01")
	test("1.12.2026", "2026-12-01")
	test("d. 5/1", "2027-01-05")
	test("1. december", "2026-12-01")
	test("1 December 2026", "2026-12-01")
	test("24. dec.", "2026-12-24")
	test("1/3-27", "2027-03-01")
	test("31. februar 2026", "")
	test("31/2", "")
	test("i morgen", "")
}
