package register_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"inquiryd/internal/register"
	"inquiryd/internal/register/pgtest"
)

// postgres is the server of this test binary; startErr says why there is none.
var (
	postgres *pgtest.Server
	startErr error
	schemas  atomic.Int64
)

func TestMain(m *testing.M) {
	if child := os.Getenv("REGISTER_TEST_CHILD"); child != "" {
		os.Exit(runChild(child))
	}
	flag.Parse()
	postgres, startErr = pgtest.Start(context.Background())
	code := m.Run()
	if postgres != nil {
		if err := postgres.Stop(); err != nil {
			log.Print(err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// place is one kind of place that a register can be kept in.
type place struct {
	name string
	make func(testing.TB) register.Config
}

var (
	memory = place{"memory", func(testing.TB) register.Config { return register.Config{Path: register.Memory} }}
	file   = place{"file", func(t testing.TB) register.Config {
		return register.Config{Path: filepath.Join(t.TempDir(), "register æ%20?.db")}
	}}
	server = place{"postgres", newSchema}
)

func newSchema(t testing.TB) register.Config {
	t.Helper()
	switch {
	case startErr == nil:
		return register.Config{URL: postgres.URL, Schema: fmt.Sprintf("test %d", schemas.Add(1))}
	case errors.Is(startErr, pgtest.ErrMissing) && os.Getenv("CI") != "true":
		t.Skip(startErr)
	}
	t.Fatal(startErr)
	return register.Config{}
}

// everywhere runs a test in each kind of place.
func everywhere(t *testing.T, test func(t *testing.T, r *register.Register)) {
	t.Helper()
	for _, p := range []place{memory, file, server} {
		t.Run(p.name, func(t *testing.T) { test(t, open(t, p.make(t))) })
	}
}

func open(t testing.TB, cfg register.Config) *register.Register {
	t.Helper()
	r, err := register.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// now is the time of the tests, a Monday.
var now = time.Date(2026, 3, 2, 8, 30, 0, 0, time.UTC)

// do runs f in a transaction that must succeed.
func do(t testing.TB, r *register.Register, f func(ctx context.Context, tx *register.Tx) error) {
	t.Helper()
	if err := r.Update(t.Context(), func(tx *register.Tx) error { return f(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// look runs f in a transaction that only reads and must succeed.
func look(t testing.TB, r *register.Register, f func(ctx context.Context, tx *register.Tx) error) {
	t.Helper()
	if err := r.View(t.Context(), func(tx *register.Tx) error { return f(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// nothing is a transaction that does nothing.
func nothing(context.Context, *register.Tx) error { return nil }
