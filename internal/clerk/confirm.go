package clerk

import (
	"context"
	"fmt"
	"slices"

	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/notify"
)

// An answer that is not sure is shown to its official, who says that it is right: with
// our word, or in words of their own.

// confirmDraft makes the drafts of a case its answers.
func (w *work) confirmDraft(ctx context.Context, j judgement) error {
	questions, err := w.tx.Questions(ctx, j.link.Case.ID)
	if err != nil {
		return fmt.Errorf("read questions of case %s: %w", j.link.Case.Number, err)
	}
	confirmed := !slices.ContainsFunc(questions, func(q register.Question) bool { return q.AnsweredAt.IsZero() })
	if !confirmed {
		letters, err := w.lettersTo(ctx, j.link.Case)
		if err != nil {
			return err
		}
		if below := reply.DraftBelow(w.mail, toAnswer(questions), letters); below != "" {
			return w.takeBelow(ctx, j, below)
		}
	}
	// after an approver returned it, "OK" sends the answer for approval again
	for _, q := range questions {
		if q.Answer == "" || !q.AnsweredAt.IsZero() {
			continue
		}
		q.AnsweredAt, confirmed = w.now, true
		if err := w.tx.UpdateQuestion(ctx, q); err != nil {
			return fmt.Errorf("confirm the answer to question %d: %w", q.Number, err)
		}
	}
	if !confirmed && w.reader.SaysYes(w.mail.NewText) {
		return w.takeYes(ctx, j) // "Ja" may well be the answer
	}
	if !confirmed {
		return w.explain(ctx, j, ReasonNothingToConfirm)
	}
	return w.answered(ctx, j, "answer confirmed")
}

// waits says whether one of some answers was shown to its official and waits for a word.
func waits(questions []register.Question) bool {
	return slices.ContainsFunc(questions, func(q register.Question) bool { return q.AnsweredAt.IsZero() && q.Answer != "" })
}

// agreed does what is said without a word of ours about answers that wait to be
// confirmed: it confirms them, or is one that agrees to something else, as "OK, but
// the second is wrong", or to nothing, as "No, wait", and does nothing.
func (w *work) agreed(ctx context.Context, j judgement, questions []register.Question) (done bool, err error) {
	agrees, nearly := w.reader.Agrees(w.toRead(), toAnswer(questions))
	disagrees := !agrees && w.reader.Disagrees(w.toRead(), toAnswer(questions))
	if !agrees && !nearly && !disagrees || !waits(questions) {
		return false, nil
	}
	if agrees {
		if w.filesHoldCPR() {
			return true, w.explain(ctx, j, ReasonCPRWord)
		}
		return true, w.confirmDraft(ctx, j)
	}
	letters, err := w.lettersTo(ctx, j.link.Case)
	if err != nil || w.reader.NamesQuestions(toAnswer(questions), w.mail, letters) {
		return false, err
	}
	if disagrees {
		return true, w.explain(ctx, j, ReasonChatter)
	}
	return true, w.explainWith(ctx, j, ReasonUnknownWord, notify.Model{Suggestion: "OK"})
}

// takeBelow shows an official what somebody else wrote below their "OK", in place of what
// was shown before.
func (w *work) takeBelow(ctx context.Context, j judgement, below string) error {
	mail := *w.mail
	mail.NewText, mail.NewTextSure = below, false
	w.mail = &mail
	return w.takeYes(ctx, j)
}

// takeYes shows an official the answer "Ja", which may have been a word, or another that
// may not be the one they mean.
func (w *work) takeYes(ctx context.Context, j judgement) error {
	questions, err := w.unsent(ctx, j.link.Case)
	if err != nil {
		return err
	}
	answers, _, err := w.match(ctx, j.link.Case, questions)
	if err != nil {
		return err
	}
	if err := w.keep(ctx, j.link.Case, questions, answers, j.party.address, false); err != nil {
		return err
	}
	return w.returnAnswer(ctx, j, ReasonUnclear)
}
