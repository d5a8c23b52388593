package clerk

import (
	"context"
	"fmt"
	"sync"

	"inquiryd/internal/register"
)

// becomes notes what holds now for a mailbox, the folder of sent mail, or what else
// goes by a name, and says whether it did before, if that is known.
func becomes(known *sync.Map, name string, so bool) (before, told bool) {
	last, told := known.Swap(name, so)
	before, _ = last.(bool)
	return before, told
}

// hinder notes that a folder takes nothing. The log says so once; whoever watches
// over the daemon hears of it when it lasts.
func (d *Desk) hinder(ctx context.Context, mailbox, folder string, why error) error {
	if before, _ := becomes(d.hindered, mailbox, true); !before {
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
	before, known := becomes(d.hindered, mailbox, false)
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

// hears is told of a folder that takes nothing or, with nil, that none does.
func (d *Desk) hears(ctx context.Context, mailbox, folder string, why error) error {
	if why == nil {
		return d.unhinder(ctx, mailbox)
	}
	return d.hinder(ctx, mailbox, folder, why)
}
