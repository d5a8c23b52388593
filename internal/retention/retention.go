// Package retention erases cases that have been kept long enough.
//
// How long that is stands in the configuration, for each kind of inquiry
// ([Terms]); where nothing stands, a case is kept for good. Erased is an inquiry as
// a whole, when all its cases have ended, and what letters about other cases show
// of it goes too. What is erased cannot be had again: by a schedule nothing is
// erased while the clock may be wrong ([Eraser.EraseDue]).
package retention

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"inquiryd/internal/announce"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// Expired is an inquiry whose time is over.
type Expired struct {
	Inquiry register.Inquiry
	Cases   []register.Case
	Keep    string    // the term
	Since   time.Time // when its last case ended
}

// Eraser erases.
type Eraser struct {
	Register *register.Register
	Terms    Terms
	Teller   *announce.Teller // tells other systems of what was erased
	Place    *time.Location
	Log      *slog.Logger
	Now      func() time.Time
}

// Expired are the inquiries that have been kept as long as the configuration
// says, for their kind. Without a term nothing ever is.
func (e *Eraser) Expired(ctx context.Context) (all []Expired, err error) {
	err = e.Register.View(ctx, func(tx *register.Tx) error {
		all, err = e.expired(ctx, tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list cases whose time is over: %w", err)
	}
	return all, nil
}

func (e *Eraser) expired(ctx context.Context, tx *register.Tx) (all []Expired, err error) {
	now := e.Now()
	newest, ok := time.Time{}, false
	for _, term := range e.Terms.all() {
		if since, kept := keptSince(term, now); kept && since.After(newest) {
			newest, ok = since, true
		}
	}
	if !ok {
		return nil, nil
	}
	ended, err := tx.Ended(ctx, newest)
	if err != nil {
		return nil, err
	}
	for _, q := range ended {
		x := Expired{Inquiry: q, Keep: e.Terms.of(q.Kind)}
		since, ok := keptSince(x.Keep, now)
		if !ok {
			continue
		}
		if x.Cases, err = tx.CasesOf(ctx, q.ID); err != nil {
			return nil, err
		}
		for _, c := range x.Cases {
			if c.ClosedAt.After(x.Since) {
				x.Since = c.ClosedAt
			}
		}
		if x.Since.Before(since) {
			all = append(all, x)
		}
	}
	return all, nil
}

// EraseExpired erases what has been kept long enough, and returns what was
// erased. One that cannot be erased now, as since a letter waits, is left for the
// next time. who did it stands in the events.
func (e *Eraser) EraseExpired(ctx context.Context, who string) (done []register.Erased, err error) {
	all, err := e.Expired(ctx)
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		erased, err := e.erase(ctx, x.Inquiry.ID, who, "kept for "+x.Keep)
		if errors.Is(err, register.ErrUnended) {
			continue
		}
		if err != nil {
			return done, errors.Join(err, e.scrub(ctx, done))
		}
		done = append(done, erased)
	}
	return done, e.scrub(ctx, done)
}

// What is erased cannot be had again, so a clock that was set wrong must not do it:
// when no mail has arrived for so long, by the mail server's clock, nothing is erased
// by itself.
const (
	clockDoubted = 60 * 24 * time.Hour
	unerasedNote = "nothing is erased by schedule"
)

// EraseDue is [Eraser.EraseExpired] by a schedule, unless the clock may be wrong; then
// a person is told once.
func (e *Eraser) EraseDue(ctx context.Context) (done []register.Erased, err error) {
	all, err := e.Expired(ctx)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	doubted := false
	err = e.Register.Update(ctx, func(tx *register.Tx) error {
		last, err := tx.LatestArrival(ctx)
		if err != nil {
			return err
		}
		if doubted = e.Now().Sub(last) > clockDoubted; !doubted {
			return tx.DropNote(ctx, unerasedNote)
		}
		e.Log.Error("nothing is erased: the last mail arrived so long ago, by the mail server's clock, that ours may be wrong", "inquiries", len(all), "last_mail", last)
		if _, _, err := tx.Note(ctx, unerasedNote); !errors.Is(err, register.ErrNotFound) {
			return err
		}
		now := e.Now()
		return errors.Join(tx.SetNote(ctx, unerasedNote, "", now), tx.AddTask(ctx, &register.Task{At: now, What: fmt.Sprintf("nothing is erased by schedule: the last mail arrived on %s, so long ago that the clock of this machine may be wrong: "+
			"put it right; if it is, inquiryd case erase --expired erases what is due", last.In(e.Place).Format(time.DateOnly))}))
	})
	if err != nil {
		return nil, fmt.Errorf("look whether the clock is right: %w", err)
	}
	if doubted {
		return nil, nil
	}
	return e.EraseExpired(ctx, "system")
}

// Erase erases an inquiry with all its cases, which have ended, for a reason.
func (e *Eraser) Erase(ctx context.Context, inquiry int64, reason, who string) (register.Erased, error) {
	erased, err := e.erase(ctx, inquiry, who, reason)
	if err != nil {
		return erased, err
	}
	return erased, e.scrub(ctx, []register.Erased{erased})
}

func (e *Eraser) erase(ctx context.Context, inquiry int64, who, reason string) (erased register.Erased, err error) {
	err = e.Register.Update(ctx, func(tx *register.Tx) (err error) {
		now := e.Now()
		if err := e.unquote(ctx, tx, inquiry, now); err != nil {
			return err
		}
		if erased, err = tx.Erase(ctx, inquiry, who, reason, now); err != nil {
			return err
		}
		for _, number := range erased.Cases {
			events, err := tx.Events(ctx, number)
			if err != nil {
				return err
			}
			if err := e.Teller.Announce(ctx, tx, events[len(events)-1], now); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && len(erased.Cases) > 0 {
		e.Log.Info("erased", "inquiry", inquiry, "cases", strings.Join(erased.Cases, " "), "mails", erased.Mails, "letters", erased.Letters)
	}
	return erased, err
}

// unquote takes what letters about other cases show of those of an inquiry out of
// them, before it is erased. What cannot be taken out, as since an installation
// has templates of its own, the register empties.
func (e *Eraser) unquote(ctx context.Context, tx *register.Tx, inquiry int64, now time.Time) error {
	cases, err := tx.CasesOf(ctx, inquiry)
	if err != nil {
		return err
	}
	for _, c := range cases {
		letters, err := tx.Quoting(ctx, c.Number)
		if err != nil {
			return err
		}
		for _, l := range letters {
			raw, text, err := notify.Unquote(l.Raw, c.Number)
			if err != nil {
				e.Log.Warn("a letter that quotes an erased case is emptied", "case", c.Number, "letter", l.ID, "err", err)
				continue
			}
			if err := tx.Unquote(ctx, l.ID, c.Number, raw, text, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// scrub clears the disk after something was erased.
func (e *Eraser) scrub(ctx context.Context, done []register.Erased) error {
	for _, one := range done {
		if len(one.Cases) > 0 {
			return e.Register.Scrub(ctx)
		}
	}
	return nil
}
