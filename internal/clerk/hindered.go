package clerk

import (
	"context"
	"fmt"
	"sync"

	"inquiryd/internal/register"
)

// hindered are the mailboxes whose mail stays where it came, and the folder of
// sent mail, as far as this desk has met folders that take nothing.
type hindered struct {
	mutex sync.Mutex
	by    map[string]bool
}

// becomes says how it was before, if that is known.
func (h *hindered) becomes(mailbox string, so bool) (before, known bool) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.by == nil {
		h.by = map[string]bool{}
	}
	before, known = h.by[mailbox]
	h.by[mailbox] = so
	return before, known
}

// hinder notes that a folder takes nothing. The log says so once; whoever watches
// over the daemon hears of it when it lasts.
func (d *Desk) hinder(ctx context.Context, mailbox, folder string, why error) error {
	if before, _ := d.hindered.becomes(mailbox, true); !before {
		d.Log.Warn("the mail server puts nothing into a folder: it is asked again each time, and the log tells when it does", "mailbox", mailbox, "folder", folder, "err", why)
	} else {
		d.Log.Debug("the folder still takes nothing", "mailbox", mailbox, "folder", folder, "err", why)
	}
	ctx = context.WithoutCancel(ctx)
	err := d.Register.Update(ctx, func(tx *register.Tx) error { return tx.Hinder(ctx, mailbox, folder, d.Now()) })
	if err != nil {
		return fmt.Errorf("note that %q takes nothing: %w", folder, err)
	}
	return nil
}

// unhinder notes that there is nothing in the way any more; what an earlier run
// may have met counts too.
func (d *Desk) unhinder(ctx context.Context, mailbox string) error {
	before, known := d.hindered.becomes(mailbox, false)
	if known && !before {
		return nil
	}
	if before {
		d.Log.Info("the mail server puts mail into its folders again", "mailbox", mailbox)
	}
	err := d.Register.Update(ctx, func(tx *register.Tx) error { return tx.Unhinder(ctx, mailbox) })
	if err != nil {
		return fmt.Errorf("note that folders take mail again: %w", err)
	}
	return nil
}
