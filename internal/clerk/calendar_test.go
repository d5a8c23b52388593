package clerk

import (
	"testing"
	"time"
)

func TestTermsEndOnTheRightDay(t *testing.T) {
	place, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	c, err := newCalendar("dk", []string{"12-24", "2026-05-15"}, place)
	if err != nil {
		t.Fatal(err)
	}
	test := func(from, term, want string) {
		t.Helper()
		start, err := time.ParseInLocation("2006-01-02 15:04", from, place)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := ParseTerm(term)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.after(start.UTC(), parsed).Format("2006-01-02 15:04:05 -0700"); got != want {
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
}

func TestTermsThatAreNone(t *testing.T) {
	for _, s := range []string{"", "10", "ten days", "-1 days", "10 working hours", "10 days 2 weeks", "99999 days"} {
		if term, err := ParseTerm(s); err == nil {
			t.Errorf("%q was read as %v", s, term)
		}
	}
}

func TestSchedulesThatNeverRing(t *testing.T) {
	for _, s := range []string{"", "TZ=", "TZ=0 * * * * *", "0 0 31 2 *", "* * * *", "@every -5m", "@every 0s", "@reboot", "61 * * * *"} {
		if err := CheckSchedule(s); err == nil {
			t.Errorf("%q passes as a schedule", s)
		}
	}
	for _, s := range []string{"*/2 * * * *", "@hourly", "@every 1m", "0 8 * * 1-5"} {
		if err := CheckSchedule(s); err != nil {
			t.Error(err)
		}
	}
}
