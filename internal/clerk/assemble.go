package clerk

import (
	"context"
	"fmt"
	"time"

	"inquiryd/internal/deadline"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// Where letters are assembled, the cases of one inquiry are answered by one
// letter: an answered case waits until the others are answered or have ended.
// The letter is approved by the approvers of each of its administrations. If so
// configured it goes by the deadline with what is there, and names what is
// missing; that follows in a letter of its own.

// assembles says whether the cases of an inquiry are answered by one letter.
func (d *Desk) assembles(q register.Inquiry) bool {
	if k := d.Config.Kinds[q.Kind]; k.Assemble != nil {
		return *k.Assemble
	}
	return d.Config.Assemble
}

// together are the answered cases that the next letter of an inquiry answers,
// and those that it waits for.
func (w *work) together(ctx context.Context, q register.Inquiry) (parts, waits []register.Case, err error) {
	all, err := w.tx.CasesOf(ctx, q.ID)
	if err != nil {
		return nil, nil, fmt.Errorf("read cases of inquiry %d: %w", q.ID, err)
	}
	for _, c := range all {
		c.At(w.now)
		switch c.State {
		case register.StateHeld, register.StateOpen:
			waits = append(waits, c)
		case register.StateAnswered:
			_, pending, err := w.waiting(ctx, c, q)
			if err != nil {
				return nil, nil, err
			}
			if !pending {
				parts = append(parts, c)
			}
		}
	}
	return parts, waits, nil
}

// proceed writes the letter that a newly answered case belongs to, when
// nothing is waited for.
func (w *work) proceed(ctx context.Context, c register.Case, q register.Inquiry, who string) error {
	if !w.assembles(q) {
		return w.propose(ctx, []register.Case{c}, q, nil, who)
	}
	return w.assembleRest(ctx, q, who)
}

// assembleRest writes the letter of an inquiry if only answered cases are left.
func (w *work) assembleRest(ctx context.Context, q register.Inquiry, who string) error {
	if !w.assembles(q) {
		return nil
	}
	parts, waits, err := w.together(ctx, q)
	if err != nil || len(waits) > 0 || len(parts) == 0 {
		return err
	}
	return w.propose(ctx, parts, q, nil, who)
}

// chaseAssembly names to the registrar what an assembled letter waits for when
// the deadline is near, and sends what is there by the deadline if so
// configured. It does so for the first answered case of an inquiry.
func (w *work) chaseAssembly(ctx context.Context, c register.Case, q register.Inquiry) error {
	if !w.assembles(q) {
		return nil
	}
	parts, waits, err := w.together(ctx, q)
	if err != nil || len(parts) == 0 || len(waits) == 0 || parts[0].Number != c.Number {
		return err
	}
	due := firstDue(parts)
	if due.IsZero() || w.calendar.After(w.now, longest(w.remind)).Before(due) {
		return nil
	}
	missing := w.missingCases(waits, due)
	if err := w.noticeMissing(ctx, c, q, missing, fmt.Sprintf("%s/missing/%s", c.Number, due.In(w.Place).Format(time.DateOnly))); err != nil {
		return err
	}
	last := len(w.steps(parts)) > 0 || due.Before(w.calendar.After(w.now, deadline.Term{Days: 1, Unit: deadline.WorkingDays}))
	if !w.Config.AssembleByDue || !last {
		return nil
	}
	return w.propose(ctx, parts, q, missing, "system")
}

// firstDue is the earliest deadline of some cases.
func firstDue(cases []register.Case) (due time.Time) {
	for _, c := range cases {
		if !c.Due.IsZero() && (due.IsZero() || c.Due.Before(due)) {
			due = c.Due
		}
	}
	return due
}

// missingCases names cases whose answers are missing; a day is named when one
// was given that is later than the deadline.
func (w *work) missingCases(cases []register.Case, due time.Time) (missing []notify.MissingView) {
	for _, c := range cases {
		m := notify.MissingView{Case: c.Number, Administration: w.byID[c.Administration].Name}
		if c.Due.After(due) {
			m.Expected = c.Due
		}
		missing = append(missing, m)
	}
	return missing
}
