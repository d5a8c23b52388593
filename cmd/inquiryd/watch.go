package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/drop"
	"inquiryd/internal/health"
	"inquiryd/internal/outbox"
	"inquiryd/internal/poll"
	"inquiryd/internal/register"
)

// watch is what the bells ring for.
type watch struct {
	desk   func() *clerk.Desk // the one to work with now
	log    *slog.Logger
	inbox  *drop.In                // files with numbers of other systems; nil: none
	care   *health.Health          // watches over it; nil when it runs once
	rounds map[string]*turn        // by mailbox
	broken context.CancelCauseFunc // ends the daemon; nil when it runs once
	turns  *turns                  // shared with other tenants; nil: there are none
	board  *health.Board           // shows all tenants; nil when it runs once
	outbox chan struct{}           // rings for it after a round; nil when it runs once
	copies chan struct{}           // rings for the copies of what was sent; nil when it runs once
	prints chan struct{}           // rings for the answers that are to be printed; nil when it runs once
	lull   *lull                   // gives memory back when nothing is done; nil when it runs once
	lock   *registerLock           // of the register; nil: others share it
}

func newWatch(desk func() *clerk.Desk, log *slog.Logger) *watch {
	w := &watch{desk: desk, log: log, rounds: map[string]*turn{}}
	for _, name := range desk().Mailboxes() {
		w.rounds[name] = &turn{}
	}
	return w
}

// turn lets one round of a mailbox run at a time, whoever rings. Whoever comes
// meanwhile makes it run once more: it may have looked before the news.
type turn struct {
	mutex        sync.Mutex
	taken, again bool
	others       atomic.Bool                             // another daemon was at it the last time
	found        atomic.Int64                            // mails so far
	listener     atomic.Pointer[context.CancelCauseFunc] // ends the connection that listens; nil: there is none
}

// take says whether the round is the caller's.
func (t *turn) take() bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.again = t.taken
	t.taken = true
	return !t.again
}

// done says whether the round is to run once more; enough ends it anyhow.
func (t *turn) done(enough bool) (again bool) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.taken = t.again && !enough
	t.again = false
	return t.taken
}

// poll reads all mailboxes at the same time and sees to it that what that wrote
// is posted. None waits for another.
func (w *watch) poll(ctx context.Context) error {
	var g sync.WaitGroup
	errs := make([]error, len(w.rounds))
	for i, name := range w.desk().Mailboxes() {
		g.Go(func() { errs[i] = w.pollOne(name)(ctx) })
	}
	g.Wait()
	return errors.Join(errs...)
}

// pollOne is the job that reads a mailbox and posts what that wrote.
func (w *watch) pollOne(name string) func(context.Context) error {
	return func(ctx context.Context) (err error) {
		turn := w.rounds[name]
		if !turn.take() {
			return nil
		}
		finished := false
		defer func() {
			if !finished {
				turn.done(true) // after a panic
			}
		}()
		for again := true; again; again = turn.done(err != nil || ctx.Err() != nil) {
			err = w.readOne(ctx, name)
		}
		finished = true
		return err
	}
}

// readOne is one round of a mailbox. Letters go out also when the mailbox
// cannot be read.
func (w *watch) readOne(ctx context.Context, name string) error {
	leave, err := w.turns.enter(ctx)
	if err != nil {
		return err
	}
	if err := w.checked(stillLocked(w.lock)); err != nil {
		leave()
		return err
	}
	end := w.care.BeginPoll(name)
	polled, err := w.desk().PollMailbox(ctx, name)
	for polled.Retired && err == nil {
		w.count(polled, err)
		w.tellPosted(polled.Posted)
		polled, err = w.desk().PollMailbox(ctx, name)
	}
	end(err)
	leave()
	if listener := w.rounds[name].listener.Load(); listener != nil && intake.Crowded(err) {
		(*listener)(errGivesWay)
	}
	w.rounds[name].others.Store(polled.Skipped && err == nil)
	w.count(polled, err)
	w.tellPosted(polled.Posted)
	w.rounds[name].found.Add(int64(polled.Seen))
	if polled.Seen > 0 || polled.Moved > 0 {
		w.log.Info("read the mailbox", "mailbox", name, "new", polled.Seen, "moved", polled.Moved, "outcomes", polled.By)
	}
	if w.prints != nil && polled.Seen > 0 {
		ring(w.prints)
	}
	err = w.checked(errors.Join(err, w.postSoon(ctx), w.left(polled)))
	if polled.Seen >= manyMails {
		debug.FreeOSMemory() // what reading a backlog took is not needed any more
	}
	if polled.Seen > 0 {
		w.lull.worked()
	} else {
		w.lull.stirred()
	}
	return err
}

// left is what a single round of everything ends with when mails could not be
// taken in: whoever rings for it may hear of it by nothing else. A daemon tries
// them again, and rings an alarm.
func (w *watch) left(polled poll.Polled) error {
	n := polled.By[register.Stuck]
	if n == 0 || w.outbox != nil {
		return nil
	}
	return found(fmt.Errorf("%s could not be taken in", count(n, "mail")), "see inquiryd ledger --outcome stuck")
}

// manyMails are more than come in one round of an ordinary day.
const manyMails = 20

// count lets the caretaker know what a round of a mailbox brought.
func (w *watch) count(polled poll.Polled, err error) {
	for outcome, n := range polled.By {
		w.care.Took(string(outcome), n)
	}
	w.care.Mailbox(err)
}

// post posts the letters that are due.
func (w *watch) post(ctx context.Context) error {
	end := w.care.Begin(health.Post)
	posted, err := w.desk().PostDue(ctx)
	end(err)
	w.tellPosted(posted)
	if posted != (outbox.Posted{}) {
		w.lull.worked()
	} else {
		w.lull.stirred()
	}
	if w.copies != nil {
		ring(w.copies)
	}
	return w.checked(err)
}

// copySent copies what was sent to the folder of sent mail. What it cannot copy
// now waits until it is rung for again, and the log says so.
func (w *watch) copySent(ctx context.Context) error {
	copied, err := w.desk().CopySent(ctx)
	if copied >= manyMails {
		w.log.Info("copied letters to the folder of sent mail", "letters", copied)
	}
	if copied > 0 {
		w.lull.worked()
	}
	if err = w.checked(err); err != nil && !unusable(err) && ctx.Err() == nil {
		w.log.Warn("sent letters are copied to the folder of sent mail later", "err", err)
		return nil
	}
	return err
}

// print prints the answers that are to be printed, and sees to it that they are
// posted. What else is to be posted does not wait for it.
func (w *watch) print(ctx context.Context) error {
	written, err := w.desk().PrintDue(ctx)
	if written > 0 {
		w.lull.worked()
		err = errors.Join(err, w.postSoon(ctx))
	}
	return w.checked(err)
}

// postSoon rings for the outbox: a mailbox is read again also while the outgoing
// server keeps letters waiting. A single round of everything posts them itself.
func (w *watch) postSoon(ctx context.Context) error {
	if w.outbox == nil {
		return w.post(ctx)
	}
	ring(w.outbox)
	return nil
}

// ring lets whoever waits know; one ring is enough for all that is to do.
func ring(bell chan<- struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}

// whenRung does a job whenever it is rung for, until ctx ends.
func (w *watch) whenRung(ctx context.Context, bell <-chan struct{}, name string, job func(context.Context) error) {
	for {
		select {
		case <-bell:
			w.attempt(ctx, name, noLonger(job))
		case <-ctx.Done():
			return
		}
	}
}

// noLonger is a job that has as long as one of a bell.
func noLonger(job func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, longest)
		defer cancel()
		return job(ctx)
	}
}

func (w *watch) tellPosted(p outbox.Posted) {
	if p != (outbox.Posted{}) {
		w.log.Info("posted letters", "accepted", p.Accepted, "delayed", p.Delayed, "failed", p.Failed)
	}
}

// remind writes the reminders; the next post sends them.
func (w *watch) remind(ctx context.Context) error {
	_, err := w.desk().Remind(ctx)
	return w.checked(err)
}

// erase erases what has been kept long enough.
func (w *watch) erase(ctx context.Context) error {
	_, err := w.desk().Retention().EraseDue(ctx)
	return w.checked(err)
}

// shelve moves what is large and old into the object store.
func (w *watch) shelve(ctx context.Context) error { return w.checked(w.desk().Shelve(ctx)) }

// round is everything once.
func (w *watch) round(ctx context.Context) error {
	return errors.Join(w.poll(ctx), w.remind(ctx), w.print(ctx), w.post(ctx), w.deliver(ctx), w.copySent(ctx))
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
