package clerk

import (
	"testing"
	"time"

	"inquiryd/classify"
	"inquiryd/intake"
	"inquiryd/internal/deadline"
	"inquiryd/internal/language"
	"inquiryd/internal/register"
)

var copenhagenHere = func() *time.Location {
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
	at, err := time.ParseInLocation("2006-01-02 15:04", text, copenhagenHere)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// reckoner is a desk that can reckon deadlines and nothing else.
func reckoner(t *testing.T, c Config, administrations ...Administration) *Desk {
	t.Helper()
	c.Registrar = "fordeler@kk.example"
	roster, err := intake.NewRoster(nil)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := classify.Compile(classify.Config{Language: "da", Administrations: []classify.Administration{{ID: "TMF", Name: "T", Keywords: []string{"cykel*"}}}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range administrations {
		administrations[i].Name, administrations[i].Address = administrations[i].ID, administrations[i].ID+"@kk.example"
	}
	d, err := New(Options{Config: c, Place: copenhagenHere, Administrations: administrations, Roster: roster, Classifier: rules})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Each table of the configuration has a say in the deadlines that are reckoned,
// and what the register keeps of a case has its part in each.
func TestDeadlinesFollowTheTables(t *testing.T) {
	d := reckoner(t, Config{Terms: deadline.Terms{Deadline: "20 days"}, Counting: deadline.Counting{ReceivedUntil: "16:00", DueOnWorkingDay: true, ClosedDays: []string{"2026-03-10"}},
		Kinds: map[string]Kind{"aktindsigt": {Terms: deadline.Terms{Deadline: "7 days"}}}},
		Administration{ID: "TMF", Terms: deadline.Terms{Deadline: "14 days", DeadlineSeveral: "4 weeks", Wished: "later"},
			Kinds: map[string]deadline.Terms{"aktindsigt": {Deadline: "1 working day"}}})
	for _, test := range []struct {
		r    register.Reckoning
		want string
	}{
		{register.Reckoning{}, "2026-03-30"}, // not on the Sunday
		{register.Reckoning{Kind: "aktindsigt"}, "2026-03-16"},
		{register.Reckoning{Administration: "TMF"}, "2026-03-23"},
		{register.Reckoning{Administration: "TMF", Several: true}, "2026-04-07"}, // not on Easter Monday
		{register.Reckoning{Administration: "TMF", Kind: "aktindsigt"}, "2026-03-11"},
		{register.Reckoning{Administration: "TMF", Wished: moment(t, "2026-03-31 00:00")}, "2026-03-31"},
		{register.Reckoning{Fixed: moment(t, "2026-05-01 00:00")}, "2026-05-01"},
		{register.Reckoning{Administration: "TMF", Stops: []register.Stop{{From: moment(t, "2026-03-11 09:00"), Until: moment(t, "2026-03-12 16:30")}}}, "2026-03-25"},
	} {
		test.r.From = moment(t, "2026-03-09 10:00")
		if got := d.due(test.r).Format(time.DateOnly); got != test.want {
			t.Errorf("%+v: due %s, want %s", test.r, got, test.want)
		}
	}
	stands := register.Reckoning{From: moment(t, "2026-03-09 10:00"), Stops: []register.Stop{{From: moment(t, "2026-03-11 09:00")}}}
	if v := d.Derive(stands); !v.Due.IsZero() || v.Since.IsZero() || !d.due(stands).IsZero() {
		t.Errorf("while the clock stands: %+v", v)
	}
}

// An administration without a head has none that an address could be.
func TestNobodyIsNobodysHead(t *testing.T) {
	d := reckoner(t, Config{}, Administration{ID: "TMF"}, Administration{ID: "BUF", Heads: Heads{Head: "leder@buf.example", Superior: "chef@buf.example"}})
	for address, want := range map[string]bool{"": false, "leder@buf.example": true, "Chef@BUF.example": true, "x@buf.example": false} {
		if p := d.identify(address, moment(t, "2026-03-09 10:00")); p.answersFor("BUF") != want || p.answersFor("TMF") {
			t.Errorf("%q answers for %v", address, p.administrations)
		}
	}
}

// builtIn is a language that is built in.
func builtIn(code string) *language.Language { return (*language.Set)(nil).Of(code) }
