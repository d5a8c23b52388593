package clerk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"inquiryd/classify"
	"inquiryd/internal/cpr"
	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/notify"
)

// redirect does what an official's "not ours" asks: the case goes to the
// administration that was named, and the member is told who answers now; else
// back to the registrar, with the rules' next guess.
func (w *work) redirect(ctx context.Context, j judgement, o reply.Order) error {
	to, ok := w.receiver(o.To)
	switch {
	case o.To != "" && !ok:
		return w.explain(ctx, j, ReasonUnknownAdministration)
	case ok && to.ID == j.link.Case.Administration:
		return w.explain(ctx, j, ReasonYours)
	}
	if err := w.takeBack(ctx, &j); err != nil {
		return err
	}
	c, q := j.link.Case, j.link.Inquiry
	who, told := "official "+j.party.address, ReasonPassedOn
	if ok {
		w.why = w.reader.WithoutClosing(cmp.Or(o.Why, o.Rest))
		if err := w.reassign(ctx, &c, q, to, who); err != nil {
			return err
		}
	} else {
		told = ReasonGivenBack
		if err := w.giveBack(ctx, &c, q, w.reader.WithoutClosing(cmp.Or(o.Why, o.Rest)), who); err != nil {
			return err
		}
		to = w.byID[c.Administration]
	}
	if err := w.tellPassedOn(ctx, j, c, told, to); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "the administration passes case "+c.Number+" on", q.ID, c.Number)
}

// giveBack leaves a case to the registrar, who is told what the administration
// wrote.
func (w *work) giveBack(ctx context.Context, c *register.Case, q register.Inquiry, why, who string) error {
	before := c.Administration
	e, err := c.Hold(string(ReasonRedirect), who)
	if err != nil {
		return fmt.Errorf("give case %s back: %w", c.Number, err)
	}
	e.Detail["before"] = before
	if c.Administration, err = w.nextGuess(ctx, *c); err != nil {
		return err
	}
	if err := w.save(ctx, c, e); err != nil {
		return err
	}
	if why != "" {
		why = before + ": " + why
	}
	return w.askRegistrar(ctx, *c, q, why)
}

// tellPassedOn tells an official who has the case now, or whom the rules guess.
func (w *work) tellPassedOn(ctx context.Context, j judgement, c register.Case, r Reason, to Administration) error {
	model, err := w.model(ctx, j.link.Inquiry, c)
	if err != nil {
		return err
	}
	model.Reason = string(r)
	if to.ID != "" {
		model.Administrations = append(model.Administrations, w.administrationView(to))
	}
	return w.writeOfficialAt(ctx, notify.Address{Address: j.party.address}, w.mail.MessageID, notify.Confirmation, c, j.link.Inquiry, model)
}

// nextGuess is whom the rules would ask, leaving out who has said no.
func (w *work) nextGuess(ctx context.Context, c register.Case) (string, error) {
	questions, err := w.tx.Questions(ctx, c.ID)
	if err != nil {
		return "", fmt.Errorf("read questions of case %s: %w", c.Number, err)
	}
	events, err := w.tx.Events(ctx, c.Number)
	if err != nil {
		return "", fmt.Errorf("read events of case %s: %w", c.Number, err)
	}
	points := map[string]float64{}
	for _, q := range questions {
		var d classify.Decision
		if json.Unmarshal(q.Decision, &d) != nil {
			continue
		}
		for _, e := range d.Evidence {
			points[e.Administration] += e.Points
		}
	}
	delete(points, c.Administration)
	for id := range points {
		if _, ok := w.administration(id); !ok {
			delete(points, id) // it has ended
		}
	}
	for _, e := range events {
		delete(points, e.Detail["before"])
	}
	return best(points), nil
}

// reassign gives a case to an administration, forwards it there, and tells the
// member: not when it was there already, and is only forwarded once more.
func (w *work) reassign(ctx context.Context, c *register.Case, q register.Inquiry, to Administration, who string) error {
	again := c.State == register.StateOpen && c.Administration == to.ID && q.Acknowledged
	if err := w.assign(ctx, c, q, to, who); err != nil {
		return err
	}
	if again {
		return nil
	}
	return w.tellMember(ctx, q, *c)
}

// assign gives a case to an administration and forwards it there.
func (w *work) assign(ctx context.Context, c *register.Case, q register.Inquiry, to Administration, who string) error {
	if err := w.reckonFor(ctx, c, q, to.ID); err != nil {
		return err
	}
	before := c.Administration
	e, err := c.Assign(to.ID, c.Due, who)
	if err != nil {
		return fmt.Errorf("assign case %s to %s: %w", c.Number, to.ID, err)
	}
	if w.why != "" {
		e.Detail["reason"] = w.why
	}
	w.sign(c)
	w.reclassify(c, before, q.Kind)
	if err := w.save(ctx, c, e); err != nil {
		return err
	}
	return w.forward(ctx, *c, q)
}

// tellMember tells the member who answers a case now, or, when the member has
// not heard of the inquiry yet, acknowledges it.
func (w *work) tellMember(ctx context.Context, q register.Inquiry, c register.Case) error {
	if !q.Acknowledged {
		return w.acknowledge(ctx, q)
	}
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	n, err := w.count(ctx, c, notify.Redirected)
	if err != nil {
		return err
	}
	return w.write(ctx, draft{kind: notify.Redirected, n: n + 1, to: notify.Address{Name: q.MemberName, Address: q.Member}, role: notify.Member,
		c: c, inquiry: q, model: model, reply: q.MessageID, thread: thread(q, q.MessageID), auto: "auto-generated"})
}

// moreTime tells the member that the answer comes later, when, and why, and
// moves the deadline there.
func (w *work) moreTime(ctx context.Context, j judgement, o reply.Order) error {
	c, q := j.link.Case, j.link.Inquiry
	until, ok := w.reader.Until(o.To, w.now.In(w.Place))
	if !ok || until.Before(w.now) || until.After(w.now.AddDate(1, 0, 0)) {
		return w.explain(ctx, j, ReasonDate)
	}
	r, err := w.reckoned(ctx, c, q)
	if err != nil {
		return err
	}
	latest, more := w.mayExtend(c, r)
	reason := strings.TrimSpace(o.Why + "\n" + w.reader.WithoutClosing(o.Rest))
	switch {
	case reason == "":
		return w.explain(ctx, j, ReasonNoReason)
	case !more:
		return w.explain(ctx, j, ReasonNoMoreTime)
	case !latest.IsZero() && until.After(latest):
		return w.explainWith(ctx, j, ReasonTooMuchTime, notify.Model{Expected: latest})
	case !until.After(c.Due):
		return w.explain(ctx, j, ReasonNotLater)
	}
	if err := w.extend(ctx, &c, q, until, "official "+j.party.address, draft{model: notify.Model{Reason: reply.Sentence(reason)}}); err != nil {
		return err
	}
	if err := w.tellOfficial(ctx, c, q, ReasonInterim, ""); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "the administration needs more time for case "+c.Number, q.ID, c.Number)
}

// refuse answers all open questions of a case with the reason why they cannot
// be answered: the member gets it as the formal letter.
func (w *work) refuse(ctx context.Context, j judgement, o reply.Order) error {
	c := j.link.Case
	reason := w.reader.Reason(o)
	if reason == "" {
		return w.explain(ctx, j, ReasonNoReason)
	}
	questions, err := w.refusable(ctx, c)
	if err != nil {
		return err
	}
	if o.Why != "" {
		reason = w.reader.CannotBeAnswered(len(questions), reason)
	}
	if cpr.In(reason) || w.filesHoldCPR() {
		return w.refuseDraft(ctx, j, reason)
	}
	if err := w.takeBack(ctx, &j); err != nil {
		return err
	}
	for _, q := range questions {
		q.Answer, q.AnsweredAt, q.AnsweredBy = reason, w.now, j.party.address
		if err := w.tx.UpdateQuestion(ctx, q); err != nil {
			return fmt.Errorf("keep the refusal of question %d: %w", q.Number, err)
		}
	}
	return w.answered(ctx, j, "refused")
}

// refusable are the questions of a case that a refusal answers: those without an
// answer, or, while the answer of all waits, all of which the member has heard
// nothing.
func (w *work) refusable(ctx context.Context, c register.Case) ([]register.Question, error) {
	questions, err := w.unsent(ctx, c)
	if c.State == register.StateAnswered {
		return questions, err
	}
	return slices.DeleteFunc(questions, func(q register.Question) bool { return !q.AnsweredAt.IsZero() }), err
}

// comment keeps an official's remark in the register, for nobody else.
func (w *work) comment(ctx context.Context, j judgement) error {
	c := j.link.Case
	if err := w.event(ctx, register.Event{Case: c.Number, Who: "official " + j.party.address, What: "comment"}); err != nil {
		return err
	}
	if err := w.tellOfficial(ctx, c, j.link.Inquiry, ReasonCommentKept, ""); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "a remark on case "+c.Number+" that is not sent on", j.link.Inquiry.ID, c.Number)
}

// close ends a case without an answer, for a reason that stays in the register.
func (w *work) close(ctx context.Context, c *register.Case, q register.Inquiry, who, reason string) error {
	if err := w.drop(ctx, *c, q, "closed"); err != nil {
		return err
	}
	e, err := c.Close(who, reason)
	if err != nil {
		return fmt.Errorf("close case %s: %w", c.Number, err)
	}
	if err := w.save(ctx, c, e); err != nil {
		return err
	}
	return w.assembleRest(ctx, q, "system")
}

// save keeps a case after a transition at w.now, with its event. What happens to
// a case whose clock stands lets it run again, unless it is one of clockless.
func (w *work) save(ctx context.Context, c *register.Case, e register.Event) error {
	if c.Due.IsZero() && !slices.Contains(clockless, e.What) {
		if err := w.resume(ctx, c); err != nil {
			return err
		}
	}
	if c.State != register.StateOpen && c.State != register.StateHeld {
		if err := w.unsay(ctx, *c); err != nil {
			return err
		}
	}
	if err := w.tx.UpdateCase(ctx, *c); err != nil {
		return fmt.Errorf("keep case %s: %w", c.Number, err)
	}
	return w.transition(ctx, e)
}
