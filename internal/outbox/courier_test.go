package outbox

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// Filing waits for places with the courier as long as they become free, and no
// longer than its patience in all.
func TestFilingWaitsForTheCourier(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &Courier{free: make(chan struct{}, 4), eased: make(chan struct{}, 1)}
		for range 4 {
			c.free <- struct{}{}
		}
		took := func(letters int) time.Duration {
			begun := time.Now()
			c.Room(t.Context(), letters)
			return time.Since(begun)
		}
		go func() {
			for range 2 {
				time.Sleep(time.Second)
				c.Stays()
			}
		}()
		if d := took(2); d != 2*time.Second {
			t.Errorf("two places were free after %v", d)
		}
		if d := took(2); d != 0 {
			t.Errorf("waited %v for places that are free", d)
		}
		if d := took(3); d != patience-2*time.Second {
			t.Errorf("waited %v for a courier that does not come back", d)
		}
		if d := took(3); d != 0 {
			t.Errorf("waited %v once the patience was over", d)
		}
		c.waited.Store(0)
		c.weary.Store(true)
		if d := took(3); d != 0 {
			t.Errorf("waited %v for a courier that is weary", d)
		}
		c.weary.Store(false)
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		begun := time.Now()
		if c.Room(ctx, 3); time.Since(begun) != time.Second {
			t.Error("waited on when told to stop")
		}
	})
}
