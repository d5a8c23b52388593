package clerk

import (
	"fmt"
	"strings"
	"time"
)

// farBack bounds how many days are looked at: past it there is no telling how
// much longer something took.
const farBack = 100

// WorkingTime is how much time between two moments lies within the office hours
// of working days. It looks at most 100 days back from to.
func (d *Desk) WorkingTime(from, to time.Time) time.Duration {
	from, to = from.In(d.Place), to.In(d.Place)
	year, month, day := from.Date()
	if days := int(to.Sub(from).Hours()) / 24; days > farBack {
		year, month, day = to.AddDate(0, 0, -farBack).Date()
	}
	sum := time.Duration(0)
	for n := 0; ; n++ {
		noon := time.Date(year, month, day+n, 12, 0, 0, 0, d.Place)
		opens, closes := d.at(noon, d.opens), d.at(noon, d.closes)
		if opens.After(to) {
			return sum
		}
		if d.calendar.works(noon) {
			begin, end := later(opens, from), earlier(closes, to)
			sum += max(end.Sub(begin), 0)
		}
	}
}

// at is the time of a clock on a day: not so many hours after midnight, which
// is another one when clocks change.
func (d *Desk) at(day time.Time, clock time.Duration) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 0, int(clock.Minutes()), 0, 0, d.Place)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// inHours says whether a moment lies within the office hours, be the day a
// working day or not.
func (d *Desk) inHours(at time.Time) bool {
	at = at.In(d.Place)
	return !at.Before(d.at(at, d.opens)) && at.Before(d.at(at, d.closes))
}

// parseHours reads "08:00-16:00".
func parseHours(s string) (opens, closes time.Duration, err error) {
	first, last, _ := strings.Cut(s, "-")
	opens, bad := parseClock(first)
	closes, worse := parseClock(last)
	if bad != nil || worse != nil || opens >= closes {
		return 0, 0, fmt.Errorf("%q are no hours of a day: write as \"08:00-16:00\"", s)
	}
	return opens, closes, nil
}

// parseClock reads "16:00" as the time after midnight.
func parseClock(s string) (time.Duration, error) {
	t, err := time.Parse("15:04", strings.TrimSpace(s))
	if err != nil {
		return 0, fmt.Errorf("%q is no time of a day: write as \"16:00\"", s)
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}
