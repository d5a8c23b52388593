package health

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"inquiryd/internal/language"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// Rings is a schedule, as cron has them.
type Rings interface {
	// Next is when it rings after t, in t's time zone.
	Next(t time.Time) time.Time
}

// Poster hands a mail to an outgoing server, as [notify.Poster] does.
type Poster interface {
	Post(ctx context.Context, from, to string, raw []byte) (response string, err error)
}

// Secret is a client's secret of OAuth 2.0 that ends one day.
type Secret struct {
	Mailbox string
	Expires time.Time
}

// Options are what the caretaker watches and how. Those named optional may be
// zero.
type Options struct {
	Config      Config
	Alarm       AlarmConfig
	Register    *register.Register
	Name        string        // of the installation, in alarms
	Tenant      string        // optional: label of the metrics, where there are several
	Language    string        // of alarms
	Languages   *language.Set // optional: those that are built in
	Place       *time.Location
	Holder      string   // who this daemon is among others on one register
	Version     string   // of the program
	Mailboxes   []string // those that are read, by their names in the register
	Polls       Rings    // when they are read
	Canaries    Rings    // when canaries are sent; optional: never
	Secrets     []Secret // optional
	WorkingTime func(from, to time.Time) time.Duration
	Log         *slog.Logger
	Poster      Poster               // optional: made from Alarm.SMTP
	Now         func() time.Time     // optional: time.Now
	Running     func() time.Duration // optional: how long this process runs, by the clock that nobody sets
}

// Health watches one daemon. It is safe for concurrent use. A nil Health
// watches nothing.
type Health struct {
	Options
	started time.Time
	nudged  chan struct{}
	counts  *counts
	close   func() error

	pulse pulse
	clock clock

	looking sync.Mutex // one look at a time; it guards what follows
	alarms  map[string]register.Alarm
	unkept  bool      // alarms differs from what the register knows
	away    time.Time // since when the register is out of reach; zero: it is there

	showing sync.RWMutex
	seen    sight // the last look
}

// New checks the options. It neither connects nor listens.
func New(o Options) (*Health, error) {
	if err := errors.Join(o.Config.Validate(), o.Alarm.Validate()); err != nil {
		return nil, err
	}
	o.Config, o.Alarm = o.Config.withDefaults(), o.Alarm.withDefaults()
	if o.Now == nil {
		o.Now = time.Now
	}
	began := time.Now()
	if o.Running == nil {
		o.Running = func() time.Duration { return time.Since(began) }
	}
	h := &Health{Options: o, started: o.Now(), nudged: make(chan struct{}, 1), alarms: map[string]register.Alarm{}, close: func() error { return nil }}
	h.pulse.began, h.pulse.polled, h.pulse.beat = map[int]job{}, map[string]bool{}, o.Running()
	h.clock.wall, h.clock.running = h.started, o.Running()
	if h.Poster == nil && len(o.Alarm.To) > 0 {
		poster, err := notify.NewPoster(o.Alarm.SMTP, o.Log)
		if err != nil {
			return nil, err
		}
		h.Poster, h.close = poster, poster.Close
	}
	h.counts = newCounts(o.Tenant, o.Version)
	return h, nil
}

// Run looks each time that Config.Look has passed and each time that a poll
// has ended, until ctx ends.
func (h *Health) Run(ctx context.Context, looked func()) {
	ticker := time.NewTicker(h.Config.Look.Duration)
	defer ticker.Stop()
	for {
		h.Look(ctx)
		looked()
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-h.nudged:
		}
	}
}

// nudge asks for a look now. Several at once are one.
func (h *Health) nudge() {
	select {
	case h.nudged <- struct{}{}:
	default:
	}
}

// Close ends the connection to the server that takes alarms.
func (h *Health) Close() error { return h.close() }
