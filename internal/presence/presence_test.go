package presence

import (
	"log/slog"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// A daemon is absent from some seconds before its lease ends until it shows itself
// again; one that is alone never is.
func TestPresence(t *testing.T) {
	ctx := t.Context()
	r, err := register.Open(ctx, register.Config{Path: register.Memory})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	now := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC)
	p := &Presence{Register: r, Holder: "one", Silence: 45 * time.Second, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }}
	absent := func(after time.Duration, want bool) {
		t.Helper()
		now = now.Add(after)
		if p.Absent(p.Stint()) != want {
			t.Errorf("absent: %v", !want)
		}
	}
	keep := func() {
		t.Helper()
		if err := p.Keep(ctx); err != nil {
			t.Error(err)
		}
	}
	absent(0, true)
	keep()
	absent(15*time.Second, false)
	keep() // too early: the lease stays as it is
	absent(35*time.Second, false)
	absent(time.Second, true)
	stint := p.Stint()
	keep()
	absent(50*time.Second, false)
	if !p.Absent(stint) {
		t.Error("what it claimed before it was absent is its own")
	}
	var alone *Presence
	if released, err := alone.Show(ctx); released != 0 || err != nil || alone.Keep(ctx) != nil || alone.Absent(0) {
		t.Errorf("alone: %d, %v, absent %v", released, err, alone.Absent(0))
	}
	if err := r.Update(ctx, func(tx *register.Tx) error { return alone.End(ctx, tx) }); err != nil {
		t.Error(err)
	}
}
