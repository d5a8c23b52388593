package clerk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"inquiryd/internal/deadline"
	"inquiryd/internal/register"
)

// Remind says what is to be said about deadlines: it reminds administrations
// before one and after it, tells their heads, tells members that an answer is
// late, starts clocks again that have stood long enough, and writes the digests
// of the morning. It asks the substitutes of approvers who are late, and warns
// of a secret that ends.
//
// It does so within the office hours only and may run as often as it likes, on
// several daemons: each letter is written once, by its key. What has changed
// since the last time is looked at anew, so that nobody is reminded of a case
// that was closed meanwhile. While the clock may be wrong nothing is said. It returns
// how many cases had something to be said.
func (d *Desk) Remind(ctx context.Context) (int, error) {
	if must, err := d.watch.MustWait(ctx); err != nil || must {
		return 0, err
	}
	if !d.calendar.InHours(d.Now()) {
		return 0, nil
	}
	if err := d.warnOfExpiry(ctx); err != nil { // also on a day off: it may end on one
		return 0, fmt.Errorf("warn of a secret that ends: %w", err)
	}
	if doubted, err := d.doubtsClock(ctx); err != nil || doubted { // seen on days off too, which may be many
		return 0, err
	}
	if !d.calendar.Works(d.Now()) {
		return 0, nil
	}
	if err := d.chaseApprovals(ctx); err != nil {
		return 0, err
	}
	if err := d.resumeClocks(ctx); err != nil {
		return 0, fmt.Errorf("start clocks again: %w", err)
	}
	n, err := d.doDuties(ctx)
	if err != nil {
		return n, err
	}
	if err := d.writeDigests(ctx); err != nil {
		return n, fmt.Errorf("write the digests: %w", err)
	}
	return n, nil
}

// batch is how many cases are looked at together.
const batch = 500

// eachCase hands the cases that f picks to do, outside of any transaction. They
// are picked before the first is handed out.
func (d *Desk) eachCase(ctx context.Context, f register.CaseFilter, do func(register.CaseSummary) error) error {
	var all []register.CaseSummary
	for f.Limit = batch; ; f.Offset += batch {
		var some []register.CaseSummary
		err := d.Register.View(ctx, func(tx *register.Tx) (err error) {
			some, err = tx.Cases(ctx, f)
			return err
		})
		if err != nil {
			return fmt.Errorf("find cases: %w", err)
		}
		all = append(all, some...)
		if len(some) < batch {
			break
		}
	}
	for _, c := range all {
		if err := do(c); err != nil {
			return err
		}
	}
	return nil
}

// doDuties writes what is to be said about the deadlines of all cases that have
// not ended. A case that cannot be dealt with stops no other.
func (d *Desk) doDuties(ctx context.Context) (n int, err error) {
	horizon := d.horizon(d.Now())
	for _, state := range []register.State{register.StateHeld, register.StateOpen, register.StateAnswered} {
		f := register.CaseFilter{State: state, DueBefore: horizon}
		if state == register.StateHeld {
			f = register.CaseFilter{State: state} // also those that nobody was told of
		}
		var due []register.CaseSummary
		if err := d.eachCase(ctx, f, func(c register.CaseSummary) error { due = append(due, c); return nil }); err != nil {
			return n, err
		}
		for some := range slices.Chunk(due, batch) {
			lacking, err := d.lacking(ctx, some)
			if err != nil {
				return n, err
			}
			for _, number := range lacking {
				if ctx.Err() != nil {
					return n, context.Cause(ctx)
				}
				n++
				err = errors.Join(err, d.decide(ctx, number, func(w *work, c *register.Case, q register.Inquiry) error { return w.doDutiesOf(ctx, c, q) }))
			}
			if err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// horizon is until when a deadline can be the cause of a letter now.
func (d *Desk) horizon(now time.Time) time.Time {
	terms := slices.Clone(d.remind)
	add := func(text string) {
		if t, err := deadline.ParseTerm(text); err == nil {
			terms = append(terms, t)
		}
	}
	add(d.Config.InterimBefore)
	for _, k := range d.Config.Kinds {
		add(k.InterimBefore)
	}
	for _, a := range d.Administrations {
		add(a.InterimBefore)
		for _, k := range a.Kinds {
			add(k.InterimBefore)
		}
	}
	until := now
	for _, t := range terms {
		if reaches := d.calendar.After(now, t); reaches.After(until) {
			until = reaches
		}
	}
	return until.Add(time.Second) // the end of that day is meant
}

// lacking are the numbers of the cases about which something is to be said that
// was not said yet.
func (d *Desk) lacking(ctx context.Context, cases []register.CaseSummary) (numbers []string, err error) {
	of := map[string]string{}
	var keys []string
	err = d.Register.View(ctx, func(tx *register.Tx) error {
		for _, c := range cases {
			q := register.Inquiry{Kind: c.Kind, Acknowledged: c.Acknowledged}
			all, err := d.duties(ctx, tx, c.Case, q, d.Now())
			if err != nil {
				return err
			}
			for _, duty := range all {
				keys, of[duty.key] = append(keys, duty.key), c.Number
			}
		}
		keys, err = tx.Lacking(ctx, keys...)
		return err
	})
	for _, key := range keys {
		if !slices.Contains(numbers, of[key]) {
			numbers = append(numbers, of[key])
		}
	}
	return numbers, err
}

// doDutiesOf writes what is to be said about a case and was not said yet. A duty
// that moves the deadline ends it: the others were about the old one.
func (w *work) doDutiesOf(ctx context.Context, c *register.Case, q register.Inquiry) error {
	due := c.Due
	all, err := w.duties(ctx, w.tx, *c, q, w.now)
	if err != nil {
		return err
	}
	for _, duty := range all {
		lacking, err := w.tx.Lacking(ctx, duty.key)
		if err != nil {
			return err
		}
		if len(lacking) == 0 {
			continue
		}
		if err := duty.do(w, ctx, c, q, duty.key); err != nil {
			return err
		}
		if !c.Due.Equal(due) {
			return nil
		}
	}
	return nil
}
