package outbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"inquiryd/internal/presence"
	"inquiryd/internal/register"
	"inquiryd/internal/retry"
	"inquiryd/notify"
)

// Posted counts what one round of the outbox did.
type Posted struct {
	Accepted, Delayed, Failed int
}

const (
	batch    = 32               // letters claimed at a time
	senders  = 4                // of them posted at once
	onTheWay = 64               // letters that were posted, and what became of them is not noted yet
	lease    = 15 * time.Minute // how long a claim holds: longer than a batch may take
)

// Poster hands a letter's bytes to the outgoing server: one recipient, the
// null reverse path when from is empty. It answers with the server's word.
// notify.Temporary and notify.Ambiguous say what an error means.
type Poster interface {
	Post(ctx context.Context, from, to string, raw []byte) (response string, err error)
}

// Options are what an outbox works with.
type Options struct {
	Register *register.Register
	Poster   Poster
	Presence *presence.Presence // nil: this daemon is alone
	Holder   string             // who posts, among the daemons on one register
	GiveUp   time.Duration      // how long a letter is tried
	Log      *slog.Logger
	Now      func() time.Time

	// Answered is told, within the transaction that notes it, of an answer letter
	// that the server took.
	Answered func(ctx context.Context, tx *register.Tx, l register.Letter, now time.Time) error
	// Undelivered is told likewise of a letter that will not arrive, and how that
	// came about.
	Undelivered func(ctx context.Context, tx *register.Tx, l register.Letter, how string, now time.Time) error
}

// Outbox posts letters. It is safe for concurrent use.
type Outbox struct {
	Options
	owed *owed
}

// New makes an outbox.
func New(o Options) *Outbox { return &Outbox{Options: o, owed: &owed{}} }

// Continues lets the outbox owe what the one before it does.
func (b *Outbox) Continues(before *Outbox) { b.owed = before.owed }

// PostDue posts the letters that are due, until none is. When few are, more
// writes some that were put off, until none is left.
func (b *Outbox) PostDue(ctx context.Context, more Writing) (Posted, error) {
	if err := b.NoteOwed(ctx); err != nil {
		return Posted{}, err
	}
	var all Posted
	for {
		p, well, err := b.postRound(ctx, more)
		all = all.Plus(p)
		if err != nil || !well || p == (Posted{}) {
			return all, cmp.Or(err, ctx.Err())
		}
	}
}

// Writing writes some of the letters that were put off, and says of how many cases.
type Writing func(context.Context) (int, error)

// mostTroubles is how many letters in a row are tried on a server that wants none,
// or to which there is no way, before the others are left for the next time.
const mostTroubles = 2 * senders

// postRound posts what is due; what came of it may have caused more letters. Once
// something could not be noted no more is posted: if the process died now that
// would go out again. Nor is more posted to a server in trouble.
func (b *Outbox) postRound(ctx context.Context, more Writing) (_ Posted, well bool, _ error) {
	if err := b.Presence.Keep(ctx); err != nil {
		return Posted{}, false, err
	}
	stint := b.Presence.Stint()
	claiming, enough := context.WithCancel(ctx)
	defer enough()
	due := make(chan register.Letter, batch) // the next ones are claimed while these are on their way
	var claimErr error
	go func() { claimErr = b.claimDue(ctx, claiming.Done(), stint, due, more); close(due) }()
	var troubles atomic.Int32
	hand := func(ctx context.Context, l register.Letter) (string, error) {
		if claiming.Err() != nil {
			return "", errLeft
		}
		response, err := b.hand(ctx, stint, l)
		if !notify.ServerInTrouble(err) {
			troubles.Store(0)
		} else if troubles.Add(1) >= mostTroubles {
			enough()
		}
		return response, err
	}
	p, err := b.deliver(ctx, due, hand, func(err error) {
		if err != nil {
			enough()
		}
	})
	return p, troubles.Load() < mostTroubles, errors.Join(err, claimErr)
}

// claimDue claims letters that are due, a batch after the other, until none is or
// enough is closed or the stint is over. When few are, letters that were put off
// are written.
func (b *Outbox) claimDue(ctx context.Context, enough <-chan struct{}, stint int64, to chan<- register.Letter, more Writing) error {
	for first := true; ; first = false {
		select {
		case <-enough:
			return nil
		default:
		}
		if err := b.Presence.Keep(ctx); err != nil {
			return err
		}
		if b.Presence.Absent(stint) {
			return nil
		}
		var letters []register.Letter
		err := b.Register.Update(ctx, func(tx *register.Tx) (err error) {
			if first {
				if err := b.hurry(ctx, tx); err != nil {
					return err
				}
			}
			letters, err = tx.ClaimLetters(ctx, b.Holder, b.Now(), lease, batch)
			return err
		})
		if err != nil {
			return fmt.Errorf("claim letters: %w", err)
		}
		for _, l := range letters {
			to <- l
		}
		written := 0
		if len(letters) < batch {
			if written, err = more(ctx); err != nil {
				return err
			}
		}
		if len(letters) == 0 && written == 0 {
			return nil
		}
	}
}

// hurry makes due what a wrong clock has put off.
func (b *Outbox) hurry(ctx context.Context, tx *register.Tx) error {
	n, err := tx.HurryLetters(ctx, b.Now(), b.Now().Add(retry.Longest))
	if n > 0 {
		b.Log.Warn("letters waited for a time that only a wrong clock can have set: they are due now", "letters", n)
	}
	return err
}

// ErrUnapproved says that an answer letter was to be posted that nobody let go.
var ErrUnapproved = errors.New("outbox: the answer letter was not approved as it is")

// hand is the one place where a letter leaves the house. An answer goes only
// when it was cleared for exactly the bytes that it has: the register does not
// hand out others, and this trusts nobody. Nor does one go that was claimed in
// another stint: by now it may be another daemon's.
func (b *Outbox) hand(ctx context.Context, stint int64, l register.Letter) (response string, err error) {
	if !l.MayGo() {
		return "", fmt.Errorf("post letter %d: %w", l.ID, ErrUnapproved)
	}
	if b.Presence.Absent(stint) {
		return "", errAbsent
	}
	return b.Poster.Post(ctx, l.Sender, l.Recipient, l.Raw)
}

// Accept marks a letter that the server took, as the others are marked.
func (b *Outbox) Accept(ctx context.Context, tx *register.Tx, l register.Letter, response string, now time.Time) error {
	return b.accepted(ctx, tx, []outcome{{letter: l, response: response}}, now)
}

// accepted marks the letters that the server took, and tells of answers.
func (b *Outbox) accepted(ctx context.Context, tx *register.Tx, outcomes []outcome, now time.Time) error {
	var taken []register.Acceptance
	for _, o := range outcomes {
		if o.err == nil {
			taken = append(taken, register.Acceptance{Letter: o.letter.ID, Response: o.response})
		}
	}
	if err := tx.LettersAccepted(ctx, now, taken...); err != nil {
		return fmt.Errorf("mark letters as accepted: %w", err)
	}
	for _, o := range outcomes {
		if o.err == nil && o.letter.Status == register.Unknown {
			if err := tx.DropNote(ctx, copiesNote(o.letter)); err != nil {
				return err
			}
		}
		if o.err == nil && o.letter.Kind == string(notify.Answer) {
			if err := b.Answered(ctx, tx, o.letter, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// gaveUp makes a letter that will not arrive into work for a person.
func (b *Outbox) gaveUp(ctx context.Context, tx *register.Tx, l register.Letter, how, why string, now time.Time) error {
	if err := tx.LetterFailed(ctx, l.ID, register.GaveUp, why); err != nil {
		return fmt.Errorf("give letter %d up: %w", l.ID, err)
	}
	return b.Undelivered(ctx, tx, l, how, now)
}
