package clerk

import (
	"context"
	"fmt"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// goneWhy is the reason of a stuck mail that somebody took out of the mailbox.
const goneWhy = "removed from the mailbox before it could be taken in"

// gone settles a mail that is not in the mailbox any more, if it was stuck: no
// try can take it in. One that was never seen has no line.
func (r *round) gone(ctx context.Context, e intake.Entry) error {
	err := r.Register.Update(ctx, func(tx *register.Tx) error {
		lines, err := tx.Lines(ctx, register.LedgerFilter{Outcome: register.Stuck, Mailbox: r.cfg.Name})
		for _, l := range lines {
			if l.UID == e.UID && l.UIDValidity == r.state.UIDValidity {
				return tx.GiveUp(ctx, l.ID, goneWhy, r.Now())
			}
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("settle UID %d, which is gone: %w", e.UID, err)
	}
	return nil
}
