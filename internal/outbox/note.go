package outbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"inquiryd/internal/register"
	"inquiryd/internal/retry"
	"inquiryd/notify"
)

// outcome is what the server said to a letter.
type outcome struct {
	letter   register.Letter
	response string
	err      error
	stopped  bool // we were told to stop: the server is not to blame
}

// again is when the letter is tried anew.
func (o outcome) again(now time.Time) time.Time {
	if o.stopped {
		return now
	}
	if notify.Ambiguous(o.err) {
		return now.Add(retry.Pause(o.letter.Attempts + 2)) // it may have arrived
	}
	return now.Add(retry.Pause(o.letter.Attempts))
}

// handing posts one letter, as [Outbox.hand] does.
type handing func(context.Context, register.Letter) (response string, err error)

// deliver posts the letters that come by hand, several at once, until the channel
// is closed, and notes each result; noted is called for each after that. Results
// that come while others are being committed are noted together. What cannot be
// noted is owed; what was accepted and is not noted yet when the process is
// killed is sent again, with the same bytes.
func (b *Outbox) deliver(ctx context.Context, letters <-chan register.Letter, hand handing, noted func(error)) (p Posted, err error) {
	posting, end := lingering(ctx)
	defer end()
	results := make(chan outcome, onTheWay)
	var all sync.WaitGroup
	for range senders {
		all.Go(func() {
			for l := range letters {
				response, err := "", errLeft
				if ctx.Err() == nil {
					response, err = hand(posting, l)
				}
				l.Raw, l.Text, l.PDF = nil, "", nil
				results <- outcome{l, response, err, ctx.Err() != nil}
			}
		})
	}
	go func() { all.Wait(); close(results) }()
	// A letter that was accepted must be known as accepted, even when the daemon
	// is told to stop meanwhile. The senders' context ends soon after.
	noting := context.WithoutCancel(ctx)
	for first := range results {
		some, noteErr := b.noteSome(noting, first, results)
		for _, o := range some {
			p.count(o)
			noted(noteErr)
		}
		err = cmp.Or(err, noteErr)
	}
	return p, err
}

// stopPatience is how long a letter that is being posted has when we are told to
// stop: one that is cut off after its last dot is sent again.
const stopPatience = 3 * time.Second

// lingering ends stopPatience after ctx does.
func lingering(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, end := context.WithCancel(context.WithoutCancel(ctx))
	forget := context.AfterFunc(ctx, func() {
		select {
		case <-time.After(stopPatience):
			end()
		case <-longer.Done():
		}
	})
	return longer, func() { forget(); end() }
}

// noteSome writes down, by one commit, what became of a letter and of those
// whose results have come when the commit begins; of each by itself when that
// fails.
func (b *Outbox) noteSome(ctx context.Context, first outcome, more <-chan outcome) (some []outcome, err error) {
	some = append(some, first)
	err = b.Register.Update(ctx, func(tx *register.Tx) error {
		some = append(some, atHand(more)...)
		return b.noteEach(ctx, tx, some)
	})
	switch {
	case err != nil && len(some) > 1:
		err = nil
		for _, o := range some {
			if alone := b.noteAlone(ctx, o); alone != nil {
				b.owed.add(o)
				err = cmp.Or(err, alone)
			}
		}
	case err != nil:
		b.owed.add(first)
	}
	for _, o := range some {
		if o.err != nil && !errors.Is(o.err, errLeft) {
			b.Log.Warn("a letter was not accepted", "letter", o.letter.ID, "case", o.letter.Case, "attempt", o.letter.Attempts, "err", notify.Discreet(o.err))
		}
	}
	return some, err
}

func (b *Outbox) noteAlone(ctx context.Context, o outcome) error {
	return b.Register.Update(ctx, func(tx *register.Tx) error { return b.noteEach(ctx, tx, []outcome{o}) })
}

// atHand takes what has come, without waiting.
func atHand(results <-chan outcome) (some []outcome) {
	for len(some) < onTheWay {
		select {
		case o, open := <-results:
			if !open {
				return some
			}
			some = append(some, o)
		default:
			return some
		}
	}
	return some
}

func (b *Outbox) noteEach(ctx context.Context, tx *register.Tx, outcomes []outcome) error {
	now := b.Now()
	if err := b.accepted(ctx, tx, outcomes, now); err != nil {
		return err
	}
	for _, o := range outcomes {
		if o.err == nil {
			continue
		}
		if err := b.note(ctx, tx, o, now); err != nil {
			return fmt.Errorf("note what became of letter %d: %w", o.letter.ID, err)
		}
	}
	return nil
}

// note writes down what became of a letter that was not accepted.
func (b *Outbox) note(ctx context.Context, tx *register.Tx, o outcome, now time.Time) error {
	l := o.letter
	switch {
	case errors.Is(o.err, errAbsent), errors.Is(o.err, errLeft):
		return tx.ReleaseLetter(ctx, l.ID, b.Holder, now) // if it is ours yet: nothing was posted
	case now.Sub(l.ReadyAt) > b.GiveUp:
		return b.gaveUp(ctx, tx, l, "not accepted in time", fmt.Sprintf("not accepted within %s; last: %v", b.GiveUp, o.err), now)
	case notify.Ambiguous(o.err):
		return b.doubtful(ctx, tx, o, now)
	case notify.Temporary(o.err):
		return tx.LetterDelayed(ctx, l.ID, l.Status, o.again(now), o.err.Error())
	default:
		return b.gaveUp(ctx, tx, l, "refused", o.err.Error(), now)
	}
}

// mostCopies is how often a letter is posted whole without a reply to it: each
// time may have put one more into its recipient's mailbox.
const mostCopies = 5

func copiesNote(l register.Letter) string { return fmt.Sprintf("copies of letter %d", l.ID) }

// doubtful puts off a letter of which nobody can tell whether it was accepted,
// and leaves it to a person in the end.
func (b *Outbox) doubtful(ctx context.Context, tx *register.Tx, o outcome, now time.Time) error {
	note, copies := copiesNote(o.letter), 0
	text, _, err := tx.Note(ctx, note)
	if err == nil {
		copies, err = strconv.Atoi(text)
	}
	if err != nil && !errors.Is(err, register.ErrNotFound) {
		return err
	}
	if copies++; copies < mostCopies {
		return errors.Join(tx.SetNote(ctx, note, strconv.Itoa(copies), now),
			tx.LetterDelayed(ctx, o.letter.ID, register.Unknown, o.again(now), o.err.Error()))
	}
	return errors.Join(tx.DropNote(ctx, note),
		b.gaveUp(ctx, tx, o.letter, fmt.Sprintf("or did, up to %d times: the server never confirmed it", copies), o.err.Error(), now))
}

// count adds one letter.
func (p *Posted) count(o outcome) {
	switch {
	case errors.Is(o.err, errLeft):
	case o.err == nil:
		p.Accepted++
	case notify.Temporary(o.err) || notify.Ambiguous(o.err) || errors.Is(o.err, errAbsent):
		p.Delayed++
	default:
		p.Failed++
	}
}

// Plus is both together.
func (p Posted) Plus(q Posted) Posted {
	return Posted{p.Accepted + q.Accepted, p.Delayed + q.Delayed, p.Failed + q.Failed}
}
