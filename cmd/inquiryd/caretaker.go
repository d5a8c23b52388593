package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"

	"inquiryd/internal/clerk"
	"inquiryd/internal/health"
)

// caretaker makes what watches over the daemon. The desk with these options
// posts through it, so that letters are counted.
func (c *configuration) caretaker(log *slog.Logger, s *stops, o *clerk.Options, work func(from, to time.Time) time.Duration) (*health.Health, error) {
	poll, _, _ := c.Clerk.Schedules()
	care := health.Options{Tenant: c.tenantName,
		Config: c.Operation, Alarm: c.Alarm, Register: o.Register, Name: c.Name, Language: c.Language, Languages: c.tongues, Place: c.zone,
		Holder: o.Holder, Version: built(), WorkingTime: work, Log: log,
	}
	var err, err2 error
	care.Polls, err = cron.ParseStandard(poll)
	if spec := c.Clerk.CanarySchedule(); spec != "" {
		care.Canaries, err2 = cron.ParseStandard(spec)
	}
	if err := errors.Join(err, err2); err != nil {
		return nil, fmt.Errorf("read schedules: %w", err)
	}
	for _, m := range c.Intake.Mailboxes() {
		care.Mailboxes = append(care.Mailboxes, m.Name)
		if expires := m.OAuth.SecretExpires; !expires.IsZero() {
			care.Secrets = append(care.Secrets, health.Secret{Mailbox: m.Name, Expires: expires})
		}
	}
	h, err := health.New(care)
	if err != nil {
		return nil, fmt.Errorf("watch over the daemon: %w", err)
	}
	s.close("alarms", h.Close)
	o.Poster = h.Watched(o.Poster)
	return h, nil
}

// watchOver looks after the daemon until it stops.
func (w *watch) watchOver(ctx context.Context, s *stops) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tell := status(w.board.Status)
		w.care.Run(ctx, func() { tell(); w.lull.stirred() })
	}()
	s.add("caretaker", func(limit context.Context) error {
		cancel()
		select {
		case <-done:
			return nil
		case <-limit.Done():
			return limit.Err()
		}
	})
}

// beat is the bell's own: it shows that the bell rings, and tells systemd's
// watchdog that the work turns.
func (w *watch) beat(every time.Duration) func(context.Context) error {
	return func(context.Context) error {
		w.care.Beat(every)
		if w.board.Alive() == nil {
			notifySystemd("WATCHDOG=1")
		}
		return nil
	}
}

// canary sends a canary.
func (w *watch) canary(ctx context.Context) error {
	return errors.Join(w.checked(w.desk().Canary(ctx)), w.post(ctx))
}
