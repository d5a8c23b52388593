package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
)

// watch is what the bells ring for. Only one round of the mailbox runs at a
// time, whoever rings.
type watch struct {
	desk   *clerk.Desk
	log    *slog.Logger
	busy   chan struct{}           // holds a token while the mailbox is read
	broken context.CancelCauseFunc // ends the daemon; nil when it runs once
}

// poll reads the mailbox and posts what that wrote. Letters go out also when
// the mailbox cannot be read.
func (w *watch) poll(ctx context.Context) error {
	select {
	case w.busy <- struct{}{}:
		defer func() { <-w.busy }()
	default:
		return nil
	}
	polled, err := w.desk.Poll(ctx)
	if polled.Seen > 0 || polled.Moved > 0 {
		w.log.Info("read the mailbox", "new", polled.Seen, "moved", polled.Moved, "outcomes", polled.By)
	}
	return w.checked(errors.Join(err, w.post(ctx)))
}

// post posts the letters that are due.
func (w *watch) post(ctx context.Context) error {
	posted, err := w.desk.PostDue(ctx)
	if posted != (clerk.Posted{}) {
		w.log.Info("posted letters", "accepted", posted.Accepted, "delayed", posted.Delayed, "failed", posted.Failed)
	}
	return w.checked(err)
}

// remind writes the reminders; the next post sends them.
func (w *watch) remind(ctx context.Context) error {
	_, err := w.desk.Remind(ctx)
	return w.checked(err)
}

// round is everything once.
func (w *watch) round(ctx context.Context) error {
	return errors.Join(w.poll(ctx), w.remind(ctx), w.post(ctx))
}

// checked ends the daemon when the register cannot be used any more.
func (w *watch) checked(err error) error {
	if err != nil && unusable(err) && w.broken != nil {
		w.broken(err)
	}
	return err
}

// attempt does a job now, as its bell would.
func (w *watch) attempt(ctx context.Context, name string, job func(context.Context) error) {
	if err := job(ctx); err != nil && ctx.Err() == nil {
		w.log.Error(name, "err", err)
	}
}

// The pauses before the listener dials again.
const (
	shortPause = time.Minute
	longPause  = 15 * time.Minute // after a refused login: trying again soon could lock the account
)

// listen keeps a second connection in IDLE (RFC 2177) and reads the mailbox
// when the server says that something arrived. It is a convenience: without it
// the bells ring all the same. The returned function waits for its end.
func (w *watch) listen(ctx context.Context, cfg intake.IMAPConfig) (stop func(context.Context) error) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			err := w.idle(ctx, cfg)
			if ctx.Err() != nil {
				return
			}
			w.log.Debug("idle connection ended", "err", err)
			pause := shortPause
			if errors.Is(err, intake.ErrAuth) {
				pause = longPause
			}
			select {
			case <-ctx.Done():
			case <-time.After(pause):
			}
		}
	}()
	return func(limit context.Context) error {
		cancel()
		select {
		case <-done:
			return nil
		case <-limit.Done():
			return limit.Err()
		}
	}
}

// idle listens on one connection until it ends.
func (w *watch) idle(ctx context.Context, cfg intake.IMAPConfig) error {
	box, err := intake.Dial(ctx, cfg, w.log)
	if err != nil {
		return err
	}
	defer box.Close()
	for {
		if err := box.Idle(ctx); err != nil {
			return err
		}
		w.attempt(ctx, "poll", w.poll)
	}
}
