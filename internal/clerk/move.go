package clerk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// moveSettled moves mail to the folder of its outcome, in batches. A folder
// that cannot be had leaves the mail where it is: it is in the register, and
// the next round tries again.
func (r *round) moveSettled(ctx context.Context) error {
	var lines []register.LedgerLine
	err := r.Register.View(ctx, func(tx *register.Tx) (err error) {
		lines, err = tx.Unmoved(ctx, r.cfg.Name, r.state.UIDValidity, 500)
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
	return nil
}

func (r *round) move(ctx context.Context, folder string, lines []register.LedgerLine) error {
	uids := make([]uint32, len(lines))
	for i, l := range lines {
		uids[i] = l.UID
	}
	err := r.box.Move(ctx, uids, folder)
	if errors.Is(err, intake.ErrConnection) || ctx.Err() != nil {
		return fmt.Errorf("move mail to %q: %w", folder, err)
	}
	if err != nil {
		r.Log.Warn("mail stays in the mailbox: its folder cannot be had", "mailbox", r.cfg.Name, "folder", folder, "err", err)
		return nil
	}
	r.polled.Moved += len(uids)
	return r.Register.Update(ctx, func(tx *register.Tx) error {
		for _, l := range lines {
			if err := tx.Moved(ctx, l.ID, folder, r.Now()); err != nil {
				return fmt.Errorf("note the move of mail %d: %w", l.ID, err)
			}
		}
		return nil
	})
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
			return f.Filed // beside the mail that it is a copy of
		}
		return f.Ignored
	}
	return ""
}

// fileSent puts copies of accepted letters into the mailbox's folder of sent
// mail, where people look for them.
func (r *round) fileSent(ctx context.Context) error {
	if r.Config.NoSentCopies {
		return nil
	}
	r.copying.Lock()
	defer r.copying.Unlock()
	var letters []register.Letter
	err := r.Register.View(ctx, func(tx *register.Tx) (err error) {
		letters, err = tx.Unfiled(ctx, 100)
		return err
	})
	if err != nil {
		return fmt.Errorf("read letters without a copy: %w", err)
	}
	if len(letters) == 0 {
		return nil
	}
	if ok, err := r.hold(ctx, "sent copies", pollLease); err != nil || !ok {
		return err // another daemon is at it
	}
	folder, err := r.box.Sent(ctx)
	if err != nil || folder == "" {
		return err
	}
	for _, l := range letters {
		if err := r.box.Append(ctx, folder, l.Raw, l.SentAt, true); err != nil {
			if errors.Is(err, intake.ErrConnection) || ctx.Err() != nil {
				return fmt.Errorf("copy letter %d to %q: %w", l.ID, folder, err)
			}
			r.Log.Warn("a sent letter could not be copied to the folder of sent mail", "letter", l.ID, "folder", folder, "err", err)
			return nil
		}
		err := r.Register.Update(ctx, func(tx *register.Tx) error { return tx.LetterFiled(ctx, l.ID) })
		if err != nil {
			return fmt.Errorf("note the copy of letter %d: %w", l.ID, err)
		}
	}
	return nil
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
		err = r.fileSent(ctx)
	}
	if err != nil {
		d.Log.Info("sent letters are copied to the folder of sent mail in the next round", "err", err)
	}
}
