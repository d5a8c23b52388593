package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/poll"
	"inquiryd/internal/register"
)

// checkMailboxes logs in to each mailbox, to all accounts at the same time. A login
// that is refused, or a server that cannot be reached, is tried and told once for each
// account.
func (c *configuration) checkMailboxes(ctx context.Context) (all []finding) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	mailboxes := c.Intake.Mailboxes()
	of := map[account][]int{}
	for i, m := range mailboxes {
		login := account{m.Address, m.Username, m.PasswordFile, m.PasswordEnv}
		of[login] = append(of[login], i)
	}
	found := make([][]finding, len(mailboxes))
	dial := intake.NewDialer(slog.New(slog.DiscardHandler)).Dial
	var g sync.WaitGroup
	for _, of := range of {
		g.Go(func() {
			for _, i := range of {
				one := c.checkMailbox(ctx, dial, mailboxes[i])
				err := one.err
				if err != nil {
					one.err = c.placed([]error{fmt.Errorf("%s: %w", mailboxKey(i, err), err)})
				}
				found[i] = []finding{one}
				if i == 0 && err == nil && !c.Clerk.NoSentCopies {
					found[i] = append(found[i], c.checkSent(ctx, dial, mailboxes[i]))
				}
				if errors.Is(err, intake.ErrAuth) || errors.Is(err, intake.ErrConnection) {
					break
				}
			}
		})
	}
	g.Wait()
	return slices.Concat(found...)
}

// account is what a login is for.
type account struct{ server, user, passwordFile, passwordEnv string }

// mailboxKey is the key of the configuration that an error of a mailbox is about.
func mailboxKey(i int, err error) string {
	table := "intake.imap"
	if i > 0 {
		table = fmt.Sprintf("intake.mailbox[%d]", i-1)
	}
	switch {
	case errors.Is(err, intake.ErrAuth):
		return table + ".username"
	case errors.Is(err, intake.ErrConnection):
		return table + ".address"
	}
	return table + ".mailbox"
}

// checkSent says where copies of letters go.
func (c *configuration) checkSent(ctx context.Context, dial dialing, m intake.MailboxConfig) finding {
	if c.Intake.SentFolder != "" {
		return finding{what: fmt.Sprintf("copies of letters go to %s", c.Intake.SentFolder)}
	}
	box, err := dial(ctx, m.IMAPConfig)
	if err != nil {
		return finding{err: c.placed([]error{fmt.Errorf("intake.imap.address: %w", err)})}
	}
	defer box.Close()
	switch folder, err := box.Sent(ctx, ""); {
	case err != nil:
		return finding{err: c.placed([]error{fmt.Errorf("intake.imap.address: %w", err)})}
	case folder != "":
		return finding{what: fmt.Sprintf("copies of letters go to %s", folder)}
	}
	return finding{note: "intake.sent_folder: the server marks no folder as the one of sent mail (\\Sent, RFC 6154), so no copies of letters are kept in it, from which a register that is lost could learn what was sent: name a folder"}
}

// checkMailbox says what lies in a mailbox and what the next run would read of
// it. It changes nothing there.
func (c *configuration) checkMailbox(ctx context.Context, dial dialing, m intake.MailboxConfig) finding {
	box, err := dial(ctx, m.IMAPConfig)
	if err != nil {
		return finding{err: err}
	}
	defer box.Close()
	state, err := c.readSoFar(ctx, m.Name)
	never := errors.Is(err, register.ErrNotFound)
	uidValidity, next, n := box.State()
	holds := fmt.Sprintf("the mailbox %s at %s holds %d mails", m.Name, m.Address, n)
	if err != nil && !never {
		return finding{what: holds} // checkRegister tells what is wrong
	}
	renumbered := !never && state.UIDValidity != uidValidity
	if renumbered {
		state = poll.Renumbered(state, uidValidity, next)
	}
	entries, err := box.List(ctx, state.LastUID)
	switch {
	case err != nil:
		return finding{err: err}
	case never && len(entries) == 0:
		return finding{what: fmt.Sprintf("the mailbox %s at %s is empty", m.Name, m.Address)}
	case never:
		return finding{note: fmt.Sprintf("%s%s, and was never read: the first run leaves them alone and answers nobody; with --all it files all of them, with --from DATE those that arrived since that day", holds, c.arrived(entries))}
	}
	fresh := slices.DeleteFunc(entries, func(e intake.Entry) bool { return poll.LeftAlone(state, e) })
	if renumbered {
		return finding{note: fmt.Sprintf("%s and has a new UIDVALIDITY: the next run reads %d of them anew, files none that the ledger knows, and leaves %d from before the first run alone", holds, len(fresh), int(n)-len(fresh))}
	}
	return finding{what: fmt.Sprintf("%s, %d of them new", holds, len(fresh))}
}

// arrived tells between which days mails arrived.
func (c *configuration) arrived(entries []intake.Entry) string {
	first, last := entries[0].ArrivedAt, entries[0].ArrivedAt
	for _, e := range entries {
		if e.ArrivedAt.Before(first) {
			first = e.ArrivedAt
		}
		if e.ArrivedAt.After(last) {
			last = e.ArrivedAt
		}
	}
	if first.IsZero() { // the server does not say
		return ""
	}
	return fmt.Sprintf(" that arrived from %s to %s", first.In(c.zone).Format(time.DateOnly), last.In(c.zone).Format(time.DateOnly))
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
