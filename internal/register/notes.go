package register

import (
	"context"
	"time"
)

// SetNote leaves a note for the desk's next start, in the place of one of the
// same name.
func (tx *Tx) SetNote(ctx context.Context, what, text string, at time.Time) (err error) {
	defer name(&err, "leave note %q", what)
	_, err = tx.exec(ctx, `
		INSERT INTO notes (name, text, at) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET text = excluded.text, at = excluded.at`, indexed(what), clean(text), at.UnixMilli())
	return err
}

// Note reads a note and when it was left, or [ErrNotFound].
func (tx *Tx) Note(ctx context.Context, what string) (text string, at time.Time, err error) {
	defer name(&err, "read note %q", what)
	_, err = one(ctx, tx, func(s scan) (struct{}, error) {
		return struct{}{}, s(&text, instant{&at})
	}, `SELECT text, at FROM notes WHERE name = $1`, indexed(what))
	return text, at, err
}

// DropNote takes a note away; without one it does nothing.
func (tx *Tx) DropNote(ctx context.Context, what string) (err error) {
	defer name(&err, "drop note %q", what)
	_, err = tx.exec(ctx, `DELETE FROM notes WHERE name = $1`, indexed(what))
	return err
}
