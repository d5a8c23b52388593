package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"inquiryd/intake"
)

func TestTheListenersPausesGrow(t *testing.T) {
	lost := errors.New("lost")
	var pause time.Duration
	for n, want := range []time.Duration{5, 10, 20, 40, 80} {
		if pause = nextPause(pause, time.Second, lost); pause != want*time.Second {
			t.Errorf("after failure %d: %v, want %v", n+1, pause, want*time.Second)
		}
	}
	if p := nextPause(longPause, time.Second, lost); p != longPause {
		t.Errorf("the longest pause grew to %v", p)
	}
	if p := nextPause(longPause, time.Hour, lost); p != shortPause {
		t.Errorf("after an hour of listening: %v", p)
	}
	for _, err := range []error{errors.ErrUnsupported, intake.ErrAuth} {
		if p := nextPause(0, time.Second, err); p != longPause {
			t.Errorf("%v: %v", err, p)
		}
	}
}

func TestWhoComesDuringARoundMakesItRunAgain(t *testing.T) {
	var turn turn
	if !turn.take() || turn.take() || turn.take() {
		t.Fatal("one round at a time")
	}
	if !turn.done(false) {
		t.Error("the news are not looked at")
	}
	if turn.done(false) {
		t.Error("it runs a third time")
	}
	if !turn.take() || turn.take() || turn.done(true) || !turn.take() {
		t.Error("a round that failed is not left")
	}
}

// While a server is down the daemons that listen to it dial again after 5, 10,
// 20 … seconds and at last every quarter of an hour, each a fifth more or less:
// two that lost it at the same moment do not come back in step.
func TestListenersDoNotComeBackInStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const daemons, dials = 2, 14
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		began := time.Now()
		var mutex sync.Mutex
		var at [daemons][]time.Duration
		var g sync.WaitGroup
		for n := range daemons {
			w := &watch{log: slog.New(slog.DiscardHandler)}
			g.Go(func() {
				w.listenTo(ctx, func(context.Context, intake.IMAPConfig) (*intake.Mailbox, error) {
					mutex.Lock()
					defer mutex.Unlock()
					if at[n] = append(at[n], time.Since(began)); len(at[0]) >= dials && len(at[1]) >= dials {
						cancel()
					}
					return nil, fmt.Errorf("%w: nobody there", intake.ErrConnection)
				}, intake.MailboxConfig{})
			})
		}
		g.Wait()
		for n, times := range at {
			for i, pause := 1, shortPause; i < len(times); i, pause = i+1, min(2*pause, longPause) {
				if took := times[i] - times[i-1]; took < pause*4/5 || took > pause*6/5 {
					t.Errorf("daemon %d dialled again after %v, want %v a fifth more or less", n, took, pause)
				}
			}
		}
		for i := 1; i < dials; i++ {
			if at[0][i] == at[1][i] {
				t.Errorf("both dialled for the %dth time after %v", i+1, at[0][i])
			}
		}
	})
}

// A server that tells of news without end, and has none, is asked once a minute.
func TestFalseAlarmsCalmTheListener(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		for empty := range 3 {
			if calm(t.Context(), empty) != nil || time.Since(began) != 0 {
				t.Fatalf("it waits after %d false alarms", empty)
			}
		}
		for empty, want := range map[int]time.Duration{3: time.Second, 5: 4 * time.Second, 9: time.Minute, 100_000: time.Minute} {
			began := time.Now()
			if err := calm(t.Context(), empty); err != nil || time.Since(began) != want {
				t.Errorf("after %d false alarms it waits %v (%v), want %v", empty, time.Since(began), err, want)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if calm(ctx, 100) == nil {
			t.Error("it does not stop when it is told to")
		}
	})
}
