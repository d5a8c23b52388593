package poll

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// goneWhy is the reason of a stuck mail that somebody took out of the mailbox.
const goneWhy = "removed from the mailbox before it could be taken in"

// Gone settles a mail that is not in the mailbox any more, if it was stuck: no
// try can take it in. One that was never seen has no line.
func (r *Round) Gone(ctx context.Context, e intake.Entry) error {
	err := r.Register.Update(ctx, func(tx *register.Tx) error {
		lines, err := tx.Lines(ctx, register.LedgerFilter{Outcome: register.Stuck, Mailbox: r.Mailbox.Name})
		for _, l := range lines {
			if l.UID == e.UID && l.UIDValidity == r.State.UIDValidity {
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

// lateTry is how long mails wait that have no tries left: a person knows of them,
// and what kept them may be over before that person comes.
const lateTry = time.Hour

// lateTries says whether it is time for mails without tries left.
func (r *Round) lateTries(ctx context.Context, stuck []register.LedgerLine) (is bool, err error) {
	if !slices.ContainsFunc(stuck, func(l register.LedgerLine) bool { return l.Tries >= r.Tries && mayLive(l) }) {
		return false, nil
	}
	note, now := "late tries "+r.Mailbox.Name, r.Now()
	err = r.Register.Update(ctx, func(tx *register.Tx) error {
		_, last, err := tx.Note(ctx, note)
		is = err == nil && now.Sub(last).Abs() >= lateTry
		if is || errors.Is(err, register.ErrNotFound) {
			return tx.SetNote(ctx, note, "", now)
		}
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look when stuck mails were tried: %w", err)
	}
	return is, nil
}

// mayLive says whether a stuck mail can be read without a danger to the process.
func mayLive(l register.LedgerLine) bool { return !strings.HasPrefix(l.Reason, deadlyWhy) }
