package main

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestBellRingsAgainAfterAPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		b := newBell(t.Context(), time.UTC, slog.New(slog.NewTextHandler(&out, nil)))
		var runs atomic.Int64
		if err := b.ring("@every 1m", "poll", func(context.Context) error {
			if runs.Add(1) == 1 {
				panic("broken")
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		b.start()
		time.Sleep(3*time.Minute + time.Second)
		if err := b.stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if runs.Load() != 3 {
			t.Errorf("ran %d times in 3 minutes, want 3", runs.Load())
		}
		if !strings.Contains(out.String(), "broken") {
			t.Errorf("the panic is not in the log: %s", out.String())
		}
	})
}

func TestBellSkipsWhatStillRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBell(t.Context(), time.UTC, slog.New(slog.DiscardHandler))
		var now, most, runs atomic.Int64
		if err := b.ring("* * * * *", "poll", func(context.Context) error {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			runs.Add(1)
			time.Sleep(150 * time.Second)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		b.start()
		time.Sleep(9*time.Minute + time.Second)
		if err := b.stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if most.Load() != 1 || runs.Load() != 3 {
			t.Errorf("%d at once in %d runs, want 1 in 3", most.Load(), runs.Load())
		}
	})
}

func TestBellKeepsTheTimeOfItsZone(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) { // begins at midnight UTC, 1 January 2000
		b := newBell(t.Context(), zone, slog.New(slog.DiscardHandler))
		var at time.Time
		if err := b.ring("0 8 * * *", "remind", func(context.Context) error { at = time.Now().UTC(); return nil }); err != nil {
			t.Fatal(err)
		}
		b.start()
		time.Sleep(23 * time.Hour)
		if err := b.stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if at.Hour() != 7 {
			t.Errorf("rang at %v, want 07:00 UTC", at)
		}
	})
}
