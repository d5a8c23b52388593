package main

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/robfig/cron/v3"
)

// bell rings for the desk by cron lines in the installation's time zone. It
// decides nothing: what it rings for is idempotent. A job that still runs is
// not started again, a job that panics rings again the next time, and each
// run has a deadline, so that one that hangs does not silence its bell.
//
// It goes by the clock on the wall, which may be set, or jump while the machine
// sleeps: what it jumped over rings once, and a clock that is set back silences
// nothing. The package cron has a runner too, which waits for the moment that it
// once reckoned, however long that has become.
type bell struct {
	ctx   context.Context
	zone  *time.Location
	log   *slog.Logger
	now   func() time.Time
	rings []*rings
	halt  context.CancelFunc // ends the ringing
	work  sync.WaitGroup     // the ringing, and the jobs that it began
}

// rings are those of one job.
type rings struct {
	cron.Schedule
	name    string
	job     func(context.Context) error
	rung    time.Time // the last time, or the start
	due     time.Time // the next time; zero: never
	running atomic.Bool
}

const (
	// longest is how long one run of a job may take.
	longest = 30 * time.Minute
	// glance is how often the bell looks at the clock at least.
	glance = time.Minute
)

func newBell(ctx context.Context, zone *time.Location, log *slog.Logger) *bell {
	return &bell{ctx: ctx, zone: zone, log: log, now: time.Now}
}

// ring calls job whenever spec says, once the bell has started.
func (b *bell) ring(spec, name string, job func(context.Context) error) error {
	schedule, err := cron.ParseStandard(spec)
	if err != nil {
		return fmt.Errorf("ring for %s: %w", name, err)
	}
	b.rings = append(b.rings, &rings{Schedule: schedule, name: name, job: job})
	return nil
}

func (b *bell) start() {
	ctx, halt := context.WithCancel(b.ctx)
	b.halt = halt
	began := b.now().In(b.zone)
	for _, r := range b.rings {
		r.from(began)
	}
	b.work.Go(func() {
		for wait := b.look(began); ; wait = b.look(b.now().In(b.zone)) {
			select {
			case <-time.After(wait):
			case <-ctx.Done():
				return
			}
		}
	})
}

// look rings for what is due and says how long to wait until the next look.
func (b *bell) look(now time.Time) (wait time.Duration) {
	wait = glance
	for _, r := range b.rings {
		if r.rings(now) {
			b.begin(r)
		}
		if !r.due.IsZero() {
			wait = min(wait, r.due.Sub(now))
		}
	}
	return wait
}

// rings says whether it is time, and reckons the next time.
func (r *rings) rings(now time.Time) bool {
	switch {
	case r.rung.Sub(now) > glance: // the clock was set back, past a time at which it rang
		r.from(now)
	case !r.due.IsZero() && !now.Before(r.due):
		r.from(now)
		return true
	}
	return false
}

func (r *rings) from(now time.Time) {
	now = now.Round(0) // moments on the wall only
	r.rung, r.due = now, r.Next(now)
}

// begin runs a job, unless it still runs.
func (b *bell) begin(r *rings) {
	if !r.running.CompareAndSwap(false, true) {
		b.log.Debug("it still runs: not begun again", "job", r.name)
		return
	}
	b.work.Go(func() {
		defer r.running.Store(false)
		defer func() {
			if p := recover(); p != nil {
				b.log.Error("panic", "job", r.name, "err", p, "stack", string(debug.Stack()))
			}
		}()
		ctx, cancel := context.WithTimeout(b.ctx, longest)
		defer cancel()
		if err := r.job(ctx); err != nil && b.ctx.Err() == nil {
			b.log.Error(r.name, "err", err)
		}
	})
}

// stop rings no more, and waits for the jobs that still run.
func (b *bell) stop(ctx context.Context) error {
	b.halt()
	return within(ctx, b.work.Wait)
}
