package clerk

import (
	"context"
	"fmt"

	"inquiryd/internal/register"
	"inquiryd/notify"
)

// duplicate answers a case with the letter of an earlier one, which it quotes.
// The earlier case must be the same member's, or one that all may see.
func (w *work) duplicate(ctx context.Context, j judgement, o order) error {
	c, q := j.link.Case, j.link.Inquiry
	earlier, err := w.lookUp(ctx, o.to)
	if err != nil {
		return err
	}
	if !earlier.found() || earlier.Case.Number == c.Number || !earlier.Inquiry.ErasedAt.IsZero() {
		return w.explain(ctx, j, ReasonNoSuchCase)
	}
	if !mayQuote(earlier.Case.Access, earlier.Inquiry.Member, q) {
		return w.explain(ctx, j, ReasonOthersCase)
	}
	letters, err := w.answersSent(ctx, earlier.Case)
	if err != nil {
		return err
	}
	if len(letters) == 0 {
		return w.explain(ctx, j, ReasonNotAnswered)
	}
	questions, err := w.unsent(ctx, c)
	if err != nil {
		return err
	}
	text := w.Writer.SeeCase(w.Language, earlier.Case.Number, letters[len(letters)-1].WrittenAt)
	if more := withoutClosing(o.rest); more != "" {
		text += "\n\n" + more
	}
	for _, question := range questions {
		question.Answer, question.AnsweredAt, question.AnsweredBy = text, w.now, j.party.address
		if err := w.tx.UpdateQuestion(ctx, question); err != nil {
			return fmt.Errorf("keep the reference of question %d: %w", question.Number, err)
		}
	}
	c.Successor = earlier.Case.Number
	if err := w.save(ctx, &c, register.Event{Case: c.Number, Who: "official " + j.party.address, What: "same as",
		Detail: map[string]string{"case": c.Successor}}); err != nil {
		return err
	}
	j.link.Case = c
	return w.answered(ctx, j, "answered")
}

// earlierView is the answered case that a duplicate refers to.
func (w *work) earlierView(ctx context.Context, c register.Case) (v notify.EarlierView, err error) {
	if c.Successor == "" || c.State == register.StateRedirected {
		return v, nil
	}
	earlier, err := w.lookUp(ctx, c.Successor)
	if err != nil || !earlier.found() {
		return v, err
	}
	letters, err := w.answersSent(ctx, earlier.Case)
	if err != nil || len(letters) == 0 {
		return v, err
	}
	v.Number, v.AnsweredAt = earlier.Case.Number, letters[len(letters)-1].WrittenAt.In(w.Place)
	questions, err := w.tx.Questions(ctx, earlier.Case.ID)
	if err != nil {
		return v, fmt.Errorf("read questions of case %s: %w", v.Number, err)
	}
	for _, q := range questions {
		if !q.AnsweredAt.IsZero() {
			v.Questions = append(v.Questions, questionView(q))
		}
	}
	return v, nil
}
