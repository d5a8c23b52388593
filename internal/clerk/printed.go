package clerk

import (
	"context"
	"errors"
	"fmt"

	"inquiryd/internal/register"
	"inquiryd/notify"
)

// unprintedNote is left while the command that prints letters fails.
const unprintedNote = "letters are not printed by the command"

// composed composes a letter. One that is to be printed was printed before, but
// while the past is recovered: there the transaction must not seem to stand still.
func (w *work) composed(ctx context.Context, l notify.Letter) (c notify.Composed, err error) {
	compose := func(ctx context.Context) (err error) {
		c, err = w.Writer.ComposeContext(ctx, l)
		return err
	}
	if !w.Writer.Prints(l.Kind) {
		return c, compose(ctx)
	}
	if l.Print = w.print; l.Print == nil {
		return c, w.tx.Meanwhile(ctx, compose)
	}
	if err = compose(ctx); errors.Is(err, notify.ErrReprint) {
		l.Print = nil
		err = &unprintedError{l}
	}
	return c, err
}

// printed notes on the case that its letter has the built-in PDF, if the command
// failed. A person is told by a task, once until it has printed a letter again.
func (w *work) printed(ctx context.Context, l register.Letter, why error) error {
	if why == nil {
		return w.tx.DropNote(ctx, unprintedNote)
	}
	w.Log.Error("an answer has the built-in PDF: notify.pdf_command fails, and check tells more", "letter", l.Key, "err", notify.Discreet(why))
	err := w.event(ctx, register.Event{Case: l.Case, Who: "system", What: "built-in PDF",
		Detail: map[string]string{"message_id": l.MessageID}})
	if err != nil {
		return err
	}
	_, _, err = w.tx.Note(ctx, unprintedNote)
	if !errors.Is(err, register.ErrNotFound) {
		return err
	}
	err = w.task(ctx, l.Case, fmt.Sprintf("answers go out with the built-in PDF, from this case on, since notify.pdf_command fails, as inquiryd check shows: %s", notify.Discreet(why)))
	if err != nil {
		return err
	}
	return w.tx.SetNote(ctx, unprintedNote, l.MessageID, w.now)
}
