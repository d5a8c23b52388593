package clerk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"inquiryd/internal/register"
	"inquiryd/internal/sentmail"
	"inquiryd/internal/threading"
	"inquiryd/notify"
)

// settleOutbox marks the letters that waited when the backup was made and were
// sent since. Where no copies are kept nobody can know, and a person is asked.
func (c *recovery) settleOutbox(ctx context.Context) error {
	err := c.Register.Update(ctx, func(tx *register.Tx) error {
		for _, sent := range c.past.Letters() {
			l, err := tx.LetterByMessageID(ctx, sent.ID)
			if errors.Is(err, register.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			if err := c.wasSent(ctx, tx, l, sent); err != nil {
				return err
			}
		}
		if c.past.Exists() {
			return nil
		}
		return c.holdBack(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("see which letters were sent: %w", err)
	}
	return nil
}

func (c *recovery) wasSent(ctx context.Context, tx *register.Tx, l register.Letter, sent *sentmail.Letter) error {
	if l.Status == register.Written || l.Status == register.Unknown {
		c.letters++
		w := &work{Desk: c.Desk, tx: tx, now: sent.Sent}
		if err := w.approvedBefore(ctx, l); err != nil {
			return err
		}
		if err := c.outbox.Accept(ctx, tx, l, "recovered from the folder of sent mail", w.now); err != nil {
			return err
		}
	}
	if l.FiledSent {
		return nil
	}
	return tx.LettersFiled(ctx, l.ID)
}

// approvedBefore lets an answer go that waited for approval when the backup was
// made, and was sent since.
func (w *work) approvedBefore(ctx context.Context, l register.Letter) error {
	if l.MayGo() {
		return nil
	}
	at, err := w.lookUp(ctx, l.Case)
	if err != nil || !at.Found() {
		return err
	}
	d, ok, err := w.waiting(ctx, at.Case, at.Inquiry)
	if err != nil || !ok || d.letter.ID != l.ID {
		return err
	}
	return w.letGo(ctx, d, recoveredWho)
}

// holdBack gives up on the letters of the outbox, and on those that were still to be
// written.
func (c *recovery) holdBack(ctx context.Context, tx *register.Tx) error {
	waiting, err := tx.Waiting(ctx)
	if err != nil {
		return err
	}
	w := &work{Desk: c.Desk, tx: tx, now: c.Now(), past: c.past}
	for _, l := range waiting {
		if err := tx.LetterFailed(ctx, l.ID, register.GaveUp, unknownFate); err != nil {
			return err
		}
		if err := w.task(ctx, l.Case, fmt.Sprintf("the register was restored, and whether letter %d (%s) was sent is not known: look, and send it with \"inquiryd letter send %d\" if it was not", l.ID, l.Kind, l.ID)); err != nil {
			return err
		}
	}
	if err := w.forwardUnsent(ctx); err != nil {
		return err
	}
	return w.printUnsent(ctx)
}

// forwardUnsent writes the forwardings that were put off when the backup was made,
// so that a person can send those that were not sent since.
func (w *work) forwardUnsent(ctx context.Context) error {
	if err := w.tx.ForwardAgain(ctx); err != nil {
		return err
	}
	for {
		cases, err := w.tx.TakeUnforwarded(ctx, 0, forwardCases, w.Config.Tries, forwardBytes)
		if err != nil || len(cases) == 0 {
			return err
		}
		if err := w.forwardAll(ctx, cases); err != nil {
			return err
		}
	}
}

// printUnsent does so with the answers that were to be printed.
func (w *work) printUnsent(ctx context.Context) error {
	notes, err := w.tx.NotesOf(ctx, toPrintNote)
	for _, n := range notes {
		var p toPrint
		if json.Unmarshal([]byte(n.Text), &p) != nil {
			continue // of a newer program: PrintDue says so
		}
		if err := w.tx.DropNote(ctx, n.Name); err != nil {
			return err
		}
		w.line.ID = p.Ledger
		if _, err := w.proposePrinted(ctx, p); err != nil {
			return err
		}
	}
	return err
}

// applyNamed brings the cases that a mail names to where they stood when it
// arrived: letters that no mail caused tell of it.
func (c *recovery) applyNamed(ctx context.Context, w *work) error {
	var numbers []string
	for _, claim := range (threading.Finder{Signer: c.Signer}).Claims(w.mail) {
		numbers = append(numbers, claim.Case)
	}
	numbers = append(numbers, threading.Numbers(w.mail.Subject, 10)...)
	slices.Sort(numbers)
	for _, number := range slices.Compact(numbers) {
		for _, sent := range c.past.OfCase(number) {
			if !sent.Written.Before(w.now.Add(-time.Minute)) {
				break
			}
			if err := c.apply(ctx, w.tx, sent); err != nil {
				return err
			}
		}
	}
	return nil
}

// applyRest does the same with the letters that are left.
func (c *recovery) applyRest(ctx context.Context) error {
	for _, sent := range c.past.Letters() {
		err := c.Register.Update(ctx, func(tx *register.Tx) error { return c.apply(ctx, tx, sent) })
		if err != nil {
			return fmt.Errorf("recover a sent letter: %w", err)
		}
	}
	return nil
}

// apply lets a sent letter that the register does not know do to its case what
// it says.
func (c *recovery) apply(ctx context.Context, tx *register.Tx, sent *sentmail.Letter) error {
	if !sent.OfCase() {
		return nil // a notice of a mail: its mail brings it back
	}
	_, err := tx.LetterByMessageID(ctx, sent.ID)
	if err == nil || !errors.Is(err, register.ErrNotFound) {
		return err
	}
	w := &work{Desk: c.Desk, tx: tx, now: sent.Written, past: c.past}
	l, err := w.lookUp(ctx, sent.Claim.Case)
	if err == nil && !l.Found() {
		l, err = c.splitOffAgain(ctx, w, sent)
	}
	if err != nil || !l.Found() {
		return err
	}
	if err := w.applyKind(ctx, &l, sent); err != nil {
		return err
	}
	c.letters++
	return w.keepCopy(ctx, l, sent)
}

// applyKind changes the case as the letter says.
func (w *work) applyKind(ctx context.Context, l *threading.Link, sent *sentmail.Letter) error {
	switch {
	case sent.Acknowledges():
		if err := w.tx.SetAcknowledged(ctx, l.Inquiry.ID); err != nil {
			return fmt.Errorf("note the acknowledgement of inquiry %d: %w", l.Inquiry.ID, err)
		}
	case sent.Claim.Kind == notify.Forwarding:
		return w.assignedBefore(ctx, l, sent)
	case sent.Claim.Kind == notify.Answer:
		return w.answeredBefore(ctx, l, sent)
	}
	return nil
}

// assignedBefore gives the case to the administration that it was forwarded to.
func (w *work) assignedBefore(ctx context.Context, l *threading.Link, sent *sentmail.Letter) error {
	i := slices.IndexFunc(w.Administrations, func(a Administration) bool { return strings.EqualFold(a.Address, sent.To) })
	c := &l.Case
	if i < 0 || c.State != register.StateHeld && (c.State != register.StateOpen || c.Administration == w.Administrations[i].ID) {
		return nil
	}
	to := w.Administrations[i]
	if err := w.reckonFor(ctx, c, l.Inquiry, to.ID); err != nil {
		return err
	}
	e, err := c.At(w.now).Assign(to.ID, c.Due, recoveredWho)
	if err != nil {
		return fmt.Errorf("assign case %s to %s: %w", c.Number, to.ID, err)
	}
	w.sign(c)
	return w.save(ctx, c, e)
}

// recoveredWho caused the events that a letter in the folder of sent mail tells
// of.
const recoveredWho = "a letter that was sent before the register was restored"

// answeredBefore closes the case with the letter that answered it.
func (w *work) answeredBefore(ctx context.Context, l *threading.Link, sent *sentmail.Letter) error {
	c := &l.Case
	if c.State.Ended() {
		return nil
	}
	letter, err := w.past.letter(ctx, sent, register.Letter{Kind: string(sent.Claim.Kind)}, w.now)
	if err != nil {
		return err
	}
	questions, err := w.unsent(ctx, *c)
	if err != nil {
		return err
	}
	for _, q := range questions {
		q.Answer, q.AnsweredAt, q.AnsweredBy = strings.TrimSpace(letter.Text), w.now, recoveredWho
		if err := w.tx.UpdateQuestion(ctx, q); err != nil {
			return fmt.Errorf("keep the answer to question %d of case %s: %w", q.Number, c.Number, err)
		}
	}
	e, err := c.At(w.now).Close(recoveredWho, "the answer letter was sent")
	if err != nil {
		return fmt.Errorf("close case %s: %w", c.Number, err)
	}
	if err := w.save(ctx, c, e); err != nil {
		return err
	}
	return w.task(ctx, c.Number, "the register was restored: the answer is that of the sent letter, as a whole; the mail that it came with is not known")
}

// keepCopy keeps a letter as the register would have it.
func (w *work) keepCopy(ctx context.Context, l threading.Link, sent *sentmail.Letter) error {
	key, err := w.keyOf(ctx, l, sent)
	if err != nil {
		return err
	}
	letter, err := w.past.letter(ctx, sent, register.Letter{Key: key, Kind: string(sent.Claim.Kind), Case: l.Case.Number,
		Inquiry: l.Inquiry.ID, Recipient: sent.To, Sender: w.Office.Mailbox, Role: string(sent.Claim.Role)}, w.now)
	if err != nil {
		return err
	}
	added, err := w.tx.AddLetter(ctx, &letter)
	if err != nil || !added {
		return err
	}
	return w.event(ctx, register.Event{Case: l.Case.Number, Who: "system", What: "letter", Detail: map[string]string{
		"kind": letter.Kind, "role": letter.Role, "message_id": letter.MessageID, "recovered": "yes"}})
}

// keyOf is the key that the letter had.
func (w *work) keyOf(ctx context.Context, l threading.Link, sent *sentmail.Letter) (string, error) {
	if sent.Acknowledges() {
		return fmt.Sprintf("inquiry-%d/acknowledgement", l.Inquiry.ID), nil
	}
	if key, err := w.dutyKey(ctx, l, sent.Claim.Kind); key != "" || err != nil {
		return key, err
	}
	return fmt.Sprintf("%s/%s/%d", l.Case.Number, sent.Claim.Kind, sent.Serial()), nil
}

// dutyKey is the key of a letter about a deadline that was to be written when
// the letter was sent; "" when it is none.
func (w *work) dutyKey(ctx context.Context, l threading.Link, kind notify.Kind) (string, error) {
	switch kind {
	case notify.Reminder, notify.Interim, notify.Late, notify.Escalation:
	default:
		return "", nil
	}
	all, err := w.duties(ctx, w.tx, l.Case, l.Inquiry, w.now)
	for _, duty := range slices.Backward(all) {
		if duty.kind == kind {
			return duty.key, err
		}
	}
	return "", err
}

// splitOffAgain opens the case of a letter whose number is unknown, when it
// carries the mail of an inquiry that is known: some of its questions had been
// given a case of their own. Of other numbers a person is told, once.
func (c *recovery) splitOffAgain(ctx context.Context, w *work, sent *sentmail.Letter) (threading.Link, error) {
	lines, err := w.tx.Copies(ctx, cmp.Or(sent.Original, "-"))
	if err != nil {
		return threading.Link{}, fmt.Errorf("look for the mail of case %s: %w", sent.Claim.Case, err)
	}
	for _, line := range lines {
		if line.Inquiry == 0 {
			continue
		}
		cases, err := w.tx.CasesOf(ctx, line.Inquiry)
		if err != nil {
			return threading.Link{}, fmt.Errorf("read cases of inquiry %d: %w", line.Inquiry, err)
		}
		for _, from := range cases {
			questions, err := w.tx.Questions(ctx, from.ID)
			if err != nil {
				return threading.Link{}, fmt.Errorf("read questions of case %s: %w", from.Number, err)
			}
			moved := slices.DeleteFunc(questions, func(q register.Question) bool { return !sent.Shows(q.Text) })
			if len(moved) == 0 {
				continue
			}
			part, err := w.splitOff(ctx, from, moved)
			if err != nil {
				return threading.Link{}, err
			}
			return w.lookUp(ctx, part.Number)
		}
	}
	if number := sent.Claim.Case; !c.told[number] {
		c.told[number] = true
		return threading.Link{}, w.task(ctx, "", "the register was restored, and of case "+number+" only letters in the folder of sent mail are left: look there")
	}
	return threading.Link{}, nil
}
