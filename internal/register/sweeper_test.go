package register_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// New words wait on a list beside their index, where they are found, and are
// swept into it when there are enough of them.
func TestNewWordsAreSwept(t *testing.T) {
	r := open(t, server.make(t))
	if _, err := r.DB().Exec(`CREATE EXTENSION IF NOT EXISTS pgstattuple SCHEMA public`); err != nil {
		t.Fatal(err)
	}
	listed := func() (n int) {
		if err := r.DB().QueryRow(`SELECT pending_tuples FROM public.pgstatginindex('case_text_words')`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	file := func(from, to int) {
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			all := expected(t, r, from, to)
			errs := []error{tx.Expect(ctx, all)}
			for _, one := range all {
				errs = append(errs, second(fileAhead(ctx, tx, one, composed)))
			}
			return errors.Join(errs...)
		})
	}
	file(0, 20)
	if n := listed(); n != 20 {
		t.Fatalf("of 20 cases %d are on the list", n)
	}
	look(t, r, func(ctx context.Context, tx *register.Tx) error {
		found, err := tx.Cases(ctx, register.CaseFilter{Text: "2026-0007"})
		if len(found) != 1 {
			t.Errorf("%d cases are found on the list", len(found))
		}
		return err
	})
	file(20, 300)
	for end := time.Now().Add(time.Minute); listed() > 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d of 300 cases are still on the list", listed())
		}
	}
	look(t, r, func(ctx context.Context, tx *register.Tx) error {
		found, err := tx.Cases(ctx, register.CaseFilter{Text: "2026-0299"})
		if len(found) != 1 {
			t.Errorf("%d cases are found in the index", len(found))
		}
		return err
	})
}
