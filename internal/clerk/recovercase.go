package clerk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// keepNumbers sees to it that no number that was given is given again. Without
// letters that tell of them, the numbers in the mails that were answered are
// the lower bound, and a gap of numbers is left.
func (c *recovery) keepNumbers(ctx context.Context) error {
	var seen []string
	for number := range c.past.byCase {
		if register.IsCaseNumber(number) {
			seen = append(seen, number)
		}
	}
	var named []string
	if !c.past.sure() {
		var err error
		if named, err = c.namedInMails(ctx); err != nil {
			return err
		}
	}
	err := c.Register.Update(ctx, func(tx *register.Tx) error {
		for _, number := range seen {
			if err := tx.NumberGiven(ctx, number); err != nil {
				return err
			}
		}
		if c.past.sure() {
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
			named = append(named, caseNumber().FindAllString(mail.Subject, 10)...)
		}
	}
	return named, nil
}

// ofCase says whether the letter is about a case. The name that stands for one in
// a notice of a mail may hold what looks like a number: mail-1234-56789012.
func (s *sentCopy) ofCase() bool { return register.IsCaseNumber(s.claim.Case) }

// shows says whether a letter has the text of a question in it.
func (s *sentCopy) shows(question string) bool {
	words := strings.Join(strings.Fields(question), " ")
	return words != "" && strings.Contains(s.text, words)
}

// first are the letters about a mail's questions that were written when it was
// filed, all at the same moment: one of each case. A date has whole seconds, so
// that a case assigned anew in the next instant has two of that moment.
func (p *past) first(digest string) []*sentCopy {
	var first []*sentCopy
	for _, c := range p.byOriginal[digest] {
		if c.claim.Kind == notify.Notice || !c.ofCase() {
			continue
		}
		if len(first) > 0 && c.written.Before(first[0].written) {
			first = nil
		}
		if len(first) == 0 || c.written.Equal(first[0].written) {
			first = append(first, c)
		}
	}
	slices.SortStableFunc(first, func(a, b *sentCopy) int {
		return cmp.Or(strings.Compare(a.claim.Case, b.claim.Case), a.order(b))
	})
	return slices.CompactFunc(first, func(a, b *sentCopy) bool { return a.claim.Case == b.claim.Case })
}

// order says which of two letters of a case that bear the same second was
// written first.
func (s *sentCopy) order(other *sentCopy) int {
	if s.claim.Kind == other.claim.Kind {
		return s.serial() - other.serial()
	}
	return cmp.Compare(s.entry.UID, other.entry.UID)
}

// serial is the number of a letter among those of its kind in its case, as its
// Message-ID has it: 2026-0041.forwarding.2.mTOKEN@…
func (s *sentCopy) serial() int {
	parts := strings.SplitN(s.id, ".", 4)
	if len(parts) < 4 {
		return 0
	}
	n, _ := strconv.Atoi(parts[2])
	return n
}

// regroup sorts the questions of a mail that is taken in again into the cases
// that it had. ok is false when no letter tells of them.
func (w *work) regroup(ctx context.Context, a asked) (_ []group, ok bool, err error) {
	first := w.past.first(w.line.Digest)
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
		i := slices.IndexFunc(first, func(c *sentCopy) bool { return c.shows(q.Text) })
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
	if !w.past.sure() || w.past.skipped {
		return nil
	}
	w.past.skipped = true
	return w.tx.SkipNumbers(ctx, w.now.In(w.Place).Year(), w.Config.RestoreGap, nil)
}

// groupOf is the case that a letter about a new inquiry tells of.
func (w *work) groupOf(c *sentCopy, a asked) group {
	g := group{number: c.claim.Case}
	i := slices.IndexFunc(w.Administrations, func(x Administration) bool { return strings.EqualFold(x.Address, c.to) })
	if c.claim.Kind == notify.Forwarding && i >= 0 {
		g.administration = w.Administrations[i].ID
		return g
	}
	if g.held = a.hold; g.held == "" {
		g.held = ReasonUnsure
	}
	return g
}

// acknowledgedNumbers are the numbers that the acknowledgement of the mail on
// the desk told, when it is all that is left. A Message-ID alone proves nothing:
// the acknowledgement must show one of the questions.
func (w *work) acknowledgedNumbers(a asked) []string {
	if w.mail.MessageID == "" {
		return nil
	}
	for _, c := range w.past.byReply[w.mail.MessageID] {
		if c.acknowledges() && strings.EqualFold(c.to, w.line.From) && !w.past.tellsOfOther(c, w.line.Digest) &&
			slices.ContainsFunc(a.questions, func(q askedQuestion) bool { return c.shows(q.Text) }) {
			numbers := append(caseNumber().FindAllString(c.text, -1), c.claim.Case)
			slices.Sort(numbers)
			return slices.Compact(numbers)
		}
	}
	return nil
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
	for _, c := range w.past.byOriginal[line.Digest] {
		if !c.shows(questions[0].Text) || !c.ofCase() {
			continue
		}
		_, err := w.tx.Case(ctx, c.claim.Case)
		if errors.Is(err, register.ErrNotFound) {
			return c.claim.Case, nil
		}
		if err != nil {
			return "", fmt.Errorf("read case %s: %w", c.claim.Case, err)
		}
	}
	return "", nil
}
