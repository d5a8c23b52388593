package clerk

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"inquiryd/internal/belt"
	"inquiryd/internal/register"
)

// Filing is one transaction at a time, and what is done within it bounds how many
// mails are filed: so letters about new cases are composed and packed beside it,
// on all cores, by scribes. The transaction goes on with the next mail of its
// group, and takes the letters when it writes them down.

// scribes compose the letters of one transaction.
type scribes struct {
	work chan func()
	all  sync.WaitGroup
}

func newScribes() *scribes {
	s := &scribes{work: make(chan func(), belt.Group)}
	for range runtime.GOMAXPROCS(0) {
		s.all.Go(func() {
			for do := range s.work {
				do()
			}
		})
	}
	return s
}

// give lets a scribe do something, when one has time. done waits for it, and
// returns what went wrong; a panic is an error like any other.
func (s *scribes) give(do func() error) (done func() error) {
	var err error
	ready := make(chan struct{})
	s.work <- func() {
		defer close(ready)
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %v", p)
			}
		}()
		err = do()
	}
	return func() error {
		<-ready
		return err
	}
}

// end lets the scribes go when they have done all.
func (s *scribes) end() {
	close(s.work)
	s.all.Wait()
}

// canWait says whether a letter can be composed beside the transaction: it is
// about a case that was opened in it, or whose forwarding was put off, so nobody
// has written it before, and nothing is noted about it that needs its number.
func (w *work) canWait(dr draft) bool {
	return w.scribes != nil && w.past == nil && len(dr.quotes) == 0 && (dr.key == "" || dr.first) && (w.waited || w.tx.Adds(dr.c.Number))
}

// composeBeside is compose by a scribe. What the letter says is there when the
// transaction has written it down.
func (w *work) composeBeside(ctx context.Context, dr draft) (register.Letter, error) {
	l, begun, err := w.begin(ctx, dr)
	if err != nil {
		return begun, err
	}
	letter := &begun
	along := w.goesAlong(letter)
	if along {
		w.out = append(w.out, letter)
	}
	about := begun // what is known now; the letter itself is the scribe's
	pack := w.Register.Pack
	if w.later { // mails wait behind this one
		pack = w.Register.PackInHaste
	}
	written := w.scribes.give(func() error {
		composed, err := w.Writer.ComposeContext(ctx, l)
		if err != nil {
			return fmt.Errorf("write letter %s: %w", about.Key, err)
		}
		letter.Subject, letter.Text, letter.PDF, letter.Packed = composed.Subject, composed.Text, composed.PDF, pack(composed.Raw)
		if along {
			letter.Raw = composed.Raw
		}
		return nil
	})
	if err := w.tx.AddNewLetter(ctx, letter, written); err != nil {
		return about, fmt.Errorf("keep letter %s: %w", about.Key, err)
	}
	w.tally.wrote(about)
	return about, nil
}
