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

// How long nothing has been done when memory is given back: after work, and after
// a look that found none. A second after a look SQLite's log is carried into the file:
// who gave back just then would have most of it in memory again until the next look.
const (
	lullAfter = 10 * time.Second
	stirAfter = 2 * time.Second
)

// lull gives memory back when work has stopped for a while: what a backlog took
// is not needed by a daemon that waits.
type lull struct {
	give    func(much bool) // much: there was work, not only a look for it
	giving  sync.Mutex      // held meanwhile
	mutex   sync.Mutex      // guards what follows
	timer   *time.Timer
	pending bool
	much    bool
	ended   bool
}

// worked notes that something was done. It is safe for concurrent use; a nil one
// gives nothing back.
func (l *lull) worked() { l.wait(lullAfter, true) }

// stirred notes that it was looked for work, and none was found.
func (l *lull) stirred() { l.wait(stirAfter, false) }

func (l *lull) wait(after time.Duration, much bool) {
	if l == nil {
		return
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.ended || l.pending && !much {
		return
	}
	l.pending, l.much = true, l.much || much
	if l.timer == nil {
		l.timer = time.AfterFunc(after, l.now)
		return
	}
	l.timer.Reset(after)
}

// now gives back, unless it has ended.
func (l *lull) now() {
	l.giving.Lock()
	defer l.giving.Unlock()
	l.mutex.Lock()
	ended, much := l.ended, l.much
	l.pending, l.much = false, false
	l.mutex.Unlock()
	if !ended {
		l.give(much)
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
// take more than they need to wait; after a look for work only of its file.
func (d *offices) giveBack(ctx context.Context, much bool) {
	var errs []error
	if much {
		d.mutex.Lock()
		all := slices.Collect(maps.Values(d.open))
		d.mutex.Unlock()
		for _, o := range all {
			errs = append(errs, o.live.desk().Register.Rest(ctx))
		}
		runtime.GC() // pools keep what they have through one collection
		debug.FreeOSMemory()
	}
	if err := errors.Join(append(errs, leavePages())...); err != nil && ctx.Err() == nil {
		d.log.Debug("memory could not be given back", "err", err)
	}
}
