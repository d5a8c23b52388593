package clerk

import (
	"time"

	"inquiryd/internal/register"
)

// Derivation is how a due date comes about, step by step. [Derivation.Text]
// tells it.
type Derivation struct {
	Received time.Time // the mail arrived
	Until    string    // received_until that it was too late for; "" in time
	DayOff   bool      // it arrived on one, and days off do not count as received
	From     time.Time // noon of the day that it counts from

	Term           Term
	Administration string // whose term it is; "" of all
	Kind           string // the same; "" of all
	Several        bool   // it is the term of several administrations

	Skipped []DayOff  // holidays and closing days among the days counted
	Wished  time.Time // the member asked for an answer by then
	Heeded  bool      // and that is the due date; never a day that is over when it begins to count
	Fixed   time.Time // a day was given in place of the term
	Stops   []Span    // the clock stood
	Since   time.Time // the clock stands since; zero: it runs
	Shifted bool      // it ended on a day off and was moved to the next working day
	Due     time.Time // last second of the day, in the installation's zone; zero while the clock stands
}

// DayOff is a weekday that is no working day.
type DayOff struct {
	Day  time.Time
	Name string // of the holiday, in the country's language; of a closing day, as it was configured
}

// Span is days from the first after From up to Until.
type Span struct{ From, Until time.Time }

func (s Span) holds(day time.Time) bool { return day.After(s.From) && !day.After(s.Until) }

// Derive reckons the due date of a case by the calendar and the terms of the
// configuration.
func (d *Desk) Derive(r register.Reckoning) Derivation {
	v := d.derive(r)
	v.Skipped = d.skipped(v)
	if r.Stands() {
		v.Due = time.Time{}
	}
	return v
}

// due is the due date alone; zero while the clock stands.
func (d *Desk) due(r register.Reckoning) time.Time {
	if r.Stands() {
		return time.Time{}
	}
	return d.derive(r).Due
}

// derive is Derive without the days off that were skipped; its due date is as if
// the clock did not stand.
func (d *Desk) derive(r register.Reckoning) Derivation {
	v := Derivation{Received: r.From.In(d.Place)}
	v.From, v.Until, v.DayOff = d.countsFrom(r.From)
	v.Term, v.Administration, v.Kind, v.Several = d.term(r)
	v.Due = d.calendar.after(v.From, v.Term)
	if !r.Wished.IsZero() {
		v.Wished = d.calendar.end(r.Wished)
		v.Heeded = r.Fixed.IsZero() && v.Wished.After(d.calendar.end(v.From)) && d.heeds(r, v.Wished, v.Due)
	}
	if v.Heeded {
		v.Due = v.Wished
	}
	if !r.Fixed.IsZero() {
		v.Fixed = d.calendar.end(r.Fixed)
		v.Due = v.Fixed
	}
	d.stop(r, &v)
	if d.Config.DueOnWorkingDay && v.Fixed.IsZero() && !d.calendar.works(v.Due) {
		v.Due, v.Shifted = d.calendar.end(d.calendar.next(v.Due)), true
	}
	return v
}

// countsFrom is the noon of the day as of which a mail counts as received.
func (d *Desk) countsFrom(arrived time.Time) (from time.Time, until string, off bool) {
	day := d.calendar.noon(arrived)
	if d.Config.ReceivedUntil == "" {
		return day, "", false
	}
	clock, err := parseClock(d.Config.ReceivedUntil)
	if err != nil { // refused when the desk was made
		return day, "", false
	}
	switch {
	case !d.calendar.works(day):
		return d.calendar.next(day), "", true
	case !arrived.In(d.Place).Before(d.at(day, clock)):
		return d.calendar.next(day.AddDate(0, 0, 1)), d.Config.ReceivedUntil, false
	}
	return day, "", false
}

// heeds says whether the day that the member asked for takes the place of the
// deadline.
func (d *Desk) heeds(r register.Reckoning, wished, due time.Time) bool {
	switch d.wishedWay(r.Administration, r.Kind) {
	case wishedEarlier:
		return wished.Before(due)
	case wishedLater:
		return wished.After(due)
	case wishedEither:
		return !wished.Equal(due)
	}
	return false
}

// stop puts the due date off by the days on which the clock stood. The day of
// the question counts, and that of the reply does not.
func (d *Desk) stop(r register.Reckoning, v *Derivation) {
	for _, s := range r.Stops {
		from := d.calendar.noon(s.From)
		if s.Until.IsZero() {
			v.Since = from
			return
		}
		until, _, _ := d.countsFrom(s.Until)
		if !until.After(from) || !from.Before(v.Due) {
			continue
		}
		left := Term{Days: d.calendar.between(from, v.Due, v.Term.Unit), Unit: v.Term.Unit}
		v.Due = d.calendar.after(until, left)
		v.Stops = append(v.Stops, Span{from, until})
	}
}

// skipped are the days off among the days that were counted.
func (d *Desk) skipped(v Derivation) (all []DayOff) {
	if v.Term.Unit != workingDays {
		return nil
	}
	begin := v.From
	if !v.Fixed.IsZero() || v.Heeded {
		if len(v.Stops) == 0 {
			return nil
		}
		begin = v.Stops[0].Until
	}
	for day := begin.AddDate(0, 0, 1); !day.After(v.Due); day = day.AddDate(0, 0, 1) {
		stood := false
		for _, s := range v.Stops {
			stood = stood || s.holds(day)
		}
		if name, off := d.calendar.dayOff(day); off && !stood {
			all = append(all, DayOff{day, name})
		}
	}
	return all
}
