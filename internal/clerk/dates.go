package clerk

import (
	"slices"
	"strings"
	"time"
)

var months = map[string]time.Month{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "maj": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
}

// monthNames are the names of months in Danish and English and their short forms.
const monthNames = `jan(?:uary?)?|feb(?:ruary?)?|mar(?:ts|ch)?|apr(?:il)?|ma[jy]|jun[ei]?|jul[iy]?|aug(?:ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?`

var (
	isoDate  = expression(`\b(\d{4})-(\d{2})-(\d{2})\b`)
	dayMonth = expression(`\b(\d{1,2})[./-](?:\s*)(\d{1,2})(?:[./-](\d{4}|\d{2}))?\b`)
	dayName  = expression(`(?i)\b(\d{1,2})(?:\.|st|nd|rd|th)?\s+(?:of\s+)?(jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)\p{L}*\.?(?:,?\s+(\d{4}))?`)
	nameDay  = expression(`(?i)\b(jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)\p{L}*\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?\b`)

	weekday = expression(`(?i)^(?:(?:på|til|on|until)\s+)?(` + weekdayNames + `)[.!]*$`)
	span    = expression(`(?i)^(?:(?:om|in)\s+)?(\d{1,2})\s+(?:(dage?|days?)|(uger?|weeks?)|(måned(?:er)?|months?))(?:\s+(?:mere|til|more))?[.!]*$`)
)

const weekdayNames = `søndag|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|sunday|monday|tuesday|wednesday|thursday|friday|saturday`

// readUntil finds the day by which somebody wants to be done: as readDate, or a
// day of the week, which is the next to come, or "in 14 days", "2 weeks".
func readUntil(s string, now time.Time) (time.Time, bool) {
	end := time.Date(now.Year(), now.Month(), now.Day(), 23, 59, 59, 0, now.Location())
	if m := weekday().FindStringSubmatch(s); m != nil {
		day := slices.Index(strings.Split(weekdayNames, "|"), strings.ToLower(m[1])) % 7
		return end.AddDate(0, 0, (day-int(now.Weekday())+6)%7+1), true
	}
	m := span().FindStringSubmatch(s)
	switch {
	case m == nil:
		return readDate(s, now)
	case m[2] != "":
		return end.AddDate(0, 0, number(m[1])), true
	case m[3] != "":
		return end.AddDate(0, 0, 7*number(m[1])), true
	}
	return end.AddDate(0, number(m[1]), 0), true
}

// readDate finds a day in a line: "2026-12-01", "1/12", "1.12.2026", "1.
// december", "1 December 2026". A day without a year is the next one to come
// after now. It is the last second of that day in now's zone.
func readDate(s string, now time.Time) (time.Time, bool) {
	var y, d int
	var m time.Month
	switch {
	case isoDate().MatchString(s):
		p := isoDate().FindStringSubmatch(s)
		y, m, d = number(p[1]), time.Month(number(p[2])), number(p[3])
	case dayName().MatchString(s):
		p := dayName().FindStringSubmatch(s)
		y, m, d = number(p[3]), months[strings.ToLower(p[2])], number(p[1])
	case nameDay().MatchString(s):
		p := nameDay().FindStringSubmatch(s)
		y, m, d = number(p[3]), months[strings.ToLower(p[1])], number(p[2])
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
