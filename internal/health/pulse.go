package health

import (
	"fmt"
	"sync"
	"time"
)

// The jobs that are watched.
const (
	Poll = "poll" // a round of a mailbox
	Post = "post" // a round of the outbox
)

// beatEvery is how often the bell's own beat comes at least.
const beatEvery = 15 * time.Second

// pulse is what this process is doing.
type pulse struct {
	sync.Mutex
	next   int
	began  map[int]job
	beat   time.Duration   // when the bell last rang, as Options.Running
	every  time.Duration   // how often it is to ring; 0: beatEvery
	polled map[string]bool // mailboxes of which a round has ended in this process
}

// job is one that is under way.
type job struct {
	name  string
	since time.Duration // as Options.Running
}

// Begin notes that a job begins; what it returns notes its end.
func (h *Health) Begin(name string) (end func(error)) {
	if h == nil {
		return func(error) {}
	}
	since := h.Running()
	h.pulse.Lock()
	defer h.pulse.Unlock()
	h.pulse.next++
	n := h.pulse.next
	h.pulse.began[n] = job{name, since}
	return func(err error) {
		h.pulse.Lock()
		delete(h.pulse.began, n)
		h.pulse.Unlock()
		h.counts.ended(name, h.Running()-since, err)
		if name == Poll {
			h.nudge()
		}
	}
}

// BeginPoll notes that a round of a mailbox begins; what it returns notes its end.
func (h *Health) BeginPoll(mailbox string) (end func(error)) {
	if h == nil {
		return func(error) {}
	}
	ended := h.Begin(Poll)
	return func(err error) {
		h.pulse.Lock()
		h.pulse.polled[mailbox] = true
		h.pulse.Unlock()
		ended(err)
	}
}

// Beat notes that the bell that rings for all jobs does ring; it is to come
// again within every.
func (h *Health) Beat(every time.Duration) {
	if h == nil {
		return
	}
	h.pulse.Lock()
	defer h.pulse.Unlock()
	h.pulse.beat, h.pulse.every = h.Running(), every
}

// Alive is nil while the work turns: the bell rings, and no job hangs.
func (h *Health) Alive() error {
	now := h.Running()
	h.pulse.Lock()
	defer h.pulse.Unlock()
	every := h.pulse.every
	if every == 0 {
		every = beatEvery
	}
	if silent := now - h.pulse.beat; silent > 3*every+time.Second {
		return fmt.Errorf("the bell has not rung for %v", silent.Round(time.Second))
	}
	for _, j := range h.pulse.began {
		if long := now - j.since; long > h.Config.Hang.Duration {
			return fmt.Errorf("a %s has been running for %v", j.name, long.Round(time.Second))
		}
	}
	return nil
}

// attempted says whether this process has tried to read a mailbox.
func (h *Health) attempted(mailbox string) bool {
	h.pulse.Lock()
	defer h.pulse.Unlock()
	return h.pulse.polled[mailbox]
}
