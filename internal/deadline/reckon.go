package deadline

import "time"

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
	Stops   []Stop    // the clock stood; noons of days
	Since   time.Time // the clock stands since; zero: it runs
	Shifted bool      // it ended on a day off and was moved to the next working day
	Due     time.Time // last second of the day, in the installation's zone; zero while the clock stands
}

// DayOff is a weekday that is no working day.
type DayOff struct {
	Day  time.Time
	Name string // of the holiday, in the country's language; of a closing day, as it was configured
}

// Derive reckons the due date of a case and names each step.
func (r *Reckoner) Derive(b Basis) Derivation {
	v := r.derive(b)
	v.Skipped = r.skipped(v)
	if b.stands() {
		v.Due = time.Time{}
	}
	return v
}

// Due is the due date of a case, as [Reckoner.Derive] has it: the last second of
// its day; zero while the clock stands.
func (r *Reckoner) Due(b Basis) time.Time {
	if b.stands() {
		return time.Time{}
	}
	return r.derive(b).Due
}

// derive is Derive without the days off that were skipped; its due date is as if
// the clock did not stand.
func (r *Reckoner) derive(b Basis) Derivation {
	c := r.calendar
	v := Derivation{Received: b.From.In(c.place)}
	var late bool
	if v.From, late, v.DayOff = c.received(b.From); late {
		v.Until = c.counting.ReceivedUntil
	}
	v.Term, v.Administration, v.Kind, v.Several = r.term(b)
	v.Due = c.After(v.From, v.Term)
	if !b.Wished.IsZero() {
		v.Wished = c.end(b.Wished)
		v.Heeded = b.Fixed.IsZero() && v.Wished.After(c.end(v.From)) && r.heeds(b, v.Wished, v.Due)
	}
	if v.Heeded {
		v.Due = v.Wished
	}
	if !b.Fixed.IsZero() {
		v.Fixed = c.end(b.Fixed)
		v.Due = v.Fixed
	}
	r.stop(b, &v)
	if c.counting.DueOnWorkingDay && v.Fixed.IsZero() && !c.Works(v.Due) {
		v.Due, v.Shifted = c.end(c.next(v.Due)), true
	}
	return v
}

// heeds says whether the day that the member asked for takes the place of the
// deadline.
func (r *Reckoner) heeds(b Basis, wished, due time.Time) bool {
	switch r.wished(b) {
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
func (r *Reckoner) stop(b Basis, v *Derivation) {
	for _, s := range b.Stops {
		from := r.calendar.noon(s.From)
		if s.Until.IsZero() {
			v.Since = from
			return
		}
		until, _, _ := r.calendar.received(s.Until)
		if !until.After(from) || !from.Before(v.Due) {
			continue
		}
		left := Term{Days: r.calendar.between(from, v.Due, v.Term.Unit), Unit: v.Term.Unit}
		v.Due = r.calendar.After(until, left)
		v.Stops = append(v.Stops, Stop{from, until})
	}
}

// skipped are the days off among the days that were counted.
func (r *Reckoner) skipped(v Derivation) (all []DayOff) {
	if v.Term.Unit != WorkingDays {
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
		if name, off := r.calendar.dayOff(day); off && !stood {
			all = append(all, DayOff{day, name})
		}
	}
	return all
}
