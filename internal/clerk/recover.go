package clerk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/catchup"
	"inquiryd/internal/register"
)

// A register that was restored from yesterday's backup knows nothing of today.
// What it lacks is recovered from the mailbox, before anything else is done:
//
//   - The folder of sent mail has our letters. Each proves itself by its signed
//     Message-ID, so the numbers in them are never given again.
//   - The folders of the outcomes have the mails. Those that the ledger does not
//     know are taken in once more, oldest first, as they were: an inquiry gets
//     the numbers that its forwardings have, and each letter that is written
//     then has the Message-ID of one that was sent already, and is kept as that.
//   - A letter that no mail caused, since a person decided otherwise than by
//     mail, does to its case what it says.
//
// Nothing is posted meanwhile, and nothing of it is posted again. Where the
// letters do not tell what became of a mail, a person is asked.

// newWatch makes what notices that the register lacks something.
func (d *Desk) newWatch() *catchup.Watch {
	return &catchup.Watch{Register: d.Register, Mailboxes: d.mailboxes, Dial: d.Dial, Log: d.Log, Now: d.Now, Sent: d.sentLetters, Lease: d.hold, Recover: d.recover}
}

// hold takes a lease, or prolongs it.
func (d *Desk) hold(ctx context.Context, what string, long time.Duration) (ok bool, err error) {
	err = d.Register.Update(ctx, func(tx *register.Tx) error {
		ok, err = tx.Lease(ctx, what, d.Holder, d.Now(), d.Now().Add(long))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("take the lease of %s: %w", what, err)
	}
	return ok, nil
}

// has says whether the register has a letter, sent or not.
func (d *Desk) has(ctx context.Context, messageID string) (bool, error) {
	err := d.Register.View(ctx, func(tx *register.Tx) error {
		_, err := tx.LetterByMessageID(ctx, messageID)
		return err
	})
	if errors.Is(err, register.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// outcomeFolders are the folders of the outcomes, each once.
func outcomeFolders(f intake.Folders) []string {
	var all []string
	seen := map[string]bool{}
	for _, name := range []string{f.Filed, f.Held, f.Ignored, f.Rejected} {
		if !seen[name] {
			all = append(all, name)
		}
		seen[name] = true
	}
	return all
}

// open dials for one folder of an account, by the server's name.
func (d *Desk) open(ctx context.Context, account intake.IMAPConfig, name string) (*intake.Mailbox, error) {
	account.Mailbox = name
	return d.Dial(ctx, account)
}
