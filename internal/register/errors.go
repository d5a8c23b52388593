package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"syscall"
)

// What may be wrong with the place where the register is kept. Errors of
// [Open], [Register.Update] and all methods of [Tx] can be asked for them with
// errors.Is.
var (
	// ErrFull: no space is left. Nothing of the transaction was kept; it can be
	// tried again when there is space.
	ErrFull = errors.New("register: no space left")
	// ErrBusy: another process or transaction held on for too long, or two got in
	// each other's way. Nothing was kept; it can be tried again.
	ErrBusy = errors.New("register: busy")
	// ErrReadOnly: the file or its folder cannot be written.
	ErrReadOnly = errors.New("register: cannot be written")
	// ErrCorrupt: what was read is not what was written.
	ErrCorrupt = errors.New("register: damaged")
	// ErrUnusable: the system could not say whether the last transaction reached
	// the disk, or the file there is another one. This register refuses all further
	// work: end the process and start it again, so that what is really on the disk
	// is read anew.
	ErrUnusable = errors.New("register: unusable until the process starts anew")
	// ErrAway: the database server cannot be reached. Whether a transaction that
	// was just being committed was kept is then not known; doing it again does
	// nothing twice, since everything has its unique key.
	ErrAway = errors.New("register: database cannot be reached")
	// ErrBroken: the place does not work as it should, whatever is written there, as
	// when somebody took a right or a table away. It can be tried again when that is
	// mended.
	ErrBroken = errors.New("register: out of order")
	// ErrMissing: [Config.MustExist] is set and there is no register.
	ErrMissing = errors.New("register: is not there")
	// ErrTampered: a case's chain of events does not hold.
	ErrTampered = errors.New("register: events were changed")
)

// Unavailable says whether the register itself cannot be used now, so that what
// was to be written is not to blame.
func Unavailable(err error) bool {
	for _, e := range []error{ErrFull, ErrBusy, ErrReadOnly, ErrUnusable, ErrCorrupt, ErrAway, ErrBroken} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// filesOfSQLite are those that one of its connections opens: the database, its
// log, the index of that, and the folder.
const filesOfSQLite = 4

// tooFewFiles is why SQLite could not open its files, when the process may open no
// more: it does not say. The database itself is not for trying: to close it would
// give up the locks that this process has on it.
func tooFewFiles() error {
	for range filesOfSQLite {
		f, err := os.Open(os.DevNull)
		if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
			return err
		}
		if err == nil {
			defer f.Close()
		}
	}
	return nil
}

// fault gives an error of the database its sentinel.
func (r *Register) fault(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return ErrNotFound
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, ErrCorrupt), errors.Is(err, ErrBroken):
		return err
	}
	sentinel := r.dialect.sentinel(err)
	if (sentinel == ErrFull || sentinel == ErrBroken) && r.files.readOnly() {
		return fmt.Errorf("%w: %s: %w: its file system has become read-only, as after a fault of the disk: see the system's log (dmesg)", ErrReadOnly, r.where, err)
	}
	if sentinel == ErrBroken && r.files.overQuota() {
		return fmt.Errorf("%w: %s: %w: the quota of the daemon's user is used up", ErrFull, r.where, err)
	}
	switch sentinel {
	case nil:
		return fmt.Errorf("register: %w", err)
	case ErrUnusable:
		err = fmt.Errorf("%w: a write to the disk failed: %w", ErrUnusable, err)
		r.unusable.CompareAndSwap(nil, &err)
		return err
	case ErrCorrupt:
		return fmt.Errorf("%w: %s: %w: stop inquiryd, keep a copy of the file, and restore the last backup", ErrCorrupt, r.where, err)
	case ErrReadOnly:
		if few := tooFewFiles(); few != nil {
			return fmt.Errorf("%w: %s: %w: %w: let the daemon open more (LimitNOFILE= of its unit, ulimit -n)", ErrBroken, r.where, err, few)
		}
		return fmt.Errorf("%w: %s: %w: %s", ErrReadOnly, r.where, err, r.dialect.writable)
	case ErrFull:
		return fmt.Errorf("%w: %s: %w", ErrFull, r.where, err)
	case ErrBroken:
		if cannotShare(err) {
			return fmt.Errorf("%w: %s: %w: its file system cannot lock files or share memory, as of some network shares: put it on a local disk", ErrBroken, r.where, err)
		}
	}
	if lacksRight(err) {
		return fmt.Errorf("%w: %s: %w: %s", sentinel, r.where, err, ownIt)
	}
	return fmt.Errorf("%w: %w", sentinel, err)
}

// name says in *err what was tried.
func name(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *err)
	}
}
