package clerk

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/semaphore"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// Filing waits for places with the courier as long as they become free, and no
// longer than its patience in all.
func TestFilingWaitsForTheCourier(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &courier{free: make(chan struct{}, 4), eased: make(chan struct{}, 1)}
		for range 4 {
			c.free <- struct{}{}
		}
		took := func(letters int) time.Duration {
			begun := time.Now()
			c.room(t.Context(), letters)
			return time.Since(begun)
		}
		go func() {
			for range 2 {
				time.Sleep(time.Second)
				c.stays()
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
		if c.room(ctx, 3); time.Since(begun) != time.Second {
			t.Error("waited on when told to stop")
		}
	})
}

// The belt files nothing before the courier has room for what that writes.
func TestTheBeltWaitsForTheCourier(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, err := register.Open(t.Context(), register.Config{Path: register.Memory})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		d := &Desk{Options: Options{Config: Config{Tries: 5}, Register: r, Log: slog.New(slog.DiscardHandler), Now: time.Now, Silence: time.Minute}}
		c := &courier{d: d, bag: make(chan register.Letter, 1), free: make(chan struct{}, 1), eased: make(chan struct{}, 1)}
		c.free <- struct{}{}
		mail := &taken{Entry: intake.Entry{UID: 1}, err: errors.New("cannot be read"), ready: make(chan struct{})}
		close(mail.ready)
		b := belt{round: &round{Desk: d, courier: c, polled: &Polled{By: map[register.Outcome]int{}}, leased: time.Now()},
			room: semaphore.NewWeighted(beltBytes), places: make(chan struct{}, 1), line: make(chan *taken, 1)}
		if err := b.enters(t.Context(), mail.Entry); err != nil {
			t.Fatal(err)
		}
		b.line <- mail
		close(b.line)
		stuck := func() int { synctest.Wait(); return b.polled.By[register.Stuck] }
		ended := make(chan error)
		go func() { ended <- b.file(t.Context()) }()
		if stuck() != 0 {
			t.Error("filed while the courier had no room")
		}
		c.stays()
		if err := <-ended; err != nil || stuck() != 1 {
			t.Errorf("%d mails were dealt with when it had: %v", stuck(), err)
		}
	})
}
