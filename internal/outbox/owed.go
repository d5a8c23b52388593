package outbox

import (
	"context"
	"fmt"
	"sync"

	"inquiryd/internal/register"
)

// What the outgoing server said to a letter may be impossible to write down: the
// disk is full, the database starts anew. It is kept in memory until it can be,
// and nothing is posted before it was. The letters stay claimed meanwhile, so
// they go out again only when this process dies first.

// owedTries is how often a result is tried to be written down that the register
// refuses while it is there.
const owedTries = 3

// owed are the results that are not written down yet.
type owed struct {
	mutex   sync.Mutex
	results []debt
}

type debt struct {
	outcome
	tries int
}

func (w *owed) add(o outcome) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.results = append(w.results, debt{outcome: o})
}

// NoteOwed writes down what could not be before. With an error there is more.
func (b *Outbox) NoteOwed(ctx context.Context) error {
	b.owed.mutex.Lock()
	defer b.owed.mutex.Unlock()
	for len(b.owed.results) > 0 {
		o := &b.owed.results[0]
		err := b.noteAlone(ctx, o.outcome)
		if err != nil && (register.Unavailable(err) || ctx.Err() != nil) {
			return fmt.Errorf("write down what %d letters came to: %w", len(b.owed.results), err)
		}
		if err != nil {
			if o.tries++; o.tries < owedTries {
				return err
			}
			b.Log.Error("what became of a letter cannot be written down: it goes out again when its claim ends", "letter", o.letter.ID, "err", err)
		}
		b.owed.results = b.owed.results[1:]
	}
	b.owed.results = nil
	return nil
}
