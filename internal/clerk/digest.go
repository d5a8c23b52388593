package clerk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"inquiryd/internal/deadline"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// How much a digest tells.
const (
	digestRows   = 50                 // of one list
	digestEvents = 1000               // of its calendar: those that are due first
	digestBack   = 7 * 24 * time.Hour // letters that did not arrive
)

// digestNote is the note that names the day of the last digests.
const digestNote = "digest"

// writeDigests writes, once on a working day, to each administration and to the
// registrar how things stand, if there is something to say. Whoever comes too
// late in the morning writes it all the same, within the office hours.
func (d *Desk) writeDigests(ctx context.Context) error {
	now := d.Now().In(d.Place)
	clock, err := deadline.ParseClock(d.Config.Digest)
	if err != nil || now.Before(d.calendar.At(now, clock)) {
		return nil // never, or later
	}
	today := now.Format(time.DateOnly)
	written := func(tx *register.Tx) (bool, error) {
		last, _, err := tx.Note(ctx, digestNote)
		if errors.Is(err, register.ErrNotFound) {
			return false, nil
		}
		return last == today, err
	}
	done := false
	if err := d.Register.View(ctx, func(tx *register.Tx) (err error) { done, err = written(tx); return err }); err != nil || done {
		return err
	}
	return d.Register.Update(ctx, func(tx *register.Tx) error {
		if done, err := written(tx); err != nil || done {
			return err
		}
		w := &work{Desk: d, tx: tx, now: now}
		for _, a := range d.Administrations {
			if err := w.digestOf(ctx, a, today); err != nil {
				return fmt.Errorf("digest of %s: %w", a.ID, err)
			}
		}
		if err := w.registrarDigest(ctx, today); err != nil {
			return fmt.Errorf("digest of the registrar: %w", err)
		}
		return tx.SetNote(ctx, digestNote, today, now)
	})
}

// digestOf writes to an administration what is late and what is due soon; only
// then it also says what waits for others.
func (w *work) digestOf(ctx context.Context, a Administration, today string) error {
	open, err := w.tx.Cases(ctx, register.CaseFilter{State: register.StateOpen, Administration: a.ID, DueBefore: farAhead(w.now), Limit: 1000})
	if err != nil {
		return err
	}
	view := notify.DigestView{Sections: w.dueSections(open, false)}
	if len(view.Sections) == 0 {
		return nil
	}
	asked, err := w.tx.Cases(ctx, register.CaseFilter{State: register.StateOpen, Administration: a.ID, Undated: true, Limit: 1000})
	if err != nil {
		return err
	}
	answered, err := w.tx.Cases(ctx, register.CaseFilter{State: register.StateAnswered, Administration: a.ID, Limit: 1000})
	if err != nil {
		return err
	}
	view.Sections = appendSection(view.Sections, notify.DigestMember, asked, w.row)
	view.Sections = appendSection(view.Sections, notify.DigestApproval, answered, w.row)
	to := notify.Address{Name: a.Name, Address: cmp.Or(a.DigestTo, a.Address)}
	return w.writeDigest(ctx, a.ID, today, to, notify.Official, view, w.deadlines(open))
}

// registrarDigest writes to the registrar what waits for a person, and what is
// late or due soon everywhere.
func (w *work) registrarDigest(ctx context.Context, today string) error {
	held, err := w.tx.Cases(ctx, register.CaseFilter{State: register.StateHeld, Limit: 1000})
	if err != nil {
		return err
	}
	open, err := w.tx.Cases(ctx, register.CaseFilter{State: register.StateOpen, DueBefore: farAhead(w.now), Limit: 10000})
	if err != nil {
		return err
	}
	failed, err := w.undeliveredLately(ctx)
	if err != nil {
		return err
	}
	tasks, err := w.tx.Tasks(ctx, true)
	if err != nil {
		return err
	}
	var view notify.DigestView
	view.Sections = appendSection(view.Sections, notify.DigestHeld, held, func(c register.CaseSummary) notify.DigestRow {
		return notify.DigestRow{Case: c.Number, Subject: c.Subject, Since: c.OpenedAt, Reason: c.HeldWhy, Due: c.Due}
	})
	view.Sections = append(view.Sections, w.dueSections(open, true)...)
	view.Sections = appendSection(view.Sections, notify.DigestUndelivered, failed, func(l register.Letter) notify.DigestRow {
		return notify.DigestRow{Case: l.Case, Kind: l.Kind, Text: l.Recipient}
	})
	view.Sections = appendSection(view.Sections, notify.DigestTasks, tasks, func(t register.Task) notify.DigestRow {
		return notify.DigestRow{Case: t.Case, Text: t.What}
	})
	if len(view.Sections) == 0 {
		return nil
	}
	return w.writeDigest(ctx, "", today, w.registrar(), notify.Registrar, view, w.deadlines(open))
}

// writeDigest writes a digest, once for a day, with the deadlines as a calendar.
func (w *work) writeDigest(ctx context.Context, id, today string, to notify.Address, role notify.Role, view notify.DigestView, deadlines []notify.Deadline) error {
	var files []notify.Attachment
	if view.Calendar = len(deadlines) > 0; view.Calendar {
		calendar, err := w.Writer.Calendar(w.tongue, w.Office, w.now, deadlines)
		if err != nil {
			return err
		}
		files = append(files, calendar)
	}
	sum := fnv.New32a()
	sum.Write([]byte(id))
	_, _, err := w.compose(ctx, draft{kind: notify.Digest, n: 1, name: fmt.Sprintf("digest-%s-%08x", today, sum.Sum32()),
		key: fmt.Sprintf("digest/%s/%s", today, id), to: to, role: role, auto: "auto-generated",
		model: notify.Model{Digest: view}, attach: files})
	return err
}

// undeliveredLately are the letters that did not arrive, the newest first.
func (w *work) undeliveredLately(ctx context.Context) (all []register.Letter, err error) {
	for _, status := range []register.LetterStatus{register.Bounced, register.GaveUp} {
		some, err := w.tx.LettersIn(ctx, status, digestRows)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return slices.DeleteFunc(all, func(l register.Letter) bool {
		return l.Status == register.Dropped || l.WrittenAt.Before(w.now.Add(-digestBack))
	}), nil
}

// dueSections are the lists of what is late and what is due soon.
func (w *work) dueSections(cases []register.CaseSummary, named bool) (sections []notify.DigestSection) {
	ahead, _ := deadline.ParseTerm(w.Config.DigestAhead) // read when the desk was made
	until := w.calendar.After(w.now, ahead)
	row := func(c register.CaseSummary) notify.DigestRow {
		r := w.row(c)
		if named {
			r.Administration = cmp.Or(w.byID[c.Administration].Name, c.Administration)
		}
		return r
	}
	var late, soon []register.CaseSummary
	for _, c := range cases {
		switch {
		case w.now.After(c.Due):
			late = append(late, c)
		case !c.Due.After(until):
			soon = append(soon, c)
		}
	}
	return appendSection(appendSection(nil, notify.DigestOverdue, late, row), notify.DigestSoon, soon, row)
}

func (w *work) row(c register.CaseSummary) notify.DigestRow {
	r := notify.DigestRow{Case: c.Number, Subject: c.Subject, Due: c.Due}
	if !c.Due.IsZero() {
		r.Days = daysUntil(w.now, c.Due, w.Place)
		r.Days = max(r.Days, -r.Days)
	}
	return r
}

// deadlines are those of the cases that come first, for a calendar: with more,
// no program shows it, and few servers take it.
func (w *work) deadlines(cases []register.CaseSummary) (all []notify.Deadline) {
	for _, c := range cases[:min(len(cases), digestEvents)] {
		all = append(all, notify.Deadline{Case: c.Number, Subject: c.Subject, Administration: w.byID[c.Administration].Name, Due: c.Due.In(w.Place)})
	}
	return all
}

// appendSection adds a list, unless it is empty.
func appendSection[T any](sections []notify.DigestSection, name string, all []T, row func(T) notify.DigestRow) []notify.DigestSection {
	if len(all) == 0 {
		return sections
	}
	s := notify.DigestSection{Name: name, More: max(len(all)-digestRows, 0)}
	for _, one := range all[:len(all)-s.More] {
		s.Rows = append(s.Rows, row(one))
	}
	return append(sections, s)
}

// farAhead is after every deadline.
func farAhead(now time.Time) time.Time { return now.AddDate(100, 0, 0) }
