package clerk

import (
	"context"
	"fmt"
	"time"

	"inquiryd/internal/deadline"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// The clock of a case stands while an official's question is back at the
// member, and so long the case has no due date. It runs again with the
// member's reply, with whatever else happens to the case, and when the member
// has had time enough.

// The events between which the clock stands.
const (
	eventAsked   = "asked member"
	eventReplied = "member replied"
	eventResumed = "clock runs again"
)

// clockless are events that leave a clock that stands standing.
var clockless = []string{eventAsked, "contributors", eventSpared, "kind"}

// halt stops the clock of a case that somebody asks the member about, and says
// how it is then, for the event.
func (w *work) halt(ctx context.Context, c *register.Case, q register.Inquiry) (string, error) {
	r, err := w.reckoned(ctx, *c, q)
	if err != nil {
		return "", err
	}
	if w.Config.ClockRunsOn || r.Stands() {
		return "", nil
	}
	r.Stops = append(r.Stops, register.Stop{From: w.moment()})
	return "stands", w.reckon(ctx, c, r)
}

// resume lets the clock of a case run again, if it stands. The case must be kept
// after it.
func (w *work) resume(ctx context.Context, c *register.Case) error {
	r, ok, err := w.tx.Reckoning(ctx, c.Number)
	if err != nil {
		return fmt.Errorf("read the deadline of case %s: %w", c.Number, err)
	}
	if !ok || !r.Stands() {
		return nil
	}
	return w.reckon(ctx, c, running(r, w.moment()))
}

// dueDetail is the due date for an event.
func dueDetail(c register.Case) map[string]string {
	if c.Due.IsZero() {
		return nil
	}
	return map[string]string{"due": c.Due.Format(time.DateOnly)}
}

// extend moves the deadline of a case to a day, and tells the member by an
// interim letter, of which dr has the reason and, if it is to be written once
// for something, the key.
func (w *work) extend(ctx context.Context, c *register.Case, q register.Inquiry, until time.Time, who string, dr draft) error {
	model, err := w.model(ctx, q, *c) // with the deadline that the member was told
	if err != nil {
		return err
	}
	r, err := w.reckoned(ctx, *c, q)
	if err != nil {
		return err
	}
	r.Fixed, r.Stops, r.Extensions = until, nil, r.Extensions+1
	if err := w.reckon(ctx, c, r); err != nil {
		return err
	}
	if err := w.unsay(ctx, *c); err != nil {
		return err
	}
	if err := w.save(ctx, c, register.Event{Case: c.Number, Who: who, What: "interim",
		Detail: map[string]string{"until": until.Format(time.DateOnly)}}); err != nil {
		return err
	}
	model.Reason, model.Expected = dr.model.Reason, until
	n, err := w.count(ctx, *c, notify.Interim)
	if err != nil {
		return err
	}
	dr.kind, dr.n, dr.to, dr.role = notify.Interim, n+1, notify.Address{Name: q.MemberName, Address: q.Member}, notify.Member
	dr.c, dr.inquiry, dr.model, dr.reply, dr.thread = *c, q, model, q.MessageID, thread(q, q.MessageID)
	return w.write(ctx, dr)
}

// resumeClocks lets the clocks run again that have stood long enough, and tells
// the administrations.
func (d *Desk) resumeClocks(ctx context.Context) error {
	term, err := deadline.ParseTerm(d.Config.WaitForMember)
	if err != nil {
		return fmt.Errorf("read wait_for_member: %w", err)
	}
	return d.eachCase(ctx, register.CaseFilter{State: register.StateOpen, Undated: true}, func(c register.CaseSummary) error {
		return d.decide(ctx, c.Number, func(w *work, c *register.Case, q register.Inquiry) error {
			r, err := w.reckoned(ctx, *c, q)
			if err != nil || !r.Stands() {
				return err
			}
			last := w.calendar.After(r.Stops[len(r.Stops)-1].From, term)
			if !w.now.After(last) {
				return nil
			}
			if err := w.reckon(ctx, c, running(r, w.calendar.At(last, 0))); err != nil {
				return err
			}
			if err := w.save(ctx, c, register.Event{Case: c.Number, Who: "system", What: eventResumed, Detail: dueDetail(*c)}); err != nil {
				return err
			}
			return w.tellOfficial(ctx, *c, q, ReasonNoReply, "")
		})
	})
}
