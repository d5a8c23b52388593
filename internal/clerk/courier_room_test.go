package clerk

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/catchup"
	"inquiryd/internal/outbox"
	"inquiryd/internal/poll"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// nobody takes letters.
type nobody struct{}

func (nobody) Post(context.Context, string, string, []byte) (string, error) {
	return "", errors.New("nobody is there")
}

// Nothing is filed before the courier has room for what that writes.
func TestFilingWaitsForTheCourier(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, err := register.Open(t.Context(), register.Config{Path: register.Memory})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		d := &Desk{watch: &catchup.Watch{Register: r}, Options: Options{Config: Config{Tries: 5}, Register: r, Log: slog.New(slog.DiscardHandler), Now: time.Now, Silence: time.Minute}}
		c := outbox.New(outbox.Options{Register: r, Poster: nobody{}, Log: d.Log, Now: time.Now}).SendCourier(t.Context(), 1)
		if !c.Takes(&register.Letter{Kind: string(notify.Acknowledgement)}, time.Now()) {
			t.Fatal("the courier has no room")
		}
		d.poller = d.newPoller()
		k := &taker{Desk: d, courier: c, round: &poll.Round{Poller: d.poller, Polled: &poll.Polled{By: map[register.Outcome]int{}}}}
		stuck := func() int { synctest.Wait(); return k.round.Polled.By[register.Stuck] }
		ended := make(chan error)
		go func() {
			ended <- k.fileNext(t.Context(), []*taken{{Entry: intake.Entry{UID: 1}, Err: errors.New("cannot be read")}})
		}()
		if stuck() != 0 {
			t.Error("filed while the courier had no room")
		}
		c.Stays()
		if err := <-ended; err != nil || stuck() != 1 {
			t.Errorf("%d mails were dealt with when it had: %v", stuck(), err)
		}
		if _, err := c.Back(nil); err != nil {
			t.Error(err)
		}
	})
}
