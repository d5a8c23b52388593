package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"inquiryd/internal/register"
)

// registerLock keeps other processes off a register.
type registerLock struct {
	beside *os.File // the lock's own file
	within *os.File // the register; nil: it is not there yet, or the system has no such locks
}

// lockRegister takes the register in a file for this process alone, whatever name
// of it is used: also one that a hard link or a mount gives it, beside which there
// would be another lock, and another log of changes.
func lockRegister(path string) (*registerLock, error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	} else if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(folder, filepath.Base(path))
	}
	beside, err := lock(path + ".lock")
	if err != nil {
		return nil, err
	}
	within, err := lockWithin(path)
	if err != nil {
		return nil, errors.Join(err, beside.Close())
	}
	return &registerLock{beside, within}, nil
}

// Close gives the register back. Nothing in this process may have it open any
// more: to close a file gives up all locks that SQLite has on it.
func (l *registerLock) Close() error {
	if l.within == nil {
		return l.beside.Close()
	}
	return errors.Join(l.within.Close(), l.beside.Close())
}

// stillLocked says whether the lock keeps others out: not when somebody removed
// its file, since the next process makes another one.
func stillLocked(l *registerLock) error {
	if l == nil {
		return nil // there is none
	}
	f := l.beside
	ours, err := f.Stat()
	var there fs.FileInfo
	if err == nil {
		there, err = os.Stat(f.Name())
	}
	if err == nil && os.SameFile(ours, there) {
		return nil
	}
	return fmt.Errorf("%w: the lock %s was removed or replaced: another inquiryd may have begun to work", register.ErrUnusable, f.Name())
}
