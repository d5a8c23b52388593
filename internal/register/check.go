package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Check reads the whole register and reports all that does not hold: damaged
// pages, references to nothing, changed events. It may take minutes on a grown
// one; work goes on meanwhile. Errors: [ErrCorrupt], [ErrTampered].
func (r *Register) Check(ctx context.Context) (err error) {
	defer name(&err, "check register")
	if r.dialect.oneWriter {
		if err := checkPages(ctx, r.read.db, r.where); err != nil {
			return err
		}
	}
	return r.View(ctx, func(tx *Tx) error { return tx.verifyAll(ctx, func(int) {}) })
}

// checkPages is SQLite's own check of a file.
func checkPages(ctx context.Context, db *sql.DB, path string) error {
	for _, pragma := range []string{"integrity_check", "foreign_key_check"} {
		found, err := firstFault(ctx, db, pragma)
		if err != nil {
			return fmt.Errorf("%w: %s: %s: %w", ErrCorrupt, path, pragma, err)
		}
		if found != "" {
			return fmt.Errorf("%w: %s: %s: %s", ErrCorrupt, path, pragma, found)
		}
	}
	return nil
}

// firstFault returns what the first row of a check says, "" for none or "ok".
func firstFault(ctx context.Context, db *sql.DB, pragma string) (string, error) {
	rows, err := db.QueryContext(ctx, "PRAGMA "+pragma)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil || !rows.Next() {
		return "", errors.Join(err, rows.Err())
	}
	cells := make([]any, len(columns))
	for i := range cells {
		cells[i] = new(sql.NullString)
	}
	if err := rows.Scan(cells...); err != nil {
		return "", err
	}
	said := cells[0].(*sql.NullString).String
	if said == "ok" {
		return "", rows.Err()
	}
	for _, cell := range cells[1:] {
		said += " " + cell.(*sql.NullString).String
	}
	return said, rows.Err()
}
