package main

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Memory is given back once when work has stopped for a while, and never after
// the end.
func TestLull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var given, pages atomic.Int64
		l := &lull{give: func(much bool) {
			if much {
				given.Add(1)
			}
			pages.Add(1)
		}}
		want := func(n int64) {
			t.Helper()
			synctest.Wait()
			if times := given.Load(); times != n {
				t.Fatalf("given back %d times, want %d", times, n)
			}
		}
		for range 5 { // work goes on
			l.worked()
			time.Sleep(lullAfter - time.Second)
			want(0)
		}
		time.Sleep(time.Second)
		want(1)
		time.Sleep(time.Hour)
		want(1)
		l.worked()
		time.Sleep(lullAfter)
		want(2)
		l.stirred() // nothing was done, so only pages go
		time.Sleep(stirAfter)
		want(2)
		if n := pages.Load(); n != 3 {
			t.Errorf("pages went %d times, want 3", n)
		}
		l.stirred()
		l.worked()
		l.stirred()
		time.Sleep(lullAfter - time.Second)
		want(2)
		time.Sleep(time.Second)
		want(3)
		l.worked()
		if err := l.end(); err != nil {
			t.Fatal(err)
		}
		l.worked()
		l.stirred()
		time.Sleep(time.Hour)
		want(3)
		var nobody *lull
		nobody.worked()
	})
}
