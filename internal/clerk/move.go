package clerk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// unmovedAtOnce is how many lines of the ledger are read at a time.
const unmovedAtOnce = 500

// moveSettled moves mail to the folder of its outcome, in batches. A folder
// that cannot be had leaves the mail where it is: it is in the register, and
// the next round tries again.
func (r *round) moveSettled(ctx context.Context) error {
	moved := r.polled.Moved
	var lines []register.LedgerLine
	err := r.Register.View(ctx, func(tx *register.Tx) (err error) {
		lines, err = tx.Unmoved(ctx, r.cfg.Name, r.state.UIDValidity, unmovedAtOnce)
		return err
	})
	if err != nil {
		return fmt.Errorf("read what is to be moved: %w", err)
	}
	folders := map[string][]register.LedgerLine{}
	for _, l := range lines {
		if f := r.folder(l); f != "" {
			folders[f] = append(folders[f], l)
		}
	}
	for folder, lines := range folders {
		if err := r.move(ctx, folder, lines); err != nil {
			return err
		}
	}
	if r.polled.Moved > moved && len(lines) == unmovedAtOnce {
		return r.moveSettled(ctx) // there may be more
	}
	return nil
}

func (r *round) move(ctx context.Context, folder string, lines []register.LedgerLine) error {
	uids, ids := make([]uint32, len(lines)), make([]int64, len(lines))
	for i, l := range lines {
		uids[i], ids[i] = l.UID, l.ID
	}
	err := r.box.Move(ctx, uids, folder)
	switch {
	case errors.Is(err, intake.ErrConnection) || ctx.Err() != nil:
		return fmt.Errorf("move mail to %q: %w", folder, err)
	case errors.Is(err, intake.ErrCopied): // to try again would make one more copy each time
		r.Log.Warn("mail lies in its folder, and also where it came: the server does not let it be removed", "mailbox", r.cfg.Name, "folder", folder, "mails", len(uids), "err", err)
	case err != nil:
		r.Log.Warn("mail stays in the mailbox: its folder cannot be had", "mailbox", r.cfg.Name, "folder", folder, "err", err)
		return nil
	}
	r.polled.Moved += len(uids)
	return r.Register.Update(ctx, func(tx *register.Tx) error { return tx.Moved(ctx, ids, folder, r.Now()) })
}

// strangerWhy begins the reason of mail from somebody nobody knows; it goes to
// a folder of its own.
const strangerWhy = "a stranger"

// folder is where a mail belongs after its outcome; "" leaves it.
func (r *round) folder(l register.LedgerLine) string {
	f := r.cfg.Folders
	switch l.Outcome {
	case register.Filed, register.FollowedUp, register.Answered:
		return f.Filed
	case register.Held:
		return f.Held
	case register.Ignored:
		switch {
		case strings.HasPrefix(l.Reason, strangerWhy):
			return f.Rejected
		case strings.HasPrefix(l.Reason, copyWhy) && l.Case != "":
			if strings.HasSuffix(l.Reason, heldCopy) {
				return f.Held
			}
			return f.Filed // beside the mail that it is a copy of
		}
		return f.Ignored
	}
	return ""
}

// Copies of sent letters are made and noted in batches: after a kill so many at
// most are made twice.
const copyBatch = 25

// fileSent puts copies of accepted letters into the mailbox's folder of sent
// mail, where people look for them. It stops when there is no more to copy, when
// others are at it, or when enough says so.
func (r *round) fileSent(ctx context.Context, enough func(copied int) bool) error {
	if r.Config.NoSentCopies || !r.copying.TryLock() {
		return nil
	}
	defer r.copying.Unlock()
	var folder string
	for copied := 0; ; {
		letters, err := r.uncopied(ctx)
		if err != nil || len(letters) == 0 {
			return err
		}
		if folder == "" {
			if folder, err = r.box.Sent(ctx); err != nil || folder == "" {
				return err
			}
		}
		n, err := r.copyBatch(ctx, folder, letters)
		if copied += n; err != nil || n < len(letters) || enough(copied) {
			return err
		}
	}
}

// uncopied are the next letters without a copy; none while another daemon is
// at it.
func (r *round) uncopied(ctx context.Context) (letters []register.Letter, err error) {
	err = r.Register.View(ctx, func(tx *register.Tx) (err error) {
		letters, err = tx.Unfiled(ctx, copyBatch)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read letters without a copy: %w", err)
	}
	if len(letters) == 0 {
		return nil, nil
	}
	if ok, err := r.hold(ctx, "sent copies", pollLease); err != nil || !ok {
		return nil, err
	}
	return letters, nil
}

// copyBatch copies letters and notes those that it has copied.
func (r *round) copyBatch(ctx context.Context, folder string, letters []register.Letter) (n int, err error) {
	for _, l := range letters {
		if err = r.box.Append(ctx, folder, l.Raw, l.SentAt, true); err != nil {
			break
		}
		n++
	}
	ids := make([]int64, n)
	for i, l := range letters[:n] {
		ids[i] = l.ID
	}
	noting := context.WithoutCancel(ctx)
	noteErr := r.Register.Update(noting, func(tx *register.Tx) error { return tx.LettersFiled(noting, ids...) })
	switch {
	case noteErr != nil:
		return n, fmt.Errorf("note the copies of %d letters: %w", n, noteErr)
	case err == nil:
	case errors.Is(err, intake.ErrConnection) || ctx.Err() != nil:
		return n, fmt.Errorf("copy letter %d to %q: %w", letters[n].ID, folder, err)
	default:
		r.Log.Warn("a sent letter could not be copied to the folder of sent mail", "letter", letters[n].ID, "folder", folder, "err", err)
	}
	return n, nil
}

// copySent copies the letters that were just accepted. The next round would do
// it; but a register that is lost before that could not be told of them.
func (d *Desk) copySent(ctx context.Context) {
	if d.Config.NoSentCopies || d.Dial == nil {
		return
	}
	r := &round{Desk: d, cfg: d.mailboxes[0], first: true}
	var err error
	if r.box, err = d.Dial(ctx, r.cfg.IMAPConfig); err == nil {
		defer r.box.Close()
		err = r.fileSent(ctx, func(int) bool { return ctx.Err() != nil })
	}
	if err != nil {
		d.Log.Info("sent letters are copied to the folder of sent mail in the next round", "err", err)
	}
}
