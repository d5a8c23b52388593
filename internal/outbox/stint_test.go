package outbox

import (
	"log/slog"
	"testing"
	"time"

	"inquiryd/internal/presence"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// What the courier was given before this daemon was absent it posts no more, also when
// the daemon has shown itself meanwhile.
func TestTheCourierPostsNothingFromBeforeAnAbsence(t *testing.T) {
	ctx := t.Context()
	r, err := register.Open(ctx, register.Config{Path: register.Memory})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	now, log := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC), slog.New(slog.DiscardHandler)
	clock := func() time.Time { return now }
	p := &presence.Presence{Register: r, Holder: "one", Silence: 45 * time.Second, Log: log, Now: clock}
	show := func() {
		t.Helper()
		if _, err := p.Show(ctx); err != nil {
			t.Fatal(err)
		}
	}
	show()
	poster := &counting{}
	c := New(Options{Register: r, Poster: poster, Presence: p, Holder: "one", Log: log, Now: clock}).SendCourier(ctx, 2)
	letter := &register.Letter{Kind: string(notify.Acknowledgement), Raw: []byte("Subject: Kvittering\r\n\r\nHej\r\n")}
	if !c.Takes(letter, now) {
		t.Fatal("the courier takes nothing")
	}
	now = now.Add(2 * time.Minute)
	show()
	c.Carry([]*register.Letter{letter}, nil)
	if posted, err := c.Back(nil); err != nil || posted.Delayed != 1 || poster.posted != 0 {
		t.Errorf("posted %d: %+v, %v", poster.posted, posted, err)
	}
	if c.Takes(letter, now) {
		t.Error("it takes letters in another stint than its own")
	}
}
