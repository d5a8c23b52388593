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

	"inquiryd/internal/poll"
	"inquiryd/internal/register"
)

// runVerb is the daemon.
type runVerb struct {
	Once bool   `help:"One round of everything, then exit: read the mailbox, post letters, remind."`
	All  bool   `xor:"adopt" help:"File the mail too that lay in the mailbox before the first start."`
	From string `xor:"adopt" placeholder:"DATE" help:"Of that mail, file what arrived since this day, as 2026-11-01."`
	logging
}

// Help is the page of this verb.
func (runVerb) Help() string {
	return `Reads the mailbox, files what members ask, and posts the letters, by the
schedules of the configuration. It may be stopped or killed at any point and
started again: nothing is lost and nothing is done twice.

Mail that lies in the mailbox before the first start is left alone, so that
nobody gets an acknowledgement for a question of last year. --all or --from file
it, at the first start or later.

A change of the configuration's files, or SIGHUP, brings the changed one into
force, if it is right; with a mistake the old one stays, the log says why, and
the owner of the rules gets a mail.

Examples:

    inquiryd run -c /etc/inquiryd/config.toml

    inquiryd run --once --from 2026-11-01

The exit status is 3 when another inquiryd runs on the same register. An
interrupt stops gracefully, within 30 seconds; a second one at once.`
}

// Run opens an office for each tenant, one where there are none, and lets them
// work until it is told to stop.
func (v runVerb) Run(ctx context.Context, c *cli, s *streams) (err error) {
	asked := make(chan os.Signal, 1) // from here on, so that no SIGHUP is lost
	if !v.Once {
		signal.Notify(asked, syscall.SIGHUP)
	}
	outliveReaders()
	if err := noCore(); err != nil {
		return err
	}
	defer boundGarbage()()
	main, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	if _, err := v.adopt(main.zone); err != nil {
		return err
	}
	ctx, cancel := stoppable(ctx, v.Once)
	defer cancel(nil)
	log := v.logger(s)
	stops := &stops{log: log}
	defer func() { err = errors.Join(err, stops.run()) }()

	d := &offices{runVerb: v, main: main, tenant: c.Tenant, log: log, broken: cancel, open: map[string]*office{}, failed: map[string]string{}}
	if d.main.pool, err = main.sharePool(); err != nil {
		return err
	}
	if d.main.pool != nil {
		stops.close("shared connections", d.main.pool.Close)
	}
	if v.Once {
		return d.once(ctx)
	}
	return d.serve(ctx, stops, asked)
}

// adopt is what --all and --from ask for.
func (v runVerb) adopt(zone *time.Location) (poll.Adopt, error) {
	if v.From == "" {
		return poll.Adopt{All: v.All}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, v.From, zone)
	if err != nil {
		return poll.Adopt{}, used(fmt.Errorf("--from: %q is no day", v.From), "write it as 2026-11-01")
	}
	return poll.Adopt{From: day}, nil
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
	to := &steady{to: s.err}
	if l.LogJSON {
		return slog.New(slog.NewJSONHandler(to, o))
	}
	return slog.New(slog.NewTextHandler(to, o))
}

// unusable says whether the process must end because only a new one can say
// what is on the disk.
func unusable(err error) bool { return errors.Is(err, register.ErrUnusable) }
