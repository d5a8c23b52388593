package clerk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// takeAnswer takes in an administration's reply: an order such as "redirect to
// TMF", or the answer. An answer that cannot be matched to the questions for
// sure is kept as a draft and shown to the official, who confirms it by
// replying; nothing goes to the member before that.
func (w *work) takeAnswer(ctx context.Context, j judgement) error {
	c := j.link.Case
	if c.State != register.StateOpen {
		return w.lateAnswer(ctx, j)
	}
	switch {
	case w.mail.Encrypted:
		return w.returnAnswer(ctx, j, ReasonEncrypted)
	case w.mail.Truncated:
		return w.returnAnswer(ctx, j, ReasonTruncated)
	}
	o := officialOrder(w.mail.NewText)
	switch o.word {
	case wordConfirm:
		return w.confirmDraft(ctx, j)
	case wordRedirect:
		return w.redirect(ctx, j, o)
	case wordMoreTime:
		return w.moreTime(ctx, j, o)
	case wordRefuse:
		return w.refuse(ctx, j, o)
	case wordComment:
		return w.comment(ctx, j)
	}
	questions, err := w.unsent(ctx, c)
	if err != nil {
		return err
	}
	answers, sure := matchAnswers(questions, w.mail)
	if len(answers) == 0 {
		return w.returnAnswer(ctx, j, ReasonEmpty)
	}
	for _, q := range questions {
		text, ok := answers[q.Number]
		if !ok {
			continue
		}
		q.Answer, q.AnsweredBy = text, j.party.address
		if sure {
			q.AnsweredAt = w.now
		}
		if err := w.tx.UpdateQuestion(ctx, q); err != nil {
			return fmt.Errorf("keep the answer to question %d of case %s: %w", q.Number, c.Number, err)
		}
	}
	if !sure {
		return w.returnAnswer(ctx, j, ReasonUnclear)
	}
	return w.answered(ctx, j, "answered")
}

// unsent are the questions of a case that no answer letter has answered yet: a
// reopened case has older ones, whose answers stand.
func (w *work) unsent(ctx context.Context, c register.Case) ([]register.Question, error) {
	questions, err := w.tx.Questions(ctx, c.ID)
	if err != nil {
		return nil, fmt.Errorf("read questions of case %s: %w", c.Number, err)
	}
	letters, err := w.tx.LettersOf(ctx, c.Number)
	if err != nil {
		return nil, fmt.Errorf("read letters of case %s: %w", c.Number, err)
	}
	return slices.DeleteFunc(questions, func(q register.Question) bool {
		return !q.AnsweredAt.IsZero() && slices.ContainsFunc(letters, func(l register.Letter) bool {
			return l.Kind == string(notify.Answer) && !l.WrittenAt.Before(q.AnsweredAt)
		})
	}), nil
}

// confirmDraft makes the drafts of a case its answers.
func (w *work) confirmDraft(ctx context.Context, j judgement) error {
	questions, err := w.tx.Questions(ctx, j.link.Case.ID)
	if err != nil {
		return fmt.Errorf("read questions of case %s: %w", j.link.Case.Number, err)
	}
	confirmed := false
	for _, q := range questions {
		if q.Answer == "" || !q.AnsweredAt.IsZero() {
			continue
		}
		q.AnsweredAt, confirmed = w.now, true
		if err := w.tx.UpdateQuestion(ctx, q); err != nil {
			return fmt.Errorf("confirm the answer to question %d: %w", q.Number, err)
		}
	}
	if !confirmed {
		return w.returnAnswer(ctx, j, ReasonEmpty)
	}
	return w.answered(ctx, j, "answer confirmed")
}

// answered goes on with a case that got answers: to the letter when all
// questions have one, else back to the official with what is missing.
func (w *work) answered(ctx context.Context, j judgement, what string) error {
	c := j.link.Case
	questions, err := w.tx.Questions(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("read questions of case %s: %w", c.Number, err)
	}
	var missing, have []string
	for _, q := range questions {
		if q.AnsweredAt.IsZero() {
			missing = append(missing, strconv.Itoa(q.Number))
		} else {
			have = append(have, strconv.Itoa(q.Number))
		}
	}
	if err := w.event(ctx, register.Event{Case: c.Number, Who: "official " + j.party.address, What: what,
		Detail: map[string]string{"questions": strings.Join(have, " "), "missing": strings.Join(missing, " ")}}); err != nil {
		return err
	}
	if len(missing) > 0 {
		if err := w.receipt(ctx, c, j.link.Inquiry, ReasonMissing); err != nil {
			return err
		}
		return w.settle(ctx, register.Answered, "answers a part of case "+c.Number, j.link.Inquiry.ID, c.Number)
	}
	if err := w.finish(ctx, &c, j.link.Inquiry, "official "+j.party.address); err != nil {
		return err
	}
	if err := w.receipt(ctx, c, j.link.Inquiry, ""); err != nil {
		return err
	}
	return w.settle(ctx, register.Answered, "answers case "+c.Number, j.link.Inquiry.ID, c.Number)
}

// finish takes a fully answered case to its letter.
func (w *work) finish(ctx context.Context, c *register.Case, q register.Inquiry, who string) error {
	for _, step := range []func(string) (register.Event, error){c.Answered, c.Approve} {
		e, err := step(who)
		if err != nil {
			return fmt.Errorf("finish case %s: %w", c.Number, err)
		}
		if err := w.save(ctx, c, e); err != nil {
			return err
		}
	}
	return w.answerLetter(ctx, *c, q)
}

// answerLetter writes the formal letter to the member's address on the
// roster, with what the officials attached.
func (w *work) answerLetter(ctx context.Context, c register.Case, q register.Inquiry) error {
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	if err := w.onlyUnsent(ctx, c, &model); err != nil {
		return err
	}
	attach, err := w.enclosures(ctx, c)
	if err != nil {
		return err
	}
	n, err := w.count(ctx, c, notify.Answer)
	if err != nil {
		return err
	}
	to := notify.Address{Name: q.MemberName, Address: q.Member}
	if m, ok := w.Roster.Find(q.Member); ok {
		to.Address = m.Address // the roster as it is today
	}
	return w.write(ctx, draft{kind: notify.Answer, n: n + 1, to: to, role: notify.Member, c: c, inquiry: q, model: model,
		attach: attach, reply: q.MessageID, thread: thread(q, q.MessageID)})
}

// onlyUnsent leaves a letter about one case with the questions that are still
// to be answered, or answered by it.
func (w *work) onlyUnsent(ctx context.Context, c register.Case, model *notify.Model) error {
	questions, err := w.unsent(ctx, c)
	if err != nil {
		return err
	}
	if len(questions) == 0 {
		return nil
	}
	model.Cases[0].Questions = nil
	for _, q := range questions {
		model.Cases[0].Questions = append(model.Cases[0].Questions, questionView(q))
	}
	return nil
}

// enclosures are the files that came with the answers, without the pictures
// of mail signatures and without copies of our own mail.
func (w *work) enclosures(ctx context.Context, c register.Case) ([]notify.Attachment, error) {
	events, err := w.tx.Events(ctx, c.Number)
	if err != nil {
		return nil, fmt.Errorf("read events of case %s: %w", c.Number, err)
	}
	for i, e := range slices.Backward(events) {
		if e.What == "reopened" { // what came before went with the letter of that time
			events = events[i:]
			break
		}
	}
	var files []notify.Attachment
	seen := map[string]bool{}
	for _, e := range events {
		if e.Ledger == 0 || e.What != "answered" && e.What != "answer unclear" {
			continue
		}
		line, err := w.tx.Line(ctx, e.Ledger)
		if err != nil {
			return nil, fmt.Errorf("find mail %d: %w", e.Ledger, err)
		}
		raw, err := w.tx.Raw(ctx, line.Digest)
		if err != nil {
			return nil, fmt.Errorf("read mail %d: %w", e.Ledger, err)
		}
		for _, a := range intake.Parse(raw, w.Intake.Limits).Attachments {
			if !enclosed(a) || seen[a.SHA256] {
				continue
			}
			seen[a.SHA256] = true
			files = append(files, notify.Attachment{Name: a.Name, MediaType: a.MediaType, Content: a.Content})
		}
	}
	return files, nil
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
	return a.Name != "" && len(a.Content) > 0
}

// returnAnswer gives an answer back to the official with what was understood.
func (w *work) returnAnswer(ctx context.Context, j judgement, r Reason) error {
	c := j.link.Case
	if err := w.event(ctx, register.Event{Case: c.Number, Who: "official " + j.party.address, What: "answer unclear",
		Detail: map[string]string{"reason": string(r)}}); err != nil {
		return err
	}
	model, err := w.model(ctx, j.link.Inquiry, c)
	if err != nil {
		return err
	}
	model.Reason, model.Text = string(r), readable(w.mail)
	if err := w.writeOfficial(ctx, notify.Returned, c, j.link.Inquiry, model); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "an answer to case "+c.Number+" that its official must confirm: "+string(r), j.link.Inquiry.ID, c.Number)
}

// lateAnswer puts an answer to a case that is not open before the registrar.
func (w *work) lateAnswer(ctx context.Context, j judgement) error {
	c := j.link.Case
	if o := officialOrder(w.mail.NewText); o.word == wordConfirm || o.word == wordComment {
		if err := w.event(ctx, register.Event{Case: c.Number, Who: "official " + j.party.address, What: "comment"}); err != nil {
			return err
		}
		return w.settle(ctx, register.FollowedUp, "a word on case "+c.Number+", which is "+string(c.State), j.link.Inquiry.ID, c.Number)
	}
	if err := w.event(ctx, register.Event{Case: c.Number, Who: "official " + j.party.address, What: "mail held",
		Detail: map[string]string{"reason": string(ReasonClosed)}}); err != nil {
		return err
	}
	if err := w.noticeOfMail(ctx, ReasonClosed); err != nil {
		return err
	}
	return w.settle(ctx, register.Held, "an answer to case "+c.Number+", which is "+string(c.State), j.link.Inquiry.ID, c.Number)
}

// receipt shows the official the answers as they were understood.
func (w *work) receipt(ctx context.Context, c register.Case, q register.Inquiry, r Reason) error {
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	model.Reason = string(r)
	return w.writeOfficial(ctx, notify.Received, c, q, model)
}

// tellOfficial tells the administration what was done with a case.
func (w *work) tellOfficial(ctx context.Context, c register.Case, q register.Inquiry, r Reason, text string) error {
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	model.Reason, model.Text = string(r), text
	return w.writeOfficial(ctx, notify.Confirmation, c, q, model)
}

// writeOfficial writes to the official whose mail is on the desk, else to the
// administration. The official's own address counts only because it was
// believed; the token is signed for it.
func (w *work) writeOfficial(ctx context.Context, k notify.Kind, c register.Case, q register.Inquiry, model notify.Model) error {
	a := w.byID[c.Administration]
	to := notify.Address{Name: a.Name, Address: a.Address}
	var reply string
	if w.mail != nil && len(w.mail.From) == 1 && w.identify(w.mail.From[0].Address, w.now).answersFor(c.Administration) {
		to, reply = notify.Address{Address: w.mail.From[0].Address}, w.mail.MessageID
	}
	n, err := w.count(ctx, c, k)
	if err != nil {
		return err
	}
	if n >= w.Config.MaxAcknowledgements {
		return w.task(ctx, c.Number, fmt.Sprintf("the case's official got %d letters of one kind: look for a loop", n))
	}
	return w.write(ctx, draft{kind: k, n: n + 1, to: to, role: notify.Official, c: c, inquiry: q, model: model, reply: reply, auto: "auto-replied"})
}
