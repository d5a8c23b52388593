package clerk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/notify"
)

// partial sends the answers that are there, with those that the mail brings,
// and names what is missing; the case stays open for the rest.
func (w *work) partial(ctx context.Context, j judgement, o reply.Order) error {
	c := j.link.Case
	questions, err := w.unsent(ctx, c)
	if err != nil {
		return err
	}
	answers, sure, err := w.answersBelow(ctx, c, o, questions)
	if err != nil {
		return err
	}
	doubt := Reason("")
	switch {
	case !sure:
		doubt = ReasonUnclear
	case w.saidToUs(answers, questions, j.link):
		doubt = ReasonAside
	}
	if err := w.takeBack(ctx, &j); err != nil {
		return err
	}
	c = j.link.Case
	if err := w.keep(ctx, c, questions, answers, j.party.address, doubt == ""); err != nil {
		return err
	}
	if doubt != "" {
		return w.returnAnswer(ctx, j, doubt)
	}
	if questions, err = w.unsent(ctx, c); err != nil {
		return err
	}
	answered := func(q register.Question) bool { return !q.AnsweredAt.IsZero() }
	switch {
	case !slices.ContainsFunc(questions, answered):
		return w.explain(ctx, j, ReasonNothingYet)
	case !slices.ContainsFunc(questions, func(q register.Question) bool { return !answered(q) }):
		return w.answered(ctx, j, "answered") // nothing is missing after all
	}
	return w.sendPart(ctx, j, c)
}

// answersBelow are the answers that stand below the word; none when nothing does.
func (w *work) answersBelow(ctx context.Context, c register.Case, o reply.Order, questions []register.Question) (map[int]string, bool, error) {
	mail := w.mail
	defer func() { w.mail = mail }()
	w.withoutWord(o)
	letters, err := w.lettersTo(ctx, c)
	if err != nil {
		return nil, false, err
	}
	if w.reader.OnlyClosing(w.mail.NewText) && !w.reader.NamesQuestions(toAnswer(questions), w.mail, letters) {
		return nil, true, nil
	}
	return w.match(ctx, c, questions)
}

// sendPart lets the letter go that has the answers of a case which are there.
func (w *work) sendPart(ctx context.Context, j judgement, c register.Case) error {
	who := "official " + j.party.address
	e, err := c.Answered(who)
	if err != nil {
		return fmt.Errorf("answer case %s in part: %w", c.Number, err)
	}
	e.Detail = map[string]string{"part": "yes"}
	if err := w.save(ctx, &c, e); err != nil {
		return err
	}
	files, left, err := w.files(ctx, c)
	if err != nil {
		return err
	}
	if err := w.propose(ctx, []register.Case{c}, j.link.Inquiry, nil, who); err != nil {
		return err
	}
	if c, err = w.tx.Case(ctx, c.Number); err != nil {
		return fmt.Errorf("read case again: %w", err)
	}
	reason, waits := ReasonPartWaits, Reason("")
	if c.State == register.StateAnswered {
		if waits, err = w.waitsFor(ctx, c, j.link.Inquiry); err != nil {
			return err
		}
	}
	if waits == "" {
		reason, c.State = ReasonPartSent, register.StateOpen // as it is once the letter is posted
	}
	model, err := w.model(ctx, j.link.Inquiry, c)
	if err != nil {
		return err
	}
	model.Reason, model.Files, model.LeftOut = string(reason), files, left
	if err := w.writeOfficial(ctx, notify.Confirmation, c, j.link.Inquiry, model); err != nil {
		return err
	}
	return w.settle(ctx, register.Answered, "answers a part of case "+c.Number+", which is sent", j.link.Inquiry.ID, c.Number)
}

// keep writes answers down; those that are not sure are drafts.
func (w *work) keep(ctx context.Context, c register.Case, questions []register.Question, answers map[int]string, by string, sure bool) error {
	for _, q := range questions {
		text, ok := answers[q.Number]
		if !ok {
			continue
		}
		q.Answer, q.AnsweredBy, q.AnsweredAt = text, by, time.Time{}
		if sure {
			q.AnsweredAt = w.now
		}
		if err := w.tx.UpdateQuestion(ctx, q); err != nil {
			return fmt.Errorf("keep the answer to question %d of case %s: %w", q.Number, c.Number, err)
		}
	}
	return nil
}
