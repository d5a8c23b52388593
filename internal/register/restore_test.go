package register_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"inquiryd/internal/register"
)

// A copy takes the register's place with what prepare wrote; the register of
// before keeps all that it had, under another name.
func TestRestore(t *testing.T) {
	cfg := file.make(t)
	r := open(t, cfg)
	do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 1)) })
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := r.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 2)) })
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	aside, err := register.Restore(t.Context(), copied, cfg.Path, now, func(tx *register.Tx) error {
		return tx.SetNote(t.Context(), "recover", "a copy", now)
	})
	if err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(copied); err != nil || string(after) != string(before) {
		t.Errorf("the copy was changed: %v", err)
	}
	same(t, "mails in the old register", wholeMails(t, open(t, register.Config{Path: aside, MustExist: true})), 2)
	restored := open(t, cfg)
	same(t, "mails in the restored one", wholeMails(t, restored), 1)
	look(t, restored, func(ctx context.Context, tx *register.Tx) error {
		text, at, err := tx.Note(ctx, "recover")
		same(t, "note", text, "a copy")
		if !at.Equal(now) {
			t.Errorf("the note is of %v", at)
		}
		return err
	})
	if err := restored.Check(t.Context()); err != nil {
		t.Error(err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(cfg.Path), ".inquiryd*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

// A copy that cannot be used changes nothing.
func TestRestoreRefuses(t *testing.T) {
	cfg := file.make(t)
	r := open(t, cfg)
	do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 1)) })
	dir := t.TempDir()
	path := func(n string) string { return filepath.Join(dir, n) }
	if err := errors.Join(r.Backup(t.Context(), path("good.db")), r.Close()); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(path("good.db"))
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(
		os.WriteFile(path("half.db"), good[:len(good)/8192*4096], 0o600),
		os.WriteFile(path("text.db"), []byte(strings.Repeat("ingen journal ", 999)), 0o600),
		os.WriteFile(path("empty.db"), nil, 0o600),
		os.WriteFile(path("newer.db"), good, 0o600),
	)
	if err != nil {
		t.Fatal(err)
	}
	newer := raw(t, path("newer.db"))
	if _, err := newer.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, TRUE)`); err != nil {
		t.Fatal(err)
	}
	if err := newer.Close(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{"half.db": register.ErrCorrupt, "text.db": register.ErrCorrupt, "empty.db": register.ErrCorrupt,
		"newer.db": register.ErrNewer, "none.db": os.ErrNotExist} {
		if _, err := register.Restore(t.Context(), path(name), cfg.Path, now, nil); !errors.Is(err, want) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	same(t, "mails", wholeMails(t, open(t, cfg)), 1)
}

func TestNotes(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			_, _, err := tx.Note(ctx, "x")
			if !errors.Is(err, register.ErrNotFound) {
				t.Errorf("a note that nobody left: %v", err)
			}
			err = errors.Join(tx.SetNote(ctx, "x", "first", now), tx.SetNote(ctx, "x", "second", now))
			text, _, err2 := tx.Note(ctx, "x")
			same(t, "note", text, "second")
			return errors.Join(err, err2, tx.DropNote(ctx, "x"), tx.DropNote(ctx, "x"))
		})
	})
}

// A case that is added again keeps its number, and the next one gets another.
func TestAddCaseAgain(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			f, err := fileMail(ctx, tx, 1)
			if err != nil {
				return err
			}
			again := register.Case{Inquiry: f.c.Inquiry, State: register.StateOpen}
			fresh := register.Case{Inquiry: f.c.Inquiry, State: register.StateOpen}
			err = errors.Join(tx.AddCaseAgain(ctx, &again, "2026-0007"), tx.AddCase(ctx, &fresh, 2026))
			same(t, "numbers", again.Number+" "+fresh.Number, "2026-0007 2026-0008")
			return err
		})
		err := r.Update(t.Context(), func(tx *register.Tx) error {
			return tx.AddCaseAgain(t.Context(), &register.Case{Inquiry: 1, State: register.StateOpen}, "2026-0007")
		})
		if err == nil {
			t.Error("one number was given twice")
		}
	})
}
