package register

import (
	"context"
	"path/filepath"
	"testing"
	"time"
)

// A register that rests holds no connection that only reads, and works on.
func TestRest(t *testing.T) {
	r, err := Open(t.Context(), Config{Path: filepath.Join(t.TempDir(), "r.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for round := range 3 {
		err := r.Update(t.Context(), func(tx *Tx) error {
			return tx.SetNote(t.Context(), "round", string(rune('0'+round)), time.Now())
		})
		if err != nil {
			t.Fatal(err)
		}
		err = r.View(t.Context(), func(tx *Tx) error {
			note, _, err := tx.Note(t.Context(), "round")
			if note != string(rune('0'+round)) {
				t.Errorf("round %d reads %q", round, note)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := r.read.db.Stats().OpenConnections; n == 0 {
			t.Fatal("nothing was read")
		}
		if err := r.Rest(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := r.read.db.Stats().OpenConnections; n != 0 {
			t.Errorf("%d connections that read are open", n)
		}
	}
	memory, err := Open(t.Context(), Config{Path: Memory})
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	if err := memory.Rest(context.Background()); err != nil {
		t.Error(err)
	}
}
