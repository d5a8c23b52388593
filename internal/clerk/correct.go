package clerk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"inquiryd/internal/register"
)

// corrects is the day of the letter that the next letter of a case takes the
// place of; zero when it corrects none.
func (w *work) corrects(ctx context.Context, c register.Case) (time.Time, error) {
	events, err := w.tx.Events(ctx, c.Number)
	if err != nil {
		return time.Time{}, fmt.Errorf("read events of case %s: %w", c.Number, err)
	}
	begun := false
	for _, e := range slices.Backward(events) {
		switch {
		case e.What == "correction":
			begun = true
		case isAnswerLetter(e) && !begun:
			return time.Time{}, nil
		case isAnswerLetter(e):
			l, err := w.tx.LetterByMessageID(ctx, e.Detail["message_id"])
			if err != nil {
				return time.Time{}, fmt.Errorf("find the letter that is corrected: %w", err)
			}
			return l.WrittenAt.In(w.Place), nil
		}
	}
	return time.Time{}, nil
}
