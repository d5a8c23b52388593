package notify

import (
	"sync"
	"time"
)

// The pause after a refused login, doubled at each further one.
const (
	doorPause = 30 * time.Second
	doorLimit = 15 * time.Minute
)

// door stays shut for a while after a refused login: servers lock accounts
// that knock too often with a wrong password.
type door struct {
	mu    sync.Mutex
	until time.Time
	pause time.Duration
}

func (d *door) refuse(now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.pause = min(max(2*d.pause, doorPause), doorLimit)
	d.until = now.Add(d.pause)
}

func (d *door) open() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.until, d.pause = time.Time{}, 0
}

// shut returns how long the door stays shut.
func (d *door) shut(now time.Time) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	return max(0, d.until.Sub(now))
}
