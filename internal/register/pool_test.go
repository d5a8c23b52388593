package register_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"inquiryd/internal/register"
)

// Registers that share connections do not see each other's rows, give the same
// numbers each by itself, and all of them work on two connections.
func TestPool(t *testing.T) {
	cfg := server.make(t)
	cfg.Connections = 2
	pool, err := register.NewPool(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var all []*register.Register
	for n := range 5 {
		one := cfg
		one.Schema = fmt.Sprintf("%s %d", cfg.Schema, n)
		r, err := pool.Open(t.Context(), one)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	var g sync.WaitGroup
	for n, r := range all {
		g.Go(func() {
			for i := range 3 + n {
				do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, i+1)) })
			}
		})
	}
	g.Wait()
	for n, r := range all {
		if got := count(t, r); got != 3+n {
			t.Errorf("register %d has %d lines, want %d", n, got, 3+n)
		}
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			list, err := tx.Cases(ctx, register.CaseFilter{Text: "skole"})
			if len(list) != 3+n || list[0].Number != fmt.Sprintf("2026-%04d", 3+n) {
				t.Errorf("register %d: %d cases are found, the newest %s", n, len(list), list[0].Number)
			}
			return err
		})
		if err := r.Check(t.Context()); err != nil {
			t.Error(err)
		}
	}
	for _, r := range all[:2] {
		if err := r.Scrub(t.Context()); err != nil {
			t.Error(err)
		}
		if _, err := r.Audit(t.Context(), ignore); err != nil {
			t.Error(err)
		}
	}
	// Past the register, in no schema, there is nothing.
	if _, err := all[0].DB().ExecContext(t.Context(), "SELECT 1 FROM cases"); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("outside of a transaction: %v", err)
	}
	for _, r := range all {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := pool.Close(); err != nil {
		t.Error(err)
	}
	if _, err := pool.Open(t.Context(), register.Config{URL: cfg.URL}); err == nil {
		t.Error("a register without a schema was opened")
	}
}
