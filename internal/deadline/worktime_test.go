package deadline

import (
	"testing"
	"time"
)

func TestWorkingTime(t *testing.T) {
	c := calendar(t, Counting{OfficeHours: "08:00-15:30", ClosedDays: []string{"2026-03-20"}})
	tests := []struct {
		name, from, to string
		want           time.Duration
	}{
		{"within a day", "2026-03-09 09:00", "2026-03-09 11:30", 150 * time.Minute},
		{"before and after the office", "2026-03-09 05:00", "2026-03-09 22:00", 450 * time.Minute},
		{"over night", "2026-03-09 15:00", "2026-03-10 08:30", time.Hour},
		{"over a week-end", "2026-03-13 15:00", "2026-03-16 09:00", 90 * time.Minute},
		{"within a week-end", "2026-03-14 10:00", "2026-03-15 18:00", 0},
		{"over the change of clocks", "2026-03-27 15:00", "2026-03-30 09:00", 90 * time.Minute},
		{"over a closed day", "2026-03-19 15:00", "2026-03-23 09:00", 90 * time.Minute},
		{"over Easter", "2026-04-01 15:00", "2026-04-07 09:00", 90 * time.Minute},
		{"backwards", "2026-03-10 09:00", "2026-03-09 09:00", 0},
		{"for years", "2020-01-01 00:00", "2026-03-09 08:00", 67 * 450 * time.Minute},
	}
	for _, test := range tests {
		if got := c.WorkingTime(moment(t, test.from).UTC(), moment(t, test.to).UTC()); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestInHours(t *testing.T) {
	c := calendar(t, Counting{OfficeHours: "08:00-15:30"})
	for at, want := range map[string]bool{
		"2026-03-09 07:59": false, "2026-03-09 08:00": true, "2026-03-09 15:29": true, "2026-03-09 15:30": false,
		"2026-03-29 08:00": true, // a Sunday, on which the clocks changed
	} {
		if got := c.InHours(moment(t, at).UTC()); got != want {
			t.Errorf("%s: %t", at, got)
		}
	}
}
