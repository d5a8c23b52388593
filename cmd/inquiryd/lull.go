package main

import (
	"context"
	"errors"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"
)

// lullAfter is how long nothing has been done when memory is given back.
const lullAfter = 10 * time.Second

// lull gives memory back when work has stopped for a while: what a backlog took
// is not needed by a daemon that waits.
type lull struct {
	give   func()
	giving sync.Mutex // held meanwhile
	mutex  sync.Mutex // guards what follows
	timer  *time.Timer
	ended  bool
}

// worked notes that something was done. It is safe for concurrent use; a nil one
// gives nothing back.
func (l *lull) worked() {
	if l == nil {
		return
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	switch {
	case l.ended:
	case l.timer == nil:
		l.timer = time.AfterFunc(lullAfter, l.now)
	default:
		l.timer.Reset(lullAfter)
	}
}

// now gives back, unless it has ended.
func (l *lull) now() {
	l.giving.Lock()
	defer l.giving.Unlock()
	l.mutex.Lock()
	ended := l.ended
	l.mutex.Unlock()
	if !ended {
		l.give()
	}
}

// end waits until nothing is being given back; from then on nothing is.
func (l *lull) end() error {
	l.mutex.Lock()
	l.ended = true
	if l.timer != nil {
		l.timer.Stop()
	}
	l.mutex.Unlock()
	l.giving.Lock()
	defer l.giving.Unlock()
	return nil
}

// giveBack gives back what the offices, the program's own memory and its file
// take more than they need to wait.
func (d *offices) giveBack(ctx context.Context) {
	d.mutex.Lock()
	all := slices.Collect(maps.Values(d.open))
	d.mutex.Unlock()
	var errs []error
	for _, o := range all {
		errs = append(errs, o.live.desk().Register.Rest(ctx))
	}
	runtime.GC() // pools keep what they have through one collection
	debug.FreeOSMemory()
	if err := errors.Join(append(errs, leavePages())...); err != nil && ctx.Err() == nil {
		d.log.Debug("memory could not be given back", "err", err)
	}
}
