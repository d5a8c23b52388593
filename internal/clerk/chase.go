package clerk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"inquiryd/internal/deadline"
	"inquiryd/internal/register"
)

// chaseApprovals asks the substitutes of approvers who have not answered in
// time, once, and tells the registrar; it does the same for the cases that an
// assembled letter waits for.
func (d *Desk) chaseApprovals(ctx context.Context) error {
	var cases []register.CaseSummary
	err := d.Register.View(ctx, func(tx *register.Tx) (err error) {
		cases, err = tx.Cases(ctx, register.CaseFilter{State: register.StateAnswered, Limit: 1000})
		return err
	})
	if err != nil {
		return fmt.Errorf("find answers that wait for approval: %w", err)
	}
	for _, c := range cases {
		err := d.decide(ctx, c.Number, func(w *work, c *register.Case, q register.Inquiry) error { return w.chase(ctx, *c, q) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *work) chase(ctx context.Context, c register.Case, q register.Inquiry) error {
	draft, ok, err := w.waiting(ctx, c, q)
	if err == nil && !ok {
		return w.chaseAssembly(ctx, c, q)
	}
	if err != nil || draft.cases[0].Number != c.Number {
		return err
	}
	s, ok := w.next(draft)
	if !ok {
		return nil
	}
	term, err := deadline.ParseTerm(cmp.Or(s.administration.ApprovalTimeout, "2 working days"))
	if err != nil {
		return fmt.Errorf("read approval_timeout of %s: %w", s.administration.ID, err)
	}
	of := slices.DeleteFunc(draft.asked, func(a asking) bool { return a.step != s.id })
	if len(of) == 0 { // nobody could be asked; the configuration may have changed
		own, err := w.answeredBy(ctx, draft, s.Address)
		if err != nil || own && s.Substitute == "" {
			return err
		}
		return w.askNext(ctx, draft)
	}
	if len(of) != 1 || strings.EqualFold(of[0].address, s.Substitute) || w.now.Before(w.calendar.After(of[0].at, term)) {
		return nil // in time, or the substitute has it
	}
	if err := w.noticeOnce(ctx, c, q, ReasonApprovalLate, fmt.Sprintf("%s/%s/%s/%s", c.Number, ReasonApprovalLate, draft.digest[:12], s.id)); err != nil {
		return err
	}
	if s.Substitute == "" {
		return nil
	}
	return w.askSubstitute(ctx, draft, s, ReasonApprovalLate)
}
