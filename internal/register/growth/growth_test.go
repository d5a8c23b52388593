package growth_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"inquiryd/internal/register"
	"inquiryd/internal/register/growth"
	"inquiryd/internal/register/pgtest"
)

var end = time.Date(2026, 3, 2, 8, 30, 0, 0, time.UTC)

// A grown register is whole, has as many cases as were asked for, and the same
// words each time, on both databases.
func TestGrow(t *testing.T) {
	places := map[string]register.Config{"file": {Path: filepath.Join(t.TempDir(), "register.db")}, "again": {Path: filepath.Join(t.TempDir(), "again.db")}}
	server, err := pgtest.Start(t.Context())
	switch {
	case err == nil:
		t.Cleanup(func() { server.Stop() })
		places["postgres"] = register.Config{URL: server.URL, Schema: "grown"}
	case os.Getenv("CI") == "true" || !errors.Is(err, pgtest.ErrMissing):
		t.Fatal(err)
	}
	words := map[string]string{}
	for name, cfg := range places {
		t.Run(name, func(t *testing.T) { words[name] = grow(t, cfg) })
	}
	for name, found := range words {
		if found != words["file"] {
			t.Errorf("%s has %q, file %q", name, found, words["file"])
		}
	}
}

func grow(t *testing.T, cfg register.Config) (words string) {
	if err := growth.Grow(t.Context(), cfg, 2200, end); err != nil {
		t.Fatal(err)
	}
	r, err := register.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := growth.File(t.Context(), r, 2200, end); err != nil {
		t.Fatal(err)
	}
	a, err := r.Audit(t.Context(), func(register.Progress) {})
	if err != nil || a.Cases != 2201 || a.Mails != 2201 {
		t.Errorf("%+v, %v", a, err)
	}
	err = r.View(t.Context(), func(tx *register.Tx) error {
		m, err := tx.Measure(t.Context(), end)
		if err != nil || m.Cases[register.StateHeld] != 30 || m.Cases[register.StateOpen] != 271 || m.Unsettled != 0 || m.Outbox != 0 {
			t.Errorf("%+v, %v", m, err)
		}
		list, err := tx.Cases(t.Context(), register.CaseFilter{Text: "skoleområde", Limit: 5})
		if len(list) == 0 {
			t.Error("no case is found by a word")
		}
		for _, c := range list {
			words += c.Number + c.Subject
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return words
}

// TestGrowFile makes a register of INQUIRYD_GROW cases at INQUIRYD_GROW_FILE,
// to try things on.
func TestGrowFile(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("INQUIRYD_GROW"))
	if n == 0 {
		t.Skip("INQUIRYD_GROW is not set")
	}
	if err := growth.Grow(context.Background(), register.Config{Path: os.Getenv("INQUIRYD_GROW_FILE")}, n, time.Now()); err != nil {
		t.Fatal(err)
	}
}
