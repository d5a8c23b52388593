package clerk

import (
	"context"
	"errors"
	"fmt"

	"inquiryd/intake"
	"inquiryd/internal/poll"
	"inquiryd/internal/register"
)

// fileNext files the next mails that have come, when the courier has room for what
// that writes.
func (k *taker) fileNext(ctx context.Context, group []*taken) error {
	if err := k.presence.Keep(ctx); err != nil { // what is filed may be posted at once
		return err
	}
	k.courier.Room(ctx, len(group))
	return k.fileGroup(ctx, group)
}

const (
	manyAtOnce = 8  // mails may come together on an ordinary day
	lookedUp   = 64 // of the mails of a backlog get earlier questions like theirs
)

// fileGroup files mails by one commit. When one of them fails nothing stays of
// any, and each is filed by a commit of its own.
func (k *taker) fileGroup(ctx context.Context, group []*taken) error {
	lines, err := k.commitGroup(ctx, group)
	switch {
	case err == nil:
	case ctx.Err() != nil, errors.Is(err, poll.ErrTakenOver), register.Unavailable(err) && (len(group) == 1 || !errors.Is(err, register.ErrBusy)):
		return err
	case len(group) > 1: // also when others hold what they need together
		for _, t := range group {
			if err := k.fileGroup(ctx, []*taken{t}); err != nil {
				return err
			}
		}
		return nil
	default:
		group[0].Err = err
	}
	for i, t := range group {
		if err := k.count(ctx, t, lines[i]); err != nil {
			return err
		}
	}
	k.round.State.LastUID = max(k.round.State.LastUID, group[len(group)-1].UID)
	return nil
}

// count counts what became of a mail, or sees to one that failed.
func (k *taker) count(ctx context.Context, t *taken, line register.LedgerLine) error {
	switch {
	case t.Err == nil:
		k.round.Polled.Seen++
		k.round.Polled.By[line.Outcome]++
	case errors.Is(t.Err, intake.ErrGone):
		k.Log.Info("a mail was gone before it could be fetched", "mailbox", k.round.Mailbox.Name, "uid", t.UID)
		return k.round.Gone(ctx, t.Entry)
	default:
		return k.round.Stick(ctx, t.Entry, t.Err)
	}
	return nil
}

// commitGroup files mails by one transaction, but for those that could not be
// read. How far the mailbox was read is kept with them, up to the first of
// those. After the commit the courier gets what is to go out at once. When another
// daemon has the lease by now it is the one to file them.
func (k *taker) commitGroup(ctx context.Context, group []*taken) (lines []register.LedgerLine, err error) {
	var out []*register.Letter
	lines = make([]register.LedgerLine, len(group))
	scribes := newScribes()
	defer scribes.end()
	err = k.Register.Update(ctx, func(tx *register.Tx) (err error) {
		if err := k.round.SameServer(ctx, tx); err != nil {
			return err
		}
		if err := tx.Expect(ctx, receipts(group)); err != nil {
			return err
		}
		state, whole := k.round.State, true
		k.tally = k.tally.at(k.Now())
		for i, t := range group {
			if whole = whole && t.Err == nil; whole {
				state.LastUID = max(state.LastUID, t.UID)
			}
			if t.Err != nil {
				continue
			}
			w := &work{Desk: k.Desk, tx: tx, now: k.Now(), mail: t.Read.mail, auth: t.Read.auth, papers: t.Read.papers, asked: t.Read.asked,
				courier: k.courier, scribes: scribes, tally: k.tally, backlog: k.looked >= lookedUp, later: k.many && k.courier != nil}
			if len(group) > manyAtOnce {
				k.looked++
			} else {
				w.backlog = false
			}
			lines[i], err = w.receiveSafely(ctx, t.Read.receipt, t.Read.authWhy)
			if out = append(out, w.out...); err != nil {
				return err
			}
		}
		if err := k.round.KeepLong(ctx, tx, k.Now()); err != nil {
			return err
		}
		return tx.SetMailbox(ctx, state)
	})
	if err != nil {
		k.tally = nil
	}
	k.courier.Carry(out, err)
	return lines, err
}

// receipts are those of the mails that could be read.
func receipts(group []*taken) (all []register.Receipt) {
	for _, t := range group {
		if t.Err == nil {
			all = append(all, t.Read.receipt)
		}
	}
	return all
}

// receiveSafely is receive; a mail that makes it panic is an error like any
// other.
func (w *work) receiveSafely(ctx context.Context, receipt register.Receipt, authWhy string) (line register.LedgerLine, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("file UID %d: panic: %v", receipt.UID, p)
		}
	}()
	return w.receive(ctx, receipt, authWhy)
}
