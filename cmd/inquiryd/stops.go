package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// patience is how long everything together may take to stop.
const patience = 30 * time.Second

// stops are what must be stopped in the end: whatever starts adds its stop
// here, and the last that started stops first.
type stops struct {
	log *slog.Logger
	all []stop
}

type stop struct {
	name string
	do   func(context.Context) error
}

// add registers a stop. do should return when its context ends.
func (s *stops) add(name string, do func(context.Context) error) {
	s.all = append(s.all, stop{name, do})
}

// close registers the stop of something that closes at once.
func (s *stops) close(name string, do func() error) {
	s.add(name, func(context.Context) error { return do() })
}

// run stops everything within patience. What hangs is left behind and named;
// a second is kept for each that comes after it.
func (s *stops) run() error {
	end := time.Now().Add(patience)
	var errs []error
	for i, one := range slices.Backward(s.all) {
		s.log.Debug("stop", "what", one.name)
		ctx, cancel := context.WithDeadline(context.Background(), end.Add(-time.Duration(i)*time.Second))
		if err := one.within(ctx); err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", one.name, err))
		}
		cancel()
	}
	s.all = nil
	return errors.Join(errs...)
}

// within waits for the stop until ctx ends.
func (s stop) within(ctx context.Context) error {
	done := make(chan error, 1)
	go func() { done <- s.do(ctx) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return errors.New("it did not end in time")
	}
}
