package register

import (
	"context"
	"errors"
	"slices"
	"time"
)

// DeliveryStatus is how far a delivery has come.
type DeliveryStatus string

// The statuses of a delivery.
const (
	DeliveryWaiting DeliveryStatus = "waiting"
	DeliveryDone    DeliveryStatus = "delivered"
	DeliveryGaveUp  DeliveryStatus = "gave up"
)

// Delivery is what one other system is told of one event of a case. Payload
// never changes: a second try says the same.
type Delivery struct {
	ID        int64
	Receiver  string // name of the endpoint, or of the file drop
	Case      string // number
	Event     string // hash of the event
	Kind      string // what happened, as "closed"
	Payload   string
	ReadyAt   time.Time // when it was first due
	Due       time.Time // not before
	Attempts  int
	LastError string
	Status    DeliveryStatus
	DoneAt    time.Time
}

const deliveries = `SELECT id, receiver, case_number, event_hash, kind, payload, ready_at, due, attempts, last_error, status, done_at FROM deliveries`

func readDelivery(s scan) (d Delivery, err error) {
	err = s(&d.ID, &d.Receiver, &d.Case, &d.Event, &d.Kind, &d.Payload, instant{&d.ReadyAt}, instant{&d.Due}, &d.Attempts, &d.LastError, &d.Status, instant{&d.DoneAt})
	return d, err
}

// AddDelivery keeps d to be made from now on, and sets its ID; one for the same
// receiver and event that is there already stays as it is.
func (tx *Tx) AddDelivery(ctx context.Context, d *Delivery, now time.Time) (err error) {
	defer name(&err, "add delivery to %q about case %q", d.Receiver, d.Case)
	d.ID, err = tx.insert(ctx, `
		INSERT INTO deliveries (receiver, case_number, event_hash, kind, payload, ready_at, due) VALUES ($1, $2, $3, $4, $5, $6, $6)
		ON CONFLICT (receiver, event_hash) DO NOTHING`, indexed(d.Receiver), d.Case, d.Event, clean(d.Kind), clean(d.Payload), now.UnixMilli())
	return err
}

// ClaimDeliveries takes deliveries that are due, up to n for each of as many
// receivers, and counts an attempt for each. Those for one receiver keep their order:
// what comes after one that is put off, or that another daemon has, waits. A claim
// holds as [Tx.ClaimLetters] says.
func (tx *Tx) ClaimDeliveries(ctx context.Context, holder string, now time.Time, lease time.Duration, receivers, n int) (claimed []Delivery, err error) {
	defer name(&err, "claim deliveries")
	until := round(now.Add(lease))
	for receiver := ""; receivers > 0; {
		if receiver, err = tx.receiverAfter(ctx, receiver); err != nil || receiver == "" {
			return claimed, err
		}
		queue, err := many(ctx, tx, readDelivery, deliveries+` WHERE status = 'waiting' AND receiver = $1 ORDER BY id LIMIT $2`+tx.r.dialect.forUpdate, receiver, n)
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(queue, func(d Delivery) bool { return d.Due.After(now) }); i >= 0 {
			queue = queue[:i]
		}
		if len(queue) > 0 {
			receivers--
		}
		for _, d := range queue {
			d.Due = until
			d.Attempts++
			if err := tx.change(ctx, `UPDATE deliveries SET due = $2, attempts = $3, claimed_by = $4 WHERE id = $1`, d.ID, until.UnixMilli(), d.Attempts, holder); err != nil {
				return nil, err
			}
			claimed = append(claimed, d)
		}
	}
	return claimed, nil
}

// receiverAfter is the first receiver, in the order of their names, behind one that
// something waits for; "" when there is none.
func (tx *Tx) receiverAfter(ctx context.Context, receiver string) (string, error) {
	next, err := one(ctx, tx, value[string], `SELECT receiver FROM deliveries WHERE status = 'waiting' AND receiver > $1 ORDER BY receiver, id LIMIT 1`, receiver)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return next, err
}

// ReleaseDeliveries makes those due that holder claimed and said no more of, as
// [Tx.ReleaseLetters].
func (tx *Tx) ReleaseDeliveries(ctx context.Context, holder string, now time.Time) (n int, err error) {
	defer name(&err, "release deliveries of %q", holder)
	changed, err := tx.exec(ctx, `UPDATE deliveries SET due = $2, claimed_by = '' WHERE claimed_by = $1 AND status = 'waiting' AND due > $2`, holder, now.UnixMilli())
	return int(changed), err
}

// HurryDeliveries makes due now what waits for a time after latest, as
// [Tx.HurryLetters], and returns how many those were.
func (tx *Tx) HurryDeliveries(ctx context.Context, now, latest time.Time) (n int, err error) {
	defer name(&err, "hurry deliveries")
	changed, err := tx.exec(ctx, `UPDATE deliveries SET due = $2, ready_at = $2 WHERE status = 'waiting' AND due > $1`, latest.UnixMilli(), now.UnixMilli())
	return int(changed), err
}

// Delivered notes that a receiver took a delivery.
func (tx *Tx) Delivered(ctx context.Context, id int64, at time.Time) (err error) {
	defer name(&err, "note delivery %d", id)
	return tx.change(ctx, `UPDATE deliveries SET status = 'delivered', done_at = $2, last_error = '', claimed_by = '' WHERE id = $1`, id, at.UnixMilli())
}

// DelayDelivery puts a delivery off until due.
func (tx *Tx) DelayDelivery(ctx context.Context, id int64, due time.Time, why string) (err error) {
	defer name(&err, "delay delivery %d", id)
	return tx.change(ctx, `UPDATE deliveries SET last_error = $3, claimed_by = '',
		due = CASE WHEN status = 'waiting' THEN $2 ELSE due END WHERE id = $1`, id, due.UnixMilli(), clean(why))
}

// DropDelivery gives a delivery up.
func (tx *Tx) DropDelivery(ctx context.Context, id int64, at time.Time, why string) (err error) {
	defer name(&err, "give delivery %d up", id)
	return tx.change(ctx, `UPDATE deliveries SET status = 'gave up', done_at = $2, last_error = $3, claimed_by = '' WHERE id = $1`, id, at.UnixMilli(), clean(why))
}

// DeliverAgain makes what was given up for a receiver due again, and returns how
// many that were.
func (tx *Tx) DeliverAgain(ctx context.Context, receiver string, now time.Time) (n int, err error) {
	defer name(&err, "deliver to %q again", receiver)
	changed, err := tx.exec(ctx, `UPDATE deliveries SET status = 'waiting', due = $2, ready_at = $2, attempts = 0, done_at = NULL
		WHERE receiver = $1 AND status = 'gave up'`, indexed(receiver), now.UnixMilli())
	return int(changed), err
}

// Deliveries returns those of a status, the oldest first, at most limit of them
// (0: all).
func (tx *Tx) Deliveries(ctx context.Context, status DeliveryStatus, limit int) (_ []Delivery, err error) {
	defer name(&err, "list deliveries")
	condition := map[DeliveryStatus]string{DeliveryWaiting: "status = 'waiting' ORDER BY due", DeliveryGaveUp: "status = 'gave up' ORDER BY receiver, id"}[status]
	if condition == "" {
		condition = "status = 'delivered' ORDER BY id DESC"
	}
	return many(ctx, tx, readDelivery, deliveries+` WHERE `+condition+` LIMIT $1`, atMost(limit))
}
