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

// takeApproval does what an approver's reply says: the letter goes on, or back
// to the official with the reason. It counts only for the letter that the
// approver was asked about, and only while that one waits.
func (w *work) takeApproval(ctx context.Context, j judgement) error {
	c, q := j.link.Case, j.link.Inquiry
	d, ok, err := w.waiting(ctx, c, q)
	if err != nil {
		return err
	}
	if !ok || d.digest != j.link.Draft {
		return w.staleApproval(ctx, j, ok)
	}
	o := w.reader.MailOrder(reply.Approver, w.mail)
	if s, granted := w.grantedBy(d, j.party.address); granted && o.Word == reply.Return {
		if w.reader.Reason(o) == "" {
			return w.tellApprover(ctx, j, ReasonApprovalWhy, "")
		}
		return w.sendBack(ctx, j, d, s, w.reader.Reason(o)) // who approved thinks better of it before the letter goes
	}
	s, ok := w.next(d)
	if !ok || !slices.ContainsFunc(d.asked, func(a asking) bool { return a.step == s.id && strings.EqualFold(a.address, j.party.address) }) {
		return w.tellApprover(ctx, j, ReasonApprovalDone, "")
	}
	own, err := w.answeredBy(ctx, d, j.party.address)
	if err != nil {
		return err
	}
	switch {
	case own && !s.administration.SelfApproval:
		return w.tellApprover(ctx, j, ReasonApprovalOwn, "")
	case o.Word == reply.Confirm:
		return w.grant(ctx, j, d, s)
	case o.Word == reply.Return && w.reader.Reason(o) == "":
		return w.tellApprover(ctx, j, ReasonApprovalWhy, "")
	case o.Word == reply.Return:
		return w.sendBack(ctx, j, d, s, w.reader.Reason(o))
	}
	meant, _ := w.reader.Suggest(reply.Approver, w.reader.Said(w.mail))
	return w.tellApprover(ctx, j, ReasonApprovalUnclear, readable(w.mail), meant)
}

// grantedBy is the step of a letter that somebody approved while it still waits
// for others.
func (w *work) grantedBy(d answerDraft, address string) (step, bool) {
	for i, by := range d.before {
		for _, s := range w.steps(d.cases) {
			if strings.EqualFold(by, address) && s.id == d.granted[i] {
				return s, true
			}
		}
	}
	return step{}, false
}

// staleApproval answers a word about a letter that no longer waits.
func (w *work) staleApproval(ctx context.Context, j judgement, another bool) error {
	reason := ReasonApprovalDone
	letters, err := w.tx.LettersOfInquiry(ctx, j.link.Inquiry.ID)
	if err != nil {
		return fmt.Errorf("read letters of case %s: %w", j.link.Case.Number, err)
	}
	if another || slices.ContainsFunc(letters, func(l register.Letter) bool { return l.Status == register.Dropped && l.Digest() == j.link.Draft }) {
		reason = ReasonApprovalReplaced
	}
	return w.tellApprover(ctx, j, reason, "")
}

// grant writes an approval down and goes on.
func (w *work) grant(ctx context.Context, j judgement, d answerDraft, s step) error {
	if err := w.noteDraft(ctx, d, "approver "+j.party.address, "approved by", map[string]string{"step": s.id}); err != nil {
		return err
	}
	d.granted, d.before = append(d.granted, s.id), append(d.before, j.party.address)
	reason := ReasonApprovedPart
	if _, more := w.next(d); !more {
		reason = ReasonApproved
	}
	if err := w.askNext(ctx, d); err != nil {
		return err
	}
	if reason == ReasonApproved {
		for _, before := range d.cases {
			c, err := w.tx.Case(ctx, before.Number) // as it stands now that the letter goes
			if err != nil {
				return fmt.Errorf("read case again: %w", err)
			}
			if err := w.tellAnswerer(ctx, notify.Confirmation, c, d.inquiry, func(m *notify.Model) { m.Reason = string(ReasonApproved) }); err != nil {
				return err
			}
		}
	}
	return w.tellApprover(ctx, j, reason, "")
}

// sendBack gives the answer back to the official of the administration whose
// approver returned it.
func (w *work) sendBack(ctx context.Context, j judgement, d answerDraft, s step, why string) error {
	i := slices.IndexFunc(d.cases, func(c register.Case) bool { return c.Number == s.number })
	c := d.cases[max(i, 0)]
	view := w.draftView(d)
	view.Approver = j.party.address
	if err := w.revise(ctx, &c, d.inquiry, "returned", why, "approver "+j.party.address); err != nil {
		return err
	}
	if err := w.tellAnswerer(ctx, notify.SentBack, c, d.inquiry, func(m *notify.Model) { m.Draft, m.Text = view, why }); err != nil {
		return err
	}
	return w.tellApprover(ctx, j, ReasonSentBack, "")
}

// tellApprover tells an approver what became of a word, and which one was
// probably meant, and settles the mail.
func (w *work) tellApprover(ctx context.Context, j judgement, r Reason, text string, meant ...string) error {
	c, model, err := w.modelNow(ctx, j)
	if err != nil {
		return err
	}
	model.Reason, model.Text, model.Suggestion = string(r), text, strings.Join(meant, " ")
	n, err := w.count(ctx, c, notify.Confirmation)
	if err != nil {
		return err
	}
	if n < w.Config.MaxAcknowledgements {
		if err := w.write(ctx, draft{kind: notify.Confirmation, n: n + 1, to: notify.Address{Address: j.party.address}, role: notify.Approver,
			c: c, inquiry: j.link.Inquiry, model: model, reply: w.mail.MessageID, auto: "auto-replied", bound: j.link.Draft}); err != nil {
			return err
		}
	}
	return w.settle(ctx, register.FollowedUp, "an approver on case "+c.Number+": "+string(r), j.link.Inquiry.ID, c.Number)
}

// tellAnswerer writes to the official who answered a case.
func (w *work) tellAnswerer(ctx context.Context, k notify.Kind, c register.Case, q register.Inquiry, say func(*notify.Model)) error {
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	say(&model)
	questions, err := w.tx.Questions(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("read questions of case %s: %w", c.Number, err)
	}
	a := w.byID[c.Administration]
	to := notify.Address{Name: a.Name, Address: a.Address}
	for _, question := range questions {
		if w.identify(question.AnsweredBy, w.now).answersFor(c.Administration) {
			to = notify.Address{Address: question.AnsweredBy}
		}
	}
	return w.writeOfficialAt(ctx, to, "", k, c, q, model)
}
