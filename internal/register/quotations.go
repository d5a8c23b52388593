package register

import (
	"context"
	"time"
)

// Quote notes that a letter shows what was asked or answered in earlier cases.
// When one of those is erased, so is what the letter shows of it.
func (tx *Tx) Quote(ctx context.Context, letter int64, numbers ...string) (err error) {
	defer name(&err, "note what letter %d quotes", letter)
	for _, number := range numbers {
		if _, err := tx.exec(ctx, `INSERT INTO quotations (case_number, letter_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, number, letter); err != nil {
			return err
		}
	}
	return nil
}

// Quoting returns the letters that show something of a case, the oldest first.
func (tx *Tx) Quoting(ctx context.Context, number string) (_ []Letter, err error) {
	defer name(&err, "list letters that quote case %q", number)
	return many(ctx, tx, tx.letter(ctx), letters+` WHERE letters.id IN (SELECT letter_id FROM quotations WHERE case_number = $1) ORDER BY letters.id`,
		indexed(number))
}

// Unquote puts bytes and text without what a letter showed of a case into its
// place. It belongs into the transaction of [Tx.Erase], which empties the letters
// that still quote the case.
func (tx *Tx) Unquote(ctx context.Context, letter int64, number string, raw []byte, text string, now time.Time) (err error) {
	defer name(&err, "take case %q out of letter %d", number, letter)
	if err := tx.dropLetter(ctx, letter, now); err != nil {
		return err
	}
	if err := tx.change(ctx, `UPDATE letter_contents SET raw_size = $2, raw = $3, text = $4 WHERE letter_id = $1`,
		letter, len(raw), tx.r.codec.pack(raw), clean(text)); err != nil {
		return err
	}
	_, err = tx.exec(ctx, `DELETE FROM quotations WHERE case_number = $1 AND letter_id = $2`, indexed(number), letter)
	return err
}

// eraseQuotations empties the letters that still show something of a case.
func (tx *Tx) eraseQuotations(ctx context.Context, number string, now time.Time) error {
	ids, err := many(ctx, tx, value[int64], `SELECT letter_id FROM quotations WHERE case_number = $1`, number)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := tx.emptyLetter(ctx, id, now); err != nil {
			return err
		}
	}
	_, err = tx.exec(ctx, `DELETE FROM quotations WHERE case_number = $1`, number)
	return err
}
