package clerk

import (
	"context"
	"fmt"
	"time"

	"inquiryd/internal/poll"
	"inquiryd/internal/register"
)

// silence is how long a daemon may be silent before another one takes its
// mailbox over, where Options.Silence does not say.
const silence = 45 * time.Second

// Present shows that this daemon is alive, and makes due what was claimed by
// those that do so no more, released letters. A daemon calls it some times a
// minute. Where only one can work on the register it does nothing. With
// [presence.ErrClock] this daemon reads no mailbox and posts nothing until its
// clock is right.
func (d *Desk) Present(ctx context.Context) (released int, err error) {
	return d.presence.Show(ctx)
}

// leaving is how long giving up leases may take: who stands still may hold them.
const leaving = 5 * time.Second

// Leave writes down what it owes, and gives up all leases, so that others need
// not wait for their end: a daemon calls it last. Where the register does not let
// it give them up they run out by themselves.
func (d *Desk) Leave(ctx context.Context) error {
	if err := d.outbox.NoteOwed(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, leaving)
	defer cancel()
	err := d.giveUpLeases(ctx)
	if err != nil && (register.Unavailable(err) || ctx.Err() != nil) {
		d.Log.Warn("leases are not given up: others take over when they have run out", "silence", d.Silence, "err", err)
		return nil
	}
	return err
}

func (d *Desk) giveUpLeases(ctx context.Context) error {
	now := d.Now()
	err := d.Register.Update(ctx, func(tx *register.Tx) error {
		for _, name := range d.Mailboxes() {
			if _, err := tx.Lease(ctx, poll.Lease(name), d.Holder, now, now); err != nil {
				return err
			}
		}
		return d.presence.End(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("give up leases: %w", err)
	}
	return nil
}
