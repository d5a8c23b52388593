package clerk

import (
	"context"
	"errors"
	"fmt"

	"inquiryd/internal/register"
	"inquiryd/notify"
)

// A forwarding holds the member's mail as it came and costs more than all else
// that is done about a mail. Of a backlog the acknowledgements go first: the
// register notes with a case that its forwarding is still to be written, by the
// same commit, and whoever posts letters writes it when none is due. Whatever else
// happens to the case waits for that.

const (
	forwardCases = 32      // are written by one commit
	forwardBytes = 1 << 20 // of their mails
)

// forwarder writes forwardings that were put off, each once at most.
type forwarder struct {
	*Desk
	after  int64  // case that was taken last
	looked int    // cases for which earlier questions were looked up
	tally  *tally // what the caps rest on
}

// some writes the next forwardings, and returns of how many cases; 0: none waits.
// One that fails stays with the case and is tried again another time. After enough
// tries a person is told.
func (f *forwarder) some(ctx context.Context) (n int, err error) {
	scribes := newScribes()
	defer scribes.end()
	var cases []register.Case
	err = f.Register.Update(ctx, func(tx *register.Tx) (err error) {
		if cases, err = tx.TakeUnforwarded(ctx, f.after, forwardCases, f.Config.Tries, forwardBytes); err != nil || len(cases) == 0 {
			return err
		}
		if err := tx.Gather(ctx, len(cases)); err != nil {
			return err
		}
		f.tally = f.tally.at(f.Now())
		w := &work{Desk: f.Desk, tx: tx, now: f.Now(), scribes: scribes, tally: f.tally, waited: true, backlog: f.looked >= lookedUp}
		return w.forwardAll(ctx, cases)
	})
	if err != nil {
		f.tally = nil
	}
	if err != nil && mayGoOn(ctx, err) {
		err = f.each(ctx, cases)
	}
	if err != nil {
		return 0, fmt.Errorf("write forwardings: %w", err)
	}
	if len(cases) > 0 {
		f.after = cases[len(cases)-1].ID
		f.looked += len(cases)
	}
	return len(cases), nil
}

// mayGoOn says whether an error is that of a case, so that others can do better.
func mayGoOn(ctx context.Context, err error) bool {
	return ctx.Err() == nil && (!register.Unavailable(err) || errors.Is(err, register.ErrBusy))
}

// each writes the forwardings of cases by a commit of its own each.
func (f *forwarder) each(ctx context.Context, cases []register.Case) error {
	for _, c := range cases {
		err := f.Register.Update(ctx, func(tx *register.Tx) error {
			w := &work{Desk: f.Desk, tx: tx, now: f.Now(), backlog: true}
			return w.forwardFirst(ctx, c.Inquiry)
		})
		if err == nil {
			continue
		}
		if !mayGoOn(ctx, err) {
			return err
		}
		if err := f.failed(ctx, c, err); err != nil {
			return err
		}
	}
	return nil
}

// failed counts a try.
func (f *forwarder) failed(ctx context.Context, c register.Case, why error) error {
	f.Log.Error("a case could not be forwarded", "case", c.Number, "err", why)
	return f.Register.Update(ctx, func(tx *register.Tx) error {
		tries, err := tx.ForwardingFailed(ctx, c.ID)
		if errors.Is(err, register.ErrNotFound) {
			return nil
		}
		if err != nil || tries != f.Config.Tries {
			return err
		}
		w := &work{Desk: f.Desk, tx: tx, now: f.Now()}
		return w.task(ctx, c.Number, fmt.Sprintf("its questions could not be sent to the administration in %d tries, and are tried again at the next start: %s", tries, firstWords(why)))
	})
}

// forwardAll writes the forwardings of cases that were taken for that: it reads all
// that it needs first, so that what it writes is written together.
func (w *work) forwardAll(ctx context.Context, cases []register.Case) error {
	var drafts []draft
	for _, c := range cases {
		n, err := w.count(ctx, c, notify.Forwarding)
		if err != nil {
			return err
		}
		if n > 0 || c.State.Ended() { // as one that was found in the folder of sent mail after a restore
			continue
		}
		q, err := w.tx.Inquiry(ctx, c.Inquiry)
		if err != nil {
			return fmt.Errorf("read inquiry of case %s: %w", c.Number, err)
		}
		dr, err := w.forwarding(ctx, c, q)
		if err != nil {
			return err
		}
		drafts = append(drafts, dr)
	}
	for _, dr := range drafts {
		w.line.ID = dr.inquiry.Ledger // the mail that it is about
		if err := w.writeForwarding(ctx, dr); err != nil {
			return err
		}
	}
	return nil
}

// forwardFirst writes the forwardings of an inquiry that were put off, before
// anything else is done about it.
func (w *work) forwardFirst(ctx context.Context, inquiry int64) error {
	cases, err := w.tx.TakeUnforwardedOf(ctx, inquiry)
	if err != nil || len(cases) == 0 {
		return err
	}
	return (&work{Desk: w.Desk, tx: w.tx, now: w.now, backlog: true}).forwardAll(ctx, cases)
}
