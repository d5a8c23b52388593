package deadline

import (
	"fmt"
	"strings"
	"time"
)

// farBack bounds how many days are looked at: past it there is no telling how
// much longer something took.
const farBack = 100

// WorkingTime is how much time between two moments lies within the office hours
// of working days; 0 when to is the earlier one. It looks at most 100 days back
// from to.
func (c *Calendar) WorkingTime(from, to time.Time) time.Duration {
	from, to = from.In(c.place), to.In(c.place)
	year, month, day := from.Date()
	if days := int(to.Sub(from).Hours()) / 24; days > farBack {
		year, month, day = to.AddDate(0, 0, -farBack).Date()
	}
	sum := time.Duration(0)
	for n := 0; ; n++ {
		noon := time.Date(year, month, day+n, 12, 0, 0, 0, c.place)
		opens, closes := c.At(noon, c.opens), c.At(noon, c.closes)
		if opens.After(to) {
			return sum
		}
		if c.Works(noon) {
			begin, end := later(opens, from), earlier(closes, to)
			sum += max(end.Sub(begin), 0)
		}
	}
}

// At is the time of a clock on a day: not so many hours after midnight, which
// is another one when clocks change.
func (c *Calendar) At(day time.Time, clock time.Duration) time.Time {
	y, m, d := day.In(c.place).Date()
	return time.Date(y, m, d, 0, int(clock.Minutes()), 0, 0, c.place)
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

// InHours says whether a moment lies within the office hours, be the day a
// working day or not.
func (c *Calendar) InHours(at time.Time) bool {
	at = at.In(c.place)
	return !at.Before(c.At(at, c.opens)) && at.Before(c.At(at, c.closes))
}

// parseHours reads "08:00-16:00".
func parseHours(s string) (opens, closes time.Duration, err error) {
	first, last, _ := strings.Cut(s, "-")
	opens, bad := ParseClock(first)
	closes, worse := ParseClock(last)
	if bad != nil || worse != nil || opens >= closes {
		return 0, 0, fmt.Errorf("%q are no hours of a day: write as \"08:00-16:00\"", s)
	}
	return opens, closes, nil
}

// ParseClock reads "16:00" as the time after midnight.
func ParseClock(s string) (time.Duration, error) {
	t, err := time.Parse("15:04", strings.TrimSpace(s))
	if err != nil {
		return 0, fmt.Errorf("%q is no time of a day: write as \"16:00\"", s)
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}
