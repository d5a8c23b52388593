package main

import (
	"errors"
	"testing"
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
