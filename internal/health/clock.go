package health

import (
	"sync"
	"time"
)

// remembered is how long a jump of the clock is an alarm.
const remembered = time.Hour

// clock holds the clock of the machine, which people and programs set, against
// the one that only runs.
type clock struct {
	sync.Mutex
	wall    time.Time
	running time.Duration
	jumped  time.Duration // how long this process ran when it jumped last
	by      time.Duration // forward; 0: it did not jump
}

// read compares the two clocks with what they were when it was read before, and
// returns by how much the first jumped lately (forward), if it was more than
// limit.
func (c *clock) read(wall time.Time, running, limit time.Duration) (by time.Duration, lately bool) {
	c.Lock()
	defer c.Unlock()
	if jump := wall.Round(0).Sub(c.wall.Round(0)) - (running - c.running); max(jump, -jump) > limit {
		c.by, c.jumped = jump, running
	}
	c.wall, c.running = wall, running
	return c.by, c.by != 0 && running-c.jumped < remembered
}
