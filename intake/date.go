package intake

import (
	"net/mail"
	"strconv"
	"strings"
	"time"
)

// parseDate reads a date-time of RFC 5322, section 3.3, and if it is none,
// the dates that clients write instead: ISO 8601, asctime, day.month.year,
// months of other languages, zones by name, no seconds, no zone (then UTC).
func parseDate(v string) (time.Time, bool) {
	const longest = 200
	v = v[:min(len(v), longest)]
	plain, _, _ := strings.Cut(v, " (")
	if t, ok := plainDate(plain); ok && plausible(t) {
		return t, true
	}
	if t, err := time.Parse("Mon, 2 Jan 2006 15:04:05 -0700", plain); err == nil && plausible(t) {
		return t, true
	}
	v = decodeWords(v)
	if beginsAsDate(v) { // or else each of its many layouts would be tried in vain
		if t, err := mail.ParseDate(v); err == nil && plausible(t) && !namesZone(t) {
			return t, true
		}
	}
	if n, _ := leadingNumber(v, 14); n >= 1000 {
		if t, ok := isoDate(v); ok {
			return t, true
		}
	}
	return looseDate(v)
}

// beginsAsDate reports a day and a month as RFC 5322 writes them, behind the
// name of the day or not.
func beginsAsDate(v string) bool {
	if i := strings.IndexByte(v, ','); i >= 0 && i <= 5 {
		v = v[i+1:]
	}
	v = strings.TrimLeft(v, " \t")
	n, v := leadingNumber(v, 2)
	v = strings.TrimLeft(v, " \t")
	return n > 0 && len(v) > 3 && isLetter(v[0]) && isLetter(v[1]) && isLetter(v[2]) && (v[3] == ' ' || v[3] == '\t')
}

// namesZone reports a zone known by its name only, which package time takes
// for UTC.
func namesZone(t time.Time) bool {
	name, offset := t.Zone()
	return offset == 0 && zones[strings.ToLower(name)] != 0
}

func plausible(t time.Time) bool { return t.Year() >= 1970 && t.Year() < 2200 }

func isoDate(v string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04:05-0700", "2006-01-02 15:04:05 -0700",
		"2006-01-02 15:04:05-07:00", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02", "20060102150405Z"} {
		if t, err := time.Parse(layout, v); err == nil && plausible(t) {
			return t, true
		}
	}
	return time.Time{}, false
}

// dateParts are the pieces of a date as they are found.
type dateParts struct {
	year, month, day int
	hour, min, sec   int
	hasTime, pm, am  bool
	zone             int // seconds east of UTC
	hasZone          bool
}

// looseDate looks at each word of a date by itself.
func looseDate(v string) (time.Time, bool) {
	var d dateParts
	v = strings.Map(func(c rune) rune {
		if strings.ContainsRune(",;()\"", c) {
			return ' '
		}
		return c
	}, v)
	for w := range strings.FieldsSeq(v) {
		d.word(w)
	}
	if d.pm && d.hour < 12 {
		d.hour += 12
	}
	if d.am && d.hour == 12 {
		d.hour = 0
	}
	if d.year == 0 || d.month == 0 || d.day == 0 || d.day > 31 || d.month > 12 || d.hour > 24 || d.min > 59 || d.sec > 60 {
		return time.Time{}, false
	}
	t := time.Date(d.year, time.Month(d.month), d.day, d.hour, d.min, d.sec, 0, time.FixedZone("", d.zone))
	return t, plausible(t)
}

func (d *dateParts) word(w string) {
	low := strings.ToLower(strings.TrimRight(w, "."))
	switch {
	case low == "": // a word of points only
	case low == "pm":
		d.pm = true
	case low == "am":
		d.am = true
	case d.clock(low), d.numeric(low), d.zoneWord(low):
	case d.month == 0 && monthOf(low) > 0:
		d.month = monthOf(low)
	default:
		d.dashed(low)
	}
}

// clock reads hh:mm, hh:mm:ss and, behind a date, hh.mm(.ss).
func (d *dateParts) clock(w string) bool {
	if i := strings.IndexByte(w, 't'); i > 0 && strings.Contains(w, ":") {
		d.word(w[:i])
		w = w[i+1:]
	}
	for _, half := range []string{"am", "pm"} {
		if s, ok := strings.CutSuffix(w, half); ok && s != "" {
			w, d.am, d.pm = s, half == "am", half == "pm"
		}
	}
	sep := ":"
	if !strings.Contains(w, ":") {
		if sep = "."; d.day == 0 || d.year == 0 || d.hasTime {
			return false
		}
	}
	p := strings.Split(w, sep)
	if len(p) < 2 || len(p) > 3 {
		return false
	}
	h, ok1 := number(p[0], 2)
	m, ok2 := number(p[1], 2)
	sec := 0
	if len(p) == 3 {
		whole, _, _ := strings.Cut(strings.TrimRight(p[2], "z"), ".")
		sec, _ = number(whole, 2)
	}
	if !ok1 || !ok2 || d.hasTime {
		return false
	}
	d.hour, d.min, d.sec, d.hasTime = h, m, sec, true
	return true
}

// numeric reads a day, a year, or a zone like +0100.
func (d *dateParts) numeric(w string) bool {
	if w[0] == '+' || w[0] == '-' {
		return d.offset(w)
	}
	n, ok := number(w, 4)
	if !ok {
		return false
	}
	switch {
	case len(w) <= 2 && d.day == 0:
		d.day = n
	case d.year == 0:
		d.year = fullYear(n, len(w))
	}
	return true
}

func fullYear(n, digits int) int {
	switch {
	case digits > 3:
		return n
	case digits == 3: // 123 = 2023, as some old programs count
		return 1900 + n
	case n < 70:
		return 2000 + n
	}
	return 1900 + n
}

func (d *dateParts) offset(w string) bool {
	s := strings.ReplaceAll(w[1:], ":", "")
	n, err := strconv.Atoi(s)
	if err != nil || len(s) > 4 || len(s) == 0 || d.hasZone {
		return false
	}
	if len(s) <= 2 {
		n *= 100
	}
	d.zone, d.hasZone = n/100*3600+n%100*60, true
	if d.zone > 14*3600 {
		d.zone = 0
	}
	if w[0] == '-' {
		d.zone = -d.zone
	}
	return true
}

// dashed reads 9-Mar-2023, 9/3/2023, 9.3.2023 and 2023-03-09. Day comes
// before month, as everywhere but in the United States; a month above 12
// shows that it is one of theirs.
func (d *dateParts) dashed(w string) {
	p := strings.FieldsFunc(w, func(c rune) bool { return c == '-' || c == '/' || c == '.' })
	if len(p) != 3 || d.year != 0 {
		return
	}
	if y, ok := number(p[0], 4); ok && len(p[0]) == 4 {
		m, _ := number(p[1], 2)
		day, _ := number(p[2], 2)
		d.year, d.month, d.day = y, m, day
		return
	}
	day, _ := number(p[0], 2)
	m, ok := number(p[1], 2)
	if !ok {
		m = monthOf(p[1])
	}
	y, _ := number(p[2], 4)
	if m > 12 && day <= 12 {
		day, m = m, day
	}
	d.day, d.month, d.year = day, m, fullYear(y, len(p[2]))
}

func number(s string, most int) (int, bool) {
	if s == "" || len(s) > most {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0
}
