package clerk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// acknowledge tells the member at once: the numbers, who answers, by when, and
// what to do when the mail was too large to be read whole. One per inquiry.
// Past the caps it is left out and the registrar is told.
func (w *work) acknowledge(ctx context.Context, q register.Inquiry) error {
	cases, err := w.tx.CasesOf(ctx, q.ID)
	if err != nil {
		return fmt.Errorf("read cases of inquiry %d: %w", q.ID, err)
	}
	kind, size, limit := notify.Acknowledgement, int64(0), int64(0)
	if w.tooBig(q) {
		kind, size, limit = notify.TooBig, w.line.Size, w.Intake.Limits.MaxSize()
	}
	over, err := w.memberOver(ctx, cases[0], q, kind)
	if err != nil {
		return err
	}
	if over {
		return w.leaveUnacknowledged(ctx, q, cases)
	}
	model, err := w.model(ctx, q, cases...)
	if err != nil {
		return err
	}
	model.Size, model.Limit = size, limit
	model.Text = w.Config.Kinds[q.Kind].Acknowledgement
	if w.mail != nil && w.line.ID == q.Ledger {
		model.Files = w.documents()
	}
	if err := w.write(ctx, draft{kind: kind, n: 1, to: notify.Address{Name: q.MemberName, Address: q.Member},
		role: notify.Member, c: cases[0], inquiry: q, model: model, reply: q.MessageID, thread: thread(q, q.MessageID),
		auto: "auto-replied", key: fmt.Sprintf("inquiry-%d/acknowledgement", q.ID), first: true}); err != nil {
		return err
	}
	if err := w.tx.SetAcknowledged(ctx, q.ID); err != nil {
		return fmt.Errorf("note the acknowledgement of inquiry %d: %w", q.ID, err)
	}
	w.tally.acknowledged(q)
	return nil
}

// forward sends a case's questions to its administration, with the member's
// mail attached as it came.
func (w *work) forward(ctx context.Context, c register.Case, q register.Inquiry) error {
	dr, err := w.forwarding(ctx, c, q)
	if err != nil {
		return err
	}
	return w.writeForwarding(ctx, dr)
}

// forwarding is what is sent to the administration.
func (w *work) forwarding(ctx context.Context, c register.Case, q register.Inquiry) (dr draft, err error) {
	model, err := w.model(ctx, q, c)
	if err != nil {
		return dr, err
	}
	if !w.Config.NoSimilar && !w.backlog { // of a backlog only the first mails have them
		if model.Similar, err = w.precedents.Similar(ctx, w.tx, c, q); err != nil {
			return dr, err
		}
	}
	earlier, err := w.precedents.Letters(ctx, w.tx, model.Similar)
	if err != nil {
		return dr, fmt.Errorf("find letters like that of case %s: %w", c.Number, err)
	}
	original, whole, err := w.original(ctx, q)
	if err != nil {
		return dr, err
	}
	if !whole {
		if err := w.task(ctx, c.Number, "the member's mail is too large to be sent on with its files: they are in the register; send them to the administration another way"); err != nil {
			return dr, err
		}
	}
	n, err := w.count(ctx, c, notify.Forwarding)
	if err != nil {
		return dr, err
	}
	a := w.byID[c.Administration]
	calendar, err := w.dueFile(c, q, false)
	if err != nil {
		return dr, err
	}
	original = append(original, calendar...)
	dr = draft{kind: notify.Forwarding, n: n + 1, to: notify.Address{Name: a.Name, Address: a.Address}, role: notify.Official,
		c: c, inquiry: q, model: model, attach: append(original, earlier...), auto: "auto-generated"}
	for _, v := range model.Similar {
		dr.quotes = append(dr.quotes, v.Number)
	}
	return dr, nil
}

// writeForwarding writes it, and asks those who contribute.
func (w *work) writeForwarding(ctx context.Context, dr draft) error {
	if err := w.write(ctx, dr); err != nil {
		return err
	}
	return w.askContributions(ctx, dr.c, dr.inquiry)
}

// originalName is the file by which a mail travels with a letter about it.
const originalName = "original.eml"

// original is the member's mail as an attachment; whole is false when only its
// beginning can be sent.
func (w *work) original(ctx context.Context, q register.Inquiry) (files []notify.Attachment, whole bool, err error) {
	if w.mail != nil && w.line.ID == q.Ledger {
		files, whole = w.enclosed(w.mail.Raw)
		return files, whole, nil
	}
	line, err := w.tx.Line(ctx, q.Ledger)
	if err != nil {
		return nil, false, fmt.Errorf("find the mail of inquiry %d: %w", q.ID, err)
	}
	raw, err := w.tx.Raw(ctx, line.Digest)
	if err != nil {
		return nil, false, fmt.Errorf("read the mail of inquiry %d: %w", q.ID, err)
	}
	files, whole = w.enclosed(raw)
	return files, whole, nil
}

// askRegistrar shows a held case to the registrar, who decides by replying, with
// what somebody said of it.
func (w *work) askRegistrar(ctx context.Context, c register.Case, q register.Inquiry, said string) error {
	if c.HeldWhy == string(ReasonUnverified) || c.HeldWhy == string(ReasonRecovered) { // a wave of forged mail must not become a wave of notices
		told, err := w.tx.CountLetters(ctx, w.Config.Registrar, []string{string(notify.HeldNotice)}, w.now.Add(-24*time.Hour))
		if err != nil {
			return fmt.Errorf("count notices: %w", err)
		}
		if told >= w.Config.MaxNotices {
			return w.task(ctx, c.Number, "held without a notice, since there were so many today: "+c.HeldWhy)
		}
	}
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	model.Reason, model.Text = c.HeldWhy, said
	original, _, err := w.original(ctx, q)
	if err != nil {
		return err
	}
	n, err := w.count(ctx, c, notify.HeldNotice)
	if err != nil {
		return err
	}
	for _, a := range w.Administrations {
		model.Administrations = append(model.Administrations, w.administrationView(a))
	}
	return w.write(ctx, draft{kind: notify.HeldNotice, n: n + 1, to: w.registrar(), role: notify.Registrar, c: c, inquiry: q,
		model: model, attach: original, auto: "auto-generated"})
}

// notice tells the registrar something about a case.
func (w *work) notice(ctx context.Context, c register.Case, q register.Inquiry, reason Reason, text string) error {
	return w.writeNotice(ctx, c, q, reason, text, "")
}

// noticeOnce is notice, but never again for the same key.
func (w *work) noticeOnce(ctx context.Context, c register.Case, q register.Inquiry, reason Reason, key string) error {
	return w.writeNotice(ctx, c, q, reason, "", key)
}

func (w *work) writeNotice(ctx context.Context, c register.Case, q register.Inquiry, reason Reason, text, key string) error {
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	model.Reason, model.Text = string(reason), text
	n, err := w.count(ctx, c, notify.Notice)
	if err != nil {
		return err
	}
	return w.write(ctx, draft{kind: notify.Notice, n: n + 1, to: w.registrar(), role: notify.Registrar, c: c, inquiry: q,
		model: model, auto: "auto-generated", key: key})
}

// noticeOfMail tells the registrar of a mail that belongs to no case, and
// leaves a task. The number of such notices in a day is bounded; the tasks
// are not.
func (w *work) noticeOfMail(ctx context.Context, reason Reason) error {
	if err := w.task(ctx, "", fmt.Sprintf("look at mail %d: %s", w.line.ID, reason)); err != nil {
		return err
	}
	if many, err := w.noticedEnough(ctx); err != nil || many {
		return err
	}
	model := notify.Model{Reason: string(reason), Inquiry: notify.InquiryView{Subject: w.mail.Subject, ArrivedAt: w.line.ArrivedAt.In(w.Place)}}
	files, _ := w.enclosed(w.mail.Raw)
	return w.write(ctx, draft{kind: notify.Notice, n: 1, to: w.registrar(), role: notify.Registrar, model: model, auto: "auto-generated", attach: files})
}

// noticedEnough says whether the registrar got so many notices within a day that
// no mail is shown by one more.
func (w *work) noticedEnough(ctx context.Context) (bool, error) {
	n, err := w.tx.CountLetters(ctx, w.Config.Registrar, []string{string(notify.Notice)}, w.now.Add(-24*time.Hour))
	if err != nil {
		return false, fmt.Errorf("count notices: %w", err)
	}
	return n >= w.Config.MaxNotices, nil
}

func (d *Desk) registrar() notify.Address {
	return notify.Address{Name: d.Config.RegistrarName, Address: d.Config.Registrar}
}

// count is how many letters of a kind a case has.
func (w *work) count(ctx context.Context, c register.Case, k notify.Kind) (int, error) {
	n, err := w.tx.CountLettersOf(ctx, c.Number, "", []string{string(k)}, time.Time{})
	if err != nil {
		return 0, fmt.Errorf("count letters of case %s: %w", c.Number, err)
	}
	return n, nil
}

// thread is the References of a letter: the inquiry's own and what follows.
func thread(q register.Inquiry, more ...string) []string {
	var all []string
	for _, id := range append(q.References[:len(q.References):len(q.References)], more...) {
		if id != "" && !strings.ContainsAny(id, "<> \t\r\n") {
			all = append(all, id)
		}
	}
	return all
}

// settle writes down what became of the mail on the desk.
func (w *work) settle(ctx context.Context, o register.Outcome, why string, inquiry int64, caseNumber string) error {
	if err := w.tx.Settle(ctx, w.line.ID, o, why, inquiry, caseNumber); err != nil {
		return fmt.Errorf("settle mail %d: %w", w.line.ID, err)
	}
	w.line.Outcome, w.line.Reason, w.line.Inquiry, w.line.Case = o, why, inquiry, caseNumber
	return nil
}

// readable is what a mail says, for passing on: the new text, or all of it.
func readable(m *intake.Mail) string {
	if t := strings.TrimSpace(m.NewText); t != "" {
		return t
	}
	return strings.TrimSpace(m.Text)
}
