package register_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/register"
)

func TestNewFileIsForItsOwnerOnly(t *testing.T) {
	cfg := file.make(t)
	r := open(t, cfg)
	do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 1)) })
	found, err := filepath.Glob(filepath.Join(filepath.Dir(cfg.Path), "*"))
	if err != nil || len(found) != 3 {
		t.Errorf("files %q, want the register, its WAL and its index: %v", found, err)
	}
	for _, path := range found {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v: %v", path, info.Mode(), err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(path, []byte(text), mode), os.Chmod(path, mode)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tests := []struct {
		name string
		path string
		want error
		says string
	}{
		{"a missing file that must exist", filepath.Join(dir, "none.db"), register.ErrMissing, "must_exist"},
		{"a folder", dir, register.ErrReadOnly, "not a file"},
		{"a folder that is missing", filepath.Join(dir, "none", "x.db"), register.ErrReadOnly, "none"},
		{"another kind of file", write("text.db", strings.Repeat("Dette er ikke en journal. ", 99), 0o600), register.ErrCorrupt, "restore the last backup"},
		{"one that all may read", write("open.db", "", 0o644), nil, "chmod 600"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, err := register.Open(t.Context(), register.Config{Path: test.path, MustExist: test.want == register.ErrMissing})
			if err == nil {
				t.Fatal("it was opened", r.Close())
			}
			if test.want != nil && !errors.Is(err, test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
			if !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), test.path) {
				t.Errorf("%q does not say %q and %q", err, test.says, test.path)
			}
		})
	}
	if _, err := os.Stat(filepath.Join(dir, "none.db")); err == nil {
		t.Error("the missing file was made")
	}
}

func TestMissingSchemaIsRefused(t *testing.T) {
	cfg := server.make(t)
	cfg.MustExist = true
	if _, err := register.Open(t.Context(), cfg); !errors.Is(err, register.ErrMissing) {
		t.Errorf("Open: %v, want ErrMissing", err)
	}
}

func TestServerAway(t *testing.T) {
	_, err := register.Open(t.Context(), register.Config{URL: "postgres://inquiryd@127.0.0.1:1/x?sslmode=disable&connect_timeout=2"})
	if !errors.Is(err, register.ErrAway) {
		t.Errorf("Open: %v, want ErrAway", err)
	}
}

// A damaged page is named as such, with the file, and stops what needs it.
func TestDamagedPage(t *testing.T) {
	cfg := file.make(t)
	r, err := register.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 400 { // enough that what opening reads lies before
		do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, n+1)) })
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(cfg.Path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	noise := []byte(strings.Repeat("støj", 1024))
	for at := info.Size() * 2 / 3 / 4096 * 4096; at < info.Size()-4096; at += 4096 {
		if _, err := f.WriteAt(noise[:4096], at); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	r = open(t, cfg)
	if err := r.Check(t.Context()); !errors.Is(err, register.ErrCorrupt) || !strings.Contains(err.Error(), cfg.Path) {
		t.Errorf("Check: %v, want ErrCorrupt with the path", err)
	}
	err = r.View(t.Context(), func(tx *register.Tx) error {
		for id := range int64(400) {
			if _, err := tx.Line(t.Context(), id+1); err != nil && !errors.Is(err, register.ErrNotFound) {
				return err
			}
			if _, err := tx.Letter(t.Context(), 2*id+1); err != nil && !errors.Is(err, register.ErrNotFound) {
				return err
			}
		}
		return nil
	})
	if !errors.Is(err, register.ErrCorrupt) || !strings.Contains(err.Error(), "restore the last backup") {
		t.Errorf("reading: %v, want ErrCorrupt and what to do", err)
	}
}

// Raw mail that was changed behind our back is never handed out as the mail.
func TestChangedRawMail(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		var digests []string
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			for n := range 2 {
				line, _, err := tx.Receive(ctx, receipt(n+1), now)
				if err != nil {
					return err
				}
				digests = append(digests, line.Digest)
			}
			return tx.Run(ctx, `UPDATE raw_mails SET bytes = (SELECT bytes FROM raw_mails WHERE digest = $2), size = (SELECT size FROM raw_mails WHERE digest = $2) WHERE digest = $1`, digests[0], digests[1])
		})
		err := r.View(t.Context(), func(tx *register.Tx) error { return second(tx.Raw(t.Context(), digests[0])) })
		if !errors.Is(err, register.ErrCorrupt) {
			t.Errorf("another mail's bytes: %v, want ErrCorrupt", err)
		}
		for _, size := range []int64{1, 1 << 20, 1 << 50, -1} {
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				return tx.Run(ctx, `UPDATE raw_mails SET size = $1 WHERE digest = $2`, size, digests[1])
			})
			err := r.View(t.Context(), func(tx *register.Tx) error { return second(tx.Raw(t.Context(), digests[1])) })
			if !errors.Is(err, register.ErrCorrupt) {
				t.Errorf("size %d: %v, want ErrCorrupt", size, err)
			}
		}
	})
}

// A full disk rolls back the transaction, says so, and is over when there is
// space again; what was there can be read all the time.
func TestDiskFull(t *testing.T) {
	for _, p := range []place{memory, file} {
		t.Run(p.name, func(t *testing.T) {
			r := open(t, p.make(t))
			limit := func(pages int) {
				if _, err := r.DB().ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
					t.Fatal(err)
				}
			}
			do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 1)) })
			limit(1) // no more than there are
			kept, err := 1, error(nil)
			for n := 2; n < 100 && err == nil; n++ {
				err = r.Update(t.Context(), func(tx *register.Tx) error { return second(fileMail(t.Context(), tx, n)) })
				if err == nil {
					kept++
				}
			}
			if !errors.Is(err, register.ErrFull) {
				t.Fatalf("filing: %v, want ErrFull", err)
			}
			err = r.Update(t.Context(), func(tx *register.Tx) error { // the end of one attempt may be the end of all
				_ = tx.Try(t.Context(), func(tx *register.Tx) error { return second(fileMail(t.Context(), tx, 100)) })
				return nil
			})
			if n := count(t, r); n != kept {
				t.Errorf("%d mails, want %d (%v)", n, kept, err)
			}
			limit(1 << 20)
			do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 101)) })
			if err := r.Check(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// Another process that holds the file makes us wait, and then say so.
func TestLockedByAnother(t *testing.T) {
	cfg := file.make(t)
	r := open(t, cfg)
	other := raw(t, cfg.Path)
	conn, err := other.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(t.Context(), "BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.DB().ExecContext(t.Context(), "PRAGMA busy_timeout = 50"); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	err = r.Update(t.Context(), func(*register.Tx) error { t.Error("it began"); return nil })
	if !errors.Is(err, register.ErrBusy) || time.Since(start) < 50*time.Millisecond {
		t.Errorf("Update after %v: %v, want ErrBusy", time.Since(start), err)
	}
	if n := count(t, r); n != 0 {
		t.Errorf("%d lines", n)
	}
	if _, err := conn.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 1)) })
}
