package deadline

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"inquiryd/internal/language"
)

// teller tells a derivation in a language.
type teller struct {
	*language.Language
	words language.Deadline
}

func (in teller) day(t time.Time) string  { return in.Dates.In(in.Dates.Brief, t) }
func (in teller) full(t time.Time) string { return in.Dates.In(in.Dates.BriefYear, t) }

// unit is the name of a unit of terms: one and several.
func (in teller) unit(name string) []string {
	switch name {
	case "weeks":
		return in.words.Weeks
	case Weekdays:
		return in.words.Weekdays
	case WorkingDays:
		return in.words.WorkingDays
	}
	return in.words.Days
}

// Text tells the derivation in a language of letters on one line, as
//
//	received Fri 27 Mar 2026 after 16:00 → counts from Mon 30 Mar; 10 working
//	days; Maundy Thursday, Good Friday, Easter Monday skipped → Thu 16 Apr 2026
func (v Derivation) Text(l *language.Language) string {
	in := teller{l, l.Deadline}
	parts := []string{v.beginning(in)}
	add := func(form string, args ...any) { parts = append(parts, fmt.Sprintf(form, args...)) }
	switch {
	case !v.Fixed.IsZero():
		add(in.words.Moved, in.day(v.Fixed))
	case !v.Heeded:
		add("%s", v.termText(in))
	}
	if !v.Wished.IsZero() {
		form := in.words.Wished
		if v.Heeded {
			form = in.words.Heeded
		}
		add(form, in.day(v.Wished))
	}
	for _, s := range v.Stops {
		days := in.day(s.Until)
		if first := in.day(s.From.AddDate(0, 0, 1)); first != days {
			days = first + "–" + days
		}
		add(in.words.Stood, days)
	}
	if len(v.Skipped) > 0 {
		add(in.words.Skipped, v.daysOff(in))
	}
	if v.Shifted {
		add("%s", in.words.Shifted)
	}
	if !v.Since.IsZero() {
		add(in.words.Stands, in.day(v.Since))
	}
	text := strings.Join(parts, "; ")
	if v.Due.IsZero() {
		return text
	}
	return text + " → " + in.full(v.Due)
}

func (v Derivation) beginning(in teller) string {
	text := fmt.Sprintf(in.words.Received, in.full(v.Received))
	switch {
	case v.Until != "":
		return text + fmt.Sprintf(in.words.Late, strings.ReplaceAll(v.Until, ":", in.Dates.TimeSeparator), in.day(v.From))
	case v.DayOff:
		return text + fmt.Sprintf(in.words.Off, in.day(v.From))
	}
	return text
}

func (v Derivation) termText(in teller) string {
	n, unit := v.Term.Days, v.Term.Unit
	if unit == Days && n >= 21 && n%7 == 0 {
		n, unit = n/7, "weeks"
	}
	word := in.unit(unit)[1]
	if n == 1 {
		word = in.unit(unit)[0]
	}
	text := fmt.Sprint(n, " ", word)
	if of := strings.TrimSpace(v.Administration + " " + v.Kind); of != "" {
		text += fmt.Sprintf(in.words.Of, of)
	}
	if v.Several {
		text += in.words.Several
	}
	return text
}

func (v Derivation) daysOff(in teller) string {
	var names []string
	for _, s := range v.Skipped {
		name := cmp.Or(in.words.Holidays[s.Name], s.Name)
		if name == "" || name[0] >= '0' && name[0] <= '9' && len(name) <= len(time.DateOnly) && strings.Count(name, "-") > 0 {
			name = fmt.Sprintf(in.words.Closed, in.day(s.Day))
		}
		names = append(names, name)
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + in.words.And + names[last]
	}
	return names[0]
}
