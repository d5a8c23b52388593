package main

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// turns lets a bounded number of rounds of all tenants begin at a time, in the
// order in which they asked. Each mailbox asks for one round at a time and goes
// to the end of the line after it, so that a tenant with much mail gets no more
// turns than one with little. A round that lasts longer than its patience, as on
// a server that does not answer, takes up no place any longer: it slows others
// down, but never stops them. Nil turns let everybody begin at once.
type turns struct {
	places   int
	patience time.Duration

	mutex   sync.Mutex
	taken   int
	waiting []chan struct{}
}

// newTurns has four rounds at a time for each processor: they wait for servers
// more than they compute.
func newTurns() *turns {
	return &turns{places: 4 * runtime.GOMAXPROCS(0), patience: 5 * time.Second}
}

// enter waits for a turn; leave ends it.
func (t *turns) enter(ctx context.Context) (leave func(), err error) {
	if t == nil {
		return func() {}, nil
	}
	if err := t.wait(ctx); err != nil {
		return nil, err
	}
	var once sync.Once
	free := func() { once.Do(t.free) }
	late := time.AfterFunc(t.patience, free)
	return func() {
		late.Stop()
		free()
	}, nil
}

func (t *turns) wait(ctx context.Context) error {
	t.mutex.Lock()
	if t.taken < t.places {
		t.taken++
		t.mutex.Unlock()
		return nil
	}
	mine := make(chan struct{}, 1)
	t.waiting = append(t.waiting, mine)
	t.mutex.Unlock()
	select {
	case <-mine:
		return nil
	case <-ctx.Done():
		t.giveUp(mine)
		return ctx.Err()
	}
}

// free hands a place to the first in the line.
func (t *turns) free() {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if len(t.waiting) == 0 {
		t.taken--
		return
	}
	t.waiting[0] <- struct{}{}
	t.waiting = t.waiting[1:]
}

// giveUp leaves the line, or passes on the place that came meanwhile.
func (t *turns) giveUp(mine chan struct{}) {
	t.mutex.Lock()
	for i, w := range t.waiting {
		if w == mine {
			t.waiting = append(t.waiting[:i], t.waiting[i+1:]...)
			t.mutex.Unlock()
			return
		}
	}
	t.mutex.Unlock()
	t.free()
}
