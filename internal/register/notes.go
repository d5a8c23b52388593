package register

import (
	"context"
	"time"
	"unicode/utf8"
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

// Note is a note that the desk left.
type Note struct {
	Name, Text string
	At         time.Time
}

// NotesOf are the notes whose names begin with some text.
func (tx *Tx) NotesOf(ctx context.Context, begins string) (notes []Note, err error) {
	defer name(&err, "read notes %q", begins)
	return many(ctx, tx, func(s scan) (n Note, err error) {
		err = s(&n.Name, &n.Text, instant{&n.At})
		return n, err
	}, `SELECT name, text, at FROM notes WHERE SUBSTR(name, 1, $1) = $2 ORDER BY at, name`, utf8.RuneCountInString(begins), begins)
}

// TakeNote takes a note away if it still says text. Of several transactions that
// do so at the same time one has it.
func (tx *Tx) TakeNote(ctx context.Context, what, text string) (taken bool, err error) {
	defer name(&err, "take note %q", what)
	n, err := tx.exec(ctx, `DELETE FROM notes WHERE name = $1 AND text = $2`, indexed(what), text)
	return n > 0, err
}
