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
	"inquiryd/internal/outbox"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// nobody takes letters.
type nobody struct{}

func (nobody) Post(context.Context, string, string, []byte) (string, error) {
	return "", errors.New("nobody is there")
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
		c := outbox.New(outbox.Options{Register: r, Poster: nobody{}, Log: d.Log, Now: time.Now}).SendCourier(t.Context(), 1)
		if !c.Takes(&register.Letter{Kind: string(notify.Acknowledgement)}, time.Now()) {
			t.Fatal("the courier has no room")
		}
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
		c.Stays()
		if err := <-ended; err != nil || stuck() != 1 {
			t.Errorf("%d mails were dealt with when it had: %v", stuck(), err)
		}
		if _, err := c.Back(nil); err != nil {
			t.Error(err)
		}
	})
}
