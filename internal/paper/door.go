package paper

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"inquiryd/internal/outside"
)

// How long a command that went past its time is left alone: each file would wait
// for it as long again.
const (
	firstRest   = time.Minute
	longestRest = time.Hour
)

// Door is shut for a while when the command has gone past its time, and for twice
// as long when it does so again: one file may be too much for it, or the command
// hangs whatever it is given. Those who read with one command share one door; a
// nil one is always open.
type Door struct {
	mutex sync.Mutex
	shut  time.Time // when it went past its time
	rest  time.Duration
	why   error // nil: it has kept its time since
}

// Shut says why files are not given to the command now, or were not the last
// time; nil: they are.
func (d *Door) Shut() error {
	if d == nil {
		return nil
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.why
}

// resting says why the command is not asked now.
func (d *Door) resting() error {
	if d == nil {
		return nil
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.why == nil || time.Since(d.shut) >= d.rest {
		return nil
	}
	return fmt.Errorf("left alone for %v: %w", d.rest, d.why)
}

// ran notes what became of a file that was given to the command.
func (d *Door) ran(err error) {
	if d == nil {
		return
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if !errors.Is(err, outside.ErrLate) {
		d.why, d.rest = nil, 0
		return
	}
	d.why = err
	if time.Since(d.shut) >= d.rest { // not that of files which were on their way together
		d.rest = min(max(2*d.rest, firstRest), longestRest)
	}
	d.shut = time.Now()
}
