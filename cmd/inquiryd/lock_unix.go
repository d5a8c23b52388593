//go:build unix

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// lock takes the file path for this process alone, and gives it back when it is
// closed or at the end of the process, however that comes. It fails with errLocked
// when another process has it.
func lock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, found(fmt.Errorf("open lock: %w", err), "make the folder "+filepath.Dir(path)+", which the daemon's user may write")
	}
	if err != nil {
		return nil, found(fmt.Errorf("open lock: %w", err), "let the daemon's user write "+path+" and its folder")
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errLocked
		}
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return f, nil
}
