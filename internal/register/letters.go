package register

import (
	"context"
	"errors"
	"slices"
	"time"
)

const letters = `SELECT letters.id, key, kind, COALESCE(case_number, ''), COALESCE(inquiry_id, 0), recipient, sender, role, message_id, subject,
	ready_at, due, attempts, last_error, status, written_at, sent_at, response, filed_sent, cleared, dropped, raw_size, raw, text, pdf_size, pdf
	FROM letters JOIN letter_contents ON letter_contents.letter_id = letters.id`

// letter reads a letter, with its bytes from wherever they are kept.
func (tx *Tx) letter(ctx context.Context) func(scan) (Letter, error) {
	return func(s scan) (l Letter, err error) {
		var raw, pdf []byte
		var rawSize, pdfSize int64
		var dropped bool
		err = s(&l.ID, &l.Key, &l.Kind, &l.Case, &l.Inquiry, &l.Recipient, &l.Sender, &l.Role, &l.MessageID, &l.Subject, instant{&l.ReadyAt}, instant{&l.Due}, &l.Attempts,
			&l.LastError, &l.Status, instant{&l.WrittenAt}, instant{&l.SentAt}, &l.Response, &l.FiledSent, &l.Cleared, &dropped, &rawSize, &raw, &l.Text, &pdfSize, &pdf)
		if err != nil {
			return Letter{}, err
		}
		if dropped {
			l.Status = Dropped
		}
		var rawErr, pdfErr error
		l.Raw, rawErr = tx.r.value(ctx, raw, rawSize)
		l.PDF, pdfErr = tx.r.codec.unpack(pdf, pdfSize)
		return l, errors.Join(rawErr, pdfErr)
	}
}

// AddLetter keeps l, which is in the outbox from then on, and sets its ID; an
// answer is posted only after [Tx.ClearLetter].
// added is false when there is a letter with its Key: nothing changes then, and
// ID is that letter's. An empty Status is [Written], a zero WrittenAt is Due; a
// zero Due is at once. With ClaimedBy it is as claimed by [Tx.ClaimLetters] from
// the beginning: ReadyAt is when it is due, and Due when the claim ends.
func (tx *Tx) AddLetter(ctx context.Context, l *Letter) (added bool, err error) {
	defer name(&err, "add letter %q", l.Key)
	if err := l.tidy(); err != nil {
		return false, err
	}
	id, err := tx.insert(ctx, `
		INSERT INTO letters (`+letterColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
		ON CONFLICT DO NOTHING`, // of two at the same time either the key or the Message-ID is found to be there
		l.values()...)
	if err != nil {
		return false, err
	}
	if id == 0 {
		l.ID, err = one(ctx, tx, value[int64], `SELECT id FROM letters WHERE key = $1`, l.Key)
		return false, err
	}
	l.ID = id
	_, err = tx.exec(ctx, `INSERT INTO letter_contents (`+letterContents+`) VALUES ($1, $2, $3, $4, $5, $6)`, l.contents(tx)...)
	return err == nil, err
}

const letterColumns = `key, kind, case_number, inquiry_id, recipient, sender, role, message_id, subject, ready_at, due, attempts,
	last_error, status, written_at, sent_at, response, filed_sent, claimed_by`

func (l *Letter) values() []any {
	return []any{l.Key, clean(l.Kind), orNull(l.Case), orNull(l.Inquiry), l.Recipient, clean(l.Sender), clean(l.Role), l.MessageID, clean(l.Subject),
		l.ReadyAt.UnixMilli(), l.Due.UnixMilli(), l.Attempts, clean(l.LastError), l.Status, l.WrittenAt.UnixMilli(), millis(l.SentAt), clean(l.Response), l.FiledSent, l.ClaimedBy}
}

const letterContents = `letter_id, raw_size, raw, text, pdf_size, pdf`

func (l *Letter) contents(tx *Tx) []any {
	raw := tx.packed(l.Raw, l.Packed)
	return []any{l.ID, raw.size, raw.bytes, clean(l.Text), len(l.PDF), tx.r.codec.pack(l.PDF)}
}

func (l *Letter) tidy() error {
	if l.Key == "" || l.MessageID == "" || l.Recipient == "" || len(l.Raw) == 0 && l.Packed.size == 0 {
		return errors.New("it lacks a key, a Message-ID, a recipient or its bytes")
	}
	l.Key, l.Recipient, l.MessageID = indexed(l.Key), indexed(l.Recipient), indexed(l.MessageID)
	if l.Status == "" {
		l.Status = Written
	}
	if l.WrittenAt.IsZero() {
		l.WrittenAt = l.Due
	}
	if l.Due.IsZero() {
		l.Due = l.WrittenAt
	}
	if l.WrittenAt.IsZero() {
		return errors.New("it has no time")
	}
	l.Due, l.WrittenAt = round(l.Due), round(l.WrittenAt)
	if l.ReadyAt = round(l.ReadyAt); l.ClaimedBy == "" || l.ReadyAt.IsZero() {
		l.ReadyAt = l.Due
	}
	return nil
}

// Letter returns a letter, or [ErrNotFound].
func (tx *Tx) Letter(ctx context.Context, id int64) (_ Letter, err error) {
	defer name(&err, "read letter %d", id)
	return one(ctx, tx, tx.letter(ctx), letters+` WHERE letters.id = $1`, id)
}

// LetterByMessageID returns the letter that was sent under that Message-ID
// (without angle brackets), or [ErrNotFound].
func (tx *Tx) LetterByMessageID(ctx context.Context, messageID string) (_ Letter, err error) {
	defer name(&err, "look for letter by Message-ID")
	return one(ctx, tx, tx.letter(ctx), letters+` WHERE message_id = $1`, indexed(messageID))
}

// LettersOf returns the letters of a case in the order of their writing.
func (tx *Tx) LettersOf(ctx context.Context, caseNumber string) (_ []Letter, err error) {
	defer name(&err, "list letters of case %q", caseNumber)
	return many(ctx, tx, tx.letter(ctx), letters+` WHERE case_number = $1 ORDER BY letters.id`, clean(caseNumber))
}

// LettersOfInquiry returns the letters of an inquiry in the order of their
// writing.
func (tx *Tx) LettersOfInquiry(ctx context.Context, id int64) (_ []Letter, err error) {
	defer name(&err, "list letters of inquiry %d", id)
	return many(ctx, tx, tx.letter(ctx), letters+` WHERE inquiry_id = $1 ORDER BY letters.id`, id)
}

// Lacking returns those of keys that no letter has.
func (tx *Tx) Lacking(ctx context.Context, keys ...string) (lacking []string, err error) {
	defer name(&err, "look for letters by their keys")
	for part := range slices.Chunk(keys, 500) {
		args := make([]any, len(part))
		for i, key := range part {
			args[i] = indexed(key)
		}
		there, err := many(ctx, tx, value[string], `SELECT key FROM letters WHERE key IN (`+placeholders(1, len(part))+`)`, args...)
		if err != nil {
			return nil, err
		}
		for i, key := range part {
			if !slices.Contains(there, args[i].(string)) {
				lacking = append(lacking, key)
			}
		}
	}
	return lacking, nil
}

// CountLetters counts the letters to a recipient ("": to anybody) written at
// or after since, of some kinds (none: of any). Caps on automatic mail rest on
// it.
func (tx *Tx) CountLetters(ctx context.Context, recipient string, kinds []string, since time.Time) (_ int, err error) {
	defer name(&err, "count letters")
	var w where
	w.equal("recipient", indexed(recipient))
	n, err := tx.countLetters(ctx, w, kinds, since)
	return n + counted(tx.added.letters, kinds, since, func(l *Letter) bool { return recipient == "" || indexed(l.Recipient) == indexed(recipient) }), err
}

// CountLettersOf counts the letters of a case as CountLetters does, to those of
// a role ("": of any).
func (tx *Tx) CountLettersOf(ctx context.Context, caseNumber, role string, kinds []string, since time.Time) (_ int, err error) {
	defer name(&err, "count letters of case %q", caseNumber)
	ofRole := func(l *Letter) bool { return role == "" || l.Role == role }
	if c := tx.added.caseBy[caseNumber]; c != nil {
		return counted(c.letters, kinds, since, ofRole), nil
	}
	var w where
	w.add("case_number = ?", clean(caseNumber))
	w.equal("role", clean(role))
	n, err := tx.countLetters(ctx, w, kinds, since)
	return n + counted(tx.added.letters, kinds, since, func(l *Letter) bool { return l.Case == caseNumber && ofRole(l) }), err
}

func (tx *Tx) countLetters(ctx context.Context, w where, kinds []string, since time.Time) (int, error) {
	w.during("written_at", since, time.Time{})
	query := `SELECT COUNT(*) FROM letters` + w.clause()
	if len(kinds) > 0 {
		query += ` AND kind IN (` + placeholders(len(w.args)+1, len(kinds)) + `)`
		for _, kind := range kinds {
			w.args = append(w.args, clean(kind))
		}
	}
	n, err := peekMany(ctx, tx, value[int], query, w.args...)
	if err != nil {
		return 0, err
	}
	return n[0], nil
}
