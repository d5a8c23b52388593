package main

import (
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestInOrderKeepsTheOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		items := make([]int, 200)
		for i := range items {
			items[i] = i
		}
		slow := func(n int) int {
			time.Sleep(time.Duration((n*7919)%13) * time.Millisecond)
			return n
		}
		if got := slices.Collect(inOrder(4, items, slow)); !slices.Equal(got, items) {
			t.Errorf("got %v", got)
		}
	})
}

func TestInOrderWorksAtTheSameTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		for range inOrder(2, make([]int, 10), func(int) int { time.Sleep(time.Second); return 0 }) {
		}
		if took := time.Since(start); took != 5*time.Second {
			t.Errorf("10 items of a second took 2 workers %v", took)
		}
	})
}

func TestInOrderStopsWhenNobodyListens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // waits for all goroutines to end
		var done atomic.Int64
		for range inOrder(2, make([]int, 1000), func(int) int64 { return done.Add(1) }) {
			break
		}
		if n := done.Load(); n > 10 {
			t.Errorf("did %d items for one that was wanted", n)
		}
	})
}
