package clerk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"inquiryd/internal/register"
	"inquiryd/notify"
)

// Acknowledgements need not wait until a mailbox was read to its end, nor be
// read back from the outbox: they go to the courier as soon as the commit that
// wrote them is on the disk. They are in the outbox all the same, claimed from
// the beginning as [register.Tx.ClaimLetters] would claim them, so that a kill
// leaves them to the next start. What the courier has no room for stays in the
// outbox for PostDue, and so does all that is left once the outgoing server was
// in trouble with one or the register could not note it: the filing never waits
// for it.

// bagged is how many acknowledgements may be with the courier: those of some
// groups, since what became of letters is noted between two groups.
const bagged = 6 * groupMails

// patience is how long filing may wait in one round for places with the courier.
const patience = 3 * time.Second

// courier posts letters that were just written.
type courier struct {
	d       *Desk
	bag     chan register.Letter
	free    chan struct{} // one for each letter that may be on its way
	eased   chan struct{} // has something when a place became free
	waited  atomic.Int64  // how long the filing has waited for places, in nanoseconds
	weary   atomic.Bool   // the outgoing server or the register was in trouble
	posted  Posted
	err     error
	waiting sync.WaitGroup
}

// sendCourier begins to post; nil when acknowledgements are PostDue's.
func (d *Desk) sendCourier(ctx context.Context) *courier {
	if !d.PostAtOnce || d.Poster == nil || d.noteOwed(ctx) != nil { // PostDue tells
		return nil
	}
	c := &courier{d: d, bag: make(chan register.Letter, bagged), free: make(chan struct{}, bagged), eased: make(chan struct{}, 1)}
	c.waiting.Go(func() {
		c.posted, c.err = d.deliver(ctx, c.bag, c.hand, func(err error) {
			if err != nil {
				c.weary.Store(true)
			}
			c.stays()
		})
	})
	return c
}

// errLeft is what becomes of a letter that the courier did not begin with.
var errLeft = errors.New("clerk: left to the outbox")

// errUnbegun is what becomes of a claimed letter when no more are posted for now.
var errUnbegun = fmt.Errorf("%w: not begun", errLeft)

// hand posts a letter while the outgoing server takes what it gets.
func (c *courier) hand(ctx context.Context, l register.Letter) (response string, err error) {
	if c.weary.Load() {
		return "", errLeft
	}
	response, err = c.d.hand(ctx, l)
	if notify.Temporary(err) || notify.Ambiguous(err) {
		c.weary.Store(true)
	}
	return response, err
}

// takes says whether a letter of a kind can go along.
func (c *courier) takes(kind notify.Kind) bool {
	if c == nil || kind != notify.Acknowledgement || c.weary.Load() || c.d.absent() {
		return false
	}
	select {
	case c.free <- struct{}{}:
		return true
	default:
		return false
	}
}

// stays frees the place of a letter that does not go along any more.
func (c *courier) stays() {
	<-c.free
	select {
	case c.eased <- struct{}{}:
	default:
	}
}

// room waits until some more letters can go along: what has no room costs more
// later, since it is claimed and read back. It waits no longer than patience in
// all, so that a slow outgoing server holds up no filing.
func (c *courier) room(ctx context.Context, letters int) {
	if c == nil {
		return
	}
	begun := time.Now()
	late := time.NewTimer(patience - time.Duration(c.waited.Load()))
	defer late.Stop()
	for !c.weary.Load() && len(c.free)+letters > cap(c.free) {
		select {
		case <-c.eased:
			continue
		case <-late.C:
		case <-ctx.Done():
		}
		break
	}
	c.waited.Add(int64(time.Since(begun)))
}

// carry hands over what was committed; with an error it never was.
func (c *courier) carry(letters []*register.Letter, err error) {
	for _, l := range letters {
		if err != nil {
			c.stays()
		} else {
			c.bag <- *l // has room for all that takes said yes to
		}
	}
}

// back waits until all letters were posted and noted, and returns err or what
// went wrong with the notes.
func (c *courier) back(err error) (Posted, error) {
	if c == nil {
		return Posted{}, err
	}
	close(c.bag)
	c.waiting.Wait()
	return c.posted, errors.Join(err, c.err)
}
