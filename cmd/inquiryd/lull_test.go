package main

import (
	"testing"
	"testing/synctest"
	"time"
)

// Memory is given back once when work has stopped for a while, and never after
// the end.
func TestLull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		given := 0
		l := &lull{give: func() { given++ }}
		want := func(n int) {
			t.Helper()
			synctest.Wait()
			if given != n {
				t.Fatalf("given back %d times, want %d", given, n)
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
		l.worked()
		if err := l.end(); err != nil {
			t.Fatal(err)
		}
		l.worked()
		time.Sleep(time.Hour)
		want(2)
		var nobody *lull
		nobody.worked()
	})
}
