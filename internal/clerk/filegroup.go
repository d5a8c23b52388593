package clerk

import (
	"context"
	"errors"
	"fmt"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// fileNext files the next mails that have come, when the courier has room for what
// that writes.
func (r *round) fileNext(ctx context.Context, group []*taken) error {
	if err := r.presence.Keep(ctx); err != nil { // what is filed may be posted at once
		return err
	}
	r.courier.Room(ctx, len(group))
	return r.fileGroup(ctx, group)
}

const (
	manyAtOnce = 8  // mails may come together on an ordinary day
	lookedUp   = 64 // of the mails of a backlog get earlier questions like theirs
)

// fileGroup files mails by one commit. When one of them fails nothing stays of
// any, and each is filed by a commit of its own.
func (r *round) fileGroup(ctx context.Context, group []*taken) error {
	lines, err := r.commitGroup(ctx, group)
	switch {
	case err == nil:
	case ctx.Err() != nil, errors.Is(err, errTakenOver), register.Unavailable(err) && (len(group) == 1 || !errors.Is(err, register.ErrBusy)):
		return err
	case len(group) > 1: // also when others hold what they need together
		for _, t := range group {
			if err := r.fileGroup(ctx, []*taken{t}); err != nil {
				return err
			}
		}
		return nil
	default:
		group[0].Err = err
	}
	for i, t := range group {
		if err := r.count(ctx, t, lines[i]); err != nil {
			return err
		}
	}
	r.state.LastUID = max(r.state.LastUID, group[len(group)-1].UID)
	return nil
}

// count counts what became of a mail, or sees to one that failed.
func (r *round) count(ctx context.Context, t *taken, line register.LedgerLine) error {
	switch {
	case t.Err == nil:
		r.polled.Seen++
		r.polled.By[line.Outcome]++
	case errors.Is(t.Err, intake.ErrGone):
		r.Log.Info("a mail was gone before it could be fetched", "mailbox", r.cfg.Name, "uid", t.UID)
		return r.gone(ctx, t.Entry)
	default:
		return r.stick(ctx, t.Entry, t.Err)
	}
	return nil
}

// commitGroup files mails by one transaction, but for those that could not be
// read. How far the mailbox was read is kept with them, up to the first of
// those. After the commit the courier gets what is to go out at once. When another
// daemon has the lease by now it is the one to file them.
func (r *round) commitGroup(ctx context.Context, group []*taken) (lines []register.LedgerLine, err error) {
	var out []*register.Letter
	lines = make([]register.LedgerLine, len(group))
	scribes := newScribes()
	defer scribes.end()
	err = r.Register.Update(ctx, func(tx *register.Tx) (err error) {
		if err := r.sameServer(ctx, tx); err != nil {
			return err
		}
		if err := tx.Expect(ctx, receipts(group)); err != nil {
			return err
		}
		state, whole := r.state, true
		r.tally = r.tally.at(r.Now())
		for i, t := range group {
			if whole = whole && t.Err == nil; whole {
				state.LastUID = max(state.LastUID, t.UID)
			}
			if t.Err != nil {
				continue
			}
			w := &work{Desk: r.Desk, tx: tx, now: r.Now(), mail: t.Read.mail, auth: t.Read.auth, papers: t.Read.papers, asked: t.Read.asked,
				courier: r.courier, scribes: scribes, tally: r.tally, backlog: r.looked >= lookedUp, later: r.many && r.courier != nil}
			if len(group) > manyAtOnce {
				r.looked++
			} else {
				w.backlog = false
			}
			lines[i], err = w.receiveSafely(ctx, t.Read.receipt, t.Read.authWhy)
			if out = append(out, w.out...); err != nil {
				return err
			}
		}
		if now := r.Now(); now.Sub(r.leased) > r.Silence/4 { // others cannot have had it for less
			if err := r.keep(ctx, tx, now); err != nil {
				return err
			}
		}
		return tx.SetMailbox(ctx, state)
	})
	if err != nil {
		r.tally = nil
	}
	r.courier.Carry(out, err)
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
