package poll

import (
	"context"
	"fmt"
	"slices"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// A server should show mails in the order of their UIDs (RFC 9051 section
// 2.3.1.1). Some show one after others that have higher UIDs, when a mail was
// being delivered or copied by another of their machines, and some leave one out
// of a listing. A round that asks only for what lies above the last UID would
// never see it. So when a mailbox holds another number of mails than it should,
// and once in a while, what is there of the last ten thousand is held against the
// ledger.

const (
	sweepEvery  = time.Hour
	sweepAtOnce = 500
	sweepBack   = 10_000           // UIDs below the last: a mailbox in which mail stays may hold a million
	unlisted    = 15 * time.Minute // after that a mail that the server does not list is asked for all the same
)

// sweep is what a mailbox held when it was looked at last.
type sweep struct {
	validity uint32
	mails    int // that should be there the next time, besides new ones
	at       time.Time
	hollow   time.Time // since when there are mails that the server does not list
}

// stragglers are mails that the mailbox held when it was opened, which neither
// the ledger knows nor the listing of new mails names.
func (r *Round) stragglers(ctx context.Context, listed []intake.Entry) ([]intake.Entry, error) {
	validity, next, messages := r.Box.State()
	found, _ := r.sweeps.Load(r.Mailbox.Name)
	last, _ := found.(sweep)
	old := int(messages) - len(listed)
	now := r.Now()
	r.sweep = sweep{validity, old + len(listed), last.at, last.hollow}
	if old <= 0 || last.validity == validity && last.mails == old && !now.Before(last.at) && now.Before(last.at.Add(sweepEvery)) {
		return nil, nil
	}
	unknown, err := r.unknown(ctx, max(r.State.LastUID, max(next, 1)-1), listed)
	if err != nil {
		return nil, fmt.Errorf("look for mail that was never listed: %w", err)
	}
	late := slices.DeleteFunc(unknown, func(e intake.Entry) bool { return LeftAlone(r.State, e) })
	r.sweep.at = now
	late = r.patient(late)
	if len(late) > 0 {
		r.Log.Warn("the server shows mail with lower numbers than mail that it showed before, or does not list it: it is read now",
			"mailbox", r.Mailbox.Name, "mails", len(late), "first_uid", late[0].UID)
	}
	return late, nil
}

// patient leaves out, for a while, what the server has and does not list: it may
// be in trouble with all mails and come to itself. Then each is asked for, so that
// a person hears of the ones that cannot be had.
func (r *Round) patient(late []intake.Entry) []intake.Entry {
	hollow := func(e intake.Entry) bool { return e.Size < 0 && e.ArrivedAt.IsZero() }
	if !slices.ContainsFunc(late, hollow) {
		r.sweep.hollow = time.Time{}
		return late
	}
	if r.sweep.hollow.IsZero() {
		r.sweep.hollow = r.sweep.at
	}
	if r.sweep.at.Sub(r.sweep.hollow) >= unlisted {
		return late
	}
	r.Log.Warn("the server has mail that it does not list: it is asked again", "mailbox", r.Mailbox.Name)
	r.sweep.at = time.Time{} // look again the next time
	return slices.DeleteFunc(late, hollow)
}

// unknown are mails up to a UID of which the ledger has no line.
func (r *Round) unknown(ctx context.Context, last uint32, listed []intake.Entry) ([]intake.Entry, error) {
	uids, err := r.Box.Present(ctx, sweptFrom(last), last, r.State.AdoptedAt)
	if err != nil || len(uids) == 0 {
		return nil, err
	}
	var known []uint32
	err = r.Register.View(ctx, func(tx *register.Tx) (err error) {
		known, err = tx.SeenAfter(ctx, r.Mailbox.Name, r.State.UIDValidity, uids[0]-1)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, e := range listed {
		known = append(known, e.UID)
	}
	slices.Sort(known)
	uids = slices.DeleteFunc(uids, func(uid uint32) bool {
		_, found := slices.BinarySearch(known, uid)
		return found
	})
	return r.Box.Look(ctx, uids[max(0, len(uids)-sweepAtOnce):])
}

// sweptFrom is the first UID that is looked at when the last is known.
func sweptFrom(last uint32) uint32 { return max(last, sweepBack) - sweepBack + 1 }

// swept remembers what the mailbox should hold the next time.
func (r *Round) swept() {
	r.sweep.mails -= r.Polled.Moved
	r.sweeps.Store(r.Mailbox.Name, r.sweep)
}
