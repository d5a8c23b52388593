package clerk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/notify"
)

// match finds in the mail on the desk which text answers which question.
func (w *work) match(ctx context.Context, c register.Case, questions []register.Question) (answers map[int]string, sure bool, err error) {
	letters, err := w.lettersTo(ctx, c)
	if err != nil {
		return nil, false, err
	}
	all, err := w.tx.Questions(ctx, c.ID)
	if err != nil {
		return nil, false, fmt.Errorf("read questions of case %s: %w", c.Number, err)
	}
	others := slices.DeleteFunc(all, func(q register.Question) bool {
		return slices.ContainsFunc(questions, func(open register.Question) bool { return open.ID == q.ID })
	})
	answers, sure = w.reader.Match(toAnswer(questions), toAnswer(others), w.mail, letters)
	if sure {
		beyond, err := w.namesBeyond(ctx, c, slices.Concat(questions, others))
		return answers, !beyond, err
	}
	return answers, sure, nil
}

// namesBeyond says whether the mail on the desk has a heading of a question of the
// same inquiry that another case answers: what stands below it is no answer here.
func (w *work) namesBeyond(ctx context.Context, c register.Case, own []register.Question) (bool, error) {
	named := w.reader.NumbersNamed(w.mail.NewText)
	named = slices.DeleteFunc(named, func(n int) bool {
		return slices.ContainsFunc(own, func(q register.Question) bool { return q.Number == n })
	})
	if len(named) == 0 {
		return false, nil
	}
	all, err := w.tx.QuestionsOf(ctx, c.Inquiry)
	if err != nil {
		return false, fmt.Errorf("read questions of inquiry %d: %w", c.Inquiry, err)
	}
	return slices.ContainsFunc(all, func(q register.Question) bool { return slices.Contains(named, q.Number) }), nil
}

// toAnswer are questions as a reply to them is read.
func toAnswer(questions []register.Question) []reply.Question {
	all := make([]reply.Question, len(questions))
	for i, q := range questions {
		all[i] = reply.Question{Number: q.Number, Text: q.Text, Answer: q.Answer, Answered: !q.AnsweredAt.IsZero()}
	}
	return all
}

// lettersTo are the texts of our letters to the officials of a case, which
// their replies may quote, newest first.
func (w *work) lettersTo(ctx context.Context, c register.Case) (texts []string, err error) {
	letters, err := w.tx.LettersOf(ctx, c.Number)
	if err != nil {
		return nil, fmt.Errorf("read letters of case %s: %w", c.Number, err)
	}
	for _, l := range slices.Backward(letters) {
		if l.Role == string(notify.Official) {
			texts = append(texts, strings.ReplaceAll(l.Text, "\r\n", "\n"))
		}
	}
	return texts, nil
}

// doubtOf is why answers are shown to the official before they are sent, if
// they are: they are not sure, they are no more than a hint at a file, or they
// speak of a file that did not come.
func (w *work) doubtOf(answers map[int]string, sure bool, files []string) Reason {
	hints, bare := w.reader.OfFiles(answers)
	switch {
	case len(files) > 0 && bare:
		return ReasonOnlyFile
	case !sure:
		return ReasonUnclear
	case hints && len(files) == 0:
		return ReasonNoFile
	}
	return ""
}

// repeats says whether somebody writes what was the last thing that they wrote
// about a case and that was done: sent twice, by a slip or by a program. What the
// other side wrote since then makes it a new word. who is as in events.
func (w *work) repeats(ctx context.Context, c register.Case, who string) (bool, error) {
	events, err := w.tx.Events(ctx, c.Number)
	if err != nil {
		return false, fmt.Errorf("read events of case %s: %w", c.Number, err)
	}
	for _, e := range slices.Backward(events) {
		switch {
		case e.Who == fromMember && who != fromMember, e.What == eventAsked && who == fromMember:
			return false, nil
		case e.Who != who || e.Ledger == 0 || e.Ledger == w.line.ID:
			continue
		case e.What == eventUndecided, e.What == "answer unclear":
			return false, nil // it was not done
		}
		line, err := w.tx.Line(ctx, e.Ledger)
		if err != nil {
			return false, fmt.Errorf("find mail %d: %w", e.Ledger, err)
		}
		raw, err := w.tx.Raw(ctx, line.Digest)
		if err != nil {
			return false, fmt.Errorf("read mail %d: %w", e.Ledger, err)
		}
		m := intake.Parse(raw, w.Intake.Limits)
		return reply.Folded(m.NewText) == reply.Folded(w.mail.NewText) && reply.Folded(m.Subject) == reply.Folded(w.mail.Subject) && sameFiles(m, w.mail), nil
	}
	return false, nil
}

// fromMember is who the events name for what the member does.
const fromMember = "member"

// sameFiles says whether two mails bring the same files.
func sameFiles(a, b *intake.Mail) bool {
	return slices.EqualFunc(a.Attachments, b.Attachments, func(x, y intake.Attachment) bool {
		return x.Name == y.Name && len(x.Content) == len(y.Content)
	})
}
