package register_test

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"inquiryd/internal/register"
)

// testdata/first.sql is a register of the first schema with one answered
// inquiry in it, as the sqlite3 program dumps it. It is never made anew: later
// versions must open what the first one wrote.
func TestFirstSchemaIsBroughtUpToDate(t *testing.T) {
	dump, err := os.ReadFile("testdata/first.sql")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "register.db")
	db := raw(t, path)
	if _, err := db.ExecContext(t.Context(), string(dump)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Close(), os.Chmod(path, 0o600)); err != nil {
		t.Fatal(err)
	}
	told := []int64{}
	r := open(t, register.Config{Path: path, MustExist: true, Upgrading: func(from, to int64) { told = append(told, from, to) }})
	if len(told) != 2 || told[0] != 1 || told[1] <= 1 {
		t.Errorf("it was told that the schema goes from and to %v", told)
	}
	look(t, r, func(ctx context.Context, tx *register.Tx) error {
		list, err := tx.Cases(ctx, register.CaseFilter{Text: "tag nørre"})
		if len(list) != 1 || list[0].Number != "2026-0001" || list[0].Questions != 2 {
			t.Errorf("cases: %+v", list)
		}
		letters, err2 := tx.LettersOf(ctx, "2026-0001")
		if len(letters) != 2 || !strings.HasPrefix(string(letters[0].Raw), "Subject: Kvittering") {
			t.Errorf("letters: %+v", letters)
		}
		line, err3 := tx.Line(ctx, 1)
		bytes, err4 := tx.Raw(ctx, line.Digest)
		same(t, "raw", string(bytes), string(receipt(1).Raw))
		return errors.Join(err, err2, err3, err4)
	})
	do(t, r, func(ctx context.Context, tx *register.Tx) error {
		f, err := fileMail(ctx, tx, 2)
		same(t, "next number", f.c.Number, "2026-0002")
		return err
	})
	do(t, r, func(ctx context.Context, tx *register.Tx) error { // whose line is written before its inquiry
		all := expected(t, r, 10, 11)
		return errors.Join(tx.Expect(ctx, all), second(fileAhead(ctx, tx, all[0], composed)))
	})
	if err := r.Update(t.Context(), func(tx *register.Tx) error {
		return tx.Run(t.Context(), `UPDATE ledger SET inquiry_id = 999 WHERE id = 1`)
	}); err == nil || !strings.Contains(err.Error(), "FOREIGN KEY") {
		t.Errorf("a line names an inquiry that is not there: %v", err)
	}
	if err := r.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// raw opens a file with nothing of ours in between.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path}).String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestNewerSchemaIsRefused(t *testing.T) {
	for _, p := range []place{file, server} {
		t.Run(p.name, func(t *testing.T) {
			cfg := p.make(t)
			r, err := register.Open(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			_, err = r.DB().ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, TRUE)`)
			if err := errors.Join(err, r.Close()); err != nil {
				t.Fatal(err)
			}
			r, err = register.Open(t.Context(), cfg)
			if !errors.Is(err, register.ErrNewer) || r != nil {
				t.Fatalf("Open: %v, %v; want ErrNewer", r, err)
			}
			for _, word := range []string{"99", "1", "newer inquiryd", "backup"} {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("%q does not say %q", err, word)
				}
			}
		})
	}
}

// Several daemons that start at once bring the schema up to date once.
func TestStartTogether(t *testing.T) {
	for _, p := range []place{file, server} {
		t.Run(p.name, func(t *testing.T) {
			cfg := p.make(t)
			errs := make(chan error)
			for range 4 {
				go func() {
					r, err := register.Open(t.Context(), cfg)
					if err == nil {
						err = r.Close()
					}
					errs <- err
				}()
			}
			for range 4 {
				if err := <-errs; err != nil {
					t.Error(err)
				}
			}
		})
	}
}
