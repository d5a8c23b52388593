package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
)

// ErrBackup says that this kind of register is not backed up by us.
var ErrBackup = errors.New("register: PostgreSQL is backed up with its own tools, as pg_dump")

// Backup writes a copy of the register, as it is at one moment, to a new file
// at path, while the register goes on working. The copy is checked before it
// gets its name, so that a file at path is a whole and sound register. A file
// that is there already is left alone and is an error.
func (r *Register) Backup(ctx context.Context, path string) (err error) {
	defer name(&err, "back up register")
	if !r.dialect.oneWriter {
		return ErrBackup
	}
	if path, err = filepath.Abs(path); err != nil { // a URI knows no relative names
		return err
	}
	if fileExists(path) {
		return fmt.Errorf("%s is there already: %w", path, os.ErrExist)
	}
	draft, err := os.CreateTemp(filepath.Dir(path), ".inquiryd-backup-") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	defer draft.Close()
	if err := r.copyTo(ctx, draft.Name()); err != nil {
		return r.fault(err)
	}
	if err := checkFile(ctx, draft.Name()); err != nil {
		return err
	}
	if err := draft.Sync(); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), path); err != nil { // unlike a rename it never replaces a file
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// copyTo fills an empty file. The reading handle is not allowed to, and the
// writing one must go on writing: it takes a connection of its own.
func (r *Register) copyTo(ctx context.Context, path string) error {
	db := r.write.db
	if r.where != Memory {
		own, err := sql.Open("sqlite", r.source+"?_pragma=busy_timeout(5000)")
		if err != nil {
			return err
		}
		defer own.Close()
		db = own
	}
	_, err := db.ExecContext(ctx, "VACUUM INTO $1", path)
	return err
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}

// checkFile checks a register that nobody has open.
func checkFile(ctx context.Context, path string) error {
	source := url.URL{Scheme: "file", Path: path, RawQuery: "mode=ro&immutable=1"}
	db, err := sql.Open("sqlite", source.String())
	if err != nil {
		return err
	}
	defer db.Close()
	return checkPages(ctx, db, path)
}
