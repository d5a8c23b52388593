package clerk

import (
	"regexp"
	"strings"
	"time"
)

var months = map[string]time.Month{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "maj": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
}

var (
	isoDate  = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`)
	dayMonth = regexp.MustCompile(`\b(\d{1,2})[./-](?:\s*)(\d{1,2})(?:[./-](\d{4}|\d{2}))?\b`)
	dayName  = regexp.MustCompile(`(?i)\b(\d{1,2})\.?\s+(?:of\s+)?(jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)\p{L}*\.?(?:,?\s+(\d{4}))?`)
)

// readDate finds a day in a line: "2026-12-01", "1/12", "1.12.2026", "1.
// december", "1 December 2026". A day without a year is the next one to come
// after now. It is the last second of that day in now's zone.
func readDate(s string, now time.Time) (time.Time, bool) {
	var y, d int
	var m time.Month
	switch {
	case isoDate.MatchString(s):
		p := isoDate.FindStringSubmatch(s)
		y, m, d = number(p[1]), time.Month(number(p[2])), number(p[3])
	case dayName.MatchString(s):
		p := dayName.FindStringSubmatch(s)
		y, m, d = number(p[3]), months[strings.ToLower(p[2])], number(p[1])
	case dayMonth.MatchString(s):
		p := dayMonth.FindStringSubmatch(s)
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
