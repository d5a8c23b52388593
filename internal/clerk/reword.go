package clerk

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/internal/threading"
	"inquiryd/notify"
)

// reword puts a new wording in the place of a member's question that has no
// answer yet. What was asked first stays in the register, outside the case.
func (w *work) reword(ctx context.Context, j judgement, o reply.Order) error {
	text := strings.TrimSpace(o.To + "\n" + w.reader.WithoutClosing(o.Rest))
	if text == "" {
		return w.explainMember(ctx, j, ReasonNoQuestion, "")
	}
	named, _ := strconv.Atoi(o.Why) // of up to three digits; none is 0
	c, old, ok, err := w.meant(ctx, j.link, named)
	if err != nil {
		return err
	}
	if !ok {
		return w.explainMember(ctx, j, ReasonWhichQuestion, "")
	}
	if c.State == register.StateAnswered {
		if err := w.revise(ctx, &c, j.link.Inquiry, "changed", "", "member"); err != nil {
			return err
		}
	}
	fresh := register.Question{Inquiry: old.Inquiry, Case: c.ID, Text: text, Decision: old.Decision, Filed: old.Filed}
	if fresh.Number, err = w.nextQuestion(ctx, old.Inquiry); err != nil {
		return err
	}
	if asked := w.ask(w.mail, j.party, j.link.Inquiry.Kind); c.State == register.StateHeld && len(asked.questions) > 0 {
		if fresh.Decision, err = json.Marshal(asked.questions[0].Decision); err != nil {
			return fmt.Errorf("keep the decision on question %d: %w", fresh.Number, err)
		}
	}
	old.Case = 0
	if err := w.tx.UpdateQuestion(ctx, old); err != nil {
		return fmt.Errorf("replace question %d: %w", old.Number, err)
	}
	if err := w.tx.AddQuestion(ctx, &fresh); err != nil {
		return fmt.Errorf("add a question to case %s: %w", c.Number, err)
	}
	if err := w.event(ctx, register.Event{Case: c.Number, Who: "member", What: "reworded",
		Detail: map[string]string{"question": strconv.Itoa(old.Number), "now": strconv.Itoa(fresh.Number)}}); err != nil {
		return err
	}
	if c.State == register.StateHeld {
		err = w.askRegistrar(ctx, c, j.link.Inquiry, "")
	} else {
		err = w.passOn(ctx, c, j.link.Inquiry)
	}
	if err != nil {
		return err
	}
	if err := w.confirmMember(ctx, j.link, ReasonReworded); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "the member words a question of case "+c.Number+" anew", j.link.Inquiry.ID, c.Number)
}

// meant finds the question that a number names among those of the inquiry
// without an answer; without a number there must be one only.
func (w *work) meant(ctx context.Context, l threading.Link, named int) (c register.Case, q register.Question, ok bool, err error) {
	cases, err := w.concerned(ctx, l)
	if err != nil {
		return c, q, false, err
	}
	found := 0
	for _, one := range cases {
		questions, err := w.unsent(ctx, one)
		if err != nil {
			return c, q, false, err
		}
		for _, question := range questions {
			if named == 0 || question.Number == named {
				c, q = one, question
				found++
			}
		}
	}
	c.At(w.now)
	return c, q, found == 1, nil
}

// nextQuestion is the number of the next question of an inquiry.
func (w *work) nextQuestion(ctx context.Context, inquiry int64) (int, error) {
	all, err := w.tx.QuestionsOf(ctx, inquiry)
	if err != nil {
		return 0, fmt.Errorf("read questions of inquiry %d: %w", inquiry, err)
	}
	next := 1
	for _, q := range all {
		next = max(next, q.Number+1)
	}
	return next, nil
}

// explainMember tells a member that a word did nothing, and why.
func (w *work) explainMember(ctx context.Context, j judgement, r Reason, suggestion string) error {
	if err := w.replyToMember(ctx, j.link, notify.Confirmation, r, suggestion); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "a word on case "+j.link.Case.Number+" that did nothing: "+string(r), j.link.Inquiry.ID, j.link.Case.Number)
}
