package poll

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// Round is one poll of one mailbox, on one connection.
type Round struct {
	*Poller
	Mailbox intake.MailboxConfig
	Box     *intake.Mailbox
	State   register.MailboxState // how far it was read
	Polled  *Polled

	taker  Taker
	leased time.Time // when the lease was last prolonged
	sweep  sweep     // what the mailbox holds
}

// Lease is the name of the lease of who reads a mailbox.
func Lease(mailbox string) string { return "poll " + mailbox }

func (r *Round) lease(ctx context.Context) (ok bool, err error) {
	now := r.Now()
	err = r.Register.Update(ctx, func(tx *register.Tx) error {
		ok, err = r.prolong(ctx, tx, now)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("take the lease of %s: %w", r.Mailbox.Name, err)
	}
	return ok, nil
}

// ErrTakenOver ends a round whose lease ran out, as when the machine stood still,
// and which another daemon goes on with.
var ErrTakenOver = errors.New("poll: another daemon has taken the mailbox over")

// Keep is prolong where the round must have the lease.
func (r *Round) Keep(ctx context.Context, tx *register.Tx, now time.Time) error {
	ok, err := r.prolong(ctx, tx, now)
	if err == nil && !ok {
		return ErrTakenOver
	}
	return err
}

// KeepLong is Keep once the lease may be another's by now, which it cannot be before.
func (r *Round) KeepLong(ctx context.Context, tx *register.Tx, now time.Time) error {
	if now.Sub(r.leased) <= r.Silence/4 {
		return nil
	}
	return r.Keep(ctx, tx, now)
}

// SameServer is asked within a transaction that writes what the round found out.
func (r *Round) SameServer(ctx context.Context, tx *register.Tx) error {
	changed, err := r.Watch.ServerChanged(ctx, tx)
	if changed {
		return errAnotherServer
	}
	return err
}

// errAnotherServer ends a round in which the register's server changed: it may lack
// what the round has filed, and would give its numbers again. The next round looks.
var errAnotherServer = fmt.Errorf("%w: its server changed within the round", register.ErrAway)

// prolong takes the lease or, when we have it, makes it last again.
func (r *Round) prolong(ctx context.Context, tx *register.Tx, now time.Time) (bool, error) {
	r.leased = now
	return tx.Lease(ctx, Lease(r.Mailbox.Name), r.Holder, now, now.Add(r.Silence))
}

func (r *Round) run(ctx context.Context) error {
	if err := r.open(ctx); err != nil {
		return err
	}
	if err := r.retryStuck(ctx); err != nil {
		return err
	}
	entries, err := r.Box.List(ctx, r.State.LastUID)
	if err != nil {
		return fmt.Errorf("list new mail: %w", err)
	}
	if r.retired.Load() {
		r.Polled.Retired = true
		return nil
	}
	wanted := slices.DeleteFunc(slices.Clone(entries), func(e intake.Entry) bool { return LeftAlone(r.State, e) })
	late, err := r.stragglers(ctx, entries)
	if err != nil {
		return err
	}
	if err := r.guarded(ctx, slices.Concat(late, wanted), r.taker.Take); err != nil {
		return err
	}
	if len(entries) > 0 {
		r.State.LastUID = max(r.State.LastUID, entries[len(entries)-1].UID)
	}
	r.State.PolledAt = r.Now()
	if err := r.checkpoint(ctx); err != nil {
		return err
	}
	r.swept()
	return nil
}

// Stick counts a mail that could not be taken in. After enough tries a person
// is told; the mail stays in the mailbox.
func (r *Round) Stick(ctx context.Context, e intake.Entry, why error) error {
	r.Log.Error("a mail could not be taken in", "mailbox", r.Mailbox.Name, "uid", e.UID, "err", why)
	r.Polled.By[register.Stuck]++
	receipt := register.Receipt{Mailbox: r.Mailbox.Name, UIDValidity: r.State.UIDValidity, UID: e.UID, Size: e.Size, ArrivedAt: e.ArrivedAt}
	return r.Register.Update(ctx, func(tx *register.Tx) error {
		tries, err := tx.Stick(ctx, receipt, why.Error(), r.Now())
		if err != nil {
			return fmt.Errorf("put UID %d on the stuck list: %w", e.UID, err)
		}
		if tries != r.Tries {
			return nil
		}
		return r.Task(ctx, tx, fmt.Sprintf("UID %d in %s cannot be taken in after %d tries", e.UID, r.Mailbox.Name, tries), why)
	})
}

// retryStuck tries the mails of the stuck list again that have tries left, and now
// and then the others.
func (r *Round) retryStuck(ctx context.Context) error {
	var lines []register.LedgerLine
	err := r.Register.View(ctx, func(tx *register.Tx) (err error) {
		lines, err = tx.Lines(ctx, register.LedgerFilter{Outcome: register.Stuck, Mailbox: r.Mailbox.Name, Limit: 100})
		return err
	})
	if err != nil {
		return fmt.Errorf("read the stuck list: %w", err)
	}
	late, err := r.lateTries(ctx, lines)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if l.UIDValidity != r.State.UIDValidity || l.Tries >= r.Tries && !(late && mayLive(l)) {
			continue
		}
		if err := r.taker.Take(ctx, []intake.Entry{{UID: l.UID, Size: l.Size, ArrivedAt: l.ArrivedAt}}); err != nil {
			return err
		}
	}
	return nil
}

// checkpoint keeps how far the mailbox was read, and moves what is settled to
// the folders of its outcomes: only now, after the commits.
func (r *Round) checkpoint(ctx context.Context) error {
	err := r.Register.Update(ctx, func(tx *register.Tx) error {
		if err := r.Keep(ctx, tx, r.Now()); err != nil {
			return err
		}
		return tx.SetMailbox(ctx, r.State)
	})
	if err != nil {
		return fmt.Errorf("keep how far the mailbox was read: %w", err)
	}
	if r.InPlace {
		return r.Hindered(ctx, r.Mailbox.Name, "", nil)
	}
	full := map[string]error{}
	if err := r.moveSettled(ctx, full); err != nil {
		return err
	}
	for folder, why := range full {
		return r.Hindered(ctx, r.Mailbox.Name, folder, why) // one tells enough
	}
	return r.Hindered(ctx, r.Mailbox.Name, "", nil)
}
