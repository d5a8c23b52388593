package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

const (
	ofdSetLock = 37      // F_OFD_SETLK: the lock belongs to the open file, not to the process as those of SQLite do
	farByte    = 1 << 40 // beyond all that SQLite locks
)

// lockWithin locks a byte of the register itself. Where the file system has no such
// locks, the one beside it must do.
func lockWithin(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, nil // to open the register says what is wrong with it
	}
	err = syscall.FcntlFlock(f.Fd(), ofdSetLock, &syscall.Flock_t{Type: syscall.F_WRLCK, Start: farByte, Len: 1})
	switch {
	case err == nil:
		return f, nil
	case errors.Is(err, syscall.EAGAIN), errors.Is(err, syscall.EACCES):
		f.Close()
		return nil, fmt.Errorf("%w: under another name of %s", errLocked, path)
	}
	return nil, f.Close()
}
