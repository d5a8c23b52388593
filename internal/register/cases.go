package register

import (
	"context"
	"errors"
)

const caseColumns = `cases.id, cases.number, cases.inquiry_id, administration, contributing, state, held_why, opened_at, due, closed_at,
	access, external, unit, signatory, signatory_title, COALESCE(successor, ''), updated_at`

const cases = `SELECT ` + caseColumns + ` FROM cases`

func readCase(s scan) (c Case, err error) {
	err = s(c.columns()...)
	return c, err
}

func (c *Case) columns() []any {
	return []any{&c.ID, &c.Number, &c.Inquiry, &c.Administration, parsed{&c.Contributing}, &c.State, &c.HeldWhy, instant{&c.OpenedAt},
		instant{&c.Due}, instant{&c.ClosedAt}, &c.Access, parsed{&c.External}, &c.Unit, &c.Signatory, &c.SignatoryTitle, &c.Successor,
		instant{&c.UpdatedAt}}
}

// AddCase keeps c with the next number of that year, and sets its ID and
// Number. The number is drawn within the transaction: one that is rolled back
// leaves no gap.
func (tx *Tx) AddCase(ctx context.Context, c *Case, year int) (err error) {
	defer name(&err, "add case")
	number, err := tx.nextNumber(ctx, year)
	if err != nil {
		return err
	}
	return tx.addCase(ctx, c, number)
}

// AddCaseAgain keeps c under the number that it had before the register was
// restored from a backup, and sets its ID and Number. That number is never
// drawn again. It is an error when the register has a case of that number.
func (tx *Tx) AddCaseAgain(ctx context.Context, c *Case, number string) (err error) {
	defer name(&err, "add case %q again", number)
	if err := tx.NumberGiven(ctx, number); err != nil {
		return err
	}
	return tx.addCase(ctx, c, number)
}

func (tx *Tx) addCase(ctx context.Context, c *Case, number string) error {
	if tx.gathers {
		if err := tx.holdCase(ctx, c, number); err != nil {
			return err
		}
		tx.pending.chains[number] = &chain{}
		tx.index(c.ID)
		return nil
	}
	id, err := tx.insert(ctx, `
		INSERT INTO cases (`+newCaseColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		append([]any{number, c.Inquiry}, c.values()...)...)
	if err != nil {
		return err
	}
	c.ID, c.Number = id, number
	tx.pending.chains[number] = &chain{}
	tx.index(id)
	return nil
}

const newCaseColumns = `number, inquiry_id, administration, contributing, state, held_why, opened_at, due, closed_at, access, external,
	unit, signatory, signatory_title, successor, updated_at`

// values are the columns that may change, in the order of both statements.
func (c *Case) values() []any {
	return []any{indexed(c.Administration), clean(document(c.Contributing)), c.State, clean(c.HeldWhy), millis(c.OpenedAt), millis(c.Due),
		millis(c.ClosedAt), clean(c.Access), clean(document(c.External)), clean(c.Unit), clean(c.Signatory), clean(c.SignatoryTitle),
		orNull(c.Successor), millis(c.UpdatedAt)}
}

// Case returns a case, or [ErrNotFound]. Read within an Update it stays as it
// is until the end of it.
func (tx *Tx) Case(ctx context.Context, number string) (_ Case, err error) {
	defer name(&err, "read case %q", number)
	return one(ctx, tx, readCase, cases+` WHERE number = $1`+tx.locking(), clean(number))
}

// CasesOf returns the cases of an inquiry in the order of their numbers.
func (tx *Tx) CasesOf(ctx context.Context, inquiry int64) (_ []Case, err error) {
	defer name(&err, "list cases of inquiry %d", inquiry)
	if all, ok := tx.added.casesOf(inquiry); ok {
		return all, nil
	}
	return many(ctx, tx, readCase, cases+` WHERE inquiry_id = $1 ORDER BY id`+tx.locking(), inquiry)
}

// UpdateCase keeps what c says now, apart from its Number and Inquiry, which
// never change.
func (tx *Tx) UpdateCase(ctx context.Context, c Case) (err error) {
	defer name(&err, "update case %q", c.Number)
	if c.ID == 0 {
		return errors.New("it has no ID")
	}
	return tx.change(ctx, `
		UPDATE cases SET administration = $2, contributing = $3, state = $4, held_why = $5, opened_at = $6, due = $7, closed_at = $8,
			access = $9, external = $10, unit = $11, signatory = $12, signatory_title = $13, successor = $14, updated_at = $15
		WHERE id = $1`, append([]any{c.ID}, c.values()...)...)
}
