package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"inquiryd/intake"
)

// The pauses before the listener dials again: doubled while it fails, and at
// once the long one where there is nothing to listen to.
const (
	shortPause = 5 * time.Second
	longPause  = 15 * time.Minute
)

// dialing makes the connections that listen.
type dialing func(context.Context, intake.IMAPConfig) (*intake.Mailbox, error)

// listen keeps a second connection to each mailbox in IDLE (RFC 2177) and reads
// the mailbox when the server says that something arrived. It is a convenience:
// without it the bells ring all the same. The returned function waits for its
// end.
func (w *watch) listen(ctx context.Context, dial dialing, mailboxes []intake.MailboxConfig) (stop func(context.Context) error) {
	ctx, cancel := context.WithCancel(ctx)
	var g sync.WaitGroup
	for _, m := range mailboxes {
		g.Go(func() { w.listenTo(ctx, dial, m) })
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		g.Wait()
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

// listenTo listens to one mailbox until ctx ends.
func (w *watch) listenTo(ctx context.Context, dial dialing, m intake.MailboxConfig) {
	var pause time.Duration
	for ctx.Err() == nil {
		began := time.Now()
		err := w.idle(ctx, dial, m)
		if ctx.Err() != nil {
			return
		}
		w.log.Debug("idle connection ended", "mailbox", m.Name, "err", err)
		pause = nextPause(pause, time.Since(began), err)
		select {
		case <-ctx.Done():
		case <-time.After(pause*4/5 + rand.N(pause*2/5)): // not all daemons at once when a server comes back
		}
	}
}

// nextPause is how long to wait after a connection that lasted so long.
func nextPause(last, lasted time.Duration, err error) time.Duration {
	switch {
	case errors.Is(err, errors.ErrUnsupported), errors.Is(err, intake.ErrAuth), errors.Is(err, errGivesWay), intake.Crowded(err):
		return longPause
	case lasted > longPause:
		return shortPause
	}
	return min(max(2*last, shortPause), longPause)
}

// rest is how long one IDLE lasts: after it the server must show that it is
// still there.
const rest = 9 * time.Minute

// errGivesWay ends a connection that listens when the server grants the account no
// other one to read the mailbox by.
var errGivesWay = errors.New("it gives way to those that read")

// idle listens on one connection until it ends.
func (w *watch) idle(ctx context.Context, dial dialing, m intake.MailboxConfig) error {
	box, err := dial(ctx, m.IMAPConfig)
	if err != nil {
		return err
	}
	defer box.Close()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if t := w.rounds[m.Name]; t != nil {
		t.listener.Store(&cancel)
		defer t.listener.Store(nil)
	}
	for empty := 0; err == nil || errors.Is(err, errRested); {
		before := w.found(m.Name)
		w.attempt(ctx, "poll "+m.Name, w.pollOne(m.Name)) // first for what came while nobody listened
		if empty++; err != nil || w.found(m.Name) != before {
			empty = 0
		}
		if err = calm(ctx, empty); err == nil {
			began := time.Now()
			if err = w.idleOnce(ctx, box); time.Since(began) > longestCalm { // as from a server that ends it every five minutes
				empty = 0
			}
		}
	}
	return err
}

// found is how many mails were found in a mailbox so far.
func (w *watch) found(mailbox string) int64 {
	if t := w.rounds[mailbox]; t != nil {
		return t.found.Load()
	}
	return 0
}

// longestCalm is about how often the bell rings anyhow.
const longestCalm = time.Minute

// calm waits before a mailbox is listened to again, the longer the more often in a
// row the server told of news and there were none: some tell the same without end.
func calm(ctx context.Context, empty int) error {
	if empty < 3 {
		return nil
	}
	select {
	case <-time.After(min(time.Second<<min(empty-3, 10), longestCalm)):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// errRested ends an IDLE that nobody disturbed.
var errRested = errors.New("rested")

func (w *watch) idleOnce(ctx context.Context, box *intake.Mailbox) error {
	ctx, cancel := context.WithTimeoutCause(ctx, rest, errRested)
	defer cancel()
	return box.Idle(ctx)
}
