package announce

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"inquiryd/internal/register"
	"inquiryd/internal/retry"
)

// What the errors of a [Messenger] can be besides themselves.
type (
	// Gone: the receiver wants nothing any more, as by HTTP 410.
	Gone interface{ Gone() bool }
	// Later: the receiver asks to be left alone for a time.
	Later interface{ Later() time.Duration }
)

const (
	batch  = 8               // for each receiver
	atOnce = 4               // receivers
	lease  = 5 * time.Minute // longer than a batch may take
)

// Delivered counts what one round of deliveries did.
type Delivered struct{ Done, Delayed, Failed int }

// DeliverDue tells the receivers what waits for them, until nothing is due. What
// one does not take is tried again with growing pauses; after days it is given up,
// and a task says so once for each receiver.
func (t *Teller) DeliverDue(ctx context.Context) (n Delivered, err error) {
	for round := 0; ctx.Err() == nil; round++ {
		var due []register.Delivery
		err := t.Register.Update(ctx, func(tx *register.Tx) (err error) {
			if round == 0 {
				if err := t.hurry(ctx, tx); err != nil {
					return err
				}
			}
			due, err = tx.ClaimDeliveries(ctx, t.Holder, t.Now(), lease, atOnce, batch)
			return err
		})
		if err != nil {
			return n, fmt.Errorf("claim deliveries: %w", err)
		}
		if len(due) == 0 {
			return n, nil
		}
		if err := t.deliverAll(ctx, due, &n); err != nil {
			return n, err
		}
	}
	return n, ctx.Err()
}

// hurry makes due what a wrong clock has put off.
func (t *Teller) hurry(ctx context.Context, tx *register.Tx) error {
	n, err := tx.HurryDeliveries(ctx, t.Now(), t.Now().Add(retry.Longest+lease))
	if n > 0 {
		t.Log.Warn("other systems were to be told at a time that only a wrong clock can have set: they are told now", "deliveries", n)
	}
	return err
}

// deliverAll makes a batch of deliveries: to several receivers at once, to each
// in the order of what happened. What comes after one that was not taken waits
// along with it.
func (t *Teller) deliverAll(ctx context.Context, due []register.Delivery, n *Delivered) error {
	queues := map[string][]register.Delivery{}
	for _, one := range due {
		queues[one.Receiver] = append(queues[one.Receiver], one)
	}
	var g errgroup.Group
	g.SetLimit(atOnce)
	var notes sync.Mutex // one note at a time, so that a task is left once
	for _, queue := range queues {
		g.Go(func() error {
			var refused error
			var wait time.Duration
			for _, one := range queue {
				if refused == nil {
					refused = t.handOver(ctx, one)
					wait = pause(one.Attempts, refused)
				}
				notes.Lock()
				err := t.note(context.WithoutCancel(ctx), one, refused, wait, ctx.Err() != nil)
				n.count(refused, t.hopeless(one, refused))
				notes.Unlock()
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

func (n *Delivered) count(err error, hopeless bool) {
	switch {
	case err == nil:
		n.Done++
	case hopeless:
		n.Failed++
	default:
		n.Delayed++
	}
}

// errNoReceiver: the configuration names the receiver no longer.
var errNoReceiver = errors.New("no receiver of that name is configured")

func (t *Teller) handOver(ctx context.Context, one register.Delivery) error {
	i := slices.IndexFunc(t.Receivers, func(r Receiver) bool { return r.Name == one.Receiver })
	if i < 0 || t.Receivers[i].Messenger == nil {
		return errNoReceiver
	}
	return t.Receivers[i].Deliver(ctx, one)
}

// hopeless says whether a delivery is given up.
func (t *Teller) hopeless(one register.Delivery, err error) bool {
	if err == nil {
		return false
	}
	gone, ok := errors.AsType[interface {
		error
		Gone
	}](err)
	return ok && gone.Gone() || t.Now().Sub(one.ReadyAt) > t.GiveUp
}

// pause is how long a receiver is left alone that did not take something.
func pause(attempts int, refused error) time.Duration {
	wait := retry.Pause(attempts)
	if later, ok := errors.AsType[interface {
		error
		Later
	}](refused); ok {
		wait = min(max(wait, later.Later()), retry.Longest)
	}
	return wait
}

// note writes down what became of a delivery; one that was not taken is due after wait.
func (t *Teller) note(ctx context.Context, one register.Delivery, result error, wait time.Duration, stopped bool) error {
	err := t.Register.Update(ctx, func(tx *register.Tx) error {
		now := t.Now()
		switch {
		case result == nil:
			return tx.Delivered(ctx, one.ID, now)
		case stopped:
			return tx.DelayDelivery(ctx, one.ID, now, result.Error())
		case t.hopeless(one, result):
			if err := tx.DropDelivery(ctx, one.ID, now, result.Error()); err != nil {
				return err
			}
			return taskOnce(ctx, tx, now, fmt.Sprintf("%s does not take what it is told of cases: see inquiryd delivery list", one.Receiver))
		}
		return tx.DelayDelivery(ctx, one.ID, now.Add(wait), result.Error())
	})
	if err != nil {
		return fmt.Errorf("note what became of delivery %d: %w", one.ID, err)
	}
	if result != nil && !stopped {
		t.Log.Warn("a delivery was not taken", "delivery", one.ID, "receiver", one.Receiver, "case", one.Case, "attempt", one.Attempts, "err", result)
	}
	return nil
}

// taskOnce leaves a task, unless the same one waits already.
func taskOnce(ctx context.Context, tx *register.Tx, now time.Time, what string) error {
	open, err := tx.Tasks(ctx, true)
	if err != nil {
		return fmt.Errorf("read tasks: %w", err)
	}
	if slices.ContainsFunc(open, func(waits register.Task) bool { return waits.What == what }) {
		return nil
	}
	if err := tx.AddTask(ctx, &register.Task{What: what, At: now}); err != nil {
		return fmt.Errorf("leave a task: %w", err)
	}
	return nil
}
