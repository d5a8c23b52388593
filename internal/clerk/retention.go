package clerk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"inquiryd/internal/register"
)

// keepForm is a time that cases are kept.
var keepForm = expression(`^(\d{1,3}) (year|month|week|day)s?$`)

// CheckKeep says whether term is how long cases are kept, as "5 years".
func CheckKeep(term string) error {
	if _, ok := keptSince(term, time.Unix(0, 0)); !ok && term != "" {
		return fmt.Errorf("%q is no time to keep cases: write it as \"5 years\", \"18 months\", \"4 weeks\" or \"90 days\", or leave it out to keep them for good", term)
	}
	return nil
}

// keptSince is the day before which cases have ended whose time is over; ok is
// false for cases that are kept for good.
func keptSince(term string, now time.Time) (since time.Time, ok bool) {
	m := keepForm().FindStringSubmatch(strings.TrimSpace(term))
	if m == nil {
		return since, false
	}
	n, err := strconv.Atoi(m[1])
	if err != nil || n == 0 {
		return since, false
	}
	switch m[2] {
	case "year":
		return now.AddDate(-n, 0, 0), true
	case "month":
		return now.AddDate(0, -n, 0), true
	case "week":
		return now.AddDate(0, 0, -7*n), true
	}
	return now.AddDate(0, 0, -n), true
}

// Expired is an inquiry whose time is over.
type Expired struct {
	Inquiry register.Inquiry
	Cases   []register.Case
	Keep    string    // the term
	Since   time.Time // when its last case ended
}

// Expired are the inquiries that have been kept as long as the configuration
// says, for their kind. Without a term nothing ever is.
func (d *Desk) Expired(ctx context.Context) (all []Expired, err error) {
	err = d.Register.View(ctx, func(tx *register.Tx) error {
		all, err = d.expired(ctx, tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list cases whose time is over: %w", err)
	}
	return all, nil
}

func (d *Desk) expired(ctx context.Context, tx *register.Tx) (all []Expired, err error) {
	now := d.Now()
	newest, ok := time.Time{}, false
	for _, term := range d.terms() {
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
		e := Expired{Inquiry: q, Keep: cmp.Or(d.Config.Kinds[q.Kind].Keep, d.Config.Keep)}
		since, ok := keptSince(e.Keep, now)
		if !ok {
			continue
		}
		if e.Cases, err = tx.CasesOf(ctx, q.ID); err != nil {
			return nil, err
		}
		for _, c := range e.Cases {
			if c.ClosedAt.After(e.Since) {
				e.Since = c.ClosedAt
			}
		}
		if e.Since.Before(since) {
			all = append(all, e)
		}
	}
	return all, nil
}

// terms are all terms of the configuration.
func (d *Desk) terms() []string {
	all := []string{d.Config.Keep}
	for _, k := range d.Config.Kinds {
		all = append(all, k.Keep)
	}
	return all
}

// EraseExpired erases what has been kept long enough, and returns what was
// erased. One that cannot be erased now, as since a letter waits, is left for the
// next time. who did it stands in the events.
func (d *Desk) EraseExpired(ctx context.Context, who string) (done []register.Erased, err error) {
	all, err := d.Expired(ctx)
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		erased, err := d.erase(ctx, e.Inquiry.ID, who, "kept for "+e.Keep)
		if errors.Is(err, register.ErrUnended) {
			continue
		}
		if err != nil {
			return done, errors.Join(err, d.scrub(ctx, done))
		}
		done = append(done, erased)
	}
	return done, d.scrub(ctx, done)
}

// What is erased cannot be had again, so a clock that was set wrong must not do it:
// when no mail has arrived for so long, by the mail server's clock, nothing is erased
// by itself.
const (
	clockDoubted = 60 * 24 * time.Hour
	unerasedNote = "nothing is erased by schedule"
)

// EraseDue is [Desk.EraseExpired] by a schedule, unless the clock may be wrong; then
// a person is told once.
func (d *Desk) EraseDue(ctx context.Context) (done []register.Erased, err error) {
	all, err := d.Expired(ctx)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	doubted := false
	err = d.Register.Update(ctx, func(tx *register.Tx) error {
		last, err := lastArrival(ctx, tx)
		if err != nil {
			return err
		}
		if doubted = d.Now().Sub(last) > clockDoubted; !doubted {
			return tx.DropNote(ctx, unerasedNote)
		}
		d.Log.Error("nothing is erased: the last mail arrived so long ago, by the mail server's clock, that ours may be wrong", "inquiries", len(all), "last_mail", last)
		if _, _, err := tx.Note(ctx, unerasedNote); !errors.Is(err, register.ErrNotFound) {
			return err
		}
		w := &work{Desk: d, tx: tx, now: d.Now()}
		return errors.Join(tx.SetNote(ctx, unerasedNote, "", w.now), w.task(ctx, "", fmt.Sprintf("nothing is erased by schedule: the last mail arrived on %s, so long ago that the clock of this machine may be wrong: "+
			"put it right; if it is, inquiryd case erase --expired erases what is due", last.In(d.Place).Format(time.DateOnly))))
	})
	if err != nil {
		return nil, fmt.Errorf("look whether the clock is right: %w", err)
	}
	if doubted {
		return nil, nil
	}
	return d.EraseExpired(ctx, "system")
}

// lastArrival is when the latest of the last mails arrived, by the mail server's
// clock.
func lastArrival(ctx context.Context, tx *register.Tx) (last time.Time, err error) {
	lines, err := tx.Lines(ctx, register.LedgerFilter{Limit: 100})
	for _, l := range lines {
		if l.ArrivedAt.After(last) {
			last = l.ArrivedAt
		}
	}
	return last, err
}

// Erase erases the inquiry of an ended case, with all its cases, for a reason.
func (d *Desk) Erase(ctx context.Context, number, reason, who string) (register.Erased, error) {
	if strings.TrimSpace(reason) == "" {
		return register.Erased{}, fmt.Errorf("erase case %s: give the reason", number)
	}
	var inquiry int64
	err := d.decide(ctx, number, func(_ *work, c *register.Case, _ register.Inquiry) error {
		inquiry = c.Inquiry
		return nil
	})
	if err != nil {
		return register.Erased{}, err
	}
	erased, err := d.erase(ctx, inquiry, who, reason)
	if err != nil {
		return erased, err
	}
	return erased, d.scrub(ctx, []register.Erased{erased})
}

func (d *Desk) erase(ctx context.Context, inquiry int64, who, reason string) (erased register.Erased, err error) {
	err = d.Register.Update(ctx, func(tx *register.Tx) (err error) {
		w := &work{Desk: d, tx: tx, now: d.Now()}
		if err := w.unquote(ctx, inquiry); err != nil {
			return err
		}
		if erased, err = tx.Erase(ctx, inquiry, who, reason, d.Now()); err != nil {
			return err
		}
		for _, number := range erased.Cases {
			events, err := tx.Events(ctx, number)
			if err != nil {
				return err
			}
			if err := d.teller.Announce(ctx, tx, events[len(events)-1], w.now); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && len(erased.Cases) > 0 {
		d.Log.Info("erased", "inquiry", inquiry, "cases", strings.Join(erased.Cases, " "), "mails", erased.Mails, "letters", erased.Letters)
	}
	return erased, err
}

// scrub clears the disk after something was erased.
func (d *Desk) scrub(ctx context.Context, done []register.Erased) error {
	for _, e := range done {
		if len(e.Cases) > 0 {
			return d.Register.Scrub(ctx)
		}
	}
	return nil
}
