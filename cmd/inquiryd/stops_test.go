package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestStopsRunLastInFirstOut(t *testing.T) {
	s := stops{log: slog.New(slog.DiscardHandler)}
	var order []string
	for _, name := range []string{"register", "poster", "cron"} {
		s.close(name, func() error { order = append(order, name); return nil })
	}
	if err := s.run(); err != nil {
		t.Fatal(err)
	}
	if want := []string{"cron", "poster", "register"}; !slices.Equal(order, want) {
		t.Errorf("stopped in the order %v, want %v", order, want)
	}
	if err := s.run(); err != nil || len(order) != 3 {
		t.Errorf("a second run stopped something again: %v, %v", order, err)
	}
}

func TestStopsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stops{log: slog.New(slog.DiscardHandler)}
		closed := false
		s.close("register", func() error { closed = true; return errors.New("disk full") })
		hang := make(chan struct{})
		s.add("mailbox", func(context.Context) error { <-hang; return nil })
		start := time.Now()
		err := s.run()
		if took := time.Since(start); took > patience {
			t.Errorf("took %v, want at most %v", took, patience)
		}
		if !closed {
			t.Error("what came before the one that hangs was not stopped")
		}
		if err == nil || !strings.Contains(err.Error(), "stop mailbox: it did not end") || !strings.Contains(err.Error(), "disk full") {
			t.Errorf("got %v", err)
		}
		close(hang)
	})
}
