package deadline

import (
	"sync"
	"testing"
	"time"
)

// calendar is that of an installation in Copenhagen.
func calendar(t *testing.T, c Counting) *Calendar {
	t.Helper()
	made, err := NewCalendar(c, copenhagen)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestTermsEndOnTheRightDay(t *testing.T) {
	c := calendar(t, Counting{ClosedDays: []string{"12-24", "2026-05-15", "02-29"}})
	test := func(from, term, want string) {
		t.Helper()
		parsed, err := ParseTerm(term)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.After(moment(t, from).UTC(), parsed).Format("2006-01-02 15:04:05 -0700"); got != want {
			t.Errorf("%s after %s: got %s, want %s", term, from, got, want)
		}
	}
	test("2026-03-09 10:00", "10 working days", "2026-03-23 23:59:59 +0100")
	test("2026-03-27 23:30", "2 working days", "2026-03-31 23:59:59 +0200") // the clocks change between
	test("2026-03-28 00:30", "1 days", "2026-03-29 23:59:59 +0200")
	test("2027-03-24 10:00", "5 working days", "2027-04-05 23:59:59 +0200") // Easter
	test("2023-05-04 10:00", "1 working day", "2023-05-08 23:59:59 +0200")  // the last store bededag
	test("2024-04-25 10:00", "1 working day", "2024-04-26 23:59:59 +0200")  // none any more
	test("2026-12-23 10:00", "1 working day", "2026-12-28 23:59:59 +0100")  // an own closing day of every year
	test("2026-05-13 10:00", "1 working day", "2026-05-18 23:59:59 +0200")  // Ascension and a closing day of that year
	test("2026-12-23 10:00", "6 weekdays", "2026-12-31 23:59:59 +0100")
	test("2026-03-09 10:00", "4 weeks", "2026-04-06 23:59:59 +0200")
	test("2026-03-09 23:59", "14 days", "2026-03-23 23:59:59 +0100")
	test("2028-02-28 10:00", "1 day", "2028-02-29 23:59:59 +0100")         // a leap day, which is a Tuesday
	test("2028-02-28 10:00", "1 working day", "2028-03-01 23:59:59 +0100") // it is an own closing day
	test("2027-02-26 10:00", "1 working day", "2027-03-01 23:59:59 +0100") // and the first of March is none
	test("2028-02-28 10:00", "2 weeks", "2028-03-13 23:59:59 +0100")
	test("2026-12-30 10:00", "2 working days", "2027-01-04 23:59:59 +0100") // New Year; the 31st is a working day here
	test("2026-10-23 10:00", "1 working day", "2026-10-26 23:59:59 +0100")  // the clocks change back
	test("2026-10-24 23:30", "1 day", "2026-10-25 23:59:59 +0100")
	test("2026-06-04 10:00", "1 working day", "2026-06-08 23:59:59 +0200") // Constitution Day
	test("2026-05-22 10:00", "1 working day", "2026-05-26 23:59:59 +0200") // Whit Monday
}

func TestTermsThatAreNone(t *testing.T) {
	for _, s := range []string{"", "10", "ten days", "-1 days", "10 working hours", "10 days 2 weeks", "99999 days"} {
		if term, err := ParseTerm(s); err == nil {
			t.Errorf("%q was read as %v", s, term)
		}
	}
}

// The day on which to begin is one on which somebody works, so many days before.
func TestTermsBefore(t *testing.T) {
	c := calendar(t, Counting{ClosedDays: []string{"12-24", "12-31"}})
	for _, test := range []struct{ ends, term, want string }{
		{"2026-03-23", "1 working day", "2026-03-20"}, // Monday: from Friday on
		{"2026-03-23", "2 working days", "2026-03-19"},
		{"2026-03-23", "1 day", "2026-03-20"}, // not on the Sunday
		{"2026-04-07", "1 working day", "2026-04-01"},
		{"2026-12-28", "1 working day", "2026-12-23"},
		{"2026-03-22", "2 working days", "2026-03-18"}, // a deadline on a Sunday
		{"2028-03-01", "1 weekday", "2028-02-29"},
	} {
		term, err := ParseTerm(test.term)
		if err != nil {
			t.Fatal(err)
		}
		got := c.Before(moment(t, test.ends+" 12:00"), term)
		if got.Format(time.DateOnly) != test.want {
			t.Errorf("%s before %s: got %s, want %s", test.term, test.ends, got.Format(time.DateOnly), test.want)
		}
		if left := c.between(got, moment(t, test.ends+" 12:00"), term.Unit); term.Unit != Days && left > term.Days {
			t.Errorf("%s before %s: %d are left on %s", test.term, test.ends, left, got.Format(time.DateOnly))
		}
	}
}

// Alarms and figures are reckoned while mails are filed.
func TestSeveralAskTheCalendarAtOnce(t *testing.T) {
	c := calendar(t, Counting{})
	from, goodFriday := moment(t, "2026-03-09 10:00"), moment(t, "2026-04-03 12:00")
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, off := c.dayOff(goodFriday); !off {
				t.Error("Good Friday is a working day")
			}
			if got := c.After(from, Term{Days: 500, Unit: WorkingDays}).Format(time.DateOnly); got != "2028-02-24" {
				t.Errorf("500 working days end on %s", got)
			}
		})
	}
	all.Wait()
}

// Whoever writes later is never answered earlier, whatever the hour, the clock's
// changes, holidays and closing days.
func TestDeadlinesNeverRunBackwards(t *testing.T) {
	for _, term := range []string{"10 working days", "14 days", "6 weekdays", "4 weeks", "1 working day"} {
		for _, p := range []Counting{{}, {ReceivedUntil: "16:00"}, {ReceivedUntil: "16:00", DueOnWorkingDay: true}} {
			p.ClosedDays = []string{"12-24", "12-31", "2026-05-15"}
			d := reckoner(t, p, Tables{Terms: Terms{Deadline: term}}, nil)
			last := time.Time{}
			for at := moment(t, "2026-03-01 00:30"); at.Before(moment(t, "2027-03-01 00:00")); at = at.Add(7 * time.Hour) {
				v := d.Derive(Basis{From: at})
				if v.Due.Before(last) || !v.Due.After(at) {
					t.Fatalf("%s, %+v: received %s, due %s after one that was due %s", term, p, at, v.Due, last)
				}
				if p.DueOnWorkingDay && !d.calendar.Works(v.Due) {
					t.Fatalf("%s: due on %s, a day off", term, v.Due)
				}
				last = v.Due
			}
		}
	}
}
