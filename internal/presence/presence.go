// Package presence lets several daemons on one register know of each other that
// they are alive. Each shows it by a lease of its own. When one shows nothing any
// more, since it was killed, stopped or cut off, the others post what it had
// claimed; and one that wakes up after such a time posts nothing of that before it
// has shown itself again.
package presence

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"inquiryd/internal/register"
)

// ErrClock says that this machine's clock differs from that of the register's
// server: leases would mean nothing, and letters would go out twice.
var ErrClock = errors.New("the clock is wrong")

// Presence is until when this daemon has shown itself. A nil one is of a daemon
// that is alone: it need show nothing, and is never absent.
type Presence struct {
	Register   *register.Register
	Holder     string        // who this daemon is
	Silence    time.Duration // how long it may be silent before others take its mailboxes over
	CheckClock bool          // hold this machine's clock against that of the register's server
	Log        *slog.Logger
	Now        func() time.Time

	until atomic.Int64 // Unix milliseconds
	stint atomic.Int64 // how often it began to be there
}

// lease is how long it may be silent before another one takes over the letters
// that it has claimed: a minute for a silence of 45 seconds.
func (p *Presence) lease() time.Duration { return p.Silence * 4 / 3 }

// sure is how long before the end of that a letter is no longer begun: ten seconds.
func (p *Presence) sure() time.Duration { return p.Silence * 2 / 9 }

// Show shows that this daemon is alive, and makes due what was claimed by those
// that do so no more, released letters. With [ErrClock] nothing holds that it has
// shown before.
func (p *Presence) Show(ctx context.Context) (released int, err error) {
	if p == nil {
		return 0, nil
	}
	now := p.Now()
	until := now.Add(p.lease())
	err = p.Register.Update(ctx, func(tx *register.Tx) error {
		if err := p.checkClock(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.Lease(ctx, register.Daemon(p.Holder), p.Holder, now, until); err != nil {
			return err
		}
		released, err = tx.ReleaseAbsent(ctx, now)
		return err
	})
	if err != nil {
		if errors.Is(err, ErrClock) {
			p.until.Store(0)
		}
		return 0, fmt.Errorf("show that this daemon is alive: %w", err)
	}
	if p.shown() < p.sure() {
		p.stint.Add(1)
	}
	p.until.Store(until.UnixMilli())
	if released > 0 {
		p.Log.Warn("letters are due again that a daemon had claimed which is not there any more", "letters", released)
	}
	return released, nil
}

// checkClock holds this machine's clock against the register's server's.
func (p *Presence) checkClock(ctx context.Context, tx *register.Tx) error {
	if !p.CheckClock {
		return nil
	}
	there, err := tx.ServerTime(ctx)
	if err != nil {
		return err
	}
	if ahead := p.Now().Sub(there); ahead.Abs() > p.sure() {
		return fmt.Errorf("%w: it is %v ahead of the database's: set both by NTP", ErrClock, ahead.Round(time.Second))
	}
	return nil
}

// Keep is [Presence.Show] when the last time was long ago.
func (p *Presence) Keep(ctx context.Context) error {
	if p == nil || p.shown() > p.lease()*2/3 {
		return nil
	}
	_, err := p.Show(ctx)
	return err
}

// shown is how long the last show holds yet.
func (p *Presence) shown() time.Duration {
	return time.Duration(p.until.Load()-p.Now().UnixMilli()) * time.Millisecond
}

// Stint is the number of the time for which this daemon is there without a gap.
// A new one begins when it shows itself after it was absent.
func (p *Presence) Stint() int64 {
	if p == nil {
		return 0
	}
	return p.stint.Load()
}

// Absent says whether others may have what this daemon had claimed in a stint: it
// is absent, or was meanwhile.
func (p *Presence) Absent(stint int64) bool {
	return p != nil && (p.shown() < p.sure() || p.stint.Load() != stint) // in this order: Show writes them in the other
}

// End gives the lease up, so that others need not wait for its end.
func (p *Presence) End(ctx context.Context, tx *register.Tx) error {
	if p == nil {
		return nil
	}
	now := p.Now()
	_, err := tx.Lease(ctx, register.Daemon(p.Holder), p.Holder, now, now)
	return err
}
