package deadline

import (
	"testing"

	"inquiryd/internal/language"
)

// The derivation of the kind, in both languages.
func TestDerivationTellsEachStep(t *testing.T) {
	d := reckoner(t, Counting{ClosedDays: []string{"12-24", "12-31", "2026-05-15"}, ReceivedUntil: "16:00"},
		Tables{Kinds: map[string]Terms{"aktindsigt": {Deadline: "7 working days"}, "udvalg": {Deadline: "6 weekdays", Wished: "either"}}},
		map[string]Tables{
			"TMF": {Kinds: map[string]Terms{"aktindsigt": {Deadline: "1 working day"}}},
			"BUF": {Terms: Terms{Deadline: "14 days"}},
			"SOF": {Terms: Terms{Deadline: "3 weeks", DeadlineSeveral: "6 weeks", Wished: "earlier"}},
		})
	stop := func(from, until string) []Stop {
		return []Stop{{From: moment(t, from), Until: moment(t, until)}}
	}
	tests := []struct {
		name   string
		r      Basis
		arrive string
		da, en string
	}{
		{"in time", Basis{}, "2026-03-13 15:59",
			"modtaget fre. 13. mar. 2026; 10 arbejdsdage → fre. 27. mar. 2026",
			"received Fri 13 Mar 2026; 10 working days → Fri 27 Mar 2026"},
		{"after the hour, over Easter", Basis{}, "2026-03-27 16:00",
			"modtaget fre. 27. mar. 2026 efter kl. 16.00 → regnes fra man. 30. mar.; 10 arbejdsdage; skærtorsdag, langfredag og 2. påskedag sprunget over → tors. 16. apr. 2026",
			"received Fri 27 Mar 2026 after 16:00 → counts from Mon 30 Mar; 10 working days; Maundy Thursday, Good Friday, Easter Monday skipped → Thu 16 Apr 2026"},
		{"on a Saturday", Basis{Administration: "BUF"}, "2026-03-14 10:00",
			"modtaget lør. 14. mar. 2026, en fridag → regnes fra man. 16. mar.; 14 dage (BUF) → man. 30. mar. 2026",
			"received Sat 14 Mar 2026, a day off → counts from Mon 16 Mar; 14 days (BUF) → Mon 30 Mar 2026"},
		{"several administrations", Basis{Administration: "SOF", Several: true}, "2026-03-09 10:00",
			"modtaget man. 9. mar. 2026; 6 uger (SOF), da flere forvaltninger svarer → man. 20. apr. 2026",
			"received Mon 9 Mar 2026; 6 weeks (SOF), since several administrations answer → Mon 20 Apr 2026"},
		{"a kind at an administration", Basis{Administration: "TMF", Kind: "aktindsigt"}, "2026-12-23 10:00",
			"modtaget ons. 23. dec. 2026; 1 arbejdsdag (TMF aktindsigt); lukkedagen tors. 24. dec. og juledag sprunget over → man. 28. dec. 2026",
			"received Wed 23 Dec 2026; 1 working day (TMF aktindsigt); the closing day Thu 24 Dec, Christmas Day skipped → Mon 28 Dec 2026"},
		{"an earlier wish that counts", Basis{Administration: "SOF", Wished: moment(t, "2026-03-20 00:00")}, "2026-03-09 10:00",
			"modtaget man. 9. mar. 2026; medlemmet har ønsket svar senest fre. 20. mar., og det gælder → fre. 20. mar. 2026",
			"received Mon 9 Mar 2026; the member asked for an answer by Fri 20 Mar, and that counts → Fri 20 Mar 2026"},
		{"a later wish that does not", Basis{Administration: "SOF", Wished: moment(t, "2026-04-20 00:00")}, "2026-03-09 10:00",
			"modtaget man. 9. mar. 2026; 3 uger (SOF); medlemmet har ønsket svar senest man. 20. apr., fristen er uændret → man. 30. mar. 2026",
			"received Mon 9 Mar 2026; 3 weeks (SOF); the member asked for an answer by Mon 20 Apr, the deadline stays → Mon 30 Mar 2026"},
		{"a later wish that does", Basis{Kind: "udvalg", Wished: moment(t, "2026-03-30 00:00")}, "2026-03-09 10:00",
			"modtaget man. 9. mar. 2026; medlemmet har ønsket svar senest man. 30. mar., og det gælder → man. 30. mar. 2026",
			"received Mon 9 Mar 2026; the member asked for an answer by Mon 30 Mar, and that counts → Mon 30 Mar 2026"},
		{"a clock that stood", Basis{Stops: stop("2026-03-10 11:00", "2026-03-12 09:00")}, "2026-03-09 10:00",
			"modtaget man. 9. mar. 2026; 10 arbejdsdage; fristen stod stille ons. 11. mar.–tors. 12. mar. → ons. 25. mar. 2026",
			"received Mon 9 Mar 2026; 10 working days; the clock stood Wed 11 Mar–Thu 12 Mar → Wed 25 Mar 2026"},
		{"a clock that stands", Basis{Stops: stop("2026-03-10 11:00", "")}, "2026-03-09 10:00",
			"modtaget man. 9. mar. 2026; 10 arbejdsdage; fristen står stille siden tirs. 10. mar.: et spørgsmål er hos medlemmet",
			"received Mon 9 Mar 2026; 10 working days; the clock stands since Tue 10 Mar: a question is back at the member"},
		{"a clock that stood twice", Basis{Stops: append(stop("2026-03-10 11:00", "2026-03-12 09:00"), stop("2026-03-17 09:00", "2026-03-20 10:00")...)}, "2026-03-09 10:00",
			"modtaget man. 9. mar. 2026; 10 arbejdsdage; fristen stod stille ons. 11. mar.–tors. 12. mar.; fristen stod stille ons. 18. mar.–fre. 20. mar. → man. 30. mar. 2026",
			"received Mon 9 Mar 2026; 10 working days; the clock stood Wed 11 Mar–Thu 12 Mar; the clock stood Wed 18 Mar–Fri 20 Mar → Mon 30 Mar 2026"},
		{"a clock that stood, more time, and another stop", Basis{Fixed: moment(t, "2026-04-01 12:00"), Extensions: 2, Stops: append(stop("2026-03-27 11:00", "2026-03-30 09:00"), stop("2026-03-30 15:00", "")...)}, "2026-03-09 10:00",
			"modtaget man. 9. mar. 2026; ny frist ons. 1. apr.; fristen stod stille lør. 28. mar.–man. 30. mar.; skærtorsdag, langfredag og 2. påskedag sprunget over; fristen står stille siden man. 30. mar.: et spørgsmål er hos medlemmet",
			"received Mon 9 Mar 2026; moved to Wed 1 Apr; the clock stood Sat 28 Mar–Mon 30 Mar; Maundy Thursday, Good Friday, Easter Monday skipped; the clock stands since Mon 30 Mar: a question is back at the member"},
		{"a wish on a holiday", Basis{Administration: "SOF", Wished: moment(t, "2026-04-03 00:00")}, "2026-03-18 10:00",
			"modtaget ons. 18. mar. 2026; medlemmet har ønsket svar senest fre. 3. apr., og det gælder → fre. 3. apr. 2026",
			"received Wed 18 Mar 2026; the member asked for an answer by Fri 3 Apr, and that counts → Fri 3 Apr 2026"},
		{"a wish that was past", Basis{Administration: "SOF", Wished: moment(t, "2026-03-06 00:00")}, "2026-03-09 10:00",
			"modtaget man. 9. mar. 2026; 3 uger (SOF); medlemmet har ønsket svar senest fre. 6. mar., fristen er uændret → man. 30. mar. 2026",
			"received Mon 9 Mar 2026; 3 weeks (SOF); the member asked for an answer by Fri 6 Mar, the deadline stays → Mon 30 Mar 2026"},
		{"a wish on the day itself", Basis{Administration: "SOF", Wished: moment(t, "2026-03-09 00:00")}, "2026-03-09 10:00",
			"modtaget man. 9. mar. 2026; 3 uger (SOF); medlemmet har ønsket svar senest man. 9. mar., fristen er uændret → man. 30. mar. 2026",
			"received Mon 9 Mar 2026; 3 weeks (SOF); the member asked for an answer by Mon 9 Mar, the deadline stays → Mon 30 Mar 2026"},
		{"more time, then a clock that stood", Basis{Fixed: moment(t, "2026-04-01 12:00"), Extensions: 1, Stops: stop("2026-03-31 11:00", "2026-04-01 15:00")}, "2026-03-09 10:00",
			"modtaget man. 9. mar. 2026; ny frist ons. 1. apr.; fristen stod stille ons. 1. apr.; skærtorsdag, langfredag og 2. påskedag sprunget over → tirs. 7. apr. 2026",
			"received Mon 9 Mar 2026; moved to Wed 1 Apr; the clock stood Wed 1 Apr; Maundy Thursday, Good Friday, Easter Monday skipped → Tue 7 Apr 2026"},
	}
	for _, test := range tests {
		test.r.From = moment(t, test.arrive)
		v := d.Derive(test.r)
		if got := v.Text(builtIn("da")); got != test.da {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.da)
		}
		if got := v.Text(builtIn("en")); got != test.en {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.en)
		}
	}
}

// A day that the member asked for is moved like any other deadline where those
// end on working days only.
func TestAWishOnADayOffIsMoved(t *testing.T) {
	d := reckoner(t, Counting{DueOnWorkingDay: true}, Tables{Terms: Terms{Deadline: "4 weeks", Wished: "earlier"}}, nil)
	v := d.Derive(Basis{From: moment(t, "2026-03-18 10:00"), Wished: moment(t, "2026-04-03 00:00")})
	want := "received Wed 18 Mar 2026; the member asked for an answer by Fri 3 Apr, and that counts; moved to the next working day → Tue 7 Apr 2026"
	if got := v.Text(builtIn("en")); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// builtIn is a language that is built in.
func builtIn(code string) *language.Language { return (*language.Set)(nil).Of(code) }
