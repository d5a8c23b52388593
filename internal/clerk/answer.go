package clerk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/notify"
)

// takeAnswer takes in an administration's reply: an order such as "redirect to
// TMF", or the answer. An answer that cannot be matched to the questions for
// sure is kept as a draft and shown to the official, who confirms it by
// replying; nothing goes to the member before that.
func (w *work) takeAnswer(ctx context.Context, j judgement) error {
	if err := w.withoutEarlier(ctx, j.link.Case, w.mail); err != nil {
		return err
	}
	if err := w.cutOurs(ctx, j.link.Case, notify.Official); err != nil {
		return err
	}
	w.papers = slices.DeleteFunc(w.papers, func(p readPaper) bool {
		return !slices.ContainsFunc(w.mail.Attachments, func(a intake.Attachment) bool { return a.Name == p.name })
	})
	if done, err := w.settings(ctx, &j); done || err != nil {
		return err
	}
	o := w.reader.MailOrder(reply.Official, w.mail)
	c := j.link.Case
	if slices.Contains(onceWords, o.Word) {
		if again, err := w.repeats(ctx, c, "official "+j.party.address); err != nil {
			return err
		} else if again {
			return w.explain(ctx, j, ReasonDoneBefore)
		}
	}
	switch c.State {
	case register.StateOpen:
	case register.StateAnswered:
		if changes, err := w.changes(ctx, c, o); err != nil {
			return err
		} else if !changes {
			return w.explainWaiting(ctx, j, o)
		}
	default:
		return w.lateAnswer(ctx, j)
	}
	switch {
	case w.mail.Encrypted:
		return w.returnAnswer(ctx, j, ReasonEncrypted)
	case w.mail.Truncated:
		if err := w.noticeTooBig(ctx, j.link); err != nil {
			return err
		}
		return w.returnAnswer(ctx, j, ReasonTruncated)
	}
	if w.withholds(o) {
		return w.explain(ctx, j, ReasonCPRWord)
	}
	return w.obey(ctx, j, o)
}

// settings does what the first lines of an official's mail say of the case itself:
// its numbers in other systems, and who may read it. What stands below them
// remains as the mail on the desk; done says whether that is nothing.
func (w *work) settings(ctx context.Context, j *judgement) (done bool, err error) {
	who := "official " + j.party.address
	for range 2 { // they may stand in any order
		r, done, err := w.numbered(ctx, &j.link.Case, who)
		switch {
		case err != nil:
			return true, err
		case done:
			return true, w.toldNumbers(ctx, *j, r)
		}
		o := w.reader.MailOrder(reply.Official, w.mail)
		if o.Word != reply.Access {
			return false, nil
		}
		r, done, err = w.classed(ctx, j, o, who)
		switch {
		case err != nil:
			return true, err
		case r == ReasonAccessWhich:
			return true, w.explain(ctx, *j, r)
		case done:
			return true, w.toldAccess(ctx, *j, r)
		}
	}
	return false, nil
}

// obey does what an official's word says about an open case; without one the mail
// is the answer.
func (w *work) obey(ctx context.Context, j judgement, o reply.Order) error {
	switch o.Word {
	case reply.Confirm:
		if w.filesHoldCPR() {
			return w.explain(ctx, j, ReasonCPRWord)
		}
		return w.confirmDraft(ctx, j)
	case reply.Redirect:
		return w.redirect(ctx, j, o)
	case reply.MoreTime:
		return w.moreTime(ctx, j, o)
	case reply.Refuse:
		return w.refuse(ctx, j, o)
	case reply.Comment:
		return w.comment(ctx, j)
	case reply.Ask:
		return w.askMember(ctx, j, o)
	case reply.Partial:
		return w.partial(ctx, j, o)
	case reply.Duplicate:
		return w.duplicate(ctx, j, o)
	case reply.Contribute:
		return w.contribute(ctx, j, o)
	case reply.Status:
		return w.explain(ctx, j, ReasonStatus)
	case reply.Correct: // of an answer that was sent in part, or a new answer like any other
		w.withoutWord(o)
		questions, err := w.tx.Questions(ctx, j.link.Case.ID)
		if err != nil {
			return fmt.Errorf("read questions of case %s: %w", j.link.Case.Number, err)
		}
		if strings.TrimSpace(w.mail.NewText) == "" && len(w.fileNames()) == 0 {
			return w.explain(ctx, j, ReasonCorrectWhich)
		}
		return w.takeText(ctx, j, questions)
	default:
		return w.takeUnworded(ctx, j)
	}
}

// takeUnworded takes a mail without a word of ours: it agrees with what was shown, is
// talk, or is the answer.
func (w *work) takeUnworded(ctx context.Context, j judgement) error {
	questions, err := w.unsent(ctx, j.link.Case)
	if err != nil {
		return err
	}
	if w.away(questions) {
		return w.holdAway(ctx, j)
	}
	if done, err := w.agreed(ctx, j, questions); done || err != nil {
		return err
	}
	r, example, err := w.noAnswer(ctx, j.link.Case)
	switch {
	case err != nil:
		return err
	case r != "":
		return w.explainWith(ctx, j, r, notify.Model{Suggestion: example})
	}
	return w.takeText(ctx, j, questions)
}

// changes says whether what an official writes while the answer of a case waits,
// for its approval or for the other answers of an assembled letter, may change
// it: a word that can, or an answer that names its question. Anything else is
// not taken for a new answer.
func (w *work) changes(ctx context.Context, c register.Case, o reply.Order) (bool, error) {
	switch o.Word {
	case reply.Comment, reply.MoreTime, reply.Ask, reply.Redirect, reply.Refuse, reply.Duplicate, reply.Correct:
		return true, nil
	case reply.None, reply.Partial:
	default:
		return false, nil
	}
	questions, err := w.unsent(ctx, c)
	if err != nil {
		return false, err
	}
	letters, err := w.lettersTo(ctx, c)
	if err != nil {
		return false, err
	}
	mail := w.mail
	if o.Word == reply.Partial {
		w.withoutWord(o)
	}
	named := w.reader.NamesQuestions(toAnswer(questions), w.mail, letters)
	w.mail = mail
	return named, nil
}

// takeBack takes the answer of a case back that waits, for a word that was
// decided to change it; its letter is dropped, and approvals begin anew.
func (w *work) takeBack(ctx context.Context, j *judgement) error {
	c := j.link.Case
	if c.State != register.StateAnswered {
		return nil
	}
	if err := w.revise(ctx, &c, j.link.Inquiry, "changed", "", "official "+j.party.address); err != nil {
		return err
	}
	j.link.Case, w.tookBack = c, true
	return nil
}

// takeText takes the mail on the desk as answers to some questions.
func (w *work) takeText(ctx context.Context, j judgement, questions []register.Question) error {
	c := j.link.Case
	answers, sure, err := w.match(ctx, c, questions)
	if err != nil {
		return err
	}
	files := w.fileNames()
	doubt := w.doubtOf(answers, sure, files)
	if doubt == "" && !w.reader.Labelled(w.mail.NewText) && w.saidToUs(answers, questions, j.link) {
		doubt = ReasonAside
	}
	if doubt == ReasonAside && waits(questions) && len(files) == 0 && w.reader.Besides(w.mail.NewText, toAnswer(questions)) {
		return w.explain(ctx, j, ReasonChatter) // the answer that waits stays as it is
	}
	if doubt == "" && !w.reader.Substantial(w.toRead(), toAnswer(questions)) {
		letters, err := w.lettersTo(ctx, c)
		if err != nil {
			return err
		}
		if !w.reader.NamesQuestions(toAnswer(questions), w.mail, letters) {
			doubt = ReasonAside // "Noted", "Per is back soon"
		}
	}
	if len(answers) == 0 && len(files) > 0 {
		answers = w.reader.ForAll(toAnswer(questions), w.Writer.SeeFiles(w.Language, files))
	}
	if len(answers) == 0 && (strings.TrimSpace(w.mail.NewText) == "" || w.reader.OnlyClosing(w.mail.NewText)) {
		return w.returnAnswer(ctx, j, ReasonEmpty)
	}
	if len(answers) == 0 {
		return w.returnAnswer(ctx, j, ReasonNoAnswer)
	}
	if holdsCPR(answers) || w.filesHoldCPR() {
		doubt = ReasonCPR
	}
	if err := w.takeBack(ctx, &j); err != nil {
		return err
	}
	if err := w.keep(ctx, c, questions, answers, j.party.address, doubt == ""); err != nil {
		return err
	}
	if doubt != "" {
		return w.returnAnswer(ctx, j, doubt)
	}
	return w.answered(ctx, j, "answered")
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
		Detail: w.withUnread(map[string]string{"questions": strings.Join(have, " "), "missing": strings.Join(missing, " ")})}); err != nil {
		return err
	}
	files, left, err := w.files(ctx, c)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		if err := w.receipt(ctx, c, j.link.Inquiry, ReasonMissing, files, left); err != nil {
			return err
		}
		return w.settle(ctx, register.Answered, "answers a part of case "+c.Number, j.link.Inquiry.ID, c.Number)
	}
	if err := w.finish(ctx, &c, j.link.Inquiry, "official "+j.party.address); err != nil {
		return err
	}
	var reason Reason
	if c.State == register.StateAnswered {
		if reason, err = w.waitsFor(ctx, c, j.link.Inquiry); err != nil {
			return err
		}
	}
	if err := w.receipt(ctx, c, j.link.Inquiry, reason, files, left); err != nil {
		return err
	}
	return w.settle(ctx, register.Answered, "answers case "+c.Number, j.link.Inquiry.ID, c.Number)
}

// lateAnswer deals with what an official writes about a case that is not open:
// a word for a correction begins one, a remark is kept, and an answer is put
// before the registrar. The official is told in each case.
func (w *work) lateAnswer(ctx context.Context, j judgement) error {
	c := j.link.Case
	o := w.reader.MailOrder(reply.Official, w.mail)
	switch {
	case w.withholds(o):
		return w.explain(ctx, j, ReasonCPRWord)
	case o.Word == reply.Correct && (c.State == register.StateClosed || c.State == register.StateDuplicate):
		return w.correct(ctx, j, o)
	case o.Word == reply.Comment:
		return w.comment(ctx, j)
	case o.Word == reply.Status:
		return w.explain(ctx, j, ReasonStatus)
	case o.Word != reply.None:
		return w.explain(ctx, j, ReasonTooLate)
	case w.reader.Thanks(w.toRead()):
		return w.explain(ctx, j, ReasonChatter)
	}
	if again, err := w.repeats(ctx, c, "official "+j.party.address); err != nil {
		return err
	} else if again {
		return w.explain(ctx, j, ReasonDoneBefore)
	}
	if err := w.event(ctx, register.Event{Case: c.Number, Who: "official " + j.party.address, What: "mail held",
		Detail: map[string]string{"reason": string(ReasonClosed)}}); err != nil {
		return err
	}
	if err := w.noticeOfMail(ctx, ReasonClosed); err != nil {
		return err
	}
	if err := w.tellOfficial(ctx, c, j.link.Inquiry, ReasonTooLate, ""); err != nil {
		return err
	}
	return w.settle(ctx, register.Held, "an answer to case "+c.Number+", which is "+string(c.State), j.link.Inquiry.ID, c.Number)
}
