package clerk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"inquiryd/internal/outbox"
	"inquiryd/internal/register"
)

// Start frees what a run of this holder before had claimed and did not finish:
// a daemon calls it once, when it starts.
func (d *Desk) Start(ctx context.Context) error {
	return d.Register.Update(ctx, func(tx *register.Tx) error {
		if err := errors.Join(tx.ForwardAgain(ctx), d.knowSecret(ctx, tx)); err != nil {
			return err
		}
		n, err := tx.ReleaseLetters(ctx, d.Holder, d.Now())
		if _, err := tx.ReleaseDeliveries(ctx, d.Holder, d.Now()); err != nil {
			return err
		}
		if n > 0 {
			d.Log.Info("letters of an earlier run that did not end well are due again", "letters", n)
		}
		return err
	})
}

// newOutbox makes the outbox of a desk.
func (d *Desk) newOutbox() *outbox.Outbox {
	return outbox.New(outbox.Options{Register: d.Register, Poster: d.Poster, Presence: d.presence, Holder: d.Holder, GiveUp: d.giveUp, Log: d.Log, Now: d.Now,
		Answered: func(ctx context.Context, tx *register.Tx, l register.Letter, now time.Time) error {
			return (&work{Desk: d, tx: tx, now: now}).endCases(ctx, l)
		},
		Undelivered: func(ctx context.Context, tx *register.Tx, l register.Letter, how string, now time.Time) error {
			return (&work{Desk: d, tx: tx, now: now}).undelivered(ctx, l, how, "")
		}})
}

// PostDue posts the letters that are due, until none is. A letter that the
// server does not take now is tried again with growing pauses; one refused
// for good, or too old, becomes work for a person.
func (d *Desk) PostDue(ctx context.Context) (outbox.Posted, error) {
	if must, err := d.watch.MustWait(ctx); err != nil || must { // they may have been sent already
		return outbox.Posted{}, err
	}
	later := &forwarder{Desk: d}
	return d.outbox.PostDue(ctx, later.some)
}

// endCases ends the cases that an answer letter has answered.
func (w *work) endCases(ctx context.Context, l register.Letter) error {
	cases, err := w.tx.CasesOf(ctx, l.Inquiry)
	if err != nil {
		return fmt.Errorf("read cases of letter %d: %w", l.ID, err)
	}
	for _, c := range cases {
		if c.State != register.StateApproved {
			continue
		}
		letters, err := w.answersSent(ctx, c)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(letters, func(a register.Letter) bool { return a.ID == l.ID }) {
			if err := w.end(ctx, c.At(w.now)); err != nil {
				return err
			}
		}
	}
	return nil
}

// end ends a case whose answer letter was sent; with questions left it goes on.
func (w *work) end(ctx context.Context, c *register.Case) error {
	left, err := w.unsent(ctx, *c)
	if err != nil {
		return err
	}
	var e register.Event
	switch {
	case slices.ContainsFunc(left, func(q register.Question) bool { return q.AnsweredAt.IsZero() }):
		e, err = c.Continue("system")
	case c.Successor != "":
		e, err = c.Duplicate(c.Successor, "system")
	default:
		e, err = c.Close("system", "the answer letter was sent")
	}
	if err != nil {
		return fmt.Errorf("end case %s: %w", c.Number, err)
	}
	return w.save(ctx, c, e)
}
