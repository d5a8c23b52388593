package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/health"
	"inquiryd/internal/register"
)

// runVerb is the daemon.
type runVerb struct {
	Once bool   `help:"One round of everything, then exit: read the mailbox, post letters, remind."`
	All  bool   `xor:"adopt" help:"On the first start: file the mail that lies in the mailbox already."`
	From string `xor:"adopt" placeholder:"DATE" help:"On the first start: file the mail that arrived since this day, as 2026-11-01."`
	logging
}

// Help is the page of this verb.
func (runVerb) Help() string {
	return `Reads the mailbox, files what members ask, and posts the letters, by the
schedules of the configuration. It may be stopped or killed at any point and
started again: nothing is lost and nothing is done twice.

Mail that lies in the mailbox before the first start is left alone, so that
nobody gets an acknowledgement for a question of last year. --all or --from file
it.

A change of the configuration's files, or SIGHUP, brings the changed one into
force, if it is right; with a mistake the old one stays, the log says why, and
the owner of the rules gets a mail.

Examples:

    inquiryd run -c /etc/inquiryd/config.toml

    inquiryd run --once --from 2026-11-01

The exit status is 3 when another inquiryd runs on the same register. An
interrupt stops gracefully, within 30 seconds; a second one at once.`
}

// Run starts everything in one straight line. Whatever starts registers its
// stop; the last that started stops first.
func (v runVerb) Run(ctx context.Context, c *cli, s *streams) (err error) {
	asked := make(chan os.Signal, 1) // from here on, so that no SIGHUP is lost
	if !v.Once {
		signal.Notify(asked, syscall.SIGHUP)
	}
	config, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	adopt, err := v.adopt(config.zone)
	if err != nil {
		return err
	}
	ctx, cancel := stoppable(ctx, v.Once)
	defer cancel(nil)
	log := v.logger(s)
	stops := &stops{log: log}
	defer func() { err = errors.Join(err, stops.run()) }()

	if config.Register.URL == "" { // on PostgreSQL several daemons share the work
		release, err := lock(config.Register.Path + ".lock")
		if err != nil {
			return err
		}
		stops.close("lock", release)
	}
	var live *live
	var care *health.Health
	desk, _, err := config.openDesk(ctx, log, stops, func(o *clerk.Options) error {
		o.Adopt = adopt
		if err := config.outside(log, stops)(o); err != nil || v.Once {
			return err
		}
		care, err = config.caretaker(log, stops, o, func(from, to time.Time) time.Duration { return live.desk().WorkingTime(from, to) })
		return err
	})
	if err != nil {
		return err
	}
	if err := desk.Start(ctx); err != nil {
		return err
	}
	tellDeadlines(ctx, desk, log)
	live = newLive(config, desk, log)
	w := newWatch(live.desk, log)
	w.care = care
	if v.Once {
		return w.round(ctx)
	}
	live.asked = asked
	return v.serve(ctx, cancel, live, w, stops)
}

// serve rings for the desk until ctx ends.
func (v runVerb) serve(ctx context.Context, cancel context.CancelCauseFunc, l *live, w *watch, stops *stops) error {
	c := l.now.Load().config
	w.broken = cancel
	b := newBell(ctx, c.zone, w.log)
	poll, post, remind := c.Clerk.Schedules()
	err := errors.Join(b.ring(post, "post", w.post), b.ring(remind, "remind", w.remind))
	for _, name := range w.desk().Mailboxes() {
		err = errors.Join(err, b.ring(poll, "poll "+name, w.pollOne(name)))
	}
	if spec := c.Clerk.Erase; spec != "" {
		err = errors.Join(err, b.ring(spec, "erase", w.erase))
	}
	if spec := c.Clerk.CanarySchedule(); spec != "" {
		err = errors.Join(err, b.ring(spec, "canary", w.canary))
	}
	every := beatEvery()
	if err := errors.Join(err, b.ring("@every "+every.String(), "beat", w.beat(every)), w.watchOver(ctx, stops)); err != nil {
		return err
	}
	b.start()
	stops.add("schedules", b.stop)
	listener := w.listen(ctx, w.desk().Dial, c.Intake.Mailboxes())
	stops.add("idle connections", listener)
	stops.add("changes of the configuration", l.watch(ctx, func(ctx context.Context) { w.attempt(ctx, "post", w.post) }))
	w.log.Info("running", "version", built(), "poll", poll, "post", post, "remind", remind, "zone", c.TimeZone)
	notifySystemd("READY=1")
	w.attempt(ctx, "poll", w.poll) // cron does not ring at the start

	<-ctx.Done()
	notifySystemd("STOPPING=1")
	w.log.Info("stopping")
	if cause := context.Cause(ctx); !errors.Is(cause, errStopped) {
		return cause
	}
	return nil
}

// adopt is what --all and --from ask for.
func (v runVerb) adopt(zone *time.Location) (clerk.Adopt, error) {
	if v.From == "" {
		return clerk.Adopt{All: v.All}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, v.From, zone)
	if err != nil {
		return clerk.Adopt{}, used(fmt.Errorf("--from: %q is no day", v.From), "write it as 2026-11-01")
	}
	return clerk.Adopt{From: day}, nil
}

// errStopped is why a daemon ends that was asked to.
var errStopped = errors.New("stopped")

// stoppable ends ctx at the first interrupt or SIGTERM, and the process at the
// second. SIGHUP means the end for one round only: the daemon reads its
// configuration again.
func stoppable(ctx context.Context, once bool) (context.Context, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if once {
		signal.Notify(signals, syscall.SIGHUP)
	}
	go func() {
		<-signals
		cancel(errStopped)
		<-signals
		os.Exit(statusFound)
	}()
	return ctx, cancel
}

// logging says how the daemon writes its log.
type logging struct {
	LogJSON bool `name:"log-json" help:"Write the log as JSON, one object a line."`
	Debug   bool `help:"Log each step."`
}

func (l logging) logger(s *streams) *slog.Logger {
	o := &slog.HandlerOptions{Level: slog.LevelInfo}
	if l.Debug {
		o.Level = slog.LevelDebug
	}
	if l.LogJSON {
		return slog.New(slog.NewJSONHandler(s.err, o))
	}
	return slog.New(slog.NewTextHandler(s.err, o))
}

// unusable says whether the process must end because only a new one can say
// what is on the disk.
func unusable(err error) bool { return errors.Is(err, register.ErrUnusable) }
