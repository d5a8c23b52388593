package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"inquiryd/internal/register"
)

// lockRegister takes the register in a file for this process alone, whatever name
// of it is used.
func lockRegister(path string) (*os.File, error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	} else if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(folder, filepath.Base(path))
	}
	return lock(path + ".lock")
}

// stillLocked says whether the lock keeps others out: not when somebody removed
// its file, since the next process makes another one.
func stillLocked(f *os.File) error {
	if f == nil {
		return nil // there is none
	}
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
