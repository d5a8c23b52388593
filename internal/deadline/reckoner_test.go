package deadline

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

var copenhagen = func() *time.Location {
	place, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		panic(err)
	}
	return place
}()

// moment reads a time in Copenhagen; "" is none.
func moment(t *testing.T, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", text, copenhagen)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// reckoner reckons by the terms of all and of administrations.
func reckoner(t *testing.T, c Counting, all Tables, administrations map[string]Tables) *Reckoner {
	t.Helper()
	return NewReckoner(calendar(t, c), all, administrations)
}

// Each key is that of the most special table that has it.
func TestTheMostSpecialTermsCount(t *testing.T) {
	never, once, no, yes := 0, 1, false, true
	r := reckoner(t, Counting{}, Tables{
		Terms: Terms{Deadline: "20 days", MaxExtensions: &once, MaxExtension: "14 days", InterimBefore: "2 days", TellLate: &no},
		Kinds: map[string]Terms{"udvalg": {Deadline: "6 weekdays", InterimBefore: "1 day", InterimExpected: "1 week"}},
	}, map[string]Tables{
		"TMF": {Terms: Terms{DeadlineSeveral: "6 weeks", MaxExtension: "7 days", TellLate: &yes}, Kinds: map[string]Terms{"udvalg": {MaxExtensions: &never}}},
	})
	due := moment(t, "2026-03-23 23:59")
	for _, test := range []struct {
		administration, kind         string
		several                      bool
		term, before, expected, most string // most: no more time may be given
		tells                        bool
	}{
		{"", "", false, "20 days", "2 days", "20 days", "2026-04-06", false},
		{"BUF", "question", false, "20 days", "2 days", "20 days", "2026-04-06", false},
		{"", "udvalg", true, "6 weekdays", "1 days", "7 days", "2026-04-06", false},
		{"TMF", "question", false, "20 days", "2 days", "20 days", "2026-03-30", true},
		{"TMF", "question", true, "42 days", "2 days", "42 days", "2026-03-30", true},
		{"TMF", "udvalg", true, "6 weekdays", "1 days", "7 days", "", true},
	} {
		b := Basis{From: due, Administration: test.administration, Kind: test.kind, Several: test.several}
		if got := r.Derive(b).Term.String(); got != test.term {
			t.Errorf("%+v: the term is %s", test, got)
		}
		if before, expected, ok := r.Interim(b); !ok || before.String() != test.before || expected.String() != test.expected {
			t.Errorf("%+v: an interim letter goes %s before, and expects %s", test, before, expected)
		}
		if latest, ok := r.Extension(b, due); ok != (test.most != "") || ok && latest.Format(time.DateOnly) != test.most {
			t.Errorf("%+v: more time until %s, %t", test, latest, ok)
		}
		if got := r.TellsLate(b.Administration, b.Kind); got != test.tells {
			t.Errorf("%+v: members are told: %t", test, got)
		}
	}
	if _, ok := r.Extension(Basis{Extensions: 1}, due); ok {
		t.Error("more time may be given twice")
	}
}

// Without any terms an answer has ten working days and more time as often as it is
// asked for, and the member hears when it is late.
func TestWithoutTerms(t *testing.T) {
	r := reckoner(t, Counting{}, Tables{}, nil)
	if got := r.Due(Basis{From: moment(t, "2026-03-09 10:00")}).Format(time.DateTime); got != "2026-03-23 23:59:59" {
		t.Errorf("due %s", got)
	}
	if latest, ok := r.Extension(Basis{Extensions: 7}, moment(t, "2026-03-23 10:00")); !ok || !latest.IsZero() {
		t.Errorf("more time until %s, %t", latest, ok)
	}
	if _, _, ok := r.Interim(Basis{}); ok {
		t.Error("an interim letter goes by itself")
	}
	if !r.TellsLate("", "") {
		t.Error("members are not told")
	}
}

// Each fault begins with its key, by which the configuration finds its line.
func TestFaultsOfTheConfiguration(t *testing.T) {
	few := -1
	got := errors.Join(Terms{Deadline: "0 days", DeadlineSeveral: "soon", MaxExtension: "2 moons", InterimBefore: "x", InterimExpected: "y",
		MaxExtensions: &few, Wished: "never"}.Faults()...)
	_, err := NewCalendar(Counting{Country: "xx", OfficeHours: "16:00-08:00", ReceivedUntil: "noon"}, copenhagen)
	var keys []string
	for line := range strings.Lines(got.Error() + "\n" + err.Error()) {
		key, _, _ := strings.Cut(line, ":")
		keys = append(keys, key)
	}
	want := "deadline deadline_several max_extension interim_before interim_expected max_extensions wished country office_hours received_until"
	if strings.Join(keys, " ") != want {
		t.Errorf("\n got %s\nwant %s", strings.Join(keys, " "), want)
	}
	if _, err := NewCalendar(Counting{ClosedDays: []string{"12-24", "24.12."}}, copenhagen); err == nil || !strings.HasPrefix(err.Error(), "closed_days[1]: ") {
		t.Errorf("a closed day that is none: %v", err)
	}
	_, err = NewCalendar(Counting{Country: "xx", ClosedDays: []string{"24.12.", "25.12."}}, copenhagen)
	if got := strings.Count(fmt.Sprint(err), "\n"); got != 2 {
		t.Errorf("of three mistakes these were told: %v", err)
	}
}

// With no day to work the counting of working days would never end.
func TestSomeDaysMustBeLeftToWork(t *testing.T) {
	var whole []string
	for day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == 2024; day = day.AddDate(0, 0, 1) {
		whole = append(whole, day.Format("01-02"))
	}
	if _, err := NewCalendar(Counting{ClosedDays: whole}, copenhagen); err == nil || !strings.HasPrefix(err.Error(), "closed_days: ") {
		t.Errorf("a year without a day to work: %v", err)
	}
	c, err := NewCalendar(Counting{ClosedDays: whole[:mostClosed]}, copenhagen)
	if err != nil {
		t.Fatal(err)
	}
	term := Term{Days: 300, Unit: WorkingDays}
	if due := c.After(time.Date(2026, 1, 1, 12, 0, 0, 0, copenhagen), term); due.Year() > 2030 {
		t.Errorf("300 working days of few in a year end on %v", due)
	}
}
