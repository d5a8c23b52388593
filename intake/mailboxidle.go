package intake

import (
	"context"
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Idle waits (RFC 2177) until the server tells of new mail, and returns nil;
// also at once when it has told since the last List, and when it ends the IDLE by
// itself. It returns the context's
// error when that ends first, with the connection still good; [ErrConnection]
// when the connection dies; and errors.ErrUnsupported when the server cannot
// IDLE: then poll. Cancelled, it ends within two seconds, whatever the server
// does. The other methods wait while Idle does. A server that hangs while its
// network lives is found only when ctx ends, so let it end now and then.
func (b *Mailbox) Idle(ctx context.Context) error {
	if !b.caps.Has(imap.CapIdle) {
		return fmt.Errorf("mailbox %s at %s: idle: %w", b.cfg.mailbox(), b.cfg.Address, errors.ErrUnsupported)
	}
	b.commands.Lock()
	defer b.commands.Unlock()
	var idle *imapclient.IdleCommand
	var over <-chan struct{}
	if err := b.call(ctx, "begin to idle", slack, func() (err error) {
		over = b.guard.idle()
		idle, err = b.client.Idle()
		return err
	}); err != nil {
		return err
	}
	ended := b.wait(ctx, over)
	ending, cancel := patience(ctx)
	defer cancel()
	err := b.call(ending, "end idling", slack, func() error {
		if err := idle.Close(); err != nil {
			return err
		}
		return idle.Wait()
	})
	if err != nil {
		return err
	}
	return ended
}

// patience is how long the server may take to end an IDLE: as for any command,
// but as for a goodbye when the caller was told to stop.
func patience(ctx context.Context) (context.Context, context.CancelFunc) {
	ending := context.WithoutCancel(ctx)
	if errors.Is(ctx.Err(), context.Canceled) {
		return context.WithTimeout(ending, logoutTime)
	}
	return context.WithCancel(ending)
}

// wait holds no clock: a mailbox may be quiet all night. TCP's keep-alive
// finds a server that is gone.
func (b *Mailbox) wait(ctx context.Context, over <-chan struct{}) error {
	select {
	case <-b.arrived:
		return nil
	case <-over:
		return nil
	case <-b.client.Closed():
		return nil // told by the command that follows
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// hear is called by go-imap when the server tells the number of messages
// unasked, which it does when it grows.
func (b *Mailbox) hear(data *imapclient.UnilateralDataMailbox) {
	if data.NumMessages == nil {
		return
	}
	select {
	case b.arrived <- struct{}{}:
	default:
	}
}

// forget drops old news of new mail: a listing follows.
func (b *Mailbox) forget() {
	select {
	case <-b.arrived:
	default:
	}
}
