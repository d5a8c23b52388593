package clerk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"inquiryd/internal/deadline"
	"inquiryd/internal/register"
)

// newReckoner is what reckons deadlines by the tables of the configuration.
func newReckoner(c *deadline.Calendar, config Config, administrations []Administration) *deadline.Reckoner {
	all := deadline.Tables{Terms: config.Terms, Kinds: map[string]deadline.Terms{}}
	for name, k := range config.Kinds {
		all.Kinds[name] = k.Terms
	}
	by := map[string]deadline.Tables{}
	for _, a := range administrations {
		by[a.ID] = deadline.Tables{Terms: a.Terms, Kinds: a.Kinds}
	}
	return deadline.NewReckoner(c, all, by)
}

// basis is what the register keeps of a deadline, as it is reckoned with.
func basis(r register.Reckoning) deadline.Basis {
	b := deadline.Basis{From: r.From, Administration: r.Administration, Kind: r.Kind, Several: r.Several,
		Wished: r.Wished, Fixed: r.Fixed, Extensions: r.Extensions}
	for _, s := range r.Stops {
		b.Stops = append(b.Stops, deadline.Stop(s))
	}
	return b
}

// Derive reckons the due date of a case by the calendar and the terms of the
// configuration.
func (d *Desk) Derive(r register.Reckoning) deadline.Derivation { return d.reckoner.Derive(basis(r)) }

// due is the due date alone; zero while the clock stands.
func (d *Desk) due(r register.Reckoning) time.Time { return d.reckoner.Due(basis(r)) }

// WorkingTime is how much time between two moments lies within the office hours
// of working days, as [deadline.Calendar.WorkingTime] has it.
func (d *Desk) WorkingTime(from, to time.Time) time.Duration { return d.calendar.WorkingTime(from, to) }

// mayExtend says whether more time may be given once more, and until when at
// most; zero: no bound.
func (d *Desk) mayExtend(c register.Case, r register.Reckoning) (latest time.Time, ok bool) {
	due := c.Due
	if due.IsZero() {
		due = d.due(running(r, d.Now()))
	}
	r.Administration = c.Administration
	return d.reckoner.Extension(basis(r), due)
}

// running is r with the clock running again from a moment on.
func running(r register.Reckoning, at time.Time) register.Reckoning {
	if r.Stands() {
		r.Stops = slices.Clone(r.Stops)
		r.Stops[len(r.Stops)-1].Until = at
	}
	return r
}

// several says whether more than one administration has to do with an inquiry.
func several(cases []register.Case) bool {
	var ids []string
	for _, c := range cases {
		for _, id := range append([]string{c.Administration}, c.Contributing...) {
			if id != "" && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return len(ids) > 1
}

// reckoned is what the due date of a case rests on. For a case that was opened
// before that was kept it is what its inquiry tells.
func (w *work) reckoned(ctx context.Context, c register.Case, q register.Inquiry) (register.Reckoning, error) {
	r, ok, err := w.tx.Reckoning(ctx, c.Number)
	if err != nil {
		return r, fmt.Errorf("read the deadline of case %s: %w", c.Number, err)
	}
	if !ok {
		r = register.Reckoning{From: q.ArrivedAt, Administration: c.Administration, Kind: q.Kind}
		if !c.Due.IsZero() && !w.due(r).Equal(c.Due) {
			r.Fixed = c.Due
		}
	}
	return r, nil
}

// reckon sets the due date of a case and keeps what it rests on. The case must
// be kept after it.
func (w *work) reckon(ctx context.Context, c *register.Case, r register.Reckoning) error {
	c.Due = w.due(r)
	if err := w.tx.SetReckoning(ctx, c.Number, r); err != nil {
		return fmt.Errorf("keep the deadline of case %s: %w", c.Number, err)
	}
	return nil
}

// sameReckoning lets the deadline of one case rest on what that of another does.
func (w *work) sameReckoning(ctx context.Context, from, to register.Case) error {
	r, ok, err := w.tx.Reckoning(ctx, from.Number)
	if err != nil {
		return fmt.Errorf("read the deadline of case %s: %w", from.Number, err)
	}
	if !ok {
		return nil
	}
	if err := w.tx.SetReckoning(ctx, to.Number, r); err != nil {
		return fmt.Errorf("keep the deadline of case %s: %w", to.Number, err)
	}
	return nil
}

// reckonFor sets the due date of a case that an administration gets. Handing an
// open case on does not move the deadline that the member was told.
func (w *work) reckonFor(ctx context.Context, c *register.Case, q register.Inquiry, administration string) error {
	if c.State == register.StateOpen {
		return w.resume(ctx, c)
	}
	r, err := w.reckoned(ctx, *c, q)
	if err != nil {
		return err
	}
	cases, err := w.tx.CasesOf(ctx, q.ID)
	if err != nil {
		return fmt.Errorf("read cases of inquiry %d: %w", q.ID, err)
	}
	if i := slices.IndexFunc(cases, func(other register.Case) bool { return other.ID == c.ID }); i >= 0 {
		cases[i].Administration, cases[i].Contributing = administration, c.Contributing
	}
	r.Administration, r.Kind, r.Several = administration, q.Kind, several(cases)
	return w.reckon(ctx, c, running(r, w.moment()))
}

// moment is when what is on the desk happened: the arrival of the mail there,
// else now.
func (w *work) moment() time.Time {
	if w.line.ArrivedAt.IsZero() {
		return w.now
	}
	return w.line.ArrivedAt
}

// severalGroups is several for cases that are not opened yet.
func severalGroups(groups []group) bool {
	var cases []register.Case
	for _, g := range groups {
		cases = append(cases, register.Case{Administration: g.administration, Contributing: g.contributing})
	}
	return several(cases)
}

// longest is the term that reaches farthest back from a deadline.
func longest(terms []deadline.Term) (most deadline.Term) {
	for _, t := range terms {
		if t.Days > most.Days {
			most = t
		}
	}
	return most
}
