package clerk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"inquiryd/internal/register"
)

// withdrawSome takes single questions of a member out of their cases, and tells whoever
// has them; a case of which none is left ends. It is not done when some of the
// numbers are of no question without an answer.
func (w *work) withdrawSome(ctx context.Context, j judgement, numbers []int) (done bool, err error) {
	cases, err := w.concerned(ctx, j.link)
	if err != nil {
		return false, err
	}
	named := make([][]register.Question, len(cases))
	left := make([][]register.Question, len(cases))
	found := 0
	for i, c := range cases {
		questions, err := w.unsent(ctx, c)
		if err != nil {
			return false, err
		}
		for _, q := range questions {
			if slices.Contains(numbers, q.Number) {
				named[i], found = append(named[i], q), found+1
			} else {
				left[i] = append(left[i], q)
			}
		}
	}
	switch found {
	case 0: // or sent twice
		return true, w.explainMember(ctx, j, ReasonNothingToWithdraw, "")
	case len(numbers):
	default:
		return false, nil
	}
	reason := ReasonWithdrawnDone
	for i, c := range cases {
		if len(left[i]) > 0 {
			reason = ReasonSomeWithdrawn
		}
		switch {
		case len(named[i]) == 0:
			continue
		case len(left[i]) == 0:
			_, err = w.withdrawCase(ctx, c, j.link.Inquiry)
		default:
			err = w.withoutQuestions(ctx, c, j.link.Inquiry, named[i], left[i])
		}
		if err != nil {
			return false, err
		}
	}
	if err := w.assembleRest(ctx, j.link.Inquiry, "system"); err != nil {
		return false, err
	}
	if err := w.confirmMember(ctx, j.link, reason); err != nil {
		return false, err
	}
	return true, w.settle(ctx, register.FollowedUp, "the member withdraws a part", j.link.Inquiry.ID, j.link.Case.Number)
}

// withoutQuestions takes questions out of a case. What was asked stays in the register,
// outside the case; when the rest has its answers, the case goes on to its letter.
func (w *work) withoutQuestions(ctx context.Context, c register.Case, q register.Inquiry, gone, left []register.Question) error {
	if c.State == register.StateAnswered {
		if err := w.revise(ctx, &c, q, "changed", "", fromMember); err != nil {
			return err
		}
	}
	var which []string
	for _, one := range gone {
		one.Case = 0
		if err := w.tx.UpdateQuestion(ctx, one); err != nil {
			return fmt.Errorf("withdraw question %d: %w", one.Number, err)
		}
		which = append(which, fmt.Sprint(one.Number))
	}
	if err := w.event(ctx, register.Event{Case: c.Number, Who: fromMember, What: "questions withdrawn",
		Detail: map[string]string{"questions": strings.Join(which, " ")}}); err != nil {
		return err
	}
	if c.State == register.StateHeld {
		return w.askRegistrar(ctx, c, q, "")
	}
	if err := w.passOn(ctx, c, q); err != nil || slices.ContainsFunc(left, func(q register.Question) bool { return q.AnsweredAt.IsZero() }) {
		return err
	}
	return w.finish(ctx, &c, q, fromMember)
}
