package register_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// A transaction may wait for something that takes longer than a server lets a
// transaction say nothing.
func TestATransactionLivesMeanwhile(t *testing.T) {
	for _, p := range []place{memory, server} {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			r, waits := open(t, p.make(t)), 10*time.Millisecond
			if p.name == server.name {
				waits = 17 * time.Second
			}
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				return errors.Join(tx.SetNote(ctx, "before", "a", now),
					tx.Meanwhile(ctx, func(context.Context) error { time.Sleep(waits); return nil }), tx.SetNote(ctx, "after", "b", now))
			})
			look(t, r, func(ctx context.Context, tx *register.Tx) error {
				_, _, before := tx.Note(ctx, "before")
				_, _, after := tx.Note(ctx, "after")
				return errors.Join(before, after)
			})
		})
	}
}

func TestMeanwhileFails(t *testing.T) {
	r := open(t, server.make(t))
	for want, wrong := range map[string]func(context.Context) error{
		"no paper": func(context.Context) error { return errors.New("no paper") },
		"panic":    func(context.Context) error { panic("jam") },
	} {
		err := r.Update(t.Context(), func(tx *register.Tx) error { return tx.Meanwhile(t.Context(), wrong) })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
}
