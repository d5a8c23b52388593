package precedent

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	"inquiryd/intake"
	"inquiryd/internal/cpr"
	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/notify"
)

// How large the letters may be that travel with a forwarding, in bytes: larger
// ones are only named.
const (
	largest  = 1 << 20
	together = 2 << 20
)

// What the files of letters are called: by the number of their case.
const (
	asPDF  = ".pdf"
	asText = ".txt"
)

// isLetter says whether a file has the name of one of those.
func isLetter(name string) bool {
	number, ok := strings.CutSuffix(name, asPDF)
	if !ok {
		number, ok = strings.CutSuffix(name, asText)
	}
	return ok && register.IsCaseNumber(number)
}

// Letters are the letters by which the similar cases were answered, as
// files; each view says which file is its case's. The answers of confidential
// cases are neither shown nor sent. One with what looks like a personal identity
// number goes as text without it.
func (f *Finder) Letters(ctx context.Context, tx *register.Tx, views []notify.SimilarView) (files []notify.Attachment, err error) {
	room := together
	for i := range views {
		v := &views[i]
		if v.AnsweredAt.IsZero() || v.Confidential {
			continue
		}
		l, ok, err := f.letter(ctx, tx, v.Number)
		if errors.Is(err, register.ErrOutside) { // no question waits for the store
			f.Log.Warn("the letter of an earlier case does not travel along", "case", v.Number, "err", err)
			continue
		}
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		file := notify.Attachment{Name: v.Number + asPDF, MediaType: "application/pdf", Content: l.PDF}
		if len(l.PDF) == 0 || cpr.In(l.Text) {
			file = notify.Attachment{Name: v.Number + asText, MediaType: "text/plain; charset=utf-8", Content: []byte(cpr.Mask(l.Text))}
		}
		if n := len(file.Content); n == 0 || n > largest || n > room {
			continue
		}
		room -= len(file.Content)
		v.File = file.Name
		files = append(files, file)
	}
	return files, nil
}

// letter is the last letter that answered a case, unless it also answered
// a confidential one.
func (f *Finder) letter(ctx context.Context, tx *register.Tx, number string) (l register.Letter, ok bool, err error) {
	c, err := tx.Case(ctx, number)
	if err != nil {
		return l, false, err
	}
	letters, err := f.Answers(ctx, tx, c)
	if err != nil || len(letters) == 0 {
		return l, false, err
	}
	l = letters[len(letters)-1]
	all, err := tx.CasesOf(ctx, c.Inquiry)
	if err != nil {
		return l, false, err
	}
	for _, other := range all {
		if other.Access != reply.Confidential {
			continue
		}
		sent, err := f.Answers(ctx, tx, other)
		if err != nil || slices.ContainsFunc(sent, func(s register.Letter) bool { return s.ID == l.ID }) {
			return l, false, err
		}
	}
	return l, true, nil
}

// Without takes the letters of earlier cases that travelled with ours, and
// that some mail programs send back with a reply, off an official's mail: they are
// no part of the answer, and may be for other eyes than this member's.
func (f *Finder) Without(ctx context.Context, tx *register.Tx, c register.Case, m *intake.Mail) error {
	if !slices.ContainsFunc(m.Attachments, func(a intake.Attachment) bool { return isLetter(a.Name) }) {
		return nil
	}
	letters, err := tx.LettersOf(ctx, c.Number)
	if err != nil {
		return fmt.Errorf("read letters of case %s: %w", c.Number, err)
	}
	ours := map[[sha256.Size]byte]bool{}
	for _, l := range letters {
		if l.Kind != string(notify.Forwarding) {
			continue
		}
		for _, a := range intake.Parse(l.Raw, f.Limits).Attachments {
			if isLetter(a.Name) {
				ours[sha256.Sum256(a.Content)] = true
			}
		}
	}
	m.Attachments = slices.DeleteFunc(m.Attachments, func(a intake.Attachment) bool {
		return isLetter(a.Name) && ours[sha256.Sum256(a.Content)]
	})
	return nil
}
