package clerk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// finish takes a case whose answers are complete on to its letter.
func (w *work) finish(ctx context.Context, c *register.Case, q register.Inquiry, who string) error {
	e, err := c.Answered(who)
	if err != nil {
		return fmt.Errorf("finish case %s: %w", c.Number, err)
	}
	if err := w.save(ctx, c, e); err != nil {
		return err
	}
	if err := w.spareContributors(ctx, *c, q); err != nil {
		return err
	}
	if err := w.proceed(ctx, *c, q, who); err != nil {
		return err
	}
	*c, err = w.tx.Case(ctx, c.Number)
	if err != nil {
		return fmt.Errorf("read case again: %w", err)
	}
	c.At(w.now)
	return nil
}

// propose writes the formal letter about answered cases, once and for all: the
// bytes that approvers see are those that the member gets. Without approvers
// it is let go at once. Where a command prints it, that comes first: see PrintDue.
func (w *work) propose(ctx context.Context, cases []register.Case, q register.Inquiry, missing []notify.MissingView, who string) error {
	if w.printsLater() {
		return w.printLater(ctx, cases, q, missing, who)
	}
	letter, err := w.answerLetter(ctx, cases, q, missing)
	if err != nil {
		return err
	}
	d := answerDraft{letter: letter, digest: letter.Digest(), inquiry: q, cases: cases}
	if len(w.steps(cases)) == 0 {
		return w.letGo(ctx, d, who)
	}
	for _, c := range cases {
		if err := w.event(ctx, register.Event{Case: c.Number, Who: "system", What: "draft",
			Detail: map[string]string{"message_id": letter.MessageID, "digest": d.digest}}); err != nil {
			return err
		}
	}
	return w.askNext(ctx, d)
}

// answerLetter writes the letter to the member's address on the roster, with
// what the officials attached. It is kept, and not cleared.
func (w *work) answerLetter(ctx context.Context, cases []register.Case, q register.Inquiry, missing []notify.MissingView) (register.Letter, error) {
	none := register.Letter{}
	model, err := w.model(ctx, q, cases...)
	if err != nil {
		return none, err
	}
	model.Missing = missing
	var attach []notify.Attachment
	for i, c := range cases {
		if err := w.onlyUnsent(ctx, c, &model.Cases[i]); err != nil {
			return none, err
		}
		files, err := w.enclosures(ctx, c)
		if err != nil {
			return none, err
		}
		attach = append(attach, files...)
		for _, m := range unanswered(c, &model.Cases[i], len(cases) > 1) {
			if m.Expected.Before(w.now) {
				m.Expected = time.Time{} // nobody has named a new day
			}
			model.Missing = append(model.Missing, m)
		}
		if corrects, err := w.corrects(ctx, c); err != nil {
			return none, err
		} else if !corrects.IsZero() {
			model.Corrects = corrects
		}
	}
	n, err := w.count(ctx, cases[0], notify.Answer)
	if err != nil {
		return none, err
	}
	to := notify.Address{Name: q.MemberName, Address: q.Member}
	if m, ok := w.Roster.Find(q.Member); ok {
		to.Address = m.Address // the roster as it is today
	}
	letter, _, err := w.compose(ctx, draft{kind: notify.Answer, n: n + 1, to: to, role: notify.Member, c: cases[0], inquiry: q, model: model,
		attach: attach, reply: q.MessageID, thread: thread(q, q.MessageID)})
	return letter, err
}

// unanswered takes the questions without an answer out of a case's part of a
// letter and names them.
func unanswered(c register.Case, v *notify.CaseView, several bool) []notify.MissingView {
	m := notify.MissingView{Case: c.Number, Administration: v.Administration.Name, Expected: v.Due}
	if !several {
		m.Case, m.Administration = "", ""
	}
	v.Questions = slices.DeleteFunc(v.Questions, func(q notify.QuestionView) bool {
		if !q.Answered {
			m.Questions = append(m.Questions, fmt.Sprint(q.Number))
		}
		return !q.Answered
	})
	if len(m.Questions) == 0 {
		return nil
	}
	return []notify.MissingView{m}
}

// onlyUnsent leaves a letter about one case with the questions that are still
// to be answered, or answered by it.
func (w *work) onlyUnsent(ctx context.Context, c register.Case, v *notify.CaseView) error {
	questions, err := w.unsent(ctx, c)
	if err != nil {
		return err
	}
	if len(questions) == 0 {
		return nil
	}
	v.Questions = nil
	for _, q := range questions {
		v.Questions = append(v.Questions, w.questionView(q))
	}
	return nil
}

// unsent are the questions of a case that no answer letter has answered yet: a
// reopened case has older ones, whose answers stand. A correction takes them
// all up again.
func (w *work) unsent(ctx context.Context, c register.Case) ([]register.Question, error) {
	questions, err := w.tx.Questions(ctx, c.ID)
	if err != nil {
		return nil, fmt.Errorf("read questions of case %s: %w", c.Number, err)
	}
	corrects, err := w.corrects(ctx, c)
	if err != nil || !corrects.IsZero() {
		return questions, err
	}
	letters, err := w.answersSent(ctx, c)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(questions, func(q register.Question) bool {
		return !q.AnsweredAt.IsZero() && slices.ContainsFunc(letters, func(l register.Letter) bool { return !l.WrittenAt.Before(q.AnsweredAt) })
	}), nil
}

// answersSent are the answer letters about a case that were let go.
func (w *work) answersSent(ctx context.Context, c register.Case) ([]register.Letter, error) {
	events, err := w.tx.Events(ctx, c.Number)
	if err != nil {
		return nil, fmt.Errorf("read events of case %s: %w", c.Number, err)
	}
	var letters []register.Letter
	for _, e := range events {
		if !isAnswerLetter(e) {
			continue
		}
		l, err := w.tx.LetterByMessageID(ctx, e.Detail["message_id"])
		if err != nil {
			return nil, fmt.Errorf("find the answer letter of case %s: %w", c.Number, err)
		}
		letters = append(letters, l)
	}
	return letters, nil
}

// isAnswerLetter says whether an event is that an answer letter was let go.
func isAnswerLetter(e register.Event) bool {
	return e.What == "letter" && e.Detail["kind"] == string(notify.Answer)
}

// enclosures are the files that came with the answers since the last letter,
// and the pictures in their text, without those of mail signatures and without copies of our own mail.
// Of files with the same name the last one counts.
func (w *work) enclosures(ctx context.Context, c register.Case) ([]notify.Attachment, error) {
	events, err := w.tx.Events(ctx, c.Number)
	if err != nil {
		return nil, fmt.Errorf("read events of case %s: %w", c.Number, err)
	}
	var files []notify.Attachment
	since := sinceLetter(events)
	for i, e := range since {
		if e.Detail["reason"] == string(ReasonCPR) && !confirmedNext(since[i+1:]) {
			continue // it was replaced
		}
		if e.Ledger == 0 || !slices.Contains(bringFiles, e.What) || e.Detail["reason"] == string(ReasonTruncated) {
			continue // half a file is none
		}
		line, err := w.tx.Line(ctx, e.Ledger)
		if err != nil {
			return nil, fmt.Errorf("find mail %d: %w", e.Ledger, err)
		}
		raw, err := w.tx.Raw(ctx, line.Digest)
		if err != nil {
			return nil, fmt.Errorf("read mail %d: %w", e.Ledger, err)
		}
		m := intake.Parse(raw, w.Intake.Limits)
		if err := w.withoutEarlier(ctx, c, m); err != nil {
			return nil, err
		}
		pictures, err := w.picturesIn(ctx, c, m)
		if err != nil {
			return nil, err
		}
		for _, a := range m.Attachments {
			if enclosed(a) || slices.Contains(pictures, a.ContentID) && a.Name != "" {
				files = slices.DeleteFunc(files, func(f notify.Attachment) bool { return f.Name == a.Name })
				files = append(files, notify.Attachment{Name: a.Name, MediaType: a.MediaType, Content: a.Content})
			}
		}
	}
	return files, nil
}

// bringFiles are the events of mails whose files go along with the answer.
var bringFiles = []string{"answered", "refused", "answer unclear", "answer confirmed"}

// confirmedNext says whether the next word on an answer is that it stands as it is.
func confirmedNext(events []register.Event) bool {
	for _, e := range events {
		switch e.What {
		case "answer confirmed":
			return true
		case "answered", "answer unclear":
			return false
		}
	}
	return false
}

// picturesIn are the Content-IDs of the pictures that stand among the words of a
// case's answers in an official's mail.
func (w *work) picturesIn(ctx context.Context, c register.Case, m *intake.Mail) (ids []string, err error) {
	questions, err := w.tx.Questions(ctx, c.ID)
	if err != nil {
		return nil, fmt.Errorf("read questions of case %s: %w", c.Number, err)
	}
	for _, q := range questions {
		ids = append(ids, intake.Pictures(m, q.Answer)...)
	}
	return ids, nil
}

// sinceLetter are the events after the last answer letter or reopening: what
// came before went with the letter of that time. A correction takes it along
// again.
func sinceLetter(events []register.Event) []register.Event {
	corrects := false
	for i, e := range slices.Backward(events) {
		switch {
		case e.What == "correction":
			corrects = true
		case e.What == "reopened", isAnswerLetter(e) && !corrects:
			return events[i:]
		}
	}
	return events
}

// enclosed says whether a part of an official's mail is meant for the member.
func enclosed(a intake.Attachment) bool {
	switch {
	case a.Inline && strings.HasPrefix(a.MediaType, "image/"):
		return false
	case a.MediaType == "message/rfc822", a.MediaType == "text/calendar",
		a.MediaType == "application/pkcs7-signature", a.MediaType == "application/pgp-signature":
		return false
	}
	return a.Name != "" && !a.Unpacked && len(a.Content) > 0
}
