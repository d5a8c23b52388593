package clerk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"inquiryd/internal/cpr"
	"inquiryd/internal/precedent"
	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/internal/threading"
	"inquiryd/notify"
)

// duplicate answers a case with the letter of an earlier one, which it quotes.
// The earlier case must be the same member's, or one that all may see.
func (w *work) duplicate(ctx context.Context, j judgement, o reply.Order) error {
	c, q := j.link.Case, j.link.Inquiry
	earlier, err := w.lookUp(ctx, o.To)
	if err != nil {
		return err
	}
	if !earlier.Found() || earlier.Case.Number == c.Number || !earlier.Inquiry.ErasedAt.IsZero() {
		return w.explain(ctx, j, ReasonNoSuchCase)
	}
	if !precedent.MayQuote(earlier.Case.Access, earlier.Inquiry.Member, q) {
		return w.explain(ctx, j, ReasonOthersCase)
	}
	letters, err := w.answersSent(ctx, earlier.Case)
	if err != nil {
		return err
	}
	if len(letters) == 0 {
		return w.explain(ctx, j, ReasonNotAnswered)
	}
	if held, err := w.withholdsEarlier(ctx, earlier, q); err != nil {
		return err
	} else if held {
		return w.explain(ctx, j, ReasonCPRWord)
	}
	return w.refer(ctx, j, earlier.Case, letters[len(letters)-1].WrittenAt, w.reader.WithoutClosing(o.Rest))
}

// withholdsEarlier says whether what a duplicate would quote of an earlier case
// shows what looks like a personal identity number to another member than got it
// by an official's "OK". The files of the earlier letter do not go along.
func (w *work) withholdsEarlier(ctx context.Context, earlier threading.Link, q register.Inquiry) (bool, error) {
	if strings.EqualFold(earlier.Inquiry.Member, q.Member) {
		return false, nil
	}
	quoted, err := w.earlierView(ctx, register.Case{Successor: earlier.Case.Number})
	return slices.ContainsFunc(quoted.Questions, func(v notify.QuestionView) bool { return cpr.In(v.Text + "\n" + v.Answer) }), err
}

// refer answers the open questions of a case by the letter of an earlier one,
// and what the official adds.
func (w *work) refer(ctx context.Context, j judgement, earlier register.Case, at time.Time, more string) error {
	if err := w.takeBack(ctx, &j); err != nil {
		return err
	}
	c := j.link.Case
	questions, err := w.unsent(ctx, c)
	if err != nil {
		return err
	}
	text := w.Writer.SeeCase(w.Language, earlier.Number, at)
	if more != "" {
		text += "\n\n" + more
	}
	for _, question := range questions {
		question.Answer, question.AnsweredAt, question.AnsweredBy = text, w.now, j.party.address
		if err := w.tx.UpdateQuestion(ctx, question); err != nil {
			return fmt.Errorf("keep the reference of question %d: %w", question.Number, err)
		}
	}
	c.Successor = earlier.Number
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
	if err != nil || !earlier.Found() {
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
			v.Questions = append(v.Questions, w.questionView(q))
		}
	}
	return v, nil
}
