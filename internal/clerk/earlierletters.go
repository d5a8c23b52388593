package clerk

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"inquiryd/intake"
	"inquiryd/internal/cpr"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// How large the letters may be that travel with a forwarding, in bytes: larger
// ones are only named.
const (
	largestEarlier = 1 << 20
	allEarlier     = 2 << 20
)

// earlierLetters are the letters by which the similar cases were answered, as
// files; each view says which file is its case's. The answers of confidential
// cases are neither shown nor sent. One with what looks like a personal identity
// number goes as text without it.
func (w *work) earlierLetters(ctx context.Context, views []notify.SimilarView) (files []notify.Attachment, err error) {
	room := allEarlier
	for i := range views {
		v := &views[i]
		if v.AnsweredAt.IsZero() || v.Confidential {
			continue
		}
		l, ok, err := w.earlierLetter(ctx, v.Number)
		if errors.Is(err, register.ErrOutside) { // no question waits for the store
			w.Log.Warn("the letter of an earlier case does not travel along", "case", v.Number, "err", err)
			continue
		}
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		file := notify.Attachment{Name: v.Number + ".pdf", MediaType: "application/pdf", Content: l.PDF}
		if len(l.PDF) == 0 || cpr.In(l.Text) {
			file = notify.Attachment{Name: v.Number + ".txt", MediaType: "text/plain; charset=utf-8", Content: []byte(cpr.Mask(l.Text))}
		}
		if n := len(file.Content); n == 0 || n > largestEarlier || n > room {
			continue
		}
		room -= len(file.Content)
		v.File = file.Name
		files = append(files, file)
	}
	return files, nil
}

// earlierLetter is the last letter that answered a case, unless it also answered
// a confidential one.
func (w *work) earlierLetter(ctx context.Context, number string) (l register.Letter, ok bool, err error) {
	c, err := w.tx.Case(ctx, number)
	if err != nil {
		return l, false, err
	}
	letters, err := w.answersSent(ctx, c)
	if err != nil || len(letters) == 0 {
		return l, false, err
	}
	l = letters[len(letters)-1]
	all, err := w.tx.CasesOf(ctx, c.Inquiry)
	if err != nil {
		return l, false, err
	}
	for _, other := range all {
		if other.Access != accessConfidential {
			continue
		}
		sent, err := w.answersSent(ctx, other)
		if err != nil || slices.ContainsFunc(sent, func(s register.Letter) bool { return s.ID == l.ID }) {
			return l, false, err
		}
	}
	return l, true, nil
}

// earlierName is the name of such a file.
var earlierName = expression(`^\d{4}-\d{4,}\.(?:pdf|txt)$`)

// withoutEarlier takes the letters of earlier cases that travelled with ours, and
// that some mail programs send back with a reply, off an official's mail: they are
// no part of the answer, and may be for other eyes than this member's.
func (w *work) withoutEarlier(ctx context.Context, c register.Case, m *intake.Mail) error {
	if !slices.ContainsFunc(m.Attachments, func(a intake.Attachment) bool { return earlierName().MatchString(a.Name) }) {
		return nil
	}
	letters, err := w.tx.LettersOf(ctx, c.Number)
	if err != nil {
		return fmt.Errorf("read letters of case %s: %w", c.Number, err)
	}
	ours := map[[sha256.Size]byte]bool{}
	for _, l := range letters {
		if l.Kind != string(notify.Forwarding) {
			continue
		}
		for _, a := range intake.Parse(l.Raw, w.Intake.Limits).Attachments {
			if earlierName().MatchString(a.Name) {
				ours[sha256.Sum256(a.Content)] = true
			}
		}
	}
	m.Attachments = slices.DeleteFunc(m.Attachments, func(a intake.Attachment) bool {
		return earlierName().MatchString(a.Name) && ours[sha256.Sum256(a.Content)]
	})
	return nil
}
