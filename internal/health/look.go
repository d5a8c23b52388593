package health

import (
	"context"
	"fmt"
	"time"

	"inquiryd/internal/register"
)

// lookTime bounds what one look may take of the register.
const lookTime = 20 * time.Second

// sight is what one look saw.
type sight struct {
	at      time.Time // zero: there was none yet
	running time.Duration
	register.Measures
	err    error         // of the register
	jump   time.Duration // of the clock; 0: none lately
	alive  error
	wrong  []finding
	gone   time.Time // since when the register is out of reach
	ringer bool      // this daemon rings
}

// Look takes the figures, shows them, and rings. It never fails: what it cannot
// see is what it tells.
func (h *Health) Look(ctx context.Context) {
	h.looking.Lock()
	defer h.looking.Unlock()
	s := h.see(ctx)
	if ctx.Err() != nil {
		return // stopping: what could not be seen means nothing
	}
	s.wrong = h.judge(s)
	h.showing.Lock()
	h.seen = s
	h.showing.Unlock()
	if s.ringer {
		h.ring(ctx, s)
	}
}

// see takes the figures. The lease is written, which shows whether the register
// can be.
func (h *Health) see(ctx context.Context) sight {
	s := sight{at: h.Now(), running: h.Running(), alive: h.Alive(), ringer: true}
	if by, lately := h.clock.read(s.at, s.running, h.Alarm.Clock.Duration); lately {
		s.jump = by
	}
	within, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	s.err = h.Register.Update(within, func(tx *register.Tx) (err error) {
		s.ringer, err = tx.Lease(within, "alarms", h.Holder, s.at, s.at.Add(3*h.Config.Look.Duration))
		return err
	})
	if s.err == nil {
		s.err = h.Register.View(within, func(tx *register.Tx) (err error) {
			s.Measures, err = tx.Measure(within, s.at.In(h.Place))
			return err
		})
	}
	switch {
	case s.err == nil:
		h.away = time.Time{}
	case ctx.Err() != nil: // stopping, see Look
	case h.away.IsZero():
		h.away = s.at
		h.Log.Error("the register cannot be read or written", "err", s.err)
	}
	s.gone = h.away
	s.ringer = s.ringer || s.err != nil
	return s
}

// last is what the last look saw, or an error when it is too long ago.
func (h *Health) last() (sight, error) {
	h.showing.RLock()
	defer h.showing.RUnlock()
	s := h.seen
	if s.at.IsZero() {
		return s, fmt.Errorf("nothing was looked at yet")
	}
	if age := h.Running() - s.running; age > 3*h.Config.Look.Duration+lookTime {
		return s, fmt.Errorf("the last look is %v old", age.Round(time.Second))
	}
	return s, nil
}
