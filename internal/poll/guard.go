package poll

import (
	"context"
	"errors"
	"fmt"

	"inquiryd/intake"
	"inquiryd/internal/belt"
	"inquiryd/internal/register"
)

// A mail may kill the whole process: by a fault in a library that cannot be
// recovered from, or since reading it takes more memory than there is. The next
// start would read it again, and die again, for ever. So a round leaves a note
// while it reads. A note that is still there when the next one begins says that
// the last one did not end well; then the mails that can have been in memory are
// read one at a time, each with a note of its own before, and one that was being
// read when the process died so often is put on the stuck list unread. What lies
// behind them is read as always: what this costs is one small write a round.

// deadliest is how often a process may die over one mail that is read alone.
// Processes also die over mails that are not to blame, when somebody kills
// them.
const deadliest = 4

// deadlyWhy begins the reason of such a mail.
const deadlyWhy = "the process died"

// reading is what the note of a round says: which mail is being read alone, and
// how often a process died over it.
type reading struct {
	validity, uid uint32
	deaths        int
}

func (n reading) String() string { return fmt.Sprintf("%d %d %d", n.validity, n.uid, n.deaths) }

func (r *Round) readingNote() string { return "reading " + r.Mailbox.Name }

// guarded lets take do its work with new mails, so that one that kills the
// process does so a few times only.
func (r *Round) guarded(ctx context.Context, entries []intake.Entry, take func(context.Context, []intake.Entry) error) error {
	if len(entries) == 0 {
		return nil
	}
	last, unclean, err := r.lastReading(ctx)
	if err != nil {
		return err
	}
	unclean = unclean && !r.lives()
	if unclean {
		suspects := entries[:min(len(entries), belt.Mails)]
		entries = entries[len(suspects):]
		r.Log.Warn("the last round did not end well: reading mails one at a time", "mailbox", r.Mailbox.Name, "mails", len(suspects))
		err = r.carefully(ctx, suspects, last, take)
	}
	if err == nil && len(entries) > 0 {
		if err = r.leave(ctx, reading{}); err == nil {
			err = take(ctx, entries)
		}
	}
	if errors.Is(err, ErrTakenOver) {
		return err // the note is that of another daemon
	}
	if err != nil && (ctx.Err() != nil || !register.Unavailable(err)) {
		err = errors.Join(err, r.forgetReading(context.WithoutCancel(ctx))) // it ended, though not well
	}
	if err == nil {
		err = r.forgetReading(ctx)
	}
	r.survived.Store(r.Mailbox.Name, err != nil)
	return err
}

// lives says whether the process that left a note is this one.
func (r *Round) lives() bool {
	left, _ := r.survived.Load(r.Mailbox.Name)
	return left == true
}

// carefully takes mails one at a time. The one that the last process died over
// is counted, unless it was kept all the same.
func (r *Round) carefully(ctx context.Context, entries []intake.Entry, last reading, take func(context.Context, []intake.Entry) error) error {
	for _, e := range entries {
		now := reading{r.State.UIDValidity, e.UID, 0}
		if last.uid == now.uid && last.validity == now.validity {
			now.deaths = last.deaths + 1
		}
		if now.deaths >= deadliest {
			if err := r.stickDeadly(ctx, e, now); err != nil {
				return err
			}
			r.State.LastUID = max(r.State.LastUID, e.UID)
			continue
		}
		if err := r.leave(ctx, now); err != nil {
			return err
		}
		if err := take(ctx, []intake.Entry{e}); err != nil {
			return err
		}
	}
	return nil
}

// lastReading is the note of a round that did not end.
func (r *Round) lastReading(ctx context.Context) (n reading, unclean bool, err error) {
	err = r.Register.View(ctx, func(tx *register.Tx) error {
		text, _, err := tx.Note(ctx, r.readingNote())
		if err != nil {
			return err
		}
		_, err = fmt.Sscan(text, &n.validity, &n.uid, &n.deaths)
		return err
	})
	if errors.Is(err, register.ErrNotFound) {
		return n, false, nil
	}
	if err != nil {
		return n, false, fmt.Errorf("read how the last round ended: %w", err)
	}
	return n, true, nil
}

func (r *Round) leave(ctx context.Context, n reading) error {
	err := r.Register.Update(ctx, func(tx *register.Tx) error {
		if err := r.Keep(ctx, tx, r.Now()); err != nil {
			return err
		}
		if err := tx.SetMailbox(ctx, r.State); err != nil {
			return err
		}
		return tx.SetNote(ctx, r.readingNote(), n.String(), r.Now())
	})
	if err != nil {
		return fmt.Errorf("note what is being read: %w", err)
	}
	return nil
}

func (r *Round) forgetReading(ctx context.Context) error {
	err := r.Register.Update(ctx, func(tx *register.Tx) error { return tx.DropNote(ctx, r.readingNote()) })
	if err != nil {
		return fmt.Errorf("note that the round ended: %w", err)
	}
	return nil
}

// stickDeadly puts a mail on the stuck list for good, unread, and tells a
// person.
func (r *Round) stickDeadly(ctx context.Context, e intake.Entry, n reading) error {
	r.Log.Error("a mail is not read any more: the process died over it each time", "mailbox", r.Mailbox.Name, "uid", e.UID, "times", n.deaths)
	r.Polled.By[register.Stuck]++
	why := fmt.Sprintf(deadlyWhy+" %d times while it was read", n.deaths)
	receipt := register.Receipt{Mailbox: r.Mailbox.Name, UIDValidity: n.validity, UID: e.UID, Size: e.Size, ArrivedAt: e.ArrivedAt}
	err := r.Register.Update(ctx, func(tx *register.Tx) error {
		for tries := 0; tries < r.Tries; {
			var err error
			if tries, err = tx.Stick(ctx, receipt, why, r.Now()); err != nil {
				return err
			}
		}
		return r.Task(ctx, tx, fmt.Sprintf("UID %d in %s is not read any more: %s; look at it with a mail program", e.UID, r.Mailbox.Name, why), nil)
	})
	if err != nil {
		return fmt.Errorf("put UID %d on the stuck list: %w", e.UID, err)
	}
	return nil
}
