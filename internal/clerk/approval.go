package clerk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"inquiryd/internal/register"
	"inquiryd/notify"
)

// An answer letter is composed once and then waits for its approvers: those of
// the administration, in their order; of a letter that several administrations
// answer, those of each, in the order of the cases. Each is asked by a mail
// that holds the letter's bytes and whose reply address is bound to their
// digest. What was asked and approved stands in the events of the cases; only
// when the last one has approved is the letter cleared, and
// [register.Tx.ClaimLetters] hands it out.

// The reasons by which approvers and officials are told what was done.
const (
	ReasonApproved         Reason = "approved"          // and the letter goes
	ReasonApprovedPart     Reason = "approved-part"     // the next one is asked
	ReasonSentBack         Reason = "sent-back"         // the official has it again
	ReasonApprovalReplaced Reason = "approval-replaced" // another letter took its place
	ReasonApprovalDone     Reason = "approval-done"     // it was decided before
	ReasonApprovalOwn      Reason = "approval-own"      // of one's own answer
	ReasonApprovalUnclear  Reason = "approval-unclear"  // neither approved nor returned
	ReasonApprovalWhy      Reason = "approval-why"      // returned without a reason
	ReasonApprovalLate     Reason = "approval-late"     // no word in time
	ReasonApprovalSpared   Reason = "approval-spared"   // the case has ended
	ReasonNoApprover       Reason = "no-approver"       // nobody is there who may approve
	ReasonWaitsApproval    Reason = "waits-approval"    // the answer is complete
)

// answerDraft is an answer letter that waits for approval.
type answerDraft struct {
	letter  register.Letter
	digest  string
	inquiry register.Inquiry
	cases   []register.Case // that it answers; the first leads
	granted []string        // ids of the steps that are done
	before  []string        // who granted them
	asked   []asking
}

// asking is that somebody was asked to approve.
type asking struct {
	step, address string
	at            time.Time
}

// step is one approval that a letter needs.
type step struct {
	Approver
	id             string // of the administration, and the how-manieth
	administration Administration
	number         string // of the case
}

// steps are the approvals that a letter about some cases needs, in order.
func (d *Desk) steps(cases []register.Case) []step {
	var all []step
	for _, c := range cases {
		a := d.byID[c.Administration]
		for i, v := range a.Approvers {
			if !slices.ContainsFunc(all, func(s step) bool { return strings.EqualFold(s.Address, v.Address) }) {
				all = append(all, step{Approver: v, id: fmt.Sprintf("%s/%d", a.ID, i+1), administration: a, number: c.Number})
			}
		}
	}
	return all
}

// next is the first step that nobody has granted.
func (w *work) next(d answerDraft) (step, bool) {
	for _, s := range w.steps(d.cases) {
		if !slices.Contains(d.granted, s.id) {
			return s, true
		}
	}
	return step{}, false
}

// waiting is the letter of a case that waits for approval, as its events tell.
func (w *work) waiting(ctx context.Context, c register.Case, q register.Inquiry) (d answerDraft, ok bool, err error) {
	if c.State != register.StateAnswered {
		return d, false, nil
	}
	events, err := w.tx.Events(ctx, c.Number)
	if err != nil {
		return d, false, fmt.Errorf("read events of case %s: %w", c.Number, err)
	}
	id := lastDraft(events)
	if id == "" {
		return d, false, nil
	}
	if d.letter, err = w.tx.LetterByMessageID(ctx, id); err != nil {
		return d, false, fmt.Errorf("find the draft of case %s: %w", c.Number, err)
	}
	if d.letter.Cleared != "" || d.letter.Status == register.Dropped {
		return d, false, nil
	}
	d.digest, d.inquiry = d.letter.Digest(), q
	if d.cases, err = w.casesIn(ctx, q, id); err != nil {
		return d, false, err
	}
	d.remember(events)
	return d, true, nil
}

// remember reads from events who was asked and who has approved.
func (d *answerDraft) remember(events []register.Event) {
	for _, e := range events {
		switch {
		case e.Detail["digest"] != d.digest:
		case e.What == "approval asked":
			d.asked = append(d.asked, asking{e.Detail["step"], e.Detail["approver"], e.At})
		case e.What == "approved by":
			d.granted = append(d.granted, e.Detail["step"])
			d.before = append(d.before, strings.TrimPrefix(e.Who, "approver "))
		}
	}
}

// lastDraft is the Message-ID of the newest draft.
func lastDraft(events []register.Event) string {
	for _, e := range slices.Backward(events) {
		if e.What == "draft" {
			return e.Detail["message_id"]
		}
	}
	return ""
}

// casesIn are the cases of an inquiry that a draft answers.
func (w *work) casesIn(ctx context.Context, q register.Inquiry, messageID string) ([]register.Case, error) {
	all, err := w.tx.CasesOf(ctx, q.ID)
	if err != nil {
		return nil, fmt.Errorf("read cases of inquiry %d: %w", q.ID, err)
	}
	var cases []register.Case
	for _, c := range all {
		events, err := w.tx.Events(ctx, c.Number)
		if err != nil {
			return nil, fmt.Errorf("read events of case %s: %w", c.Number, err)
		}
		if lastDraft(events) == messageID {
			c.At(w.now)
			cases = append(cases, c)
		}
	}
	return cases, nil
}

// note writes an event about a draft on each of its cases.
func (w *work) noteDraft(ctx context.Context, d answerDraft, who, what string, detail map[string]string) error {
	detail["digest"] = d.digest
	for _, c := range d.cases {
		if err := w.event(ctx, register.Event{Case: c.Number, Who: who, What: what, Detail: detail}); err != nil {
			return err
		}
	}
	return nil
}

// askNext asks the next approver, or lets the letter go after the last.
func (w *work) askNext(ctx context.Context, d answerDraft) error {
	s, ok := w.next(d)
	if !ok {
		return w.letGo(ctx, d, "approved by "+strings.Join(d.before, ", "))
	}
	own, err := w.answeredBy(ctx, d, s.Address)
	if err != nil {
		return err
	}
	if own && !s.administration.SelfApproval {
		return w.askSubstitute(ctx, d, s, ReasonNoApprover)
	}
	return w.askApprover(ctx, d, s, notify.Address{Name: s.Name, Address: s.Address}, "")
}

// askSubstitute asks who stands in for an approver; without one the registrar
// must see to it.
func (w *work) askSubstitute(ctx context.Context, d answerDraft, s step, why Reason) error {
	own, err := w.answeredBy(ctx, d, s.Substitute)
	if err != nil {
		return err
	}
	if s.Substitute == "" || own && !s.administration.SelfApproval {
		if err := w.task(ctx, s.number, fmt.Sprintf("the answer waits for an approval by %s that nobody gives: %s", s.id, why)); err != nil {
			return err
		}
		return w.noticeOnce(ctx, d.cases[0], d.inquiry, why, fmt.Sprintf("%s/%s/%s/%s", s.number, why, d.digest[:12], s.id))
	}
	return w.askApprover(ctx, d, s, notify.Address{Name: s.SubstituteName, Address: s.Substitute}, cmp.Or(s.Name, s.Address))
}

// answeredBy says whether somebody gave one of the answers in a draft.
func (w *work) answeredBy(ctx context.Context, d answerDraft, address string) (bool, error) {
	for _, c := range d.cases {
		questions, err := w.tx.Questions(ctx, c.ID)
		if err != nil {
			return false, fmt.Errorf("read questions of case %s: %w", c.Number, err)
		}
		if slices.ContainsFunc(questions, func(q register.Question) bool { return address != "" && strings.EqualFold(q.AnsweredBy, address) }) {
			return true, nil
		}
	}
	return false, nil
}

// askApprover sends somebody the letter as it will go.
func (w *work) askApprover(ctx context.Context, d answerDraft, s step, to notify.Address, insteadOf string) error {
	c := d.cases[0]
	model, err := w.model(ctx, d.inquiry, d.cases...)
	if err != nil {
		return err
	}
	n, err := w.count(ctx, c, notify.Approval)
	if err != nil {
		return err
	}
	model.Draft = w.draftView(d)
	model.Draft.InsteadOf = insteadOf
	if model.Unread, err = w.unreadOf(ctx, d.cases...); err != nil {
		return err
	}
	if err := w.noteDraft(ctx, d, "system", "approval asked", map[string]string{"step": s.id, "approver": to.Address}); err != nil {
		return err
	}
	return w.write(ctx, draft{kind: notify.Approval, n: n + 1, to: to, role: notify.Approver, c: c, inquiry: d.inquiry, model: model,
		auto: "auto-generated", bound: d.digest, key: fmt.Sprintf("%s/approval/%s/%s/%s", c.Number, d.digest[:12], s.id, to.Address),
		attach: []notify.Attachment{
			{Name: c.Number + ".eml", MediaType: "message/rfc822", Content: d.letter.Raw},
			{Name: c.Number + ".pdf", MediaType: "application/pdf", Content: d.letter.PDF},
		}})
}

func (w *work) draftView(d answerDraft) notify.DraftView {
	return notify.DraftView{
		Digest: d.digest, Subject: d.letter.Subject, Text: d.letter.Text, File: d.cases[0].Number + ".eml",
		Recipient: notify.Address{Name: d.inquiry.MemberName, Address: d.letter.Recipient},
		Step:      len(d.granted) + 1, Steps: len(w.steps(d.cases)), Before: d.before,
	}
}

// letGo clears a letter, which is posted then, and moves its cases on.
func (w *work) letGo(ctx context.Context, d answerDraft, who string) error {
	if err := w.recallAnswer(ctx, d.letter); err != nil {
		return err
	}
	if err := w.tx.ClearLetter(ctx, d.letter.ID, d.digest, d.letter.Due); err != nil {
		return fmt.Errorf("clear the answer letter: %w", err)
	}
	for _, c := range d.cases {
		e, err := c.At(w.now).Approve(who)
		if err != nil {
			return fmt.Errorf("approve case %s: %w", c.Number, err)
		}
		e.Detail = map[string]string{"digest": d.digest}
		if err := w.save(ctx, &c, e); err != nil {
			return err
		}
		if err := w.event(ctx, register.Event{Case: c.Number, Who: "system", What: "letter", Detail: map[string]string{
			"kind": d.letter.Kind, "role": d.letter.Role, "message_id": d.letter.MessageID}}); err != nil {
			return err
		}
	}
	return w.copyAnswer(ctx, d)
}

// drop ends the letter of a case that waits for approval, or is to be printed, if
// there is one.
func (w *work) drop(ctx context.Context, c register.Case, q register.Inquiry, why string) error {
	if err := w.tx.DropNote(ctx, w.toPrintOf(c, q)); err != nil {
		return err
	}
	d, ok, err := w.waiting(ctx, c, q)
	if err != nil || !ok {
		return err
	}
	if _, err := w.tx.DropLetter(ctx, d.letter.ID, why); err != nil {
		return fmt.Errorf("drop the draft of case %s: %w", c.Number, err)
	}
	if err := w.noteDraft(ctx, d, "system", "draft dropped", map[string]string{}); err != nil {
		return err
	}
	return w.spareApprovers(ctx, d, why)
}

// spareApprovers tells those who were asked to approve a letter, and have not yet,
// that nobody waits for it any more: its case has ended. Where it is only changed they
// are asked about the next one.
func (w *work) spareApprovers(ctx context.Context, d answerDraft, why string) error {
	s, ok := w.next(d)
	if !ok || why == "changed" || why == "returned" {
		return nil
	}
	for _, a := range d.asked {
		if a.step != s.id {
			continue
		}
		c := d.cases[0]
		model, err := w.model(ctx, d.inquiry, d.cases...)
		if err != nil {
			return err
		}
		model.Reason = string(ReasonApprovalSpared)
		if len(model.Cases) == 1 {
			model.Cases[0].State, model.Cases[0].Closed = "", true // as it is in a moment
		}
		n, err := w.count(ctx, c, notify.Confirmation)
		if err != nil {
			return err
		}
		if err := w.write(ctx, draft{kind: notify.Confirmation, n: n + 1, to: notify.Address{Address: a.address}, role: notify.Approver, c: c, inquiry: d.inquiry,
			model: model, auto: "auto-generated", bound: d.digest, key: fmt.Sprintf("%s/spared/%s/%s", c.Number, d.digest[:12], a.address)}); err != nil {
			return err
		}
	}
	return nil
}

// revise takes the answer of a case back that waits for approval or for other
// answers: its letter is dropped, and a new one needs new approvals.
func (w *work) revise(ctx context.Context, c *register.Case, q register.Inquiry, what, why, who string) error {
	if err := w.drop(ctx, *c, q, what); err != nil {
		return err
	}
	e, err := c.At(w.now).Revise(what, why, who)
	if err != nil {
		return fmt.Errorf("take back the answer of case %s: %w", c.Number, err)
	}
	return w.save(ctx, c, e)
}
