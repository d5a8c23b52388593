package main

import (
	"bytes"
	"context"
	"errors"
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

// The clock on the wall is set, or jumps while the machine sleeps: the bell rings
// on, and for what was jumped over once.
func TestBellGoesByTheClockOnTheWall(t *testing.T) {
	for name, c := range map[string]struct {
		jump         time.Duration
		polls, daily int64 // within the three hours after it
	}{
		"not at all":         {0, 180, 0},
		"back a day":         {-24 * time.Hour, 180, 0},
		"back a year":        {-365 * 24 * time.Hour, 180, 0},
		"back two hours":     {-2 * time.Hour, 180, 1},
		"back half a minute": {-30 * time.Second, 180, 0},
		"ahead a day":        {24 * time.Hour, 180, 1},
		"ahead a year":       {365 * 24 * time.Hour, 180, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // begins at midnight UTC
				b := newBell(t.Context(), time.UTC, slog.New(slog.DiscardHandler))
				var jumped atomic.Int64
				b.now = func() time.Time { return time.Now().Add(time.Duration(jumped.Load())) }
				var polls, daily atomic.Int64
				count := func(n *atomic.Int64) func(context.Context) error {
					return func(context.Context) error { n.Add(1); return nil }
				}
				if err := errors.Join(b.ring("* * * * *", "poll", count(&polls)), b.ring("0 8 * * *", "remind", count(&daily))); err != nil {
					t.Fatal(err)
				}
				b.start()
				time.Sleep(9*time.Hour + time.Second)
				if polls.Load() != 540 || daily.Load() != 1 {
					t.Fatalf("rang %d and %d times before the jump", polls.Load(), daily.Load())
				}
				jumped.Store(int64(c.jump))
				time.Sleep(3 * time.Hour)
				if err := b.stop(t.Context()); err != nil {
					t.Fatal(err)
				}
				if n := polls.Load() - 540; n < c.polls-2 || n > c.polls+2 || daily.Load()-1 != c.daily {
					t.Errorf("rang %d and %d times after the jump, want about %d and %d", n, daily.Load()-1, c.polls, c.daily)
				}
			})
		})
	}
}
