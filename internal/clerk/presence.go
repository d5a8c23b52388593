package clerk

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"inquiryd/internal/register"
)

// Of several daemons on one register each shows that it is alive, by a lease of
// its own. When one shows nothing any more, since it was killed, stopped or cut
// off, the others post what it had claimed; and one that wakes up after such a
// time posts nothing of that before it has shown itself again.

// silence is how long a daemon may be silent before another one takes its
// mailbox over, where Options.Silence does not say.
const silence = 45 * time.Second

// presenceLease is how long it may be silent before another one takes over the
// letters that it has claimed: a minute.
func (d *Desk) presenceLease() time.Duration { return d.Silence * 4 / 3 }

// presenceSure is how long before the end of that a letter is no longer begun:
// ten seconds.
func (d *Desk) presenceSure() time.Duration { return d.Silence * 2 / 9 }

// presence is until when this daemon has shown itself.
type presence struct{ until atomic.Int64 } // Unix milliseconds

// errAbsent ends the posting of a letter that another daemon may have by now.
var errAbsent = errors.New("clerk: this daemon has not shown itself for too long: others may post what it had claimed")

// ErrClock says that this machine's clock differs from that of the register's
// server: leases would mean nothing, and letters would go out twice.
var ErrClock = errors.New("clerk: the clock is wrong")

// Present shows that this daemon is alive, and makes due what was claimed by
// those that do so no more, released letters. A daemon calls it some times a
// minute. Where only one can work on the register it does nothing. With
// [ErrClock] this daemon reads no mailbox and posts nothing until its clock is
// right.
func (d *Desk) Present(ctx context.Context) (released int, err error) {
	if d.presence == nil {
		return 0, nil
	}
	now := d.Now()
	until := now.Add(d.presenceLease())
	err = d.Register.Update(ctx, func(tx *register.Tx) error {
		if err := d.checkClock(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.Lease(ctx, register.Daemon(d.Holder), d.Holder, now, until); err != nil {
			return err
		}
		released, err = tx.ReleaseAbsent(ctx, now)
		return err
	})
	if err != nil {
		if errors.Is(err, ErrClock) {
			d.presence.until.Store(0)
		}
		return 0, fmt.Errorf("show that this daemon is alive: %w", err)
	}
	d.presence.until.Store(until.UnixMilli())
	if released > 0 {
		d.Log.Warn("letters are due again that a daemon had claimed which is not there any more", "letters", released)
	}
	return released, nil
}

// checkClock holds this machine's clock against the register's server's.
func (d *Desk) checkClock(ctx context.Context, tx *register.Tx) error {
	if !d.CheckClock {
		return nil
	}
	there, err := tx.ServerTime(ctx)
	if err != nil {
		return err
	}
	if ahead := d.Now().Sub(there); ahead.Abs() > d.presenceSure() {
		return fmt.Errorf("%w: it is %v ahead of the database's: set both by NTP", ErrClock, ahead.Round(time.Second))
	}
	return nil
}

// present is Present when the last time was long ago.
func (d *Desk) present(ctx context.Context) error {
	if d.presence == nil || d.shown() > d.presenceLease()*2/3 {
		return nil
	}
	_, err := d.Present(ctx)
	return err
}

// shown is how long the last show holds yet.
func (d *Desk) shown() time.Duration {
	return time.Duration(d.presence.until.Load()-d.Now().UnixMilli()) * time.Millisecond
}

// absent says whether others may have what this daemon had claimed.
func (d *Desk) absent() bool { return d.presence != nil && d.shown() < d.presenceSure() }

// leaving is how long giving up leases may take: who stands still may hold them.
const leaving = 5 * time.Second

// Leave writes down what it owes, and gives up all leases, so that others need
// not wait for their end: a daemon calls it last. Where the register does not let
// it give them up they run out by themselves.
func (d *Desk) Leave(ctx context.Context) error {
	if err := d.noteOwed(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, leaving)
	defer cancel()
	err := d.giveUpLeases(ctx)
	if err != nil && (register.Unavailable(err) || ctx.Err() != nil) {
		d.Log.Warn("leases are not given up: others take over when they have run out", "within", d.presenceLease(), "err", err)
		return nil
	}
	return err
}

func (d *Desk) giveUpLeases(ctx context.Context) error {
	now := d.Now()
	err := d.Register.Update(ctx, func(tx *register.Tx) error {
		for _, name := range d.Mailboxes() {
			if _, err := tx.Lease(ctx, "poll "+name, d.Holder, now, now); err != nil {
				return err
			}
		}
		if d.presence == nil {
			return nil
		}
		_, err := tx.Lease(ctx, register.Daemon(d.Holder), d.Holder, now, now)
		return err
	})
	if err != nil {
		return fmt.Errorf("give up leases: %w", err)
	}
	return nil
}
