package language

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Layout is how a day is written, as "Monday den 2. January 2006".
type Layout struct {
	text  string
	parts []part
}

// part is text as it stands, and the part of the day behind it.
type part struct{ before, token string }

// tokens stand for parts of the day. The first that fits at a place counts.
var tokens = []string{"Monday", "January", "2006", "Mon", "Jan", "02", "01", "2", "1"}

// UnmarshalText reads a layout.
func (l *Layout) UnmarshalText(text []byte) error {
	*l = Layout{text: string(text)}
	var before strings.Builder
	for rest := l.text; rest != ""; {
		if token := tokenAt(rest); token != "" {
			l.parts = append(l.parts, part{before.String(), token})
			before.Reset()
			rest = rest[len(token):]
			continue
		}
		before.WriteByte(rest[0])
		rest = rest[1:]
	}
	if len(l.parts) == 0 {
		return fmt.Errorf("%q has no part of a day: write it as \"Monday 2 January 2006\"", text)
	}
	l.parts = append(l.parts, part{before.String(), ""})
	return nil
}

func tokenAt(text string) string {
	for _, token := range tokens {
		if strings.HasPrefix(text, token) {
			return token
		}
	}
	return ""
}

func (l Layout) append(b []byte, d *Dates, t time.Time) []byte {
	if b == nil {
		b = make([]byte, 0, 48)
	}
	year, month, day := t.Date()
	for _, p := range l.parts {
		b = append(b, p.before...)
		switch p.token {
		case "Monday":
			b = append(b, d.Weekdays[t.Weekday()]...)
		case "Mon":
			b = append(b, d.ShortWeekdays[t.Weekday()]...)
		case "January":
			b = append(b, d.Months[month-1]...)
		case "Jan":
			b = append(b, d.ShortMonths[month-1]...)
		case "2006":
			b = appendDigits(b, year, 4)
		case "02":
			b = appendDigits(b, day, 2)
		case "01":
			b = appendDigits(b, int(month), 2)
		case "2":
			b = strconv.AppendInt(b, int64(day), 10)
		case "1":
			b = strconv.AppendInt(b, int64(month), 10)
		}
	}
	return b
}

// appendDigits writes a number with zeros before it.
func appendDigits(b []byte, n, least int) []byte {
	for p := 10; least > 1; p, least = p*10, least-1 {
		if n < p {
			b = append(b, '0')
		}
	}
	return strconv.AppendInt(b, int64(n), 10)
}
