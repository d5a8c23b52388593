package reply

import (
	"slices"
	"strings"
	"time"
)

var (
	isoDate  = expression(`\b(\d{4})-(\d{2})-(\d{2})\b`)
	dayMonth = expression(`\b(\d{1,2})[./-](?:\s*)(\d{1,2})(?:[./-](\d{4}|\d{2}))?\b`)
)

// Until finds the day by which somebody wants to be done: as readDate, or a
// day of the week, which is the next to come, or "in 14 days", "2 weeks".
func (x *Reader) Until(s string, now time.Time) (time.Time, bool) {
	end := time.Date(now.Year(), now.Month(), now.Day(), 23, 59, 59, 0, now.Location())
	if m := x.weekday().FindStringSubmatch(s); m != nil {
		day := x.weekdayNamed(m[1])
		return end.AddDate(0, 0, (day-int(now.Weekday())+6)%7+1), true
	}
	m := x.span().FindStringSubmatch(s)
	switch {
	case m == nil:
		return x.readDate(s, now)
	case m[2] != "":
		return end.AddDate(0, 0, number(m[1])), true
	case m[3] != "":
		return end.AddDate(0, 0, 7*number(m[1])), true
	}
	return end.AddDate(0, number(m[1]), 0), true
}

// weekdayNamed is a day of the week, Sunday being 0.
func (x *Reader) weekdayNamed(name string) int {
	for _, names := range x.weekdays {
		if day := slices.Index(names, strings.ToLower(name)); day >= 0 {
			return day
		}
	}
	return 0
}

// readDate finds a day in a line: "2026-12-01", "1/12", "1.12.2026", "1.
// december", "1 December 2026". A day without a year is the next one to come
// after now. It is the last second of that day in now's zone.
func (x *Reader) readDate(s string, now time.Time) (time.Time, bool) {
	var y, d int
	var m time.Month
	switch {
	case isoDate().MatchString(s):
		p := isoDate().FindStringSubmatch(s)
		y, m, d = number(p[1]), time.Month(number(p[2])), number(p[3])
	case x.dayName().MatchString(s):
		p := x.dayName().FindStringSubmatch(s)
		y, m, d = number(p[3]), x.months[strings.ToLower(p[2])], number(p[1])
	case x.nameDay().MatchString(s):
		p := x.nameDay().FindStringSubmatch(s)
		y, m, d = number(p[3]), x.months[strings.ToLower(p[1])], number(p[2])
	case dayMonth().MatchString(s):
		p := dayMonth().FindStringSubmatch(s)
		y, m, d = number(p[3]), time.Month(number(p[2])), number(p[1])
	default:
		return time.Time{}, false
	}
	if y > 0 && y < 100 {
		y += 2000
	}
	year := y
	if year == 0 {
		year = now.Year()
	}
	t := time.Date(year, m, d, 23, 59, 59, 0, now.Location())
	if t.Month() != m || t.Day() != d {
		return time.Time{}, false
	}
	if y == 0 && t.Before(now) {
		t = time.Date(year+1, m, d, 23, 59, 59, 0, now.Location())
	}
	return t, true
}

func number(s string) int {
	n := 0
	for _, r := range s {
		n = 10*n + int(r-'0')
	}
	return n
}
