package register

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Restore puts the copy of a register that [Register.Backup] wrote in the place
// of the register at path, which nobody may have open, and returns the name
// that the register of before has now; "" when there was none. The copy itself
// is left as it is. It is checked, and brought up to this program's schema,
// before anything changes; prepare may write to it then. At no moment is there
// nothing at path that was there before.
//
// Errors: [ErrCorrupt] and [ErrNewer] for a copy that cannot be used.
func Restore(ctx context.Context, copied, path string, now time.Time, prepare func(*Tx) error) (aside string, err error) {
	defer name(&err, "restore register")
	if path, err = filepath.Abs(path); err != nil {
		return "", err
	}
	draft := filepath.Join(filepath.Dir(path), ".inquiryd-restore-"+now.UTC().Format("20060102T150405.000"))
	defer removeRegister(draft)
	if err := copyRegister(copied, draft); err != nil {
		return "", err
	}
	if err := checkFile(ctx, draft); err != nil {
		return "", fmt.Errorf("%s: %w", copied, err)
	}
	if err := prepareCopy(ctx, draft, prepare); err != nil {
		return "", fmt.Errorf("%s: %w", copied, err)
	}
	if aside, err = setAside(ctx, path, now); err != nil {
		return "", err
	}
	if err := os.Rename(draft, path); err != nil {
		return "", err
	}
	return aside, syncFolder(filepath.Dir(path))
}

// besides are the files that SQLite keeps beside a register that is open or
// was not closed.
var besides = []string{"-wal", "-shm"}

func removeRegister(path string) {
	for _, end := range append([]string{""}, besides...) {
		os.Remove(path + end) // gone after a rename
	}
}

// copyRegister copies the file, and its WAL where somebody copied both.
func copyRegister(from, to string) error {
	for _, end := range []string{"", "-wal"} {
		if end != "" && !fileExists(from+end) {
			continue
		}
		if err := copyFile(from+end, to+end); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}

// prepareCopy opens the copy as a register, lets prepare write, and closes it,
// which leaves one file.
func prepareCopy(ctx context.Context, path string, prepare func(*Tx) error) (err error) {
	empty, err := isEmpty(path)
	if err != nil {
		return err
	}
	if empty {
		return fmt.Errorf("%w: it is no register", ErrCorrupt)
	}
	r, err := Open(ctx, Config{Path: path, MustExist: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if prepare == nil {
		return nil
	}
	return r.Update(ctx, prepare)
}

// isEmpty tells files of no bytes, which SQLite takes for an empty database.
func isEmpty(path string) (bool, error) {
	info, err := os.Stat(path)
	return err == nil && info.Size() == 0, err
}

// setAside gives the register at path a second name and takes away what lies
// beside it, so that another file can take its place in one step.
func setAside(ctx context.Context, path string, now time.Time) (aside string, err error) {
	if !fileExists(path) {
		return "", nil
	}
	aside = path + ".before-restore-" + now.Format("20060102-150405")
	if r, err := Open(ctx, Config{Path: path, MustExist: true}); err == nil { // whole: its WAL goes into it
		if err := r.Close(); err != nil {
			return "", err
		}
	}
	if err := os.Link(path, aside); err != nil {
		return "", err
	}
	for _, end := range besides { // of one that is not whole
		if err := os.Rename(path+end, aside+end); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
	}
	return aside, nil
}
