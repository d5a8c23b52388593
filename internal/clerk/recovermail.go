package clerk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// recovery is one pass over the mailboxes after a restore. It may break off at
// any point and be done again: what it took in has its line in the ledger.
type recovery struct {
	*Desk
	past   *past
	states map[string]register.MailboxState
	boxes  []*intake.Mailbox
	mails  []oldMail
	known  map[string]int // by digest: ledger lines that no mail was found for yet
	opened map[string]bool
	told   map[string]bool

	taken, held, letters int
}

// oldMail is a mail in a folder of its outcome, or one that still lies where
// it came.
type oldMail struct {
	intake.MailboxConfig
	box    *intake.Mailbox
	folder string // "" where it came
	entry  intake.Entry
}

// overlap is how far before the last poll that the register knows of the
// recovery begins: the clocks of servers differ.
const overlap = time.Hour

// recover takes in what the register lacks.
func (d *Desk) recover(ctx context.Context) error {
	states, last, err := d.watch.Polled(ctx)
	if err != nil {
		return err
	}
	c := &recovery{Desk: d, states: states, known: map[string]int{}, opened: map[string]bool{}, told: map[string]bool{}}
	defer c.close()
	folder, err := d.sentLetters(ctx)
	if err != nil {
		return err
	}
	c.past = &past{Folder: folder}
	if err := c.past.Read(ctx, since(last)); err != nil {
		return err
	}
	d.Log.Info("recovering the register from the mailbox", "last_poll", last, "sent_letters", len(c.past.Letters()))
	for _, p := range d.mailboxes {
		if err := c.list(ctx, p); err != nil {
			return err
		}
	}
	slices.SortStableFunc(c.mails, func(a, b oldMail) int { return a.entry.ArrivedAt.Compare(b.entry.ArrivedAt) })
	if err := c.keepNumbers(ctx); err != nil {
		return err
	}
	if err := c.settleOutbox(ctx); err != nil {
		return err
	}
	for _, m := range c.mails {
		if ok, err := d.watch.Hold(ctx); err != nil || !ok {
			return cmp.Or(err, errors.New("another daemon took it over"))
		}
		if err := c.take(ctx, m); err != nil {
			return err
		}
	}
	if err := c.applyRest(ctx); err != nil {
		return err
	}
	return c.finish(ctx)
}

func since(last time.Time) time.Time {
	if last.IsZero() {
		return last
	}
	return last.Add(-overlap)
}

func (c *recovery) close() {
	if c.past != nil {
		c.past.Close()
	}
	for _, b := range c.boxes {
		b.Close()
	}
}

// list lists the mails of a mailbox and of the folders of its outcomes that
// the register may not know.
func (c *recovery) list(ctx context.Context, p intake.MailboxConfig) error {
	box, err := c.Dial(ctx, p.IMAPConfig)
	if err != nil {
		return fmt.Errorf("look at mailbox %s: %w", p.Name, err)
	}
	c.boxes = append(c.boxes, box)
	for _, folder := range outcomeFolders(p.Folders) {
		name, err := box.Find(ctx, folder)
		if err != nil {
			return fmt.Errorf("look for folder %q: %w", folder, err)
		}
		key := p.Address + "\n" + p.Username + "\n" + name
		if name == "" || c.opened[key] { // mailboxes of one account may share it
			continue
		}
		c.opened[key] = true
		inside, err := c.open(ctx, p.IMAPConfig, name)
		if err != nil {
			return fmt.Errorf("look at folder %q: %w", folder, err)
		}
		c.boxes = append(c.boxes, inside)
		if err := c.listFolder(ctx, p, inside, folder); err != nil {
			return err
		}
	}
	state := c.states[p.Name]
	validity, _, _ := box.State()
	entries, err := box.List(ctx, 0)
	if err != nil {
		return fmt.Errorf("list %s: %w", p.Name, err)
	}
	for _, e := range entries {
		isNew := e.UID > state.LastUID || validity != state.UIDValidity
		if isNew && (e.UID >= state.AdoptedUID || !e.ArrivedAt.Before(state.AdoptedAt)) {
			c.mails = append(c.mails, oldMail{p, box, "", e})
		}
	}
	return nil
}

func (c *recovery) listFolder(ctx context.Context, p intake.MailboxConfig, box *intake.Mailbox, folder string) error {
	entries, err := box.List(ctx, 0)
	if err != nil {
		return fmt.Errorf("list folder %q: %w", folder, err)
	}
	from, err := c.from(ctx, p)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.ArrivedAt.IsZero() || !e.ArrivedAt.Before(from) {
			c.mails = append(c.mails, oldMail{p, box, folder, e})
		}
	}
	return nil
}

// from is since when mails of a mailbox may be unknown to the register: those
// that arrived after its last poll, and those that were stuck then.
func (c *recovery) from(ctx context.Context, p intake.MailboxConfig) (time.Time, error) {
	from := since(c.states[p.Name].PolledAt)
	for _, other := range c.mailboxes { // that may share the folder
		state, ok := c.states[other.Name]
		if at := since(state.PolledAt); ok && other.Address == p.Address && at.Before(from) {
			from = at
		}
	}
	err := c.Register.View(ctx, func(tx *register.Tx) error {
		stuck, err := tx.Lines(ctx, register.LedgerFilter{Outcome: register.Stuck, Mailbox: p.Name})
		for _, l := range stuck {
			if !l.ArrivedAt.IsZero() && l.ArrivedAt.Before(from) {
				from = l.ArrivedAt
			}
		}
		return err
	})
	if err != nil {
		return from, fmt.Errorf("read the stuck list: %w", err)
	}
	return from, nil
}

// leaveTask leaves work for a person.
func (c *recovery) leaveTask(ctx context.Context, what string) error {
	return c.Register.Update(ctx, func(tx *register.Tx) error {
		return (&work{Desk: c.Desk, tx: tx, now: c.Now()}).task(ctx, "", what)
	})
}

// finish takes the mark away, and tells a person what was done.
func (c *recovery) finish(ctx context.Context) error {
	err := c.Register.Update(ctx, func(tx *register.Tx) error {
		w := &work{Desk: c.Desk, tx: tx, now: c.Now()}
		what := fmt.Sprintf("the register was restored: %d mails were taken in again from their folders, %d of them are held, and %d letters were recovered: look at the held ones", c.taken, c.held, c.letters)
		if c.taken > 0 || c.letters > 0 {
			if err := w.task(ctx, "", what); err != nil {
				return err
			}
		}
		return c.watch.End(ctx, tx, c.Holder)
	})
	if err != nil {
		return fmt.Errorf("end the recovery: %w", err)
	}
	c.Log.Info("the register is recovered", "mails", c.taken, "held", c.held, "letters", c.letters)
	return nil
}
