package clerk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"inquiryd/internal/register"
	"inquiryd/internal/retry"
	"inquiryd/notify"
)

// Posted counts what one round of the outbox did.
type Posted struct {
	Accepted, Delayed, Failed int
}

const (
	postBatch   = 32               // letters claimed at a time
	postSenders = 4                // of them posted at once
	onTheWay    = 64               // letters that were posted, and what became of them is not noted yet
	postLease   = 15 * time.Minute // how long a claim holds: longer than a batch may take
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

// PostDue posts the letters that are due, until none is. A letter that the
// server does not take now is tried again with growing pauses; one refused
// for good, or too old, becomes work for a person.
func (d *Desk) PostDue(ctx context.Context) (Posted, error) {
	if must, err := d.mustWait(ctx); err != nil || must { // they may have been sent already
		return Posted{}, err
	}
	if err := d.noteOwed(ctx); err != nil {
		return Posted{}, err
	}
	var all Posted
	later := &forwarder{Desk: d}
	for {
		p, more, err := d.postRound(ctx, later)
		all = all.plus(p)
		if err != nil || !more || p == (Posted{}) {
			return all, cmp.Or(err, ctx.Err())
		}
	}
}

// mostTroubles is how many letters in a row are tried on a server that wants none,
// or to which there is no way, before the others are left for the next time.
const mostTroubles = 2 * postSenders

// postRound posts what is due; what came of it may have caused more letters. Once
// something could not be noted no more is posted: if the process died now that
// would go out again. Nor is more posted to a server in trouble.
func (d *Desk) postRound(ctx context.Context, later *forwarder) (_ Posted, more bool, _ error) {
	claiming, enough := context.WithCancel(ctx)
	defer enough()
	due := make(chan register.Letter, postBatch) // the next ones are claimed while these are on their way
	var claimErr error
	go func() { claimErr = d.claimDue(ctx, claiming.Done(), due, later); close(due) }()
	var troubles atomic.Int32
	hand := func(ctx context.Context, l register.Letter) (string, error) {
		if claiming.Err() != nil {
			return "", errUnbegun
		}
		response, err := d.hand(ctx, l)
		if !notify.ServerInTrouble(err) {
			troubles.Store(0)
		} else if troubles.Add(1) >= mostTroubles {
			enough()
		}
		return response, err
	}
	p, err := d.deliver(ctx, due, hand, func(err error) {
		if err != nil {
			enough()
		}
	})
	return p, troubles.Load() < mostTroubles, errors.Join(err, claimErr)
}

// claimDue claims letters that are due, a batch after the other, until none is or
// enough is closed. When few are, forwardings that were put off are written.
func (d *Desk) claimDue(ctx context.Context, enough <-chan struct{}, to chan<- register.Letter, later *forwarder) error {
	for first := true; ; first = false {
		select {
		case <-enough:
			return nil
		default:
		}
		if err := d.present(ctx); err != nil {
			return err
		}
		var letters []register.Letter
		err := d.Register.Update(ctx, func(tx *register.Tx) (err error) {
			if first {
				if err := d.hurry(ctx, tx); err != nil {
					return err
				}
			}
			letters, err = tx.ClaimLetters(ctx, d.Holder, d.Now(), postLease, postBatch)
			return err
		})
		if err != nil {
			return fmt.Errorf("claim letters: %w", err)
		}
		for _, l := range letters {
			to <- l
		}
		written := 0
		if len(letters) < postBatch {
			if written, err = later.some(ctx); err != nil {
				return err
			}
		}
		if len(letters) == 0 && written == 0 {
			return nil
		}
	}
}

// hurry makes due what a wrong clock has put off.
func (d *Desk) hurry(ctx context.Context, tx *register.Tx) error {
	n, err := tx.HurryLetters(ctx, d.Now(), d.Now().Add(retry.Longest))
	if n > 0 {
		d.Log.Warn("letters waited for a time that only a wrong clock can have set: they are due now", "letters", n)
	}
	return err
}

// ErrUnapproved says that an answer letter was to be posted that nobody let go.
var ErrUnapproved = errors.New("clerk: the answer letter was not approved as it is")

// hand is the one place where a letter leaves the house. An answer goes only
// when it was cleared for exactly the bytes that it has: the register does not
// hand out others, and this trusts nobody.
func (d *Desk) hand(ctx context.Context, l register.Letter) (response string, err error) {
	if !l.MayGo() {
		return "", fmt.Errorf("post letter %d: %w", l.ID, ErrUnapproved)
	}
	if d.absent() {
		return "", errAbsent
	}
	return d.Poster.Post(ctx, l.Sender, l.Recipient, l.Raw)
}

// accepted marks the letters that the server took, and ends the cases that they
// answered where they are answers.
func (w *work) accepted(ctx context.Context, outcomes []outcome) error {
	var taken []register.Acceptance
	for _, o := range outcomes {
		if o.err == nil {
			taken = append(taken, register.Acceptance{Letter: o.letter.ID, Response: o.response})
		}
	}
	if err := w.tx.LettersAccepted(ctx, w.now, taken...); err != nil {
		return fmt.Errorf("mark letters as accepted: %w", err)
	}
	for _, o := range outcomes {
		if o.err == nil && o.letter.Status == register.Unknown {
			if err := w.tx.DropNote(ctx, copiesNote(o.letter)); err != nil {
				return err
			}
		}
		if o.err == nil && o.letter.Kind == string(notify.Answer) {
			if err := w.endCases(ctx, o.letter); err != nil {
				return err
			}
		}
	}
	return nil
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

// gaveUp makes a letter that will not arrive into work for a person.
func (w *work) gaveUp(ctx context.Context, l register.Letter, how, why string) error {
	if err := w.tx.LetterFailed(ctx, l.ID, register.GaveUp, why); err != nil {
		return fmt.Errorf("give letter %d up: %w", l.ID, err)
	}
	return w.undelivered(ctx, l, how, "")
}
