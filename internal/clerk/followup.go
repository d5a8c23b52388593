package clerk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/internal/threading"
	"inquiryd/notify"
)

// followUpCase takes in what a member writes about a case: words such as
// "withdraw", else more to say. An open case's administration gets it, unless it
// asks another one; a case answered a short while ago is reopened with it as a new
// question, with the same exception; after the window it is a new inquiry, linked to
// the old case.
func (w *work) followUpCase(ctx context.Context, j judgement) error {
	c := j.link.Case
	if j.confirms() && (j.unverified || w.reader.Order(reply.Official, readable(w.mail)).Word == reply.Confirm) {
		return w.confirmSender(ctx, j)
	}
	if err := w.cutOurs(ctx, c, notify.Member); err != nil {
		return err
	}
	o := w.reader.MailOrder(reply.Member, w.mail)
	if o.Word == reply.None && w.reader.AsksStatus(w.toRead()) {
		o = reply.Order{Word: reply.Status}
	}
	if o.Word == reply.Status && !c.ClosedAt.IsZero() && w.complains() {
		o = reply.Order{}
	}
	if some := reply.Numbers(o.Why); o.Word == reply.Withdraw && len(some) > 0 {
		if done, err := w.withdrawSome(ctx, j, some); done || err != nil {
			return err
		}
		o = reply.Order{} // whoever has the case reads what is meant
	}
	r, example := w.notMeant(reply.Member)
	switch {
	case o.Word == reply.Withdraw:
		return w.withdraw(ctx, j)
	case o.Word == reply.Status && !w.reader.SaysMore(o.Rest):
		return w.status(ctx, j)
	case o.Word == reply.Reword:
		return w.reword(ctx, j, o)
	case r != "" && o.Word == reply.None:
		return w.explainMember(ctx, j, r, example)
	case w.away(nil):
		return w.holdAway(ctx, j)
	case w.reader.Withdraws(w.toRead()):
		return w.explainMember(ctx, j, ReasonUnknownWord, w.reader.Example("withdraw"))
	case w.reader.Thanks(w.toRead()):
		return w.thanked(ctx, j, "the member has read what we wrote")
	case w.saysNothing(), w.reader.PassesOn(w.toRead()):
		return w.thanked(ctx, j, "the member's reply says nothing new")
	}
	open := c.ClosedAt.IsZero()
	if !open && (!reopens(c) || w.line.ArrivedAt.After(w.calendar.After(c.ClosedAt, w.followUp))) {
		return w.fileFollowing(ctx, j)
	}
	a, elsewhere, err := w.asksElsewhere(ctx, j)
	switch {
	case err != nil:
		return err
	case elsewhere:
		return w.fileElsewhere(ctx, j, a)
	case open:
		return w.supplement(ctx, j)
	}
	return w.reopen(ctx, j)
}

// thanked keeps a member's thanks on the case: they are no question and reach
// nobody, unless they answer one of the administration's.
func (w *work) thanked(ctx context.Context, j judgement, why string) error {
	cases, err := w.concerned(ctx, j.link)
	if err != nil {
		return err
	}
	for _, c := range cases {
		if _, waits, err := w.asker(ctx, c); err != nil {
			return err
		} else if waits {
			return w.supplement(ctx, j)
		}
	}
	if err := w.event(ctx, register.Event{Case: j.link.Case.Number, Who: fromMember, What: "thanked"}); err != nil {
		return err
	}
	if err := w.confirmMember(ctx, j.link, ReasonThanked); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, why, j.link.Inquiry.ID, j.link.Case.Number)
}

// reopens says whether a case that ended can be taken up again by the member: an
// administration had it, and said something by which it ended.
func reopens(c register.Case) bool {
	return c.Administration != "" && (c.State == register.StateClosed || c.State == register.StateDuplicate || c.State == register.StateRefused)
}

// confirmSender files the mail that was held because its sender could not be
// believed, when the member says "yes" from the address on the roster.
func (w *work) confirmSender(ctx context.Context, j judgement) error {
	c, q := j.link.Case, j.link.Inquiry
	if w.reader.Order(reply.Official, readable(w.mail)).Word != reply.Confirm {
		if err := w.event(ctx, register.Event{Case: c.Number, Who: "member", What: "not confirmed"}); err != nil {
			return err
		}
		return w.settle(ctx, register.FollowedUp, "the member does not confirm case "+c.Number, q.ID, c.Number)
	}
	if err := w.event(ctx, register.Event{Case: c.Number, Who: "member", What: "sender confirmed"}); err != nil {
		return err
	}
	if err := w.release(ctx, &c, q, "member", false); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "the member confirms case "+c.Number, q.ID, c.Number)
}

// askSender asks the member at the roster's address whether a mail in their
// name is theirs. It quotes nothing of the mail, and asks at most three times
// a day, whatever arrives.
func (w *work) askSender(ctx context.Context, c register.Case, q register.Inquiry) error {
	n, err := w.tx.CountLetters(ctx, q.Member, []string{string(notify.Confirmation)}, w.now.Add(-24*time.Hour))
	if err != nil || n >= 3 {
		return err
	}
	model := notify.Model{Reason: "confirm-sender", Cases: []notify.CaseView{{Number: c.Number, Held: true, State: string(c.State)}}}
	return w.write(ctx, draft{kind: notify.Confirmation, n: 1, to: notify.Address{Name: q.MemberName, Address: q.Member}, role: notify.Member,
		c: c, inquiry: q, model: model, auto: "auto-generated"})
}

// supplement adds what the member writes to the open cases that it may
// concern: the one named by number, else all of the inquiry.
func (w *work) supplement(ctx context.Context, j judgement) error {
	cases, err := w.concerned(ctx, j.link)
	if err != nil {
		return err
	}
	if again, err := w.repeats(ctx, j.link.Case, fromMember); err != nil {
		return err
	} else if again {
		return w.explainMember(ctx, j, ReasonDoneBefore, "")
	}
	for _, c := range cases {
		asker, waits, err := w.asker(ctx, c)
		if err != nil {
			return err
		}
		if waits {
			if err := w.memberReplied(ctx, c, j.link.Inquiry, asker); err != nil {
				return err
			}
			continue
		}
		if err := w.event(ctx, register.Event{Case: c.Number, Who: "member", What: "followed up"}); err != nil {
			return err
		}
		if err := w.passOn(ctx, c, j.link.Inquiry); err != nil {
			return err
		}
	}
	if err := w.confirmMember(ctx, j.link, "supplement"); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, j.why, j.link.Inquiry.ID, j.link.Case.Number)
}

// concerned are the cases that a follow-up is about.
func (w *work) concerned(ctx context.Context, l threading.Link) ([]register.Case, error) {
	if named := threading.Numbers(w.mail.Subject, -1); len(named) == 1 && named[0] == l.Case.Number {
		return []register.Case{l.Case}, nil
	}
	all, err := w.tx.CasesOf(ctx, l.Inquiry.ID)
	if err != nil {
		return nil, fmt.Errorf("read cases of inquiry %d: %w", l.Inquiry.ID, err)
	}
	var open []register.Case
	for _, c := range all {
		if c.ClosedAt.IsZero() {
			open = append(open, c)
		}
	}
	return open, nil
}

// passOn shows the member's new words to whoever has the case: the
// administration, or the registrar while it is held.
func (w *work) passOn(ctx context.Context, c register.Case, q register.Inquiry) error {
	return w.passOnTo(ctx, c, q, notify.Address{})
}

// passOnTo is passOn to one official, when one is given.
func (w *work) passOnTo(ctx context.Context, c register.Case, q register.Inquiry, to notify.Address) error {
	if c.State == register.StateHeld {
		return w.notice(ctx, c, q, "follow-up", readable(w.mail))
	}
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	if err := w.onlyUnsent(ctx, c, &model.Cases[0]); err != nil {
		return err
	}
	model.Text = readable(w.mail)
	raw, err := w.tx.Raw(ctx, w.line.Digest)
	if err != nil {
		return fmt.Errorf("read mail %d: %w", w.line.ID, err)
	}
	over, err := w.officialOver(ctx, c, q)
	if err != nil || over {
		return err
	}
	n, err := w.count(ctx, c, notify.FollowUp)
	if err != nil {
		return err
	}
	files, _ := w.enclosed(raw)
	if a := w.byID[c.Administration]; to.Address == "" {
		to = notify.Address{Name: a.Name, Address: a.Address}
	}
	calendar, err := w.dueChange(notify.FollowUp, "", c, q)
	if err != nil {
		return err
	}
	files = append(files, calendar...)
	return w.write(ctx, draft{kind: notify.FollowUp, n: n + 1, to: to, role: notify.Official,
		c: c, inquiry: q, model: model, auto: "auto-generated", attach: files})
}

// reopen takes a closed case up again: what the member writes becomes a
// question of it, with a new deadline.
func (w *work) reopen(ctx context.Context, j judgement) error {
	c, q := j.link.Case, j.link.Inquiry
	e, err := c.Reopen("member")
	if err != nil {
		return fmt.Errorf("reopen case %s: %w", c.Number, err)
	}
	if err := w.reckon(ctx, &c, register.Reckoning{From: w.line.ArrivedAt, Administration: c.Administration, Kind: q.Kind,
		Several: len(c.Contributing) > 0, Wished: w.reader.WishedDay(w.mail.Subject, readable(w.mail), w.line.ArrivedAt.In(w.Place))}); err != nil {
		return err
	}
	number, err := w.nextQuestion(ctx, q.ID)
	if err != nil {
		return err
	}
	said := *w.mail
	if strings.TrimSpace(said.NewText) == "" {
		said.Text = "" // what is quoted was our letter, and no question
	}
	for _, asked := range w.ask(&said, j.party, q.Kind).questions {
		question := register.Question{Inquiry: q.ID, Case: c.ID, Number: number, Text: asked.Text, Decision: []byte("{}"), Filed: true}
		if err := w.tx.AddQuestion(ctx, &question); err != nil {
			return fmt.Errorf("add a question to case %s: %w", c.Number, err)
		}
		number++
	}
	if err := w.save(ctx, &c, e); err != nil {
		return err
	}
	if err := w.passOn(ctx, c, q); err != nil {
		return err
	}
	if err := w.confirmMember(ctx, threading.Link{Case: c, Inquiry: q}, "reopened"); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "reopens case "+c.Number, q.ID, c.Number)
}

// withdraw ends the open cases that the member names and tells whoever had
// them.
func (w *work) withdraw(ctx context.Context, j judgement) error {
	cases, err := w.concerned(ctx, j.link)
	if err != nil {
		return err
	}
	reason := ReasonNothingToWithdraw
	for _, c := range cases {
		done, err := w.withdrawCase(ctx, c, j.link.Inquiry)
		if err != nil {
			return err
		}
		if done {
			reason = ReasonWithdrawnDone
		}
	}
	if err := w.assembleRest(ctx, j.link.Inquiry, "system"); err != nil {
		return err
	}
	if err := w.confirmMember(ctx, j.link, reason); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "the member withdraws", j.link.Inquiry.ID, j.link.Case.Number)
}

// withdrawCase ends a case for the member and tells whoever had it; done says that it
// had not ended already.
func (w *work) withdrawCase(ctx context.Context, c register.Case, q register.Inquiry) (done bool, err error) {
	held := c.State == register.StateHeld
	if err := w.drop(ctx, c, q, "withdrawn"); err != nil {
		return false, err
	}
	e, err := c.At(w.now).Withdraw(fromMember)
	if err != nil {
		return false, nil
	}
	if err := w.save(ctx, &c, e); err != nil {
		return false, err
	}
	if held {
		return true, w.notice(ctx, c, q, ReasonWithdrawn, "")
	}
	return true, w.tellOfficial(ctx, c, q, ReasonWithdrawn, "")
}

// status tells the member where the cases of the inquiry stand.
func (w *work) status(ctx context.Context, j judgement) error {
	if err := w.confirmMember(ctx, j.link, ReasonStatus); err != nil {
		return err
	}
	return w.settle(ctx, register.FollowedUp, "the member asks how the case stands", j.link.Inquiry.ID, j.link.Case.Number)
}

// confirmMember tells the member what became of their reply. The caps stop two
// programs that answer each other.
func (w *work) confirmMember(ctx context.Context, l threading.Link, reason Reason) error {
	if w.mail.Truncated {
		return w.tellTooBig(ctx, l)
	}
	return w.replyToMember(ctx, l, notify.Confirmation, reason, "")
}

// replyToMember writes a letter about all cases of an inquiry in reply to the
// member's mail on the desk. suggestion is the word that was probably meant.
func (w *work) replyToMember(ctx context.Context, l threading.Link, kind notify.Kind, reason Reason, suggestion string) error {
	q := l.Inquiry
	over, err := w.memberOver(ctx, l.Case, q, notify.Confirmation)
	if err != nil || over {
		return err
	}
	cases, err := w.tx.CasesOf(ctx, q.ID)
	if err != nil {
		return fmt.Errorf("read cases of inquiry %d: %w", q.ID, err)
	}
	model, err := w.model(ctx, q, cases...)
	if err != nil {
		return err
	}
	model.Reason, model.Suggestion = string(reason), suggestion
	if kind == notify.TooBig {
		model.Size, model.Limit = w.line.Size, w.Intake.Limits.MaxSize()
		model.Inquiry.ArrivedAt = w.line.ArrivedAt.In(w.Place)
	}
	n, err := w.count(ctx, l.Case, kind)
	if err != nil {
		return err
	}
	if kind == notify.TooBig {
		n++ // the first acknowledges an inquiry
	}
	return w.write(ctx, draft{kind: kind, n: n + 1, to: notify.Address{Name: q.MemberName, Address: q.Member}, role: notify.Member,
		c: l.Case, inquiry: q, model: model, reply: w.mail.MessageID, thread: thread(q, q.MessageID, w.mail.MessageID), auto: "auto-replied"})
}
