package register

import (
	"context"
	"sync"
	"time"
)

// When PostgreSQL's list of new words is swept into their index. A search walks
// over what is on the list, so it must stay short.
const (
	sweepCases = 256             // after so many cases whose words are new
	sweepWait  = 5 * time.Second // or so long after the first of fewer
)

// sweeper sweeps PostgreSQL's list of new words into their index, beside the
// updates: a word that many new cases have goes into the index once, and no
// update waits for it. Words of a process that was killed are swept by the next
// one, or by the server's autovacuum.
//
// A nil sweeper does nothing: that of SQLite, which does its own sweeping.
type sweeper struct {
	r       *Register
	cases   chan int
	stop    context.CancelFunc
	stopped sync.WaitGroup
}

func (r *Register) startSweeper() {
	ctx, stop := context.WithCancel(context.Background())
	s := &sweeper{r: r, cases: make(chan int, 16), stop: stop}
	s.stopped.Go(func() {
		for s.gather(ctx) {
			s.sweep(ctx)
		}
	})
	r.sweeper = s
}

// indexed notes that the words of so many cases were committed. It never waits.
func (s *sweeper) indexed(cases int) {
	if s == nil || cases == 0 {
		return
	}
	select {
	case s.cases <- cases:
	default: // it will sweep soon anyhow
	}
}

// gather waits for cases; false: there will be no more.
func (s *sweeper) gather(ctx context.Context) bool {
	var late <-chan time.Time
	for n := 0; n < sweepCases; {
		select {
		case cases := <-s.cases:
			n += cases
		case <-late:
			return true
		case <-ctx.Done():
			return false
		}
		if late == nil {
			timer := time.NewTimer(sweepWait)
			defer timer.Stop()
			late = timer.C
		}
	}
	return true
}

// sweep goes on for as long as the server needs. What cannot be swept now, as
// while another daemon does it, stays on the list, where it is found all the
// same.
func (s *sweeper) sweep(ctx context.Context) {
	_ = s.r.run(ctx, s.r.write, nil, func(tx *Tx) error {
		_, err := tx.exec(ctx, s.r.dialect.sweep)
		return err
	})
}

// close ends the work.
func (s *sweeper) close() {
	if s != nil {
		s.stop()
		s.stopped.Wait()
	}
}
