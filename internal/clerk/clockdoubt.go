package clerk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"inquiryd/internal/register"
)

// A clock that was set years ahead would have every open case late at once: members
// would be told so, administrations reminded, their heads told, and deadlines moved.
// So the time at which it was looked for reminders is kept, and when it has gone ahead
// by more than quietMost since, and no mail of the time between has come, by the mail
// server's clock, nobody is reminded until one does.
const (
	quietMost       = 30 * 24 * time.Hour
	remindedNote    = "looked for reminders"
	unremindedNote  = "nobody is reminded"
	remindedAnew    = 24 * time.Hour // so often it is kept
	unremindedWords = "nobody is reminded: since %s nothing was looked for, and no mail has arrived, so the clock of this machine may be wrong: " +
		"put it right; if it is, reminders go on with the next mail that arrives, as one of your own"
)

// doubtsClock says whether the clock may be wrong; then a person is told once.
func (d *Desk) doubtsClock(ctx context.Context) (doubted bool, err error) {
	var last time.Time
	err = d.Register.View(ctx, func(tx *register.Tx) (err error) {
		_, last, err = tx.Note(ctx, remindedNote)
		return err
	})
	if since := d.Now().Sub(last); err == nil && since >= 0 && since < remindedAnew {
		return false, nil
	}
	if err != nil && !errors.Is(err, register.ErrNotFound) {
		return false, err
	}
	first := err != nil
	err = d.Register.Update(ctx, func(tx *register.Tx) error {
		now := d.Now()
		arrived, err := tx.LatestArrival(ctx)
		if err != nil {
			return err
		}
		if arrived.After(last) {
			last = arrived
		}
		if doubted = !first && now.Sub(last) > quietMost; !doubted {
			return errors.Join(tx.SetNote(ctx, remindedNote, "", now), tx.DropNote(ctx, unremindedNote))
		}
		d.Log.Error("nobody is reminded: our clock has gone ahead, and no mail has arrived that shows it to be right", "last", last)
		if _, _, err := tx.Note(ctx, unremindedNote); !errors.Is(err, register.ErrNotFound) {
			return err
		}
		w := &work{Desk: d, tx: tx, now: now}
		return errors.Join(tx.SetNote(ctx, unremindedNote, "", now), w.task(ctx, "", fmt.Sprintf(unremindedWords, last.In(d.Place).Format(time.DateOnly))))
	})
	return doubted, err
}
