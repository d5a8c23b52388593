package catchup

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"inquiryd/internal/register"
	"inquiryd/internal/sentmail"
)

// A register that is marked is recovered before anything is sent, as often as it
// takes and by one daemon at a time; one that is not is looked at once.
func TestARegisterThatIsMarked(t *testing.T) {
	ctx := t.Context()
	r, err := register.Open(ctx, register.Config{Path: register.Memory})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	now := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC)
	free, fails, recovered, looks := true, true, 0, 0
	w := &Watch{Register: r, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now },
		Lease: func(context.Context, string, time.Duration) (bool, error) { return free, nil }}
	w.Sent = func(context.Context) (*sentmail.Folder, error) { looks++; return sentmail.None(), nil }
	w.Recover = func(ctx context.Context) error {
		recovered++
		if fails {
			return errors.New("the connection broke")
		}
		return r.Update(ctx, func(tx *register.Tx) error { return w.End(ctx, tx, "test") })
	}
	step := func(what string, wantOK, wantErr, mustWait bool, wantLooks, wantRecovered int) {
		t.Helper()
		ok, err := w.First(ctx)
		if ok != wantOK || (err != nil) != wantErr || looks != wantLooks || recovered != wantRecovered {
			t.Errorf("%s: %v, %v; looked %d times, recovered %d times", what, ok, err, looks, recovered)
		}
		if must, err := w.MustWait(ctx); err != nil || must != mustWait {
			t.Errorf("%s: must wait: %v, %v", what, must, err)
		}
	}
	step("at the start", true, false, false, 1, 0)
	step("later", true, false, false, 1, 0)
	if err := r.Update(ctx, func(tx *register.Tx) error { return Restored(ctx, tx, now) }); err != nil {
		t.Fatal(err)
	}
	free = false
	step("while another daemon is at it", false, false, true, 1, 0)
	free = true
	step("broken off", false, true, true, 1, 1)
	fails = false
	step("recovered", true, false, false, 1, 2)
	step("after that", true, false, false, 1, 2)
	err = r.View(ctx, func(tx *register.Tx) error {
		if changed, err := w.ServerChanged(ctx, tx); changed || err != nil {
			t.Errorf("the server is another one: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
