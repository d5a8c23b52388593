package clerk

import (
	"context"

	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/notify"
)

// What officials are written in reply to their mails: an answer back, a word that
// did nothing, what was understood, what was done.

// returnAnswer gives an answer back to the official with what was understood.
func (w *work) returnAnswer(ctx context.Context, j judgement, r Reason) error {
	c := j.link.Case
	if err := w.event(ctx, register.Event{Case: c.Number, Who: "official " + j.party.address, What: "answer unclear",
		Detail: w.withUnread(map[string]string{"reason": string(r)})}); err != nil {
		return err
	}
	model, err := w.model(ctx, j.link.Inquiry, c)
	if err != nil {
		return err
	}
	model.Reason, model.Text, model.TakenBack, model.Unread = string(r), readable(w.mail), w.tookBack, w.unreadFiles()
	if model.Files, model.LeftOut, err = w.files(ctx, c); err != nil {
		return err
	}
	if err := w.writeOfficial(ctx, notify.Returned, c, j.link.Inquiry, model); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "an answer to case "+c.Number+" that its official must confirm: "+string(r), j.link.Inquiry.ID, c.Number)
}

// explain tells an official that nothing was done, and why.
func (w *work) explain(ctx context.Context, j judgement, r Reason) error {
	return w.explainWith(ctx, j, r, notify.Model{})
}

// waitsFor is what a complete answer waits for; "" for nothing but its printing.
func (w *work) waitsFor(ctx context.Context, c register.Case, q register.Inquiry) (Reason, error) {
	_, pending, err := w.waiting(ctx, c, q)
	if pending || err != nil {
		return ReasonWaitsApproval, err
	}
	p, ok, err := w.printing(ctx, c, q)
	switch {
	case !ok:
		return ReasonWaitsOthers, err
	case p.Approved:
		return ReasonWaitsApproval, nil
	}
	return "", nil
}

// explainWaiting tells an official that a word changed nothing, what the answer
// waits for, and how it can be changed.
func (w *work) explainWaiting(ctx context.Context, j judgement, o reply.Order) error {
	r, err := w.waitsFor(ctx, j.link.Case, j.link.Inquiry)
	switch {
	case err != nil:
		return err
	case r == "": // it is on its way
		return w.lateAnswer(ctx, j)
	case o.Word == reply.Status:
	case r == ReasonWaitsApproval:
		r = ReasonLeftApproval
	default:
		r = ReasonLeftOthers
	}
	return w.explain(ctx, j, r)
}

// explainWith is explain with the word that was probably meant, or the last day
// that is possible.
func (w *work) explainWith(ctx context.Context, j judgement, r Reason, more notify.Model) error {
	c := j.link.Case
	model, err := w.model(ctx, j.link.Inquiry, c)
	if err != nil {
		return err
	}
	model.Reason, model.Suggestion, model.Expected = string(r), more.Suggestion, more.Expected
	if r == ReasonUnknownAdministration {
		model.Administrations = w.administrationViews()
	}
	if err := w.writeOfficial(ctx, notify.Confirmation, c, j.link.Inquiry, model); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "a word on case "+c.Number+" that did nothing: "+string(r), j.link.Inquiry.ID, c.Number)
}

// receipt shows the official the answers as they were understood, and the files
// that go along and that do not.
func (w *work) receipt(ctx context.Context, c register.Case, q register.Inquiry, r Reason, files, left []string) error {
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	model.Reason, model.Files, model.LeftOut, model.Unread = string(r), files, left, w.unreadFiles()
	return w.writeOfficial(ctx, notify.Received, c, q, model)
}

// tellOfficial tells the administration what was done with a case.
func (w *work) tellOfficial(ctx context.Context, c register.Case, q register.Inquiry, r Reason, text string) error {
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	model.Reason, model.Text = string(r), text
	return w.writeOfficial(ctx, notify.Confirmation, c, q, model)
}

// writeOfficial writes to the official whose mail is on the desk, else to the
// administration. The official's own address counts only because it was
// believed; the token is signed for it.
func (w *work) writeOfficial(ctx context.Context, k notify.Kind, c register.Case, q register.Inquiry, model notify.Model) error {
	a := w.byID[c.Administration]
	to := notify.Address{Name: a.Name, Address: a.Address}
	var reply string
	if w.mail != nil && len(w.mail.From) == 1 && w.identify(w.mail.From[0].Address, w.now).answersFor(c.Administration) {
		to, reply = notify.Address{Address: w.mail.From[0].Address}, w.mail.MessageID
		if k == notify.Confirmation && len(model.Files) == 0 {
			model.LeftOut = w.fileNames()
		}
	}
	return w.writeOfficialAt(ctx, to, reply, k, c, q, model)
}

// writeOfficialAt is writeOfficial to an address.
func (w *work) writeOfficialAt(ctx context.Context, to notify.Address, reply string, k notify.Kind, c register.Case, q register.Inquiry, model notify.Model) error {
	over, err := w.officialOver(ctx, c, q)
	if err != nil || over {
		return err
	}
	n, err := w.count(ctx, c, k)
	if err != nil {
		return err
	}
	calendar, err := w.dueChange(k, Reason(model.Reason), c, q)
	if err != nil {
		return err
	}
	return w.write(ctx, draft{kind: k, n: n + 1, to: to, role: notify.Official, c: c, inquiry: q, model: model, attach: calendar, reply: reply, auto: "auto-replied"})
}
