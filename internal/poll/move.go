package poll

import (
	"context"
	"errors"
	"fmt"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// unmovedAtOnce is how many lines of the ledger are read at a time.
const unmovedAtOnce = 500

// moveSettled moves mail to the folder of its outcome, in batches. A folder
// that cannot be had leaves the mail where it is, and is noted in full with the
// reason: the mail is in the register, and the next round tries again.
func (r *Round) moveSettled(ctx context.Context, full map[string]error) error {
	moved := r.Polled.Moved
	var lines []register.LedgerLine
	err := r.Register.View(ctx, func(tx *register.Tx) (err error) {
		lines, err = tx.Unmoved(ctx, r.Mailbox.Name, r.State.UIDValidity, unmovedAtOnce)
		return err
	})
	if err != nil {
		return fmt.Errorf("read what is to be moved: %w", err)
	}
	folders := map[string][]register.LedgerLine{}
	for _, l := range lines {
		if f := r.Folder(r.Mailbox.Folders, l); f != "" {
			folders[f] = append(folders[f], l)
		}
	}
	for folder, lines := range folders {
		if err := r.move(ctx, folder, lines, full); err != nil {
			return err
		}
	}
	if r.Polled.Moved > moved && len(lines) == unmovedAtOnce {
		return r.moveSettled(ctx, full) // there may be more
	}
	return nil
}

func (r *Round) move(ctx context.Context, folder string, lines []register.LedgerLine, full map[string]error) error {
	uids, ids := make([]uint32, len(lines)), make([]int64, len(lines))
	for i, l := range lines {
		uids[i], ids[i] = l.UID, l.ID
	}
	err := r.Box.Move(ctx, uids, folder)
	switch {
	case errors.Is(err, intake.ErrConnection) || ctx.Err() != nil:
		return fmt.Errorf("move mail to %q: %w", folder, err)
	case errors.Is(err, intake.ErrCopied): // to try again would make one more copy each time
		r.Log.Warn("mail lies in its folder, and also where it came: the server does not let it be removed", "mailbox", r.Mailbox.Name, "folder", folder, "mails", len(uids), "err", err)
	case err != nil:
		full[folder] = err
		return nil
	}
	r.Polled.Moved += len(uids)
	return r.Register.Update(ctx, func(tx *register.Tx) error { return tx.Moved(ctx, ids, folder, r.Now()) })
}
