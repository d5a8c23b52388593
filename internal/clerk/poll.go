package clerk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// Polled counts what one round of a mailbox brought.
type Polled struct {
	Seen    int                      // mails that were new to the ledger
	By      map[register.Outcome]int // what became of them
	Moved   int
	Skipped bool // another daemon is at it
}

// pollLease is how long a daemon may be silent before another one takes the
// mailbox over.
const pollLease = 2 * time.Minute

// Mailboxes are the names of the mailboxes that the desk reads, the first one
// first.
func (d *Desk) Mailboxes() []string {
	names := make([]string, len(d.mailboxes))
	for i, m := range d.mailboxes {
		names[i] = m.Name
	}
	return names
}

// Poll reads what is new in all mailboxes, at the same time, and adds up what
// they brought. One that cannot be read stops no other; the errors of all are
// joined.
func (d *Desk) Poll(ctx context.Context) (Polled, error) {
	all := make([]Polled, len(d.mailboxes))
	errs := make([]error, len(d.mailboxes))
	var g sync.WaitGroup
	for i, m := range d.mailboxes {
		g.Go(func() { all[i], errs[i] = d.poll(ctx, i, m) })
	}
	g.Wait()
	sum := Polled{By: map[register.Outcome]int{}, Skipped: true}
	for _, p := range all {
		sum.Seen, sum.Moved, sum.Skipped = sum.Seen+p.Seen, sum.Moved+p.Moved, sum.Skipped && p.Skipped
		for outcome, n := range p.By {
			sum.By[outcome] += n
		}
	}
	return sum, errors.Join(errs...)
}

// PollMailbox reads what is new in one mailbox. Each mail gets one transaction;
// one that cannot be fetched or stored is put on the stuck list and the rest
// goes on. It stops with an error when the server or the register is not there:
// nothing is lost by that, and the next round takes it up again.
func (d *Desk) PollMailbox(ctx context.Context, name string) (Polled, error) {
	i := slices.Index(d.Mailboxes(), name)
	if i < 0 {
		return Polled{}, fmt.Errorf("poll %s: there is no such mailbox", name)
	}
	return d.poll(ctx, i, d.mailboxes[i])
}

func (d *Desk) poll(ctx context.Context, i int, cfg intake.MailboxConfig) (Polled, error) {
	p := Polled{By: map[register.Outcome]int{}}
	r := &round{Desk: d, cfg: cfg, first: i == 0, polled: &p}
	ok, err := r.lease(ctx)
	if err != nil || !ok {
		p.Skipped = !ok
		return p, err
	}
	if ok, err = d.catchUp(ctx); err != nil || !ok {
		p.Skipped = !ok && err == nil
		return p, err
	}
	if r.box, err = d.Dial(ctx, cfg.IMAPConfig); err != nil {
		return p, fmt.Errorf("poll %s: %w", cfg.Name, err)
	}
	defer r.box.Close()
	if err := r.run(ctx); err != nil {
		return p, fmt.Errorf("poll %s: %w", cfg.Name, err)
	}
	return p, nil
}

// round is one poll of one mailbox, on one connection.
type round struct {
	*Desk
	cfg    intake.MailboxConfig
	first  bool // of the mailboxes: copies of sent letters go there
	box    *intake.Mailbox
	state  register.MailboxState
	polled *Polled
}

func (r *round) lease(ctx context.Context) (ok bool, err error) {
	now := r.Now()
	err = r.Register.Update(ctx, func(tx *register.Tx) error {
		ok, err = tx.Lease(ctx, "poll "+r.cfg.Name, r.Holder, now, now.Add(pollLease))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("take the lease of %s: %w", r.cfg.Name, err)
	}
	return ok, nil
}

func (r *round) run(ctx context.Context) error {
	if err := r.open(ctx); err != nil {
		return err
	}
	if err := r.retryStuck(ctx); err != nil {
		return err
	}
	entries, err := r.box.List(ctx, r.state.LastUID)
	if err != nil {
		return fmt.Errorf("list new mail: %w", err)
	}
	if err := r.guarded(ctx, entries, r.takeAll); err != nil {
		return err
	}
	r.state.PolledAt = r.Now()
	return r.checkpoint(ctx)
}

// takeAll takes mails one after the other.
func (r *round) takeAll(ctx context.Context, entries []intake.Entry) error {
	for i, e := range entries {
		if e.UID >= r.state.AdoptedUID || !e.ArrivedAt.Before(r.state.AdoptedAt) {
			if err := r.take(ctx, e); err != nil {
				return err
			}
		}
		r.state.LastUID = e.UID
		if (i+1)%r.moveBatch == 0 {
			if err := r.checkpoint(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// open finds out how far the mailbox was read. A mailbox never seen before is
// adopted; one whose UIDVALIDITY changed is read anew from its first UID, and
// the ledger's digests tell what is known.
func (r *round) open(ctx context.Context) error {
	validity, next, _ := r.box.State()
	return r.Register.Update(ctx, func(tx *register.Tx) error {
		state, err := tx.Mailbox(ctx, r.cfg.Name)
		switch {
		case errors.Is(err, register.ErrNotFound):
			state = r.adopt(validity, next)
		case err != nil:
			return fmt.Errorf("read the mailbox's state: %w", err)
		case state.UIDValidity != validity:
			r.Log.Warn("the mailbox has a new UIDVALIDITY: reading it anew", "mailbox", r.cfg.Name, "was", state.UIDValidity, "is", validity)
			state.UIDValidity, state.LastUID, state.AdoptedUID = validity, 0, next
		}
		r.state = state
		return tx.SetMailbox(ctx, state)
	})
}

// adopt decides about the mail that lies in a mailbox at the first start.
func (r *round) adopt(validity, next uint32) register.MailboxState {
	state := register.MailboxState{Mailbox: r.cfg.Name, UIDValidity: validity, AdoptedUID: next}
	switch {
	case r.Adopt.All:
	case !r.Adopt.From.IsZero():
		state.AdoptedAt = r.Adopt.From
	default:
		state.AdoptedAt = r.Now().Add(time.Second) // INTERNALDATE has whole seconds
		if next > 0 {
			state.LastUID = next - 1
		}
		r.Log.Info("first start on this mailbox: the mail in it is left alone; run once with --all or --from DATE to file it", "mailbox", r.cfg.Name, "mails_before_uid", next)
	}
	return state
}

// take fetches one mail and receives it.
func (r *round) take(ctx context.Context, e intake.Entry) error {
	raw, truncated, err := r.box.Fetch(ctx, e, r.Intake.Limits.Size)
	if errors.Is(err, intake.ErrGone) {
		r.Log.Info("a mail was gone before it could be fetched", "mailbox", r.cfg.Name, "uid", e.UID)
		return r.gone(ctx, e)
	}
	if err != nil {
		if ctx.Err() != nil || errors.Is(err, intake.ErrConnection) {
			return fmt.Errorf("fetch UID %d: %w", e.UID, err)
		}
		return r.stick(ctx, e, err)
	}
	line, err := r.file(ctx, e, raw, truncated)
	if err != nil {
		if ctx.Err() != nil || unavailable(err) {
			return err
		}
		return r.stick(ctx, e, err)
	}
	r.polled.Seen++
	r.polled.By[line.Outcome]++
	return nil
}

// file reads a mail and receives it. A mail that makes the reading panic is
// an error like any other: it is kept, and a person sees it.
func (r *round) file(ctx context.Context, e intake.Entry, raw []byte, truncated bool) (line register.LedgerLine, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("read UID %d: panic: %v", e.UID, p)
		}
	}()
	m := intake.Parse(raw, r.Intake.Limits)
	m.Truncated = m.Truncated || truncated
	intake.Screen(m, r.own())
	receipt := register.Receipt{
		Mailbox: r.cfg.Name, UIDValidity: r.state.UIDValidity, UID: e.UID, Digest: m.Digest(), Content: m.Content(),
		MessageID: m.MessageID, Subject: m.Subject, Nature: string(m.Nature), Size: e.Size, ArrivedAt: e.ArrivedAt, Raw: raw,
	}
	if len(m.From) > 0 {
		receipt.From = m.From[0].Address
	}
	return r.receive(ctx, receipt, m)
}

func (d *Desk) own() intake.Ours {
	own := intake.Ours{Addresses: []string{d.Office.Mailbox}}
	for _, m := range d.mailboxes {
		own.Addresses = append(own.Addresses, m.Addresses...)
	}
	if d.Signer != nil {
		own.MessageID = func(id string) bool {
			_, ok := d.Signer.Read(id)
			return ok
		}
	}
	return own
}

// stick counts a mail that could not be taken in. After enough tries a person
// is told; the mail stays in the mailbox.
func (r *round) stick(ctx context.Context, e intake.Entry, why error) error {
	r.Log.Error("a mail could not be taken in", "mailbox", r.cfg.Name, "uid", e.UID, "err", why)
	r.polled.By[register.Stuck]++
	receipt := register.Receipt{Mailbox: r.cfg.Name, UIDValidity: r.state.UIDValidity, UID: e.UID, Size: e.Size, ArrivedAt: e.ArrivedAt}
	return r.Register.Update(ctx, func(tx *register.Tx) error {
		tries, err := tx.Stick(ctx, receipt, why.Error(), r.Now())
		if err != nil {
			return fmt.Errorf("put UID %d on the stuck list: %w", e.UID, err)
		}
		if tries != r.Config.Tries {
			return nil
		}
		w := &work{Desk: r.Desk, tx: tx, now: r.Now()}
		return w.task(ctx, "", fmt.Sprintf("UID %d in %s cannot be taken in after %d tries: %s", e.UID, r.cfg.Name, tries, firstWords(why)))
	})
}

// firstWords keeps an error for a person within a line.
func firstWords(err error) string {
	s := strings.ReplaceAll(err.Error(), "\n", " ")
	return s[:min(len(s), 200)]
}

// retryStuck tries the mails of the stuck list again that have tries left.
func (r *round) retryStuck(ctx context.Context) error {
	var lines []register.LedgerLine
	err := r.Register.View(ctx, func(tx *register.Tx) (err error) {
		lines, err = tx.Lines(ctx, register.LedgerFilter{Outcome: register.Stuck, Mailbox: r.cfg.Name, Limit: 100})
		return err
	})
	if err != nil {
		return fmt.Errorf("read the stuck list: %w", err)
	}
	for _, l := range lines {
		if l.UIDValidity != r.state.UIDValidity || l.Tries >= r.Config.Tries {
			continue
		}
		if err := r.take(ctx, intake.Entry{UID: l.UID, Size: l.Size, ArrivedAt: l.ArrivedAt}); err != nil {
			return err
		}
	}
	return nil
}

// checkpoint keeps how far the mailbox was read, and moves what is settled to
// the folders of its outcomes: only now, after the commits.
func (r *round) checkpoint(ctx context.Context) error {
	if _, err := r.lease(ctx); err != nil {
		return err
	}
	err := r.Register.Update(ctx, func(tx *register.Tx) error { return tx.SetMailbox(ctx, r.state) })
	if err != nil {
		return fmt.Errorf("keep how far the mailbox was read: %w", err)
	}
	if r.first {
		if err := r.fileSent(ctx); err != nil {
			return err
		}
	}
	if r.Config.KeepInPlace {
		return nil
	}
	return r.moveSettled(ctx)
}

// unavailable says whether the register itself cannot be used now: then no
// mail can be taken in, and none is to blame.
func unavailable(err error) bool {
	for _, e := range []error{register.ErrFull, register.ErrBusy, register.ErrReadOnly, register.ErrUnusable, register.ErrCorrupt, register.ErrAway} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
