package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"inquiryd/internal/announce"
	"inquiryd/internal/clerk"
	"inquiryd/internal/drop"
	"inquiryd/internal/webhook"
)

// validateOutward reports what is wrong with the tables of other systems.
func (c *configuration) validateOutward(f *faults, o *outline) {
	names := map[string]bool{}
	for i, w := range c.Webhooks {
		at := fmt.Sprintf("webhook[%d]", i)
		f.validated(o, at, w.Validate(announce.Transitions))
		if names[w.Name] && w.Name != "" {
			f.validated(o, at, fmt.Errorf("name: %q is also the name of another webhook: give each its own", w.Name))
		}
		names[w.Name] = true
	}
	f.validated(o, "drop", c.Drop.Validate(announce.Transitions))
}

// receivers are the other systems that are told of cases, without the means to
// reach them: enough to write down what they are to be told.
func (c *configuration) receivers() (all []announce.Receiver) {
	for _, w := range c.Webhooks {
		all = append(all, announce.Receiver{Name: w.Name, Events: w.Events, Text: w.Text})
	}
	if c.Drop.Folder != "" {
		all = append(all, announce.Receiver{Name: drop.Name, Events: c.Drop.Kinds()})
	}
	return all
}

// reach gives the receivers of a desk the means to reach them.
func (c *configuration) reach(o *clerk.Options, s *stops) error {
	for i := range o.Receivers {
		r := &o.Receivers[i]
		if r.Name == drop.Name {
			r.Messenger = drop.Out{Folder: c.Drop.Folder, Register: o.Register, Zone: c.zone, Now: time.Now}
			continue
		}
		endpoint, err := webhook.New(c.Webhooks[i])
		if err != nil {
			return err
		}
		s.close("webhook "+r.Name, endpoint.Close)
		r.Messenger = endpoint
	}
	return nil
}

// deliver tells other systems what waits for them, and takes their numbers.
func (w *watch) deliver(ctx context.Context) error {
	told, err := w.desk().DeliverDue(ctx)
	if told != (announce.Delivered{}) {
		w.log.Info("told other systems", "taken", told.Done, "delayed", told.Delayed, "given up", told.Failed)
	}
	return w.checked(errors.Join(err, w.takeNumbers(ctx)))
}

// takeNumbers reads the inbox of the file drop.
func (w *watch) takeNumbers(ctx context.Context) error {
	if w.inbox == nil {
		return nil
	}
	taken, refused, err := w.inbox.Take(ctx)
	if taken+refused > 0 {
		w.log.Log(ctx, levelOf(refused), "took numbers of another system", "files", taken, "refused", refused)
	}
	return err
}

// numbersIn is the inbox of the file drop, if there is one.
func (w *watch) numbersIn(folder string) *drop.In {
	if folder == "" {
		return nil
	}
	return &drop.In{Folder: folder, Now: time.Now, Set: func(ctx context.Context, number string, external map[string]string) error {
		return w.desk().Set(ctx, number, clerk.Fields{External: external}, "file drop")
	}}
}

func levelOf(refused int) slog.Level {
	if refused > 0 {
		return slog.LevelWarn
	}
	return slog.LevelInfo
}
