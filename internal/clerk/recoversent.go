package clerk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"inquiryd/internal/register"
	"inquiryd/internal/sentmail"
	"inquiryd/notify"
)

// past is what the folder of sent mail tells.
type past struct {
	*sentmail.Folder
	skipped bool // numbers, for cases that no letter tells of
}

// letter makes what the register keeps of a copy. l is the letter as it would
// be written now; of it stay the key, the kind and the case.
func (p *past) letter(ctx context.Context, c *sentmail.Letter, l register.Letter, now time.Time) (register.Letter, error) {
	m, err := p.Mail(ctx, c)
	if err != nil {
		return l, err
	}
	l.Raw, l.Text, l.PDF, l.Subject, l.MessageID, l.Recipient = m.Raw, m.Text, nil, m.Subject, c.ID, cmp.Or(l.Recipient, c.To)
	for _, a := range m.Attachments {
		if l.Kind == string(notify.Answer) && l.PDF == nil && a.MediaType == "application/pdf" {
			l.PDF = a.Content
		}
	}
	l.WrittenAt = c.Written
	if now.After(l.WrittenAt) { // clocks differ; a letter is not older than what caused it
		l.WrittenAt = now
	}
	l.Due, l.Status, l.SentAt, l.FiledSent = l.WrittenAt, register.Accepted, c.Sent, true
	if l.SentAt.IsZero() {
		l.SentAt = l.WrittenAt
	}
	l.Response = "recovered from the folder of sent mail"
	return l, nil
}

// recall turns a letter that is written while the past is recovered into the
// one that was sent then. One without a copy is not sent: whether it was cannot
// be known, and a person is asked.
func (w *work) recall(ctx context.Context, l register.Letter) (register.Letter, error) {
	c, err := w.copyOf(ctx, l)
	if err != nil {
		return l, err
	}
	if c != nil {
		return w.past.letter(ctx, c, l, w.now)
	}
	if l.Kind == string(notify.Answer) {
		return l, nil // it is not posted before it is let go, see letGo
	}
	l.Status, l.LastError = register.GaveUp, unknownFate
	return l, w.fateUnknown(ctx, l)
}

// recallAnswer does for an answer that is let go what recall does for the other
// letters when they are written.
func (w *work) recallAnswer(ctx context.Context, l register.Letter) error {
	switch {
	case w.past == nil:
		return nil
	case l.Status == register.Accepted:
		w.answers = append(w.answers, l)
		return nil
	}
	if err := w.tx.LetterFailed(ctx, l.ID, register.GaveUp, unknownFate); err != nil {
		return fmt.Errorf("leave the answer of case %s to a person: %w", l.Case, err)
	}
	return w.fateUnknown(ctx, l)
}

// fateUnknown leaves it to a person to find out whether a letter was sent.
func (w *work) fateUnknown(ctx context.Context, l register.Letter) error {
	return w.task(ctx, l.Case, fmt.Sprintf("the register was restored, and whether the %s to the %s was sent is not known: look, and send it with \"inquiryd letter send\" if it was not", l.Kind, l.Role))
}

// unknownFate is the last error of letters that were not posted since nobody
// knows whether they were before.
const unknownFate = "the register was restored: no copy lies in the folder of sent mail, so it may or may not have been sent"

// copyOf finds the letter of the past that l is: by its Message-ID, or, for a
// notice of a mail without a case, by the mail that it carries.
func (w *work) copyOf(ctx context.Context, l register.Letter) (*sentmail.Letter, error) {
	if c := w.past.ByID(l.MessageID); c != nil || l.Case != "" {
		return c, nil
	}
	for _, c := range w.past.Carrying(w.line.Digest) {
		if string(c.Claim.Kind) != l.Kind || c.OfCase() {
			continue
		}
		_, err := w.tx.LetterByMessageID(ctx, c.ID)
		if errors.Is(err, register.ErrNotFound) {
			return c, nil
		}
		if err != nil {
			return nil, fmt.Errorf("look up letter by Message-ID: %w", err)
		}
	}
	return nil, nil
}

// closeAnswered closes the cases whose answer letters were recalled, as they
// were closed when those were accepted.
func (w *work) closeAnswered(ctx context.Context) error {
	for _, l := range w.answers {
		at := *w
		if at.now = l.SentAt; w.now.After(at.now) {
			at.now = w.now
		}
		if err := at.endCases(ctx, l); err != nil {
			return err
		}
	}
	return nil
}
