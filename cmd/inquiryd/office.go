package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/health"
)

// office is one tenant at work: its desk, what rings for it, and what watches
// over it. Nothing in it is another tenant's; whatever starts registers its
// stop, and the last that started stops first.
type office struct {
	name  string // of the tenant; "" when it is alone
	live  *live
	watch *watch
	care  *health.Health // nil when it runs once
	lock  *registerLock  // nil: others share the register
	asked chan os.Signal
	stops *stops
	end   context.CancelFunc // ends its work; its stops wait for that
}

// openOffice takes everything that the work needs, and starts nothing yet.
func (d *offices) openOffice(ctx context.Context, config *configuration) (_ *office, err error) {
	log := d.log
	if config.tenantName != "" {
		log = log.With("tenant", config.tenantName)
	}
	o := &office{name: config.tenantName, asked: make(chan os.Signal, 1), stops: &stops{log: log}, end: func() {}}
	defer func() {
		if err != nil {
			err = errors.Join(err, o.stops.run())
		}
	}()
	if config.pooled() {
		config.pool = d.main.pool
	}
	if config.Register.URL == "" { // on PostgreSQL several daemons share the work
		if o.lock, err = lockRegister(config.Register.Path); err != nil {
			return nil, err
		}
		o.stops.close("lock", o.lock.Close)
	}
	desk, err := o.desk(ctx, config, log, d)
	if err != nil {
		return nil, err
	}
	if err := desk.Start(ctx); err != nil {
		return nil, err
	}
	o.stops.add("leases", desk.Leave)
	tellDeadlines(ctx, desk, log)
	o.live = newLive(config, desk, log)
	o.live.asked, o.live.care = o.asked, o.care
	o.watch = newWatch(o.live.desk, log)
	o.watch.care, o.watch.turns, o.watch.board = o.care, d.turns, &d.board
	o.watch.lull, o.watch.lock = d.lull, o.lock
	o.watch.inbox = o.watch.numbersIn(config.Drop.Inbox)
	return o, nil
}

func (o *office) desk(ctx context.Context, config *configuration, log *slog.Logger, d *offices) (*clerk.Desk, error) {
	adopt, err := d.adopt(config.zone)
	if err != nil {
		return nil, err
	}
	desk, _, err := config.openDesk(ctx, log, o.stops, func(options *clerk.Options) error {
		options.Adopt = adopt
		if err := config.outside(log, o.stops)(options); err != nil || d.Once {
			return err
		}
		working := func(from, to time.Time) time.Duration { return o.live.desk().WorkingTime(from, to) }
		o.care, err = config.caretaker(log, o.stops, options, working)
		return err
	})
	return desk, err
}

// serve rings for the desk until ctx ends or the office is closed.
func (o *office) serve(ctx context.Context, broken context.CancelCauseFunc) error {
	ctx, o.end = context.WithCancel(ctx)
	c, w := o.live.now.Load().config, o.watch
	w.broken = broken
	b := newBell(ctx, c.zone, w.log)
	poll, post, remind := c.Clerk.Schedules()
	err := errors.Join(b.ring(post, "print", w.print), b.ring(post, "post", w.post), b.ring(remind, "remind", w.remind))
	for _, name := range w.desk().Mailboxes() {
		err = errors.Join(err, b.ring(poll, "poll "+name, w.pollOne(name)))
	}
	if len(c.Webhooks) > 0 || c.Drop.Folder+c.Drop.Inbox != "" {
		err = errors.Join(err, b.ring(post, "deliver", w.deliver))
	}
	if spec := c.Clerk.Erase; spec != "" {
		err = errors.Join(err, b.ring(spec, "erase", w.erase))
	}
	if w.desk().Register.MovesOut() {
		err = errors.Join(err, b.ring("@every 1h", "objects", w.shelve))
	}
	if spec := c.Clerk.CanarySchedule(); spec != "" {
		err = errors.Join(err, b.ring(spec, "canary", w.canary))
	}
	if w.desk().Register.Shared() {
		err = errors.Join(err, b.ring(shareEvery(), "present", w.present), b.ring(shareEvery(), "take over", w.takeOver))
	}
	every := beatEvery()
	if err := errors.Join(err, b.ring("@every "+every.String(), "beat", w.beat(every))); err != nil {
		return err
	}
	var rung, first sync.WaitGroup
	w.outbox, w.copies, w.prints = make(chan struct{}, 1), make(chan struct{}, 1), make(chan struct{}, 1)
	rung.Go(func() { w.whenRung(ctx, w.prints, "print", w.print) })
	rung.Go(func() { w.whenRung(ctx, w.outbox, "post", w.post) })
	rung.Go(func() { w.whenRung(ctx, w.copies, "copy sent letters", w.copySent) })
	o.stops.add("outbox", func(limit context.Context) error { return within(limit, rung.Wait) })
	w.watchOver(ctx, o.stops)
	b.start()
	o.stops.add("schedules", b.stop)
	o.stops.add("idle connections", w.listen(ctx, w.desk().Dial, c.Intake.Mailboxes()))
	o.stops.add("changes of the configuration", o.live.watch(ctx, func(ctx context.Context) { w.attempt(ctx, "post", w.post) }))
	w.log.Info("running", "version", built(), "poll", poll, "post", post, "remind", remind, "zone", c.TimeZone)
	first.Go(func() { w.attempt(ctx, "poll", w.poll) }) // cron does not ring at the start
	o.stops.add("first round", func(limit context.Context) error { return within(limit, first.Wait) })
	return nil
}

// close ends the work and waits for that.
func (o *office) close() error {
	o.end()
	return o.stops.run()
}

// within waits for something until limit ends.
func within(limit context.Context, wait func()) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		wait()
	}()
	select {
	case <-done:
		return nil
	case <-limit.Done():
		return limit.Err()
	}
}
