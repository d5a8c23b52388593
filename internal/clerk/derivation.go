package clerk

import (
	"fmt"
	"strings"
	"time"
)

// tongue is how a language tells a derivation.
type tongue struct {
	day, full    func(time.Time) string
	received     string
	late, off    string // why it counts from another day
	units        map[string][2]string
	several      string
	of           string // kind, administration or both
	skipped      string
	closed       string
	wished       string
	heeded       string
	fixed        string
	stop, stands string
	shifted      string
	and          string
	holiday      func(string) string
}

var (
	shortWeekdays = [7]string{"søn.", "man.", "tirs.", "ons.", "tors.", "fre.", "lør."}
	shortMonths   = [12]string{"jan.", "feb.", "mar.", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec."}
)

// danishHolidays are the holidays of the calendar "dk" in Danish as it is
// written within a sentence, and in English.
var danishHolidays = map[string][2]string{
	"Nytårsdag": {"nytårsdag", "New Year's Day"}, "Skærtorsdag": {"skærtorsdag", "Maundy Thursday"},
	"Langfredag": {"langfredag", "Good Friday"}, "Anden påskedag": {"2. påskedag", "Easter Monday"},
	"Store bededag": {"store bededag", "Great Prayer Day"}, "Kristi Himmelfartsdag": {"Kristi himmelfartsdag", "Ascension Day"},
	"Anden Pinsedag": {"2. pinsedag", "Whit Monday"}, "Grundlovsdag": {"grundlovsdag", "Constitution Day"},
	"Juledag": {"juledag", "Christmas Day"}, "Anden juledag": {"2. juledag", "Second Day of Christmas"},
}

func holidayIn(language int) func(string) string {
	return func(name string) string {
		if known, ok := danishHolidays[name]; ok {
			return known[language]
		}
		return name
	}
}

func danishDay(t time.Time) string {
	return fmt.Sprintf("%s %d. %s", shortWeekdays[t.Weekday()], t.Day(), shortMonths[t.Month()-1])
}

func tongueOf(language string) tongue {
	if language == "da" {
		return tongue{
			day: danishDay, full: func(t time.Time) string { return fmt.Sprint(danishDay(t), " ", t.Year()) },
			received: "modtaget %s", late: " efter kl. %s → regnes fra %s", off: ", en fridag → regnes fra %s",
			units:   map[string][2]string{"days": {"dag", "dage"}, "weeks": {"uge", "uger"}, "weekdays": {"hverdag", "hverdage"}, workingDays: {"arbejdsdag", "arbejdsdage"}},
			several: ", da flere forvaltninger svarer", of: " (%s)", skipped: "%s sprunget over", closed: "lukkedagen %s",
			wished: "medlemmet har ønsket svar senest %s, fristen er uændret", heeded: "medlemmet har ønsket svar senest %s, og det gælder",
			fixed: "ny frist %s", stop: "fristen stod stille %s", stands: "fristen står stille siden %s: et spørgsmål er hos medlemmet",
			shifted: "flyttet til næste arbejdsdag", and: " og ", holiday: holidayIn(0),
		}
	}
	return tongue{
		day: func(t time.Time) string { return t.Format("Mon 2 Jan") }, full: func(t time.Time) string { return t.Format("Mon 2 Jan 2006") },
		received: "received %s", late: " after %s → counts from %s", off: ", a day off → counts from %s",
		units:   map[string][2]string{"days": {"day", "days"}, "weeks": {"week", "weeks"}, "weekdays": {"weekday", "weekdays"}, workingDays: {"working day", "working days"}},
		several: ", since several administrations answer", of: " (%s)", skipped: "%s skipped", closed: "the closing day %s",
		wished: "the member asked for an answer by %s, the deadline stays", heeded: "the member asked for an answer by %s, and that counts",
		fixed: "moved to %s", stop: "the clock stood %s", stands: "the clock stands since %s: a question is back at the member",
		shifted: "moved to the next working day", and: ", ", holiday: holidayIn(1),
	}
}

// Text tells the derivation in a language of letters on one line, as
//
//	received Fri 27 Mar 2026 after 16:00 → counts from Mon 30 Mar; 10 working
//	days; Maundy Thursday, Good Friday, Easter Monday skipped → Thu 16 Apr 2026
func (v Derivation) Text(language string) string {
	in := tongueOf(language)
	parts := []string{v.beginning(in)}
	add := func(form string, args ...any) { parts = append(parts, fmt.Sprintf(form, args...)) }
	switch {
	case !v.Fixed.IsZero():
		add(in.fixed, in.day(v.Fixed))
	case !v.Heeded:
		add("%s", v.termText(in))
	}
	if !v.Wished.IsZero() {
		form := in.wished
		if v.Heeded {
			form = in.heeded
		}
		add(form, in.day(v.Wished))
	}
	for _, s := range v.Stops {
		days := in.day(s.Until)
		if first := in.day(s.From.AddDate(0, 0, 1)); first != days {
			days = first + "–" + days
		}
		add(in.stop, days)
	}
	if len(v.Skipped) > 0 {
		add(in.skipped, v.daysOff(in))
	}
	if v.Shifted {
		add("%s", in.shifted)
	}
	if !v.Since.IsZero() {
		add(in.stands, in.day(v.Since))
	}
	text := strings.Join(parts, "; ")
	if v.Due.IsZero() {
		return text
	}
	return text + " → " + in.full(v.Due)
}

func (v Derivation) beginning(in tongue) string {
	text := fmt.Sprintf(in.received, in.full(v.Received))
	switch {
	case v.Until != "" && in.and == " og ":
		return text + fmt.Sprintf(in.late, strings.ReplaceAll(v.Until, ":", "."), in.day(v.From))
	case v.Until != "":
		return text + fmt.Sprintf(in.late, v.Until, in.day(v.From))
	case v.DayOff:
		return text + fmt.Sprintf(in.off, in.day(v.From))
	}
	return text
}

func (v Derivation) termText(in tongue) string {
	n, unit := v.Term.Days, v.Term.Unit
	if unit == "days" && n >= 21 && n%7 == 0 {
		n, unit = n/7, "weeks"
	}
	word := in.units[unit][1]
	if n == 1 {
		word = in.units[unit][0]
	}
	text := fmt.Sprint(n, " ", word)
	if of := strings.TrimSpace(v.Administration + " " + v.Kind); of != "" {
		text += fmt.Sprintf(in.of, of)
	}
	if v.Several {
		text += in.several
	}
	return text
}

func (v Derivation) daysOff(in tongue) string {
	var names []string
	for _, s := range v.Skipped {
		name := in.holiday(s.Name)
		if name == "" || name[0] >= '0' && name[0] <= '9' && len(name) <= len(time.DateOnly) && strings.Count(name, "-") > 0 {
			name = fmt.Sprintf(in.closed, in.day(s.Day))
		}
		names = append(names, name)
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + in.and + names[last]
	}
	return names[0]
}
