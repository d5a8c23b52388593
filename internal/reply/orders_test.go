package reply

import (
	"testing"
	"time"
)

func TestOfficialOrders(t *testing.T) {
	test := func(text string, want Word, to string) {
		t.Helper()
		if got := danish().Order(Official, text); got.Word != want || got.To != to {
			t.Errorf("%q: got %q %q, want %q %q", text, got.Word, got.To, want, to)
		}
	}
	test("OK", Confirm, "")
	test("Godkendt.\n\nVenlig hilsen\nOle", Confirm, "")
	test("Ja", Confirm, "")
	test("Ja, det er rigtigt at cykelstien er færdig.", None, "")
	test("ok\nmen ret lige stavefejlen", None, "")
	test("OK\n\nMvh Ole", Confirm, "")
	test("OK\n\nMvh\nOle Vang\nTeknik- og Miljøforvaltningen, Njalsgade 13, 2300 København S", Confirm, "")
	test("OK\n\nMvh Ole\n\nPS: ret lige stavefejlen", None, "")
	test("OK\n\nMvh Ole\n\nMen svar 2 skal være 5 mio. kr. i stedet.", None, "")
	test("Ikke vores", Redirect, "")
	test("Ikke vores. Hører til TMF", Redirect, "TMF")
	test("ikke os, send til BUF", Redirect, "BUF")
	test("Not ours: forward to SOF.", Redirect, "SOF")
	test("Videresend til: Socialforvaltningen", Redirect, "Socialforvaltningen")
	test("redirect to KFF", Redirect, "KFF")
	test("Ikke vores skoler mangler toiletter, men dagtilbud gør.", None, "")
	test("Frist: 1. april 2026, fordi vi venter", MoreTime, "1. april 2026")
	test("Mere tid til 5/4", MoreTime, "5/4")
	test("more time until 2026-04-01 because we wait", MoreTime, "2026-04-01")
	test("Fristen for høringen er 1. april.", None, "")
	test("Frist for færdiggørelse er den 12. juni 2026, fordi entreprenøren venter.", None, "")
	test("Frist 1. april er overskredet, fordi entreprenøren venter.", None, "")
	test("New deadline for the works is 12 June 2026, because of frost.", None, "")
	test("Frist: fredag den 3. april 2026, fordi vi venter", MoreTime, "fredag den 3. april 2026")
	test("Frist om 5 uger, da vi venter", MoreTime, "om 5 uger")
	test("More time until Friday 3rd of April, 2026 because we wait", MoreTime, "Friday 3rd of April, 2026")
	test("More time until April 3, 2026", MoreTime, "April 3, 2026")
	test("Afvises: kræver nyt materiale", Refuse, "kræver nyt materiale")
	test("Afvisninger sker sjældent.", None, "")
	test("Kommentar: kun til jer", Comment, "kun til jer")
	test("*Ikke vores*", Redirect, "")
	test("Rettelse til svar 2: 5 mio. kr.", Correct, "svar 2: 5 mio. kr.")
	test("Rettelse til sag 2026-0001:", Correct, "")
	test("Rettelse af vejens forløb er ikke planlagt.", None, "")
	test("Please redirect to BUF", Redirect, "BUF")
	test("Bedes videresendt til BUF, tak", Redirect, "BUF, tak")
	test("Ikke vores, fordi det er en skolevej", Redirect, "")
	test("Ikke vores børn, da de bor i Gentofte.", None, "")
	test("Kan ikke besvares, da politiet har tallene", Refuse, "")
	test("Kan ikke besvares: politiet har tallene", Refuse, "politiet har tallene")
	test("", None, "")
}

func TestMemberWords(t *testing.T) {
	test := func(text string, want Word) {
		t.Helper()
		if got := danish().Order(Member, text); got.Word != want {
			t.Errorf("%q: got %q, want %q", text, got.Word, want)
		}
	}
	test("Status?", Status)
	test("Hvor langt er sagen?", Status)
	test("Træk spørgsmålet tilbage.\n\nHilsen Anna", Withdraw)
	test("Jeg trækker det tilbage", Withdraw)
	test("withdraw", Withdraw)
	test("Trækker forvaltningen sit forslag tilbage?", None)
	test("Status på cykelstierne i Valby?", None)
}

func TestReadDate(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	test := func(s, want string) {
		t.Helper()
		got, ok := danish().readDate(s, now)
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
