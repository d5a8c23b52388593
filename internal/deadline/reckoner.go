package deadline

import (
	"cmp"
	"time"
)

// Reckoner reckons deadlines by the calendar and the terms of an installation.
// It is safe for concurrent use.
type Reckoner struct {
	calendar        *Calendar
	all             Tables
	administrations map[string]Tables // by id
}

// NewReckoner is the reckoner for the terms of all and those of administrations,
// by their ids. The terms must be without faults.
func NewReckoner(c *Calendar, all Tables, administrations map[string]Tables) *Reckoner {
	return &Reckoner{calendar: c, all: all, administrations: administrations}
}

// Basis is what the due date of a case rests on, apart from the calendar and the
// terms of the configuration.
type Basis struct {
	From           time.Time // the mail that it counts from arrived
	Administration string    // whose term counts; "" those of all
	Kind           string    // of the inquiry
	Several        bool      // administrations answer the inquiry
	Wished         time.Time // the day by which the member asked for an answer; zero: none
	Fixed          time.Time // the day that was given in place of the term; zero: none
	Extensions     int       // how often more time was given
	Stops          []Stop    // when the clock stood, since From or Fixed
}

// Stop is a time in which the clock of a case stood: from the day after From to
// Until.
type Stop struct {
	From, Until time.Time // zero Until: it still stands
}

// holds says whether the clock stood on a day.
func (s Stop) holds(day time.Time) bool { return day.After(s.From) && !day.After(s.Until) }

// stands says whether the clock stands.
func (b Basis) stands() bool { return len(b.Stops) > 0 && b.Stops[len(b.Stops)-1].Until.IsZero() }

// level is a table of terms and whose it is.
type level struct {
	Terms
	administration, kind string
}

// levels are the tables that count for a kind at an administration, the most
// special first.
func (r *Reckoner) levels(administration, kind string) (all []level) {
	of := r.administrations[administration]
	if k, ok := of.Kinds[kind]; ok {
		all = append(all, level{k, administration, kind})
	}
	if k, ok := r.all.Kinds[kind]; ok {
		all = append(all, level{k, "", kind})
	}
	return append(all, level{of.Terms, administration, ""}, level{r.all.Terms, "", ""})
}

// setting is the first of the levels' values that is set.
func setting[T comparable](levels []level, of func(level) T) (v T) {
	for _, l := range levels {
		if v = of(l); v != *new(T) {
			return v
		}
	}
	return v
}

// term is how long the answer may take, and whose term that is.
func (r *Reckoner) term(b Basis) (t Term, administration, kind string, several bool) {
	for _, l := range r.levels(b.Administration, b.Kind) {
		if l.Deadline == "" && (l.DeadlineSeveral == "" || !b.Several) {
			continue
		}
		text := l.Deadline
		if b.Several && l.DeadlineSeveral != "" {
			text, several = l.DeadlineSeveral, true
		}
		t, _ = ParseTerm(text) // it is without faults
		return t, l.administration, l.kind, several
	}
	return Term{Days: 10, Unit: WorkingDays}, "", "", false
}

// wished is the way in which the day counts that the member asked for.
func (r *Reckoner) wished(b Basis) string {
	return cmp.Or(setting(r.levels(b.Administration, b.Kind), func(l level) string { return l.Wished }), wishedShow)
}

// TellsLate says whether members are told when a deadline has passed.
func (r *Reckoner) TellsLate(administration, kind string) bool {
	p := setting(r.levels(administration, kind), func(l level) *bool { return l.TellLate })
	return p == nil || *p
}

// Extension says whether more time may be given once more than up to due, and
// until when at most; zero: no bound.
func (r *Reckoner) Extension(b Basis, due time.Time) (latest time.Time, ok bool) {
	levels := r.levels(b.Administration, b.Kind)
	if most := setting(levels, func(l level) *int { return l.MaxExtensions }); most != nil && b.Extensions >= *most {
		return latest, false
	}
	if text := setting(levels, func(l level) string { return l.MaxExtension }); text != "" {
		t, _ := ParseTerm(text) // it is without faults
		latest = r.calendar.After(due, t)
	}
	return latest, true
}

// Interim is how long before the deadline an interim letter goes by itself, and
// how long after it the answer is expected then; ok is false when none goes.
func (r *Reckoner) Interim(b Basis) (before, expected Term, ok bool) {
	levels := r.levels(b.Administration, b.Kind)
	before, err := ParseTerm(setting(levels, func(l level) string { return l.InterimBefore }))
	if err != nil {
		return before, expected, false
	}
	expected, err = ParseTerm(setting(levels, func(l level) string { return l.InterimExpected }))
	if err != nil {
		expected, _, _, _ = r.term(b)
	}
	return before, expected, true
}
