package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"
)

// bell rings for the desk by cron lines in the installation's time zone. It
// decides nothing: what it rings for is idempotent. A job that still runs is
// not started again, a job that panics rings again the next time, and each
// run has a deadline, so that one that hangs does not silence its bell.
type bell struct {
	cron *cron.Cron
	ctx  context.Context
	log  *slog.Logger
}

// longest is how long one run of a job may take.
const longest = 30 * time.Minute

func newBell(ctx context.Context, zone *time.Location, log *slog.Logger) *bell {
	l := cronLog{log}
	// SkipIfStillRunning must stand before Recover: the other way round a
	// panic would leave the job marked as running for good.
	chain := cron.WithChain(cron.SkipIfStillRunning(l), cron.Recover(l))
	return &bell{cron.New(cron.WithLocation(zone), cron.WithLogger(l), chain), ctx, log}
}

// ring calls job whenever spec says.
func (b *bell) ring(spec, name string, job func(context.Context) error) error {
	_, err := b.cron.AddFunc(spec, func() {
		ctx, cancel := context.WithTimeout(b.ctx, longest)
		defer cancel()
		if err := job(ctx); err != nil && b.ctx.Err() == nil {
			b.log.Error(name, "err", err)
		}
	})
	return err
}

func (b *bell) start() { b.cron.Start() }

// stop waits for the jobs that still run.
func (b *bell) stop(ctx context.Context) error {
	select {
	case <-b.cron.Stop().Done():
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// cronLog lets cron speak through slog: its wakes are of interest to nobody.
type cronLog struct{ log *slog.Logger }

// Info is cron's word for what happens all the time.
func (l cronLog) Info(msg string, keysAndValues ...any) { l.log.Debug("cron: "+msg, keysAndValues...) }

// Error is a job's panic.
func (l cronLog) Error(err error, msg string, keysAndValues ...any) {
	l.log.Error("cron: "+msg, append(keysAndValues, "err", err)...)
}
