package main

import (
	"context"
	"errors"
	"time"
)

// longestSilence is how long a daemon that shares a register with others may be silent
// before they take over what it does. Tests shorten it.
var longestSilence = 45 * time.Second

// shareEvery is how often such a daemon shows itself to the others, and looks
// whether one of them is not there any more.
func shareEvery() string { return "@every " + (longestSilence / 3).String() }

// present shows that this daemon is alive, and posts what another left behind.
func (w *watch) present(ctx context.Context) error {
	released, err := w.desk().Present(ctx)
	if err != nil || released == 0 {
		return w.checked(err)
	}
	return w.post(ctx)
}

// takeOver tries the mailboxes again that another daemon was at when they were
// to be read: it may have died.
func (w *watch) takeOver(ctx context.Context) error {
	var errs []error
	for name, turn := range w.rounds {
		if turn.others.Load() {
			errs = append(errs, w.pollOne(name)(ctx))
		}
	}
	return errors.Join(errs...)
}
