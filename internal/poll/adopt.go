package poll

import (
	"context"
	"errors"
	"fmt"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// Adopt says what becomes of mail that lay in a mailbox before the first
// start. The zero value leaves it alone: it is neither filed nor answered.
type Adopt struct {
	All  bool      // file it like new mail
	From time.Time // file what arrived since; zero: nothing
}

// LeftAlone says whether a mail lay in the mailbox before the first start and
// is not to be filed.
func LeftAlone(s register.MailboxState, e intake.Entry) bool {
	return e.UID < s.AdoptedUID && e.ArrivedAt.Before(s.AdoptedAt)
}

// open finds out how far the mailbox was read. A mailbox never seen before is
// adopted; one whose UIDVALIDITY changed is read anew from its first UID, and
// the ledger's digests tell what is known.
func (r *Round) open(ctx context.Context) error {
	validity, next, _ := r.Box.State()
	return r.Register.Update(ctx, func(tx *register.Tx) error {
		state, err := tx.Mailbox(ctx, r.Mailbox.Name)
		switch {
		case errors.Is(err, register.ErrNotFound):
			state = r.adopt(validity, next)
		case err != nil:
			return fmt.Errorf("read the mailbox's state: %w", err)
		case state.UIDValidity != validity:
			r.Log.Warn("the mailbox has a new UIDVALIDITY: reading it anew", "mailbox", r.Mailbox.Name, "was", state.UIDValidity, "is", validity)
			state = Renumbered(state, validity, next)
		case next > 0 && next <= state.LastUID:
			if err := r.setBack(ctx, tx, state, next); err != nil {
				return err
			}
		}
		r.State = r.adoptMore(state)
		return tx.SetMailbox(ctx, r.State)
	})
}

// adoptMore takes in, when the run is told so, what an earlier first start left
// alone: the mailbox is read anew, and what the ledger knows stays as it is.
func (r *Round) adoptMore(s register.MailboxState) register.MailboxState {
	if !r.Adopt.All && r.Adopt.From.IsZero() || !r.Adopt.From.Before(s.AdoptedAt) {
		return s
	}
	r.Log.Info("filing mail that the first start left alone", "mailbox", r.Mailbox.Name)
	s.AdoptedUID = max(s.AdoptedUID, s.LastUID+1) // up to there everything was read, or left alone
	s.LastUID, s.AdoptedAt = 0, r.Adopt.From
	return s
}

// Renumbered is how far a mailbox was read when it has a new UIDVALIDITY: not at
// all, but for what lay in it before the first start.
func Renumbered(s register.MailboxState, validity, next uint32) register.MailboxState {
	s.UIDValidity, s.LastUID, s.AdoptedUID = validity, 0, next
	return s
}

// adopt decides about the mail that lies in a mailbox at the first start.
func (r *Round) adopt(validity, next uint32) register.MailboxState {
	state := register.MailboxState{Mailbox: r.Mailbox.Name, UIDValidity: validity, AdoptedUID: next}
	switch {
	case r.Adopt.All:
	case !r.Adopt.From.IsZero():
		state.AdoptedAt = r.Adopt.From
	default:
		state.AdoptedAt = r.Now().Add(time.Second) // INTERNALDATE has whole seconds
		if next > 0 {
			state.LastUID = next - 1
		}
		r.Log.Info("first start on this mailbox: the mail in it is left alone; run once with --all or --from DATE to file it", "mailbox", r.Mailbox.Name, "mails_before_uid", next)
	}
	return state
}
