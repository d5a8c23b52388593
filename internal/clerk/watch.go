package clerk

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// Watch waits on a connection of its own until something new arrives in the
// mailbox (RFC 2177) and rings then. It goes on until ctx ends, dialling again
// after growing pauses. A server without IDLE ends it at once: cron rings
// anyway.
func (d *Desk) Watch(ctx context.Context, ring func()) {
	const shortest, longest = 5 * time.Second, 10 * time.Minute
	wait := shortest
	for ctx.Err() == nil {
		began := d.Now()
		err := d.watch(ctx, ring)
		switch {
		case errors.Is(err, errors.ErrUnsupported):
			d.Log.Info("the server does not offer IDLE: new mail is found when cron rings", "mailbox", d.mailboxName())
			return
		case ctx.Err() != nil:
			return
		case d.Now().Sub(began) > longest:
			wait = shortest
		}
		d.Log.Warn("waiting for new mail was cut off; trying again", "mailbox", d.mailboxName(), "pause", wait, "err", err)
		select {
		case <-ctx.Done():
		case <-time.After(wait*3/4 + rand.N(wait/2)):
		}
		wait = min(2*wait, longest)
	}
}

func (d *Desk) watch(ctx context.Context, ring func()) error {
	box, err := d.Dial(ctx)
	if err != nil {
		return err
	}
	defer box.Close()
	for ctx.Err() == nil {
		if err := box.Idle(ctx); err != nil {
			return err
		}
		if ctx.Err() == nil {
			ring()
		}
	}
	return ctx.Err()
}
