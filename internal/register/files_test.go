package register_test

import (
	"bytes"
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

// A file that is copied over the register in place, as by cp, stops it at the next
// transaction, and the next start finds that file as it is: not with the log of the
// one before.
func TestFileOverwrittenInUse(t *testing.T) {
	t.Cleanup(register.SetOthersLinger(time.Second))
	for _, name := range []string{"by an older copy", "by an older copy, while it is written to", "by something else"} {
		t.Run(name, func(t *testing.T) {
			old, busy := name != "by something else", strings.Contains(name, "while")
			path := filepath.Join(t.TempDir(), "register.db")
			r, err := register.Open(t.Context(), register.Config{Path: path})
			if err != nil {
				t.Fatal(err)
			}
			note := func(text string) {
				t.Helper()
				do(t, r, func(ctx context.Context, tx *register.Tx) error { return tx.SetNote(ctx, "a", text, now) })
				time.Sleep(2 * time.Second) // until it is carried into the file
			}
			do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 1)) })
			note("old")
			over, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !old {
				over = []byte("something else")
			}
			do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 2)) })
			note("new")
			if busy { // something is not carried yet
				do(t, r, func(ctx context.Context, tx *register.Tx) error { return tx.SetNote(ctx, "a", "newest", now) })
			}
			if err := os.WriteFile(path, over, 0o600); err != nil {
				t.Fatal(err)
			}
			update := r.Update(t.Context(), func(tx *register.Tx) error { return tx.SetNote(t.Context(), "b", "lost", now) })
			for what, err := range map[string]error{
				"update": update,
				"view":   r.View(t.Context(), func(tx *register.Tx) error { return third(tx.Note(t.Context(), "a")) }),
			} {
				if !errors.Is(err, register.ErrUnusable) || !strings.Contains(err.Error(), "overwritten") {
					t.Errorf("%s: %v", what, err)
				}
			}
			r.Close()
			if left, err := os.ReadFile(path); err != nil || !bytes.Equal(left, over) {
				t.Errorf("the file that was put there was changed: %v", err)
			}
			if name != "by an older copy" {
				return
			}
			r = open(t, register.Config{Path: path})
			if err := r.Check(t.Context()); err != nil {
				t.Error(err)
			}
			look(t, r, func(ctx context.Context, tx *register.Tx) error {
				text, _, err := tx.Note(ctx, "a")
				if text != "old" {
					t.Errorf("the note says %q", text)
				}
				return err
			})
		})
	}
}

// What other processes of ours write, as verbs of the command line do, is not taken
// for that.
func TestFileWrittenByOthersOfOurs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "register.db")
	daemon, verb := open(t, register.Config{Path: path}), open(t, register.Config{Path: path})
	for n, r := range []*register.Register{daemon, verb, verb, daemon, verb} {
		do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, n+1)) })
		eventually(t, "it is carried into the file", func() bool { return linesInFile(t, path) == n+1 })
		for _, r := range []*register.Register{daemon, verb} {
			look(t, r, nothing)
			do(t, r, nothing)
		}
	}
}
