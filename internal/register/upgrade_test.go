package register_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"inquiryd/internal/mailtest/realmail"
	"inquiryd/internal/register"
)

// old writes a register of the first schema to path.
func old(t *testing.T, path string) {
	t.Helper()
	dump, err := os.ReadFile("testdata/first.sql")
	if err != nil {
		t.Fatal(err)
	}
	db := raw(t, path)
	if _, err := db.ExecContext(t.Context(), string(dump)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Close(), os.Chmod(path, 0o600)); err != nil {
		t.Fatal(err)
	}
}

// F02, F10: an upgrade that is killed at any write or sync to the disk leaves a
// register that the next start brings up to date, with all that was in it.
func TestUpgradeKilledMidway(t *testing.T) {
	strace := realmail.Need(t, "strace", "strace")
	for _, set := range []string{"pwrite64", "fsync,fdatasync", "unlink,unlinkat,ftruncate"} {
		t.Run(set, func(t *testing.T) {
			t.Parallel()
			kills := 0
			for n := 1; ; n += 1 + n/4 {
				path := filepath.Join(t.TempDir(), "register.db")
				old(t, path)
				inject := fmt.Sprintf("inject=%s:signal=SIGKILL:when=%d", set, n)
				out, err := child(t, "open", path, strace, "-f", "-q", "-o", "/dev/null", "-e", "trace="+set, "-e", inject).CombinedOutput()
				r := open(t, register.Config{Path: path, MustExist: true})
				if err := r.Check(t.Context()); err != nil {
					t.Fatalf("n = %d: %v", n, err)
				}
				look(t, r, func(ctx context.Context, tx *register.Tx) error {
					letters, err := tx.LettersOf(ctx, "2026-0001")
					same(t, "letters", len(letters), 2)
					found, err2 := tx.Cases(ctx, register.CaseFilter{Text: "2026-0001"})
					same(t, "cases of that number", len(found), 1)
					return errors.Join(err, err2)
				})
				if err == nil {
					break
				}
				if kills++; n > 1000 {
					t.Fatalf("it does not end:\n%s", out)
				}
			}
			t.Logf("%d kills", kills)
			if kills == 0 && set != "unlink,unlinkat,ftruncate" {
				t.Error("nothing was killed")
			}
		})
	}
}

// F10: the WAL of a process that was killed is lost, its index is stale, or is
// that of another register. What was written into the file itself is there and
// whole; the register goes on.
func TestLostWAL(t *testing.T) {
	for name, harm := range map[string]func(path string) error{
		"WAL lost":   func(path string) error { return os.Remove(path + "-wal") },
		"both lost":  func(path string) error { return errors.Join(os.Remove(path+"-wal"), os.Remove(path+"-shm")) },
		"index lost": func(path string) error { return os.Remove(path + "-shm") },
		"index of another time": func(path string) error {
			return os.WriteFile(path+"-shm", make([]byte, 32768), 0o600)
		},
		"WAL cut off": func(path string) error { return os.Truncate(path+"-wal", 5000) },
		"WAL of nothing": func(path string) error {
			return os.WriteFile(path+"-wal", []byte("not a WAL at all"), 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := file.make(t)
			r := open(t, cfg)
			for n := range 20 {
				do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, n+1)) })
			}
			defer r.PauseCheckpoints()()
			if _, err := r.DB().ExecContext(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
				t.Fatal(err)
			}
			for n := range 5 { // these are in the WAL only
				do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, n+21)) })
			}
			place := filepath.Join(t.TempDir(), "register.db") // as a killed process leaves it
			for _, end := range []string{"", "-wal", "-shm"} {
				text, err := os.ReadFile(cfg.Path + end)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(place+end, text, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := harm(place); err != nil {
				t.Fatal(err)
			}
			lost := open(t, register.Config{Path: place, MustExist: true})
			if err := lost.Check(t.Context()); err != nil {
				t.Error(err)
			}
			n := wholeMails(t, lost)
			if n < 20 || n > 25 || name == "index lost" && n != 25 || name == "index of another time" && n != 25 {
				t.Errorf("%d mails are left", n)
			}
			do(t, lost, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 100)) })
		})
	}
}
