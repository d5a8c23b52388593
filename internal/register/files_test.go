package register_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// A register whose file or log is taken away, or replaced, while it is open takes
// nothing more: it would be lost with the process.
func TestFilesTakenAwayInUse(t *testing.T) {
	for name, do := range map[string]func(path string) error{
		"removed":                    os.Remove,
		"moved away":                 func(path string) error { return os.Rename(path, path+".old") },
		"the log is removed":         func(path string) error { return os.Remove(path + "-wal") },
		"the log's index is removed": func(path string) error { return os.Remove(path + "-shm") },
		"its folder is moved":        func(path string) error { return os.Rename(filepath.Dir(path), filepath.Dir(path)+"-old") },
		"replaced by a copy": func(path string) error {
			text, err := os.ReadFile(path)
			return errors.Join(err, os.WriteFile(path+".new", text, 0o600), os.Rename(path+".new", path))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "folder", "register.db")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			r, err := register.Open(t.Context(), register.Config{Path: path})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			note := func(tx *register.Tx) error { return tx.SetNote(t.Context(), "a", "b", time.Now()) }
			read := func(tx *register.Tx) error { _, _, err := tx.Note(t.Context(), "a"); return err }
			for range 3 {
				if err := errors.Join(r.Update(t.Context(), note), r.View(t.Context(), read), r.Rest(t.Context())); err != nil {
					t.Fatal(err)
				}
			}
			if err := do(path); err != nil {
				t.Fatal(err)
			}
			for what, err := range map[string]error{"view": r.View(t.Context(), read), "update": r.Update(t.Context(), note), "again": r.Update(context.WithoutCancel(t.Context()), note)} {
				if !errors.Is(err, register.ErrUnusable) {
					t.Errorf("%s: %v", what, err)
				}
			}
			if err := r.View(t.Context(), read); err == nil || !strings.Contains(err.Error(), "removed or replaced") {
				t.Errorf("it does not say why: %v", err)
			}
		})
	}
}
