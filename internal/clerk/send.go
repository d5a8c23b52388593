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

// acknowledge tells the member at once: the numbers, who answers, by when.
// One per inquiry. Past the cap it is left out and the registrar is told.
func (w *work) acknowledge(ctx context.Context, q register.Inquiry) error {
	cases, err := w.tx.CasesOf(ctx, q.ID)
	if err != nil {
		return fmt.Errorf("read cases of inquiry %d: %w", q.ID, err)
	}
	n, err := w.tx.CountLetters(ctx, q.Member, []string{string(notify.Acknowledgement)}, w.now.Add(-24*time.Hour))
	if err != nil {
		return fmt.Errorf("count acknowledgements: %w", err)
	}
	if n >= w.Config.MaxAcknowledgements {
		if err := w.task(ctx, cases[0].Number, fmt.Sprintf("not acknowledged: the member got %d acknowledgements within a day; look for a loop", n)); err != nil {
			return err
		}
		return w.noticeOnce(ctx, cases[0], q, ReasonCap, fmt.Sprintf("cap/%s/%s", q.Member, w.now.In(w.Place).Format(time.DateOnly)))
	}
	model, err := w.model(ctx, q, cases...)
	if err != nil {
		return err
	}
	if err := w.write(ctx, draft{kind: notify.Acknowledgement, n: 1, to: notify.Address{Name: q.MemberName, Address: q.Member},
		role: notify.Member, c: cases[0], inquiry: q, model: model, reply: q.MessageID, thread: thread(q, q.MessageID),
		auto: "auto-replied", key: fmt.Sprintf("inquiry-%d/acknowledgement", q.ID)}); err != nil {
		return err
	}
	if err := w.tx.SetAcknowledged(ctx, q.ID); err != nil {
		return fmt.Errorf("note the acknowledgement of inquiry %d: %w", q.ID, err)
	}
	return nil
}

// forward sends a case's questions to its administration, with the member's
// mail attached as it came.
func (w *work) forward(ctx context.Context, c register.Case, q register.Inquiry) error {
	model, err := w.model(ctx, q, c)
	if err != nil {
		return err
	}
	original, err := w.original(ctx, q)
	if err != nil {
		return err
	}
	n, err := w.count(ctx, c, notify.Forwarding)
	if err != nil {
		return err
	}
	a := w.byID[c.Administration]
	return w.write(ctx, draft{kind: notify.Forwarding, n: n + 1, to: notify.Address{Name: a.Name, Address: a.Address}, role: notify.Official,
		c: c, inquiry: q, model: model, attach: original, auto: "auto-generated"})
}

// originalName is the file by which a mail travels with a letter about it.
const originalName = "original.eml"

// original is the member's mail as an attachment.
func (w *work) original(ctx context.Context, q register.Inquiry) ([]notify.Attachment, error) {
	line, err := w.tx.Line(ctx, q.Ledger)
	if err != nil {
		return nil, fmt.Errorf("find the mail of inquiry %d: %w", q.ID, err)
	}
	raw, err := w.tx.Raw(ctx, line.Digest)
	if err != nil {
		return nil, fmt.Errorf("read the mail of inquiry %d: %w", q.ID, err)
	}
	return []notify.Attachment{{Name: originalName, MediaType: "message/rfc822", Content: raw}}, nil
}

// askRegistrar shows a held case to the registrar, who decides by replying.
func (w *work) askRegistrar(ctx context.Context, c register.Case, q register.Inquiry) error {
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
	model.Reason = c.HeldWhy
	original, err := w.original(ctx, q)
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
	n, err := w.tx.CountLetters(ctx, w.Config.Registrar, []string{string(notify.Notice)}, w.now.Add(-24*time.Hour))
	if err != nil {
		return fmt.Errorf("count notices: %w", err)
	}
	if n >= w.Config.MaxNotices {
		return nil
	}
	raw, err := w.tx.Raw(ctx, w.line.Digest)
	if err != nil {
		return fmt.Errorf("read mail %d: %w", w.line.ID, err)
	}
	model := notify.Model{Reason: string(reason), Inquiry: notify.InquiryView{Subject: w.mail.Subject, ArrivedAt: w.line.ArrivedAt.In(w.Place)}}
	return w.write(ctx, draft{kind: notify.Notice, n: 1, to: w.registrar(), role: notify.Registrar, model: model, auto: "auto-generated",
		attach: []notify.Attachment{{Name: originalName, MediaType: "message/rfc822", Content: raw}}})
}

func (d *Desk) registrar() notify.Address {
	return notify.Address{Name: d.Config.RegistrarName, Address: d.Config.Registrar}
}

// count is how many letters of a kind a case has.
func (w *work) count(ctx context.Context, c register.Case, k notify.Kind) (int, error) {
	letters, err := w.tx.LettersOf(ctx, c.Number)
	if err != nil {
		return 0, fmt.Errorf("read letters of case %s: %w", c.Number, err)
	}
	n := 0
	for _, l := range letters {
		if l.Kind == string(k) {
			n++
		}
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
