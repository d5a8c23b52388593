package clerk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"inquiryd/internal/register"
)

// level is a table with keys about deadlines.
type level struct {
	deadline string
	Deadlines
	administration, kind string // whose it is
}

// levels are the tables that count for a kind at an administration, the most
// special first.
func (d *Desk) levels(administration, kind string) (all []level) {
	a := d.byID[administration]
	if k, ok := a.Kinds[kind]; ok {
		all = append(all, level{k.Deadline, k.Deadlines, administration, kind})
	}
	if k, ok := d.Config.Kinds[kind]; ok {
		all = append(all, level{k.Deadline, k.Deadlines, "", kind})
	}
	all = append(all, level{a.Deadline, a.Deadlines, administration, ""})
	return append(all, level{d.Config.Deadline, d.Config.Deadlines, "", ""})
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
func (d *Desk) term(r register.Reckoning) (t Term, administration, kind string, several bool) {
	for _, l := range d.levels(r.Administration, r.Kind) {
		if l.deadline == "" && (l.DeadlineSeveral == "" || !r.Several) {
			continue
		}
		text := l.deadline
		if r.Several && l.DeadlineSeveral != "" {
			text, several = l.DeadlineSeveral, true
		}
		t, _ = ParseTerm(text) // read when the desk was made
		return t, l.administration, l.kind, several
	}
	return d.deadline, "", "", false
}

func (d *Desk) wishedWay(administration, kind string) string {
	return cmp.Or(setting(d.levels(administration, kind), func(l level) string { return l.Wished }), wishedShow)
}

// tellsLate says whether members are told when a deadline has passed.
func (d *Desk) tellsLate(administration, kind string) bool {
	p := setting(d.levels(administration, kind), func(l level) *bool { return l.TellLate })
	return p == nil || *p
}

// mayExtend says whether more time may be given once more, and until when at
// most; zero: no bound.
func (d *Desk) mayExtend(c register.Case, r register.Reckoning) (latest time.Time, ok bool) {
	levels := d.levels(c.Administration, r.Kind)
	if most := setting(levels, func(l level) *int { return l.MaxExtensions }); most != nil && r.Extensions >= *most {
		return latest, false
	}
	text := setting(levels, func(l level) string { return l.MaxExtension })
	due := c.Due
	if due.IsZero() {
		due = d.due(running(r, d.Now()))
	}
	if t, err := ParseTerm(text); err == nil && text != "" {
		latest = d.calendar.after(due, t)
	}
	return latest, true
}

// interimTerms are how long before the deadline an interim letter goes by
// itself, and how long after it the answer is expected then; ok is false when
// none goes.
func (d *Desk) interimTerms(r register.Reckoning) (before, expected Term, ok bool) {
	levels := d.levels(r.Administration, r.Kind)
	before, err := ParseTerm(setting(levels, func(l level) string { return l.InterimBefore }))
	if err != nil {
		return before, expected, false
	}
	expected, err = ParseTerm(setting(levels, func(l level) string { return l.InterimExpected }))
	if err != nil {
		expected, _, _, _ = d.term(r)
	}
	return before, expected, true
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
func longest(terms []Term) (most Term) {
	for _, t := range terms {
		if t.Days > most.Days {
			most = t
		}
	}
	return most
}
