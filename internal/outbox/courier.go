package outbox

import (
	"context"
	"errors"
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

// patience is how long filing may wait in one round for places with the courier.
const patience = 3 * time.Second

// Courier posts letters that were just written. A nil one takes none.
type Courier struct {
	outbox  *Outbox
	stint   int64 // of this daemon, in which it began
	bag     chan register.Letter
	free    chan struct{} // one for each letter that may be on its way
	eased   chan struct{} // has something when a place became free
	waited  atomic.Int64  // how long the filing has waited for places, in nanoseconds
	weary   atomic.Bool   // the outgoing server or the register was in trouble
	posted  Posted
	err     error
	waiting sync.WaitGroup
}

// SendCourier begins to post, with so many letters on their way at most; nil when
// they are all PostDue's.
func (b *Outbox) SendCourier(ctx context.Context, bagged int) *Courier {
	if b.Poster == nil || b.NoteOwed(ctx) != nil { // PostDue tells
		return nil
	}
	c := &Courier{outbox: b, stint: b.Presence.Stint(), bag: make(chan register.Letter, bagged), free: make(chan struct{}, bagged), eased: make(chan struct{}, 1)}
	c.waiting.Go(func() {
		c.posted, c.err = b.deliver(ctx, c.bag, c.hand, func(err error) {
			if err != nil {
				c.weary.Store(true)
			}
			c.Stays()
		})
	})
	return c
}

// errLeft is what becomes of a claimed letter that was not begun with.
var errLeft = errors.New("outbox: left to the outbox")

// errAbsent ends the posting of a letter that another daemon may have by now.
var errAbsent = errors.New("outbox: this daemon has not shown itself for too long: others may post what it had claimed")

// hand posts a letter while the outgoing server takes what it gets.
func (c *Courier) hand(ctx context.Context, l register.Letter) (response string, err error) {
	if c.weary.Load() {
		return "", errLeft
	}
	response, err = c.outbox.hand(ctx, c.stint, l)
	if notify.Temporary(err) || notify.Ambiguous(err) {
		c.weary.Store(true)
	}
	return response, err
}

// Takes says whether a letter can go along, and marks it as claimed if so: one
// that is due now, of a kind that goes along.
func (c *Courier) Takes(l *register.Letter, now time.Time) bool {
	if c == nil || l.Kind != string(notify.Acknowledgement) || l.Due.After(now) || c.weary.Load() || c.outbox.Presence.Absent(c.stint) {
		return false
	}
	select {
	case c.free <- struct{}{}:
		l.ReadyAt, l.Due, l.ClaimedBy, l.Attempts = l.Due, now.Add(lease), c.outbox.Holder, 1
		return true
	default:
		return false
	}
}

// Stays frees the place of a letter that does not go along any more.
func (c *Courier) Stays() {
	<-c.free
	select {
	case c.eased <- struct{}{}:
	default:
	}
}

// Room waits until some more letters can go along: what has no room costs more
// later, since it is claimed and read back. It waits no longer than patience in
// all, so that a slow outgoing server holds up no filing.
func (c *Courier) Room(ctx context.Context, letters int) {
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

// Carry hands over what was committed; with an error it never was.
func (c *Courier) Carry(letters []*register.Letter, err error) {
	for _, l := range letters {
		if err != nil {
			c.Stays()
		} else {
			c.bag <- *l // has room for all that Takes said yes to
		}
	}
}

// Back waits until all letters were posted and noted, and returns err or what
// went wrong with the notes.
func (c *Courier) Back(err error) (Posted, error) {
	if c == nil {
		return Posted{}, err
	}
	close(c.bag)
	c.waiting.Wait()
	return c.posted, errors.Join(err, c.err)
}
