// Package poll reads mailboxes in rounds: it finds what is new in one, has it taken in
// in its order, keeps how far it came, and moves what is settled to the folder of its
// outcome. It knows how mailboxes and servers behave, and nothing of what a mail
// means.
//
// How far a mailbox was read is state of the register, never the flag \Seen. A round
// may end anywhere: the next one, by whichever daemon, takes it up again.
package poll

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/catchup"
	"inquiryd/internal/outbox"
	"inquiryd/internal/presence"
	"inquiryd/internal/register"
)

// Poller reads mailboxes. It is safe for concurrent use, one round of a mailbox at a
// time. All fields must be there, but for Presence.
type Poller struct {
	Register *register.Register
	Dial     func(context.Context, intake.IMAPConfig) (*intake.Mailbox, error)
	Presence *presence.Presence // nil: this daemon is alone
	Watch    *catchup.Watch
	Holder   string        // who this daemon is among others on one register
	Silence  time.Duration // how long it may be silent before another goes on with its mailboxes
	Adopt    Adopt
	Tries    int  // as often a mail is tried before a person is told of it
	InPlace  bool // leave mail where it is
	Log      *slog.Logger
	Now      func() time.Time

	// Begin begins to take in what a round finds.
	Begin func(context.Context, *Round) Taker
	// Folder is where a mail belongs after its outcome; "" leaves it.
	Folder func(intake.Folders, register.LedgerLine) string
	// Task leaves work for a person, with the reason if there is one.
	Task func(ctx context.Context, tx *register.Tx, what string, why error) error
	// Hindered hears of a folder that takes nothing, or, with nil, that none does.
	Hindered func(ctx context.Context, mailbox, folder string, why error) error

	sweeps   sync.Map // by mailbox: the last sweep
	survived sync.Map // by mailbox: whether the note of a round is there although its process lives, since the register could not be written
	retired  atomic.Bool
}

// Taker takes in what a round finds.
type Taker interface {
	// Take takes mails in, in their order, and keeps in the round's state up to
	// which that was. It stops with an error when the server or the register is not
	// there, or another daemon has taken over; a mail that cannot be taken in it
	// gives to [Round.Stick].
	Take(context.Context, []intake.Entry) error
	// End ends the round: it waits for what was begun, and returns err, how the
	// round went, or what went wrong with that.
	End(ctx context.Context, err error) error
}

// Polled counts what one round of a mailbox brought.
type Polled struct {
	Seen    int                      // mails that were new to the ledger
	By      map[register.Outcome]int // what became of them
	Moved   int
	Posted  outbox.Posted // acknowledgements, while the round went on
	Skipped bool          // another daemon is at it, or took it over in the middle
	Retired bool          // what is new is left to another poller
}

// Retire lets a poller take in no more mail than it has listed: a mail that comes
// after Retire returned is another's to take. Rounds that began too late for that
// say so in [Polled].
func (p *Poller) Retire() { p.retired.Store(true) }

// All reads what is new in some mailboxes, at the same time, and adds up what
// they brought. One that cannot be read stops no other; the errors of all are
// joined.
func (p *Poller) All(ctx context.Context, mailboxes []intake.MailboxConfig) (Polled, error) {
	all := make([]Polled, len(mailboxes))
	errs := make([]error, len(mailboxes))
	var g sync.WaitGroup
	for i, m := range mailboxes {
		g.Go(func() { all[i], errs[i] = p.Poll(ctx, m) })
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

// Poll reads what is new in one mailbox. Each mail is taken in whole or not at all;
// one that cannot be fetched or stored is put on the stuck list and the rest goes on.
// It stops with an error when the server or the register is not there: nothing is
// lost by that, and the next round takes it up again.
func (p *Poller) Poll(ctx context.Context, mailbox intake.MailboxConfig) (Polled, error) {
	polled := Polled{By: map[register.Outcome]int{}}
	if err := p.Presence.Keep(ctx); err != nil {
		return polled, err
	}
	r := &Round{Poller: p, Mailbox: mailbox, Polled: &polled}
	ok, err := r.lease(ctx)
	if err != nil || !ok {
		polled.Skipped = !ok
		return polled, err
	}
	if ok, err = p.Watch.First(ctx); err != nil || !ok {
		polled.Skipped = !ok && err == nil
		return polled, err
	}
	if r.Box, err = p.Dial(ctx, mailbox.IMAPConfig); err != nil {
		return polled, fmt.Errorf("poll %s: %w", mailbox.Name, err)
	}
	defer r.Box.Close()
	r.taker = p.Begin(ctx, r)
	if err = r.run(ctx); errors.Is(err, ErrTakenOver) {
		p.Log.Warn("another daemon reads the mailbox now: the round ends here", "mailbox", mailbox.Name)
		polled.Skipped, err = true, nil
	}
	if err = r.taker.End(ctx, err); err != nil {
		return polled, fmt.Errorf("poll %s: %w", mailbox.Name, err)
	}
	return polled, nil
}
