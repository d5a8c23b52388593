package clerk

import (
	"context"
	"fmt"
	"time"

	"inquiryd/internal/deadline"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// duty is a letter about a deadline that is to be there by now.
type duty struct {
	kind notify.Kind
	key  string // of the letter
	do   func(w *work, ctx context.Context, c *register.Case, q register.Inquiry, key string) error
}

// duties are what is to be said about the deadline of a case at a time. Of q
// only the kind, and whether it was acknowledged, count. A reminder that a later
// one has overtaken is none any more.
func (d *Desk) duties(ctx context.Context, tx *register.Tx, c register.Case, q register.Inquiry, now time.Time) (all []duty, err error) {
	if c.State == register.StateHeld && !q.Acknowledged || c.State.Ended() {
		return nil, nil // perhaps nobody's mail
	}
	if c.State == register.StateHeld {
		all = d.unannounced(c, now)
	}
	if c.Due.IsZero() {
		return all, nil
	}
	key := func(what string) string {
		return fmt.Sprintf("%s/%s/%s", c.Number, what, c.Due.In(d.Place).Format(time.DateOnly))
	}
	if now.After(c.Due) {
		return append(all, d.afterwards(c, q, now, key)...), nil
	}
	if c.State == register.StateHeld {
		return all, nil
	}
	interim, err := d.interimDue(ctx, tx, c, q, now)
	if err != nil {
		return nil, err
	}
	if interim {
		all = append(all, duty{notify.Interim, key("interim-itself"), (*work).interimByItself})
	}
	if stage, ok := d.reached(d.remind, func(t deadline.Term) time.Time { return d.calendar.Before(c.Due, t) }, now); ok && c.State == register.StateOpen {
		all = append(all, duty{notify.Reminder, key("reminder") + "/before-" + stage.String(), (*work).remindOf})
	}
	return all, nil
}

// afterwards are the duties when the deadline has passed.
func (d *Desk) afterwards(c register.Case, q register.Inquiry, now time.Time, key func(string) string) (all []duty) {
	if d.reckoner.TellsLate(c.Administration, q.Kind) {
		all = append(all, duty{notify.Late, key("late"), (*work).tellLate})
	}
	if c.State == register.StateHeld {
		return append(all, duty{notify.Notice, key("overdue"), (*work).tellRegistrarLate})
	}
	if c.State == register.StateOpen {
		week := int(now.Sub(c.Due).Hours()) / (24 * 7)
		all = append(all, duty{notify.Reminder, fmt.Sprintf("%s/overdue-%d", key("reminder"), week), (*work).remindOf},
			duty{notify.Notice, key("overdue"), (*work).tellRegistrarLate})
	}
	a := d.byID[c.Administration]
	if a.Head == "" || c.State == register.StateAnswered && len(a.Approvers) == 0 { // it waits for others
		return all
	}
	for i, t := range d.escalate {
		if now.After(d.calendar.At(d.calendar.After(c.Due, t), 0)) {
			all = append(all, duty{notify.Escalation, fmt.Sprintf("%s/%d", key("escalation"), i+1), escalate(i)})
		}
	}
	return all
}

// reached is the shortest of terms before something whose day has come.
func (d *Desk) reached(terms []deadline.Term, begins func(deadline.Term) time.Time, now time.Time) (stage deadline.Term, ok bool) {
	for _, t := range terms {
		if now.Before(d.calendar.At(begins(t), 0)) || ok && begins(t).Before(begins(stage)) {
			continue
		}
		stage, ok = t, true
	}
	return stage, ok
}

// unannounced is the duty to tell the registrar, once, that a case is still held
// when the member should know who answers.
func (d *Desk) unannounced(c register.Case, now time.Time) []duty {
	t, err := deadline.ParseTerm(d.Config.AcknowledgeWithin)
	if err != nil || !now.After(d.calendar.After(c.OpenedAt, t)) {
		return nil
	}
	return []duty{{notify.Notice, fmt.Sprintf("%s/unannounced/%s", c.Number, c.OpenedAt.In(d.Place).Format(time.DateOnly)), (*work).tellRegistrarUnannounced}}
}

// interimDue says whether an interim letter is to go by itself: so it is when
// nobody has given more time, and more time may be given.
func (d *Desk) interimDue(ctx context.Context, tx *register.Tx, c register.Case, q register.Inquiry, now time.Time) (bool, error) {
	before, _, ok := d.reckoner.Interim(deadline.Basis{Administration: c.Administration, Kind: q.Kind})
	if !ok || now.Before(d.calendar.At(d.calendar.Before(c.Due, before), 0)) {
		return false, nil
	}
	r, _, err := tx.Reckoning(ctx, c.Number)
	_, more := d.mayExtend(c, r)
	return more && r.Extensions == 0, err
}

// remindOf reminds the administration, and before the deadline those who still
// have to contribute.
func (w *work) remindOf(ctx context.Context, c *register.Case, q register.Inquiry, key string) error {
	model, err := w.model(ctx, q, *c)
	if err != nil {
		return err
	}
	if w.now.After(c.Due) {
		model.Reason = string(ReasonOverdue)
	}
	missing, err := w.missingContributions(ctx, *c)
	if err != nil {
		return err
	}
	model.Missing = missingViews(missing)
	if err := w.remindContributors(ctx, *c, q, missing); err != nil {
		return err
	}
	a := w.byID[c.Administration]
	return w.writeDuty(ctx, *c, q, draft{kind: notify.Reminder, key: key, to: notify.Address{Name: a.Name, Address: a.Address}, role: notify.Official, model: model})
}

// escalate is the duty to tell the head of the administration, the first time,
// or the head's superior.
func escalate(stage int) func(*work, context.Context, *register.Case, register.Inquiry, string) error {
	return func(w *work, ctx context.Context, c *register.Case, q register.Inquiry, key string) error {
		a := w.byID[c.Administration]
		to := notify.Address{Name: a.HeadName, Address: a.Head}
		if stage > 0 && a.Superior != "" {
			to = notify.Address{Name: a.SuperiorName, Address: a.Superior}
		}
		model, err := w.model(ctx, q, *c)
		if err != nil {
			return err
		}
		model.Stage = stage + 1
		if c.State == register.StateAnswered {
			model.Reason = string(ReasonNotApproved)
		}
		return w.writeDuty(ctx, *c, q, draft{kind: notify.Escalation, key: key, to: to, role: notify.Official, model: model})
	}
}

// tellLate tells the member that the deadline has passed.
func (w *work) tellLate(ctx context.Context, c *register.Case, q register.Inquiry, key string) error {
	model, err := w.model(ctx, q, *c)
	if err != nil {
		return err
	}
	return w.writeDuty(ctx, *c, q, draft{kind: notify.Late, key: key, to: notify.Address{Name: q.MemberName, Address: q.Member}, role: notify.Member,
		model: model, reply: q.MessageID, thread: thread(q, q.MessageID)})
}

// writeDuty writes a letter that has its key, as the next of its kind.
func (w *work) writeDuty(ctx context.Context, c register.Case, q register.Inquiry, dr draft) error {
	n, err := w.count(ctx, c, dr.kind)
	if err != nil {
		return err
	}
	dr.n, dr.c, dr.inquiry, dr.auto = n+1, c, q, "auto-generated"
	return w.write(ctx, dr)
}

// unsay drops what was written about the deadline of a case and was not posted
// yet, as while the outgoing server was away: it is no longer so.
func (w *work) unsay(ctx context.Context, c register.Case) error {
	_, err := w.tx.DropUnsent(ctx, c.Number, "the case went on", string(notify.Reminder), string(notify.Escalation), string(notify.Late))
	return err
}

func (w *work) tellRegistrarLate(ctx context.Context, c *register.Case, q register.Inquiry, key string) error {
	return w.noticeOnce(ctx, *c, q, ReasonOverdue, key)
}

func (w *work) tellRegistrarUnannounced(ctx context.Context, c *register.Case, q register.Inquiry, key string) error {
	return w.noticeOnce(ctx, *c, q, ReasonNotAnnounced, key)
}

// interimByItself tells the member that the answer comes later, and moves the
// deadline to when it is expected.
func (w *work) interimByItself(ctx context.Context, c *register.Case, q register.Inquiry, key string) error {
	r, err := w.reckoned(ctx, *c, q)
	if err != nil {
		return err
	}
	_, expected, _ := w.reckoner.Interim(basis(r))
	until := w.calendar.After(c.Due, expected)
	if latest, _ := w.mayExtend(*c, r); !latest.IsZero() && latest.Before(until) {
		until = latest
	}
	if err := w.extend(ctx, c, q, until, "system", draft{key: key, auto: "auto-generated", model: notify.Model{Reason: string(ReasonByItself)}}); err != nil {
		return err
	}
	return w.tellOfficial(ctx, *c, q, ReasonInterimSent, "")
}
