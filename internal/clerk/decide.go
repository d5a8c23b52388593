package clerk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hbollon/go-edlib"

	"inquiryd/internal/cpr"
	"inquiryd/internal/register"
	"inquiryd/internal/threading"
)

// ErrUnknown says that a case does not exist.
var ErrUnknown = errors.New("clerk: no such case")

// NoAdministrationError says that an administration does not exist.
type NoAdministrationError struct {
	ID  string
	IDs []string // of those that exist, the nearest first
}

func (e *NoAdministrationError) Error() string {
	return fmt.Sprintf("there is no administration %q", e.ID)
}

// decide runs one decision of a person about a case in a transaction.
func (d *Desk) decide(ctx context.Context, number string, do func(*work, *register.Case, register.Inquiry) error) error {
	err := d.Register.Update(ctx, func(tx *register.Tx) error {
		w := &work{Desk: d, tx: tx, now: d.Now()}
		l, err := w.lookUp(ctx, number)
		if err != nil {
			return err
		}
		if !l.Found() {
			return fmt.Errorf("%w: %s", ErrUnknown, number)
		}
		if err := w.forwardFirst(ctx, l.Inquiry.ID); err != nil {
			return err
		}
		return do(w, &l.Case, l.Inquiry)
	})
	if err != nil {
		return fmt.Errorf("decide on case %s: %w", number, err)
	}
	return nil
}

// lookUp is the case with a number, if there is one.
func (w *work) lookUp(ctx context.Context, number string) (threading.Link, error) {
	return threading.LookUp(ctx, w.tx, number, w.now)
}

// Assign gives a held or open case to an administration and forwards it. who
// is the person, as it stands in the case's events.
func (d *Desk) Assign(ctx context.Context, number, administration, who string) error {
	return d.AssignBecause(ctx, number, administration, "", who)
}

// AssignBecause is Assign with a reason, which stays in the case's events and
// in the statistics about the rules.
func (d *Desk) AssignBecause(ctx context.Context, number, administration, reason, who string) error {
	return d.decide(ctx, number, func(w *work, c *register.Case, q register.Inquiry) error {
		w.why = strings.TrimSpace(reason)
		to, ok := d.administration(administration)
		if !ok {
			return &NoAdministrationError{ID: administration, IDs: Nearest(d.Administrations, administration)}
		}
		return w.give(ctx, c, q, to, who)
	})
}

// Release files a held case as the rules decided or, where they were not sure,
// guessed: each question to its administration, in a case of its own where
// they differ.
func (d *Desk) Release(ctx context.Context, number, who string) error {
	return d.decide(ctx, number, func(w *work, c *register.Case, q register.Inquiry) error {
		if c.State != register.StateHeld {
			return fmt.Errorf("release case %s, which is %s: %w", c.Number, c.State, register.ErrTransition)
		}
		return w.release(ctx, c, q, who, true)
	})
}

// Answer answers every open question of an open case with the text, as an
// official's reply would, and writes the letter. [ErrPersonal]: nothing was
// done, since a person must look at it once more.
func (d *Desk) Answer(ctx context.Context, number, text, who string) error {
	if cpr.In(text) {
		return fmt.Errorf("answer case %s: %w", number, ErrPersonal)
	}
	return d.AnswerConfirmed(ctx, number, text, who)
}

// AnswerConfirmed is Answer after a person has looked at the text: it may hold
// a personal identity number.
func (d *Desk) AnswerConfirmed(ctx context.Context, number, text, who string) error {
	if strings.TrimSpace(text) == "" {
		return fmt.Errorf("answer case %s: the answer is empty", number)
	}
	return d.decide(ctx, number, func(w *work, c *register.Case, q register.Inquiry) error {
		questions, err := w.tx.Questions(ctx, c.ID)
		if err != nil {
			return fmt.Errorf("read questions: %w", err)
		}
		for _, question := range questions {
			if !question.AnsweredAt.IsZero() {
				continue
			}
			question.Answer, question.AnsweredAt, question.AnsweredBy = strings.TrimSpace(text), w.now, who
			if err := w.tx.UpdateQuestion(ctx, question); err != nil {
				return fmt.Errorf("keep the answer to question %d: %w", question.Number, err)
			}
		}
		return w.finish(ctx, c, q, who)
	})
}

// Close ends a case without an answer letter, for a reason that stays in the
// register.
func (d *Desk) Close(ctx context.Context, number, reason, who string) error {
	if strings.TrimSpace(reason) == "" {
		return fmt.Errorf("close case %s: give the reason", number)
	}
	return d.decide(ctx, number, func(w *work, c *register.Case, q register.Inquiry) error {
		return w.close(ctx, c, q, who, reason)
	})
}

// Nearest are the ids of administrations, those first of which the id or the name is
// most like a text.
func Nearest(all []Administration, text string) (ids []string) {
	far := map[string]int{}
	for _, a := range all {
		ids = append(ids, a.ID)
		far[a.ID] = min(distance(text, a.ID), distance(text, a.Name))
	}
	slices.SortStableFunc(ids, func(a, b string) int { return far[a] - far[b] })
	return ids
}

func distance(a, b string) int {
	return edlib.OSADamerauLevenshteinDistance(strings.ToLower(a), strings.ToLower(b))
}
