package clerk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"inquiryd/classify"
	"inquiryd/internal/register"
)

// share is the questions of a held case that go the same way.
type share struct {
	to        string // administration; "" stays with the registrar
	questions []register.Question
}

// release files the questions of a held case by the decisions that stand with
// them. With guess, what the rules were not sure of goes where they guessed;
// without, it stays with the registrar. The case keeps its number for the first
// share; the others become cases of their own.
func (w *work) release(ctx context.Context, c *register.Case, q register.Inquiry, who string, guess bool) error {
	questions, err := w.tx.Questions(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("read questions of case %s: %w", c.Number, err)
	}
	shares := shareOut(questions, c.Administration, guess)
	if slices.ContainsFunc(shares, func(s share) bool { return s.to == "" }) && guess {
		return fmt.Errorf("release case %s: %w: the rules have no guess: assign it", c.Number, register.ErrTransition)
	}
	for i, s := range shares {
		part := c
		if i > 0 {
			if part, err = w.splitOff(ctx, *c, s.questions); err != nil {
				return err
			}
		}
		if err := w.releaseShare(ctx, part, q, s, who); err != nil {
			return err
		}
	}
	return w.tellMember(ctx, q, *c)
}

func (w *work) releaseShare(ctx context.Context, c *register.Case, q register.Inquiry, s share, who string) error {
	if to, ok := w.administration(s.to); ok {
		return w.assign(ctx, c, q, to, who)
	}
	e, err := c.Hold(string(ReasonUnsure), who)
	if err != nil {
		return fmt.Errorf("hold case %s: %w", c.Number, err)
	}
	if err := w.save(ctx, c, e); err != nil {
		return err
	}
	return w.askRegistrar(ctx, *c, q, "")
}

// shareOut sorts questions by where their decisions send them.
func shareOut(questions []register.Question, otherwise string, guess bool) []share {
	var shares []share
	for _, q := range questions {
		var d classify.Decision
		to := ""
		if json.Unmarshal(q.Decision, &d) == nil && (d.Filed || guess) {
			to = d.Administration
		}
		if to == "" && guess {
			to = otherwise
		}
		i := slices.IndexFunc(shares, func(s share) bool { return s.to == to })
		if i < 0 {
			shares = append(shares, share{to: to})
			i = len(shares) - 1
		}
		shares[i].questions = append(shares[i].questions, q)
	}
	return shares
}

// splitOff opens a case of its own for some questions of a held one.
func (w *work) splitOff(ctx context.Context, from register.Case, questions []register.Question) (*register.Case, error) {
	c := from
	c.ID, c.Number = 0, ""
	number, err := w.splitNumber(ctx, from.Inquiry, questions)
	if err != nil {
		return nil, err
	}
	if err := w.openCase(ctx, &c, number); err != nil {
		return nil, fmt.Errorf("split case %s: %w", from.Number, err)
	}
	if err := w.sameReckoning(ctx, from, c); err != nil {
		return nil, err
	}
	for _, q := range questions {
		q.Case = c.ID
		if err := w.tx.UpdateQuestion(ctx, q); err != nil {
			return nil, fmt.Errorf("move question %d to case %s: %w", q.Number, c.Number, err)
		}
	}
	return &c, w.event(ctx, register.Event{Case: c.Number, Who: "system", What: "split off", Detail: map[string]string{"from": from.Number}})
}
