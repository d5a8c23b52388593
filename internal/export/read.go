// Package export makes of a case a set of files that can be read without
// inquiryd: for case-management systems, access to documents and archives.
//
// The files of a case are its mails as they came and as they were sent, the
// letters as PDF, the attachments under safe names, case.json and case.xml with
// what the register knows, events.jsonl with the chain of events, an index.html
// for people, and manifest.json with the digest of each. They stand by
// themselves: [Verify] holds the digests and the chain without a register.
package export

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"inquiryd/internal/register"
)

// Dossier is all that the register knows of a case.
type Dossier struct {
	Case      register.Case
	Inquiry   register.Inquiry
	Questions []register.Question
	Events    []register.Event
	Letters   []register.Letter
	Deadline  string // how it came about, in words, for who knows; see [Case.Reckoned]
	Tampered  error  // why the chain of events does not hold
}

// Read reads a case with everything that belongs to it; [register.ErrNotFound].
func Read(ctx context.Context, tx *register.Tx, number string) (d Dossier, err error) {
	if d.Case, err = tx.Case(ctx, number); err != nil {
		return d, err
	}
	var errs [5]error
	d.Inquiry, errs[0] = tx.Inquiry(ctx, d.Case.Inquiry)
	d.Questions, errs[1] = tx.Questions(ctx, d.Case.ID)
	d.Events, errs[2] = tx.Events(ctx, number)
	d.Letters, errs[3] = tx.LettersOf(ctx, number)
	if err := d.sharedLetters(ctx, tx); err != nil {
		return d, err
	}
	if err := tx.VerifyEvents(ctx, number); errors.Is(err, register.ErrTampered) {
		d.Tampered = err
	} else {
		errs[4] = err
	}
	return d, errors.Join(errs[:]...)
}

// sharedLetters adds the letters that answer the case along with another one,
// under whose number they are kept.
func (d *Dossier) sharedLetters(ctx context.Context, tx *register.Tx) error {
	for _, e := range d.Events {
		id := e.Detail["message_id"]
		if id == "" || slices.ContainsFunc(d.Letters, func(l register.Letter) bool { return l.MessageID == id }) {
			continue
		}
		l, err := tx.LetterByMessageID(ctx, id)
		if errors.Is(err, register.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		d.Letters = append(d.Letters, l)
	}
	return nil
}

// mail is a mail of the case as it came.
type mail struct {
	line register.LedgerLine
	raw  []byte
}

// mails are those that caused something in the case, in the order of their
// arrival. Erased ones are left out.
func (d Dossier) mails(ctx context.Context, tx *register.Tx) (all []mail, err error) {
	ids := []int64{d.Inquiry.Ledger}
	for _, e := range d.Events {
		ids = append(ids, e.Ledger)
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if id == 0 {
			continue
		}
		m := mail{}
		if m.line, err = tx.Line(ctx, id); err != nil {
			return nil, fmt.Errorf("find mail %d: %w", id, err)
		}
		m.raw, err = tx.Raw(ctx, m.line.Digest)
		if errors.Is(err, register.ErrNotFound) && !d.Inquiry.ErasedAt.IsZero() {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read mail %d: %w", id, err)
		}
		all = append(all, m)
	}
	return all, nil
}
