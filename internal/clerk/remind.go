package clerk

import (
	"context"
	"fmt"
	"time"

	"inquiryd/internal/register"
	"inquiryd/notify"
)

// Remind reminds administrations of cases whose deadline is near or past, and
// tells the registrar of those past it; it asks the substitutes of approvers
// who are late, and warns of a secret that ends. It may run as often as it likes: each
// reminder is written once, and once a week while a case stays overdue.
func (d *Desk) Remind(ctx context.Context) (int, error) {
	if must, err := d.mustRecover(ctx); err != nil || must {
		return 0, err
	}
	if err := d.chaseApprovals(ctx); err != nil {
		return 0, err
	}
	if err := d.warnOfExpiry(ctx); err != nil {
		return 0, fmt.Errorf("warn of a secret that ends: %w", err)
	}
	now := d.Now()
	horizon := d.calendar.after(now, d.remind)
	var cases []register.CaseSummary
	err := d.Register.View(ctx, func(tx *register.Tx) (err error) {
		cases, err = tx.Cases(ctx, register.CaseFilter{State: register.StateOpen, DueBefore: horizon, Limit: 1000})
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("find cases to remind of: %w", err)
	}
	for _, c := range cases {
		if c.Due.IsZero() {
			continue
		}
		err := d.decide(ctx, c.Number, func(w *work, c *register.Case, q register.Inquiry) error { return w.remindOf(ctx, *c, q) })
		if err != nil {
			return 0, err
		}
	}
	return len(cases), nil
}

// reminderKey names the reminder of a case that is due at a time: one before
// the deadline, and one for each week after it.
func reminderKey(c register.Case, at time.Time, place *time.Location) string {
	stage := "before"
	if at.After(c.Due) {
		stage = fmt.Sprintf("overdue-%d", int(at.Sub(c.Due).Hours())/(24*7))
	}
	return fmt.Sprintf("%s/reminder/%s/%s", c.Number, c.Due.In(place).Format(time.DateOnly), stage)
}

func (w *work) remindOf(ctx context.Context, c register.Case, q register.Inquiry) error {
	key := reminderKey(c, w.now, w.Place)
	letters, err := w.tx.LettersOf(ctx, c.Number)
	if err != nil {
		return fmt.Errorf("read letters of case %s: %w", c.Number, err)
	}
	n := 1
	for _, l := range letters {
		if l.Key == key {
			return nil
		}
		if l.Kind == string(notify.Reminder) {
			n++
		}
	}
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	if w.now.After(c.Due) {
		model.Reason = string(ReasonOverdue)
	}
	missing, err := w.missingContributions(ctx, c)
	if err != nil {
		return err
	}
	model.Missing = missingViews(missing)
	if err := w.remindContributors(ctx, c, q, missing); err != nil {
		return err
	}
	a := w.byID[c.Administration]
	err = w.write(ctx, draft{kind: notify.Reminder, n: n, key: key, to: notify.Address{Name: a.Name, Address: a.Address}, role: notify.Official,
		c: c, inquiry: q, model: model, auto: "auto-generated"})
	if err != nil || !w.now.After(c.Due) {
		return err
	}
	return w.notice(ctx, c, q, ReasonOverdue, "")
}
