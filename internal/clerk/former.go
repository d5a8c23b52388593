package clerk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/notify"
)

// The registrar may give a case that is with an administration to another one.
// Officials of the first may be at work on it, with its deadline in their
// calendars: so they are told. Mails of theirs that come later are the
// registrar's to judge, and reach no member.

// give is reassign by the registrar: an administration that had the case hears of
// it, and one to which it was not posted yet gets nothing. One that said itself that
// the case is not theirs was told so.
func (w *work) give(ctx context.Context, c *register.Case, q register.Inquiry, to Administration, who string) error {
	had := w.byID[c.Administration]
	if c.State != register.StateOpen || had.ID == "" || had.ID == to.ID || strings.EqualFold(had.Address, to.Address) {
		return w.reassign(ctx, c, q, to, who)
	}
	unposted, err := w.tx.DropUnsent(ctx, c.Number, "the case was given to another administration", string(notify.Forwarding))
	if err != nil {
		return err
	}
	if err := w.reassign(ctx, c, q, to, who); err != nil || unposted > 0 {
		return err
	}
	r := ReasonGivenAway
	if slices.Contains(c.Contributing, had.ID) {
		r = ReasonGivenAwayInPart
	}
	calendar, err := w.dueChange(notify.Confirmation, r, *c, q)
	if err != nil {
		return err
	}
	return w.tellAdministration(ctx, *c, q, had, r, draft{role: notify.Official, attach: calendar})
}

// tellAdministration tells an administration what the registrar decided about its
// part in a case.
func (w *work) tellAdministration(ctx context.Context, c register.Case, q register.Inquiry, a Administration, r Reason, dr draft) error {
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	model.Reason, model.Administrations, model.Missing = string(r), dr.model.Administrations, dr.model.Missing
	dr.kind, dr.model, dr.to = notify.Confirmation, model, notify.Address{Name: a.Name, Address: a.Address}
	return w.writeDuty(ctx, c, q, dr)
}

// formerly says whether an official writes about a case with which their
// administration has nothing more to do, in reply to a letter to it.
func (w *work) formerly(j judgement) bool {
	if j.reason != ReasonRole || j.unverified || j.link.Role != notify.Official && j.link.Role != notify.Contributor {
		return false
	}
	return slices.ContainsFunc(w.identify(j.link.Recipient, w.now).administrations, j.party.answersFor)
}

// takeFormer does what such a mail says: a word does nothing, thanks need no
// answer, and all else is shown to the registrar, of which its sender hears. A
// note that somebody is away is shown without a word to its sender.
func (w *work) takeFormer(ctx context.Context, j judgement) error {
	c, q := j.link.Case, j.link.Inquiry
	word := w.reader.MailOrder(reply.Official, w.mail).Word != reply.None
	switch {
	case !word && w.reader.Thanks(w.toRead()):
		return w.settle(ctx, register.FollowedUp, "thanks about case "+c.Number+", which another administration has", q.ID, c.Number)
	case !word && w.away(nil):
		return w.holdAway(ctx, j)
	case word:
		if err := w.explainFormer(ctx, j, ReasonNotYours); err != nil {
			return err
		}
		return w.settle(ctx, register.FollowedUp, "a word on case "+c.Number+", which another administration has", q.ID, c.Number)
	}
	if err := w.event(ctx, register.Event{Case: c.Number, Who: "system", What: "mail held", Detail: map[string]string{"reason": string(ReasonFormer)}}); err != nil {
		return err
	}
	if err := w.noticeOfFormer(ctx, j); err != nil {
		return err
	}
	if err := w.explainFormer(ctx, j, ReasonFormerShown); err != nil {
		return err
	}
	return w.settle(ctx, register.Held, j.why, q.ID, c.Number)
}

// explainFormer tells an official that a mail did nothing, since the case is with
// others.
func (w *work) explainFormer(ctx context.Context, j judgement, r Reason) error {
	model, err := w.model(ctx, j.link.Inquiry, j.link.Case)
	if err != nil {
		return err
	}
	model.Reason = string(r)
	return w.writeOfficialAt(ctx, notify.Address{Address: j.party.address}, w.mail.MessageID, notify.Confirmation, j.link.Case, j.link.Inquiry, model)
}

// noticeOfFormer shows the registrar what an administration writes that had the
// case, so that a reply can give it back; and leaves a task.
func (w *work) noticeOfFormer(ctx context.Context, j judgement) error {
	c, q := j.link.Case, j.link.Inquiry
	if err := w.task(ctx, c.Number, fmt.Sprintf("look at mail %d: %s", w.line.ID, ReasonFormer)); err != nil {
		return err
	}
	if many, err := w.noticedEnough(ctx); err != nil || many {
		return err
	}
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	model.Reason, model.Text = string(ReasonFormer), strings.Join(j.party.administrations, ", ")+": "+readable(w.mail)
	files, _ := w.enclosed(w.mail.Raw)
	return w.writeDuty(ctx, c, q, draft{kind: notify.Notice, to: w.registrar(), role: notify.Registrar, model: model, attach: files})
}
