package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"sync"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// checkMailboxes logs in to each mailbox, all at the same time.
func (c *configuration) checkMailboxes(ctx context.Context) []finding {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	mailboxes := c.Intake.Mailboxes()
	all := make([]finding, len(mailboxes))
	dial := intake.NewDialer(slog.New(slog.DiscardHandler)).Dial
	var g sync.WaitGroup
	for i, m := range mailboxes {
		g.Go(func() { all[i] = c.checkMailbox(ctx, dial, m) })
	}
	g.Wait()
	return all
}

// checkMailbox says what lies in a mailbox and what the next run would read of
// it.
func (c *configuration) checkMailbox(ctx context.Context, dial dialing, m intake.MailboxConfig) finding {
	box, err := dial(ctx, m.IMAPConfig)
	if err != nil {
		return finding{err: err}
	}
	defer box.Close()
	uidValidity, _, n := box.State()
	state, err := c.readSoFar(ctx, m.Name)
	switch {
	case errors.Is(err, register.ErrNotFound):
		if n == 0 {
			return finding{what: fmt.Sprintf("the mailbox %s at %s is empty", m.Name, m.Address)}
		}
		return finding{note: fmt.Sprintf("the mailbox %s at %s holds %d mails and was never read: the first run leaves them alone, or files them with --all or --from DATE", m.Name, m.Address, n)}
	case err != nil:
		return finding{what: fmt.Sprintf("the mailbox %s at %s holds %d mails", m.Name, m.Address, n)} // checkRegister tells what is wrong
	case state.UIDValidity != uidValidity:
		return finding{note: fmt.Sprintf("the mailbox %s at %s holds %d mails and has a new UIDVALIDITY: the next run reads it anew; what the ledger knows is not filed again", m.Name, m.Address, n)}
	}
	fresh := 0
	if state.LastUID < math.MaxUint32 {
		entries, err := box.List(ctx, state.LastUID)
		if err != nil {
			return finding{err: err}
		}
		fresh = len(entries)
	}
	return finding{what: fmt.Sprintf("the mailbox %s at %s holds %d mails, %d of them new", m.Name, m.Address, n, fresh)}
}

// readSoFar is how far a mailbox was read; register.ErrNotFound: never.
func (c *configuration) readSoFar(ctx context.Context, name string) (state register.MailboxState, err error) {
	if c.Register.URL == "" && !exists(c.Register.Path) {
		return state, register.ErrNotFound
	}
	r, err := register.Open(ctx, c.Register)
	if err != nil {
		return state, err
	}
	defer r.Close()
	err = r.View(ctx, func(tx *register.Tx) error {
		state, err = tx.Mailbox(ctx, name)
		return err
	})
	return state, err
}
