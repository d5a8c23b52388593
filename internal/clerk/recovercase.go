package clerk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/internal/sentmail"
	"inquiryd/internal/threading"
	"inquiryd/notify"
)

// keepNumbers sees to it that no number that was given is given again. Without
// letters that tell of them, the numbers in the mails that were answered are
// the lower bound, and a gap of numbers is left.
func (c *recovery) keepNumbers(ctx context.Context) error {
	var named []string
	if !c.past.Exists() {
		var err error
		if named, err = c.namedInMails(ctx); err != nil {
			return err
		}
	}
	err := c.Register.Update(ctx, func(tx *register.Tx) error {
		for _, number := range c.past.Numbers() {
			if err := tx.NumberGiven(ctx, number); err != nil {
				return err
			}
		}
		if c.past.Exists() {
			return nil
		}
		return tx.SkipNumbers(ctx, c.Now().In(c.Place).Year(), c.Config.RestoreGap, named)
	})
	if err != nil {
		return fmt.Errorf("keep the numbers that were given: %w", err)
	}
	return nil
}

// namedInMails are the case numbers in the subjects of the mails in the
// folders.
func (c *recovery) namedInMails(ctx context.Context) ([]string, error) {
	var named []string
	for _, m := range c.mails {
		raw, _, err := m.box.Fetch(ctx, m.entry, min(64<<10, max(c.Intake.Limits.Size, 64<<10)))
		if errors.Is(err, intake.ErrConnection) || ctx.Err() != nil {
			return nil, fmt.Errorf("fetch UID %d of %s: %w", m.entry.UID, m.place(), err)
		}
		if err != nil {
			continue
		}
		if mail, err := c.read(raw, true); err == nil {
			named = append(named, threading.Numbers(mail.Subject, 10)...)
		}
	}
	return named, nil
}

// regroup sorts the questions of a mail that is taken in again into the cases
// that it had. ok is false when no letter tells of them.
func (w *work) regroup(ctx context.Context, a asked) (_ []group, ok bool, err error) {
	first := w.past.Filing(w.line.Digest)
	if len(first) == 0 {
		filed := groups(a)
		numbers := w.acknowledgedNumbers(a)
		if len(numbers) == 0 {
			return nil, false, w.skipNumbers(ctx)
		}
		if len(numbers) == len(filed) {
			for i := range filed {
				filed[i].number = numbers[i]
			}
			return filed, true, nil
		}
		filed[0].number = numbers[0]
		return filed, true, w.task(ctx, "", fmt.Sprintf("the register was restored, and mail %d has other cases than before: compare it with its acknowledgement", w.line.ID))
	}
	filed := make([]group, len(first))
	for i, c := range first {
		filed[i] = w.groupOf(c, a)
	}
	lost := 0
	for _, q := range a.questions {
		i := slices.IndexFunc(first, func(c *sentmail.Letter) bool { return c.Shows(q.Text) })
		if i < 0 {
			i, lost = 0, lost+1
		}
		filed[i].questions = append(filed[i].questions, q)
		for _, id := range q.Decision.Contributing {
			if filed[i].held == "" && !slices.Contains(filed[i].contributing, id) {
				filed[i].contributing = append(filed[i].contributing, id)
			}
		}
	}
	for i := range filed {
		if filed[i].held != "" {
			filed[i].administration = guess(filed[i].questions)
		}
	}
	if lost > 0 {
		err = w.task(ctx, "", fmt.Sprintf("the register was restored, and %d questions of mail %d are in none of its letters: they are with case %s", lost, w.line.ID, filed[0].number))
	}
	return filed, true, err
}

// skipNumbers leaves a gap before the first case that no letter tells of: its
// old number may have been given all the same.
func (w *work) skipNumbers(ctx context.Context) error {
	if !w.past.Exists() || w.past.skipped {
		return nil
	}
	w.past.skipped = true
	return w.tx.SkipNumbers(ctx, w.now.In(w.Place).Year(), w.Config.RestoreGap, nil)
}

// groupOf is the case that a letter about a new inquiry tells of.
func (w *work) groupOf(c *sentmail.Letter, a asked) group {
	g := group{number: c.Claim.Case}
	i := slices.IndexFunc(w.Administrations, func(x Administration) bool { return strings.EqualFold(x.Address, c.To) })
	if c.Claim.Kind == notify.Forwarding && i >= 0 {
		g.administration = w.Administrations[i].ID
		return g
	}
	if g.held = a.hold; g.held == "" {
		g.held = ReasonUnsure
	}
	return g
}

// acknowledgedNumbers are the numbers that the acknowledgement of the mail on
// the desk told, when it is all that is left.
func (w *work) acknowledgedNumbers(a asked) []string {
	var questions []string
	for _, q := range a.questions {
		questions = append(questions, q.Text)
	}
	l := w.past.Acknowledgement(w.line.Digest, w.mail.MessageID, w.line.From, questions)
	if l == nil {
		return nil
	}
	numbers := append(threading.Numbers(l.Text, -1), l.Claim.Case)
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// openCase opens a case, under its old number when the past is recovered and a
// letter tells it.
func (w *work) openCase(ctx context.Context, c *register.Case, number string) error {
	if number != "" {
		return w.tx.AddCaseAgain(ctx, c, number)
	}
	return w.tx.AddCase(ctx, c, w.now.In(w.Place).Year())
}

// splitNumber is the number that was given when questions were split off a
// case before; "" when no letter tells.
func (w *work) splitNumber(ctx context.Context, inquiry int64, questions []register.Question) (string, error) {
	if w.past == nil || len(questions) == 0 {
		return "", nil
	}
	q, err := w.tx.Inquiry(ctx, inquiry)
	if err != nil {
		return "", fmt.Errorf("read inquiry %d: %w", inquiry, err)
	}
	line, err := w.tx.Line(ctx, q.Ledger)
	if err != nil {
		return "", fmt.Errorf("find the mail of inquiry %d: %w", inquiry, err)
	}
	for _, c := range w.past.Carrying(line.Digest) {
		if !c.Shows(questions[0].Text) || !c.OfCase() {
			continue
		}
		_, err := w.tx.Case(ctx, c.Claim.Case)
		if errors.Is(err, register.ErrNotFound) {
			return c.Claim.Case, nil
		}
		if err != nil {
			return "", fmt.Errorf("read case %s: %w", c.Claim.Case, err)
		}
	}
	return "", nil
}
