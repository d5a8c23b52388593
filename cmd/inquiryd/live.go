package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"inquiryd/classify"
	"inquiryd/internal/clerk"
	"inquiryd/internal/health"
	"inquiryd/notify"
)

// live is the configuration in force and the desk that works by it. A changed
// configuration takes the place of the old one as a whole, or not at all: it is
// read, checked, its rules' examples are filed and a letter of each kind is
// written before anything works by it. A round of the old desk files what it
// has listed by then; what comes later is filed by the new one.
type live struct {
	now     atomic.Pointer[inForce]
	refused atomic.Int64     // changed configurations that were not taken over
	changes sync.Mutex       // one at a time
	tried   sources          // what the last change was read from
	asked   <-chan os.Signal // somebody wants the files read now
	log     *slog.Logger
	post    func(context.Context) // sends what was written to the owner of the rules
	care    *health.Health        // counts changes; may be nil
}

// inForce is a configuration with its desk.
type inForce struct {
	config *configuration
	desk   *clerk.Desk
	since  time.Time
}

func newLive(c *configuration, d *clerk.Desk, log *slog.Logger) *live {
	l := &live{log: log, post: func(context.Context) {}}
	l.now.Store(&inForce{c, d, time.Now()})
	return l
}

// desk is the one to work with now.
func (l *live) desk() *clerk.Desk { return l.now.Load().desk }

// version names the rules in force, and since when they are.
func (l *live) version() (rules string, since time.Time) {
	n := l.now.Load()
	return n.desk.Classifier.Version(), n.since
}

// sources are the files in force, and those that the last change tried.
func (l *live) sources() sources {
	l.changes.Lock()
	defer l.changes.Unlock()
	return l.now.Load().config.sources.with(l.tried)
}

// reload takes over the configuration as it lies in its files now. With a
// mistake in it the old one stays, the log says why, and the owner of the rules
// gets a mail. Being patient, it only returns the error, also of one that says less
// than the old one: a file may be half written.
func (l *live) reload(ctx context.Context, patient bool) error {
	l.changes.Lock()
	defer l.changes.Unlock()
	old := l.now.Load()
	next, later, err := l.prepare(ctx, old)
	if err == nil && patient {
		err = old.config.lost(next.config)
	}
	switch {
	case err != nil && patient:
		return err
	case err != nil:
		l.refuse(ctx, old, err)
		return err
	}
	l.tried = nil
	l.now.Store(next)
	old.desk.Retire()
	l.care.Changed(true)
	if len(later) > 0 {
		l.log.Warn("changed, but only a restart brings it into force", "keys", strings.Join(later, " "))
	}
	if why := old.config.lost(next.config); why != nil {
		l.log.Warn("the changed configuration says less than the one before", "gone", why)
	}
	l.log.Info("the changed configuration is in force", "rules", next.desk.Classifier.Version(), "before", old.desk.Classifier.Version())
	tellDeadlines(ctx, next.desk, l.log)
	for _, f := range classify.Lint(next.config.Classify, time.Now()) {
		l.log.Warn("the rules could be better", "where", next.config.located(f).Error())
	}
	return nil
}

// lost says what a changed configuration has fewer of.
func (c *configuration) lost(next *configuration) error {
	for _, of := range []struct {
		what        string
		before, now int
	}{
		{"member", len(c.Members), len(next.Members)},
		{"administration", len(c.Administrations), len(next.Administrations)},
		{"rule", len(c.Classify.Rules), len(next.Classify.Rules)},
	} {
		if of.now < of.before {
			return fmt.Errorf("%s of %d", count(of.before-of.now, of.what), of.before)
		}
	}
	return nil
}

// prepare makes of the files the configuration and desk that could come into
// force, and names the keys that need a restart.
func (l *live) prepare(ctx context.Context, old *inForce) (*inForce, []string, error) {
	l.tried = nil
	if err := old.config.sources.endless(); err != nil {
		return nil, nil, err
	}
	config, err := old.config.again()
	if f, ok := errors.AsType[*faults](err); ok {
		l.tried = f.sources
	}
	if err != nil {
		return nil, nil, err
	}
	l.tried = config.sources
	later := config.keep(old.config)
	o, err := config.options(l.log)
	if err != nil {
		return nil, nil, err
	}
	if err := config.located(o.Classifier.CheckExamples()); err != nil {
		return nil, nil, err
	}
	if o.Writer, err = notify.NewWriter(config.Notify); err != nil {
		return nil, nil, err
	}
	if err := errors.Join(o.Writer.Check(ctx), config.checkWords().err); err != nil {
		return nil, nil, err
	}
	desk, err := old.desk.Successor(o)
	return &inForce{config, desk, time.Now()}, later, err
}

// refuse leaves the old configuration in force and tells why.
func (l *live) refuse(ctx context.Context, old *inForce, why error) {
	l.care.Changed(false)
	content := old.config.sources.with(l.tried).digest() // before anybody hears of it, and mends it
	rules, since := l.version()
	l.log.Error("the changed configuration has mistakes: the old one stays in force", "rules", rules, "since", since, "refused", l.refused.Add(1))
	text := plainly(why)
	if errors.Is(why, fs.ErrNotExist) { // whoever looks for it need not name another
		text = why.Error() + ": put the file back"
	}
	for line := range strings.Lines(text) {
		l.log.Error("mistake", "where", strings.TrimSpace(line))
	}
	if err := old.desk.RulesRefused(ctx, content, text); err != nil {
		l.log.Error("the owner of the rules could not be told", "err", err)
		return
	}
	l.post(ctx)
}

// plainly is what report says of an error, with its hint.
func plainly(err error) string {
	text := err.Error()
	if t, ok := errors.AsType[trouble](err); ok && t.hint != "" {
		text += "\n" + t.hint
	}
	return text
}
