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
	"inquiryd/internal/outbox"
	"inquiryd/internal/register"
)

// Polled counts what one round of a mailbox brought.
type Polled struct {
	Seen    int                      // mails that were new to the ledger
	By      map[register.Outcome]int // what became of them
	Moved   int
	Posted  outbox.Posted // acknowledgements, while the round went on
	Skipped bool          // another daemon is at it, or took it over in the middle
	Retired bool          // what is new is left to the desk's successor
}

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
		g.Go(func() { all[i], errs[i] = d.poll(ctx, m) })
	}
	g.Wait()
	sum := Polled{By: map[register.Outcome]int{}, Skipped: true}
	for _, p := range all {
		sum.Retired = sum.Retired || p.Retired
		sum.Seen, sum.Moved, sum.Skipped, sum.Posted = sum.Seen+p.Seen, sum.Moved+p.Moved, sum.Skipped && p.Skipped, sum.Posted.Plus(p.Posted)
		for outcome, n := range p.By {
			sum.By[outcome] += n
		}
	}
	return sum, errors.Join(errs...)
}

// PollMailbox reads what is new in one mailbox. Each mail is filed whole or not
// at all; one that cannot be fetched or stored is put on the stuck list and the
// rest goes on. It stops with an error when the server or the register is not there:
// nothing is lost by that, and the next round takes it up again.
func (d *Desk) PollMailbox(ctx context.Context, name string) (Polled, error) {
	i := slices.Index(d.Mailboxes(), name)
	if i < 0 {
		return Polled{}, fmt.Errorf("poll %s: there is no such mailbox", name)
	}
	return d.poll(ctx, d.mailboxes[i])
}

func (d *Desk) poll(ctx context.Context, cfg intake.MailboxConfig) (Polled, error) {
	p := Polled{By: map[register.Outcome]int{}}
	if err := d.presence.Keep(ctx); err != nil {
		return p, err
	}
	r := &round{Desk: d, cfg: cfg, polled: &p}
	ok, err := r.lease(ctx)
	if err != nil || !ok {
		p.Skipped = !ok
		return p, err
	}
	if ok, err = d.watch.First(ctx); err != nil || !ok {
		p.Skipped = !ok && err == nil
		return p, err
	}
	if r.box, err = d.Dial(ctx, cfg.IMAPConfig); err != nil {
		return p, fmt.Errorf("poll %s: %w", cfg.Name, err)
	}
	defer r.box.Close()
	if d.PostAtOnce {
		r.courier = d.outbox.SendCourier(ctx, bagged)
	}
	if err = r.run(ctx); errors.Is(err, errTakenOver) {
		d.Log.Warn("another daemon reads the mailbox now: the round ends here", "mailbox", cfg.Name)
		p.Skipped, err = true, nil
	}
	if p.Posted, err = r.courier.Back(err); err != nil {
		return p, fmt.Errorf("poll %s: %w", cfg.Name, err)
	}
	return p, nil
}

// round is one poll of one mailbox, on one connection.
type round struct {
	*Desk
	cfg    intake.MailboxConfig
	box    *intake.Mailbox
	state  register.MailboxState
	polled *Polled

	leased  time.Time       // when the lease was last prolonged
	courier *outbox.Courier // nil: PostDue posts all letters
	many    bool            // so many mails came that forwardings are put off
	looked  int             // mails of a backlog for which earlier questions were looked up
	tally   *tally          // what the caps rest on
	sweep   sweep           // what the mailbox holds
}

func (r *round) lease(ctx context.Context) (ok bool, err error) {
	now := r.Now()
	err = r.Register.Update(ctx, func(tx *register.Tx) error {
		ok, err = r.prolong(ctx, tx, now)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("take the lease of %s: %w", r.cfg.Name, err)
	}
	return ok, nil
}

// errTakenOver ends a round whose lease ran out, as when the machine stood still,
// and which another daemon goes on with.
var errTakenOver = errors.New("clerk: another daemon has taken the mailbox over")

// keep is prolong where the round must have the lease.
func (r *round) keep(ctx context.Context, tx *register.Tx, now time.Time) error {
	ok, err := r.prolong(ctx, tx, now)
	if err == nil && !ok {
		return errTakenOver
	}
	return err
}

// sameServer is asked within a transaction that writes what the round found out.
func (r *round) sameServer(ctx context.Context, tx *register.Tx) error {
	changed, err := r.watch.ServerChanged(ctx, tx)
	if changed {
		return errAnotherServer
	}
	return err
}

// errAnotherServer ends a round in which the register's server changed: it may lack
// what the round has filed, and would give its numbers again. The next round looks.
var errAnotherServer = fmt.Errorf("%w: its server changed within the round", register.ErrAway)

// prolong takes the lease or, when we have it, makes it last again.
func (r *round) prolong(ctx context.Context, tx *register.Tx, now time.Time) (bool, error) {
	r.leased = now
	return tx.Lease(ctx, "poll "+r.cfg.Name, r.Holder, now, now.Add(r.Silence))
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
	if r.retired.Load() {
		r.polled.Retired = true
		return nil
	}
	wanted := slices.DeleteFunc(slices.Clone(entries), func(e intake.Entry) bool { return LeftAlone(r.state, e) })
	late, err := r.stragglers(ctx, entries)
	if err != nil {
		return err
	}
	if err := r.guarded(ctx, slices.Concat(late, wanted), r.takeAll); err != nil {
		return err
	}
	if len(entries) > 0 {
		r.state.LastUID = max(r.state.LastUID, entries[len(entries)-1].UID)
	}
	r.state.PolledAt = r.Now()
	if err := r.checkpoint(ctx); err != nil {
		return err
	}
	r.swept()
	return nil
}

// LeftAlone says whether a mail lay in the mailbox before the first start and
// is not to be filed.
func LeftAlone(s register.MailboxState, e intake.Entry) bool {
	return e.UID < s.AdoptedUID && e.ArrivedAt.Before(s.AdoptedAt)
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
			state = Renumbered(state, validity, next)
		case next > 0 && next <= state.LastUID:
			if err := r.setBack(ctx, tx, state, next); err != nil {
				return err
			}
		}
		r.state = r.adoptMore(state)
		return tx.SetMailbox(ctx, r.state)
	})
}

// adoptMore takes in, when the run is told so, what an earlier first start left
// alone: the mailbox is read anew, and what the ledger knows stays as it is.
func (r *round) adoptMore(s register.MailboxState) register.MailboxState {
	if !r.Adopt.All && r.Adopt.From.IsZero() || !r.Adopt.From.Before(s.AdoptedAt) {
		return s
	}
	r.Log.Info("filing mail that the first start left alone", "mailbox", r.cfg.Name)
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

// own is what tells our own letters, when they come back.
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

// retryStuck tries the mails of the stuck list again that have tries left, and now
// and then the others.
func (r *round) retryStuck(ctx context.Context) error {
	var lines []register.LedgerLine
	err := r.Register.View(ctx, func(tx *register.Tx) (err error) {
		lines, err = tx.Lines(ctx, register.LedgerFilter{Outcome: register.Stuck, Mailbox: r.cfg.Name, Limit: 100})
		return err
	})
	if err != nil {
		return fmt.Errorf("read the stuck list: %w", err)
	}
	late, err := r.lateTries(ctx, lines)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if l.UIDValidity != r.state.UIDValidity || l.Tries >= r.Config.Tries && !(late && mayLive(l)) {
			continue
		}
		if err := r.takeAll(ctx, []intake.Entry{{UID: l.UID, Size: l.Size, ArrivedAt: l.ArrivedAt}}); err != nil {
			return err
		}
	}
	return nil
}

// checkpoint keeps how far the mailbox was read, and moves what is settled to
// the folders of its outcomes: only now, after the commits.
func (r *round) checkpoint(ctx context.Context) error {
	err := r.Register.Update(ctx, func(tx *register.Tx) error {
		if err := r.keep(ctx, tx, r.Now()); err != nil {
			return err
		}
		return tx.SetMailbox(ctx, r.state)
	})
	if err != nil {
		return fmt.Errorf("keep how far the mailbox was read: %w", err)
	}
	if err := r.tellUnread(ctx); err != nil {
		return err
	}
	if r.Config.KeepInPlace {
		return r.unhinder(ctx, r.cfg.Name)
	}
	full := map[string]error{}
	if err := r.moveSettled(ctx, full); err != nil {
		return err
	}
	for folder, why := range full {
		return r.hinder(ctx, r.cfg.Name, folder, why) // one tells enough
	}
	return r.unhinder(ctx, r.cfg.Name)
}
