package clerk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"inquiryd/internal/register"
	"inquiryd/internal/reply"
)

// corrects is the day of the letter that the next letter of a case takes the
// place of; zero when it corrects none.
func (w *work) corrects(ctx context.Context, c register.Case) (time.Time, error) {
	events, err := w.tx.Events(ctx, c.Number)
	if err != nil {
		return time.Time{}, fmt.Errorf("read events of case %s: %w", c.Number, err)
	}
	begun := false
	for _, e := range slices.Backward(events) {
		switch {
		case e.What == "correction":
			begun = true
		case isAnswerLetter(e) && !begun:
			return time.Time{}, nil
		case isAnswerLetter(e):
			l, err := w.tx.LetterByMessageID(ctx, e.Detail["message_id"])
			if err != nil {
				return time.Time{}, fmt.Errorf("find the letter that is corrected: %w", err)
			}
			return l.WrittenAt.In(w.Place), nil
		}
	}
	return time.Time{}, nil
}

// correct takes in a new answer to a case whose letter was sent: the member
// gets a letter that takes its place and says so. The text must name the
// questions, unless there is one only.
func (w *work) correct(ctx context.Context, j judgement, o reply.Order) error {
	c := j.link.Case
	sent, err := w.answersSent(ctx, c)
	if err != nil {
		return err
	}
	questions, err := w.tx.Questions(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("read questions of case %s: %w", c.Number, err)
	}
	if len(sent) == 0 || len(questions) == 0 {
		return w.explain(ctx, j, ReasonNothingSent)
	}
	mail := w.mail
	w.withoutWord(o)
	answers, sure, err := w.match(ctx, c, questions)
	w.mail = mail
	if err != nil {
		return err
	}
	if len(answers) == 0 || !sure {
		return w.explain(ctx, j, ReasonCorrectWhich)
	}
	e, err := c.At(w.now).Correct("official " + j.party.address)
	if err != nil {
		return fmt.Errorf("correct case %s: %w", c.Number, err)
	}
	if w.now.After(c.Due) { // that is over, and nobody is late who corrects
		if err := w.reckon(ctx, &c, register.Reckoning{From: w.line.ArrivedAt, Administration: c.Administration, Kind: j.link.Inquiry.Kind,
			Several: len(c.Contributing) > 0}); err != nil {
			return err
		}
	}
	if err := w.save(ctx, &c, e); err != nil {
		return err
	}
	if err := w.keep(ctx, c, questions, answers, j.party.address, true); err != nil {
		return err
	}
	j.link.Case = c
	return w.answered(ctx, j, "answered")
}
