package register

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
)

// files watch over the files of an open register. Whoever removes or replaces
// them leaves us the old ones, which nobody finds again: all that is written there
// is lost with the process, and the log of changes would be applied to another
// file. Whoever copies another register over the file, as cp does, gets a mixture of
// the two.
type files struct {
	path  string
	mutex sync.Mutex
	seen  [3]fs.FileInfo // the file, its log and the log's index, by which processes keep out of each other's way; nil: not yet there
}

// watch begins with what is there now.
func watch(path string) *files { return &files{path: path} }

// held says whether the files are those that were there before.
func (f *files) held() error {
	if f == nil {
		return nil
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	for i, end := range []string{"", "-wal", "-shm"} {
		now, err := os.Stat(f.path + end)
		switch {
		case f.seen[i] == nil && err == nil:
			f.seen[i] = now
		case f.seen[i] == nil:
		case errors.Is(err, fs.ErrNotExist), err == nil && !os.SameFile(f.seen[i], now):
			return fmt.Errorf("%w: %s was removed or replaced while it was in use: put the right file there", ErrUnusable, f.path+end)
		}
	}
	return nil
}

// readOnly says whether the file system refuses all changes, which SQLite takes for
// an error like any other. To open the file for that would give up locks.
func (f *files) readOnly() bool {
	if f == nil {
		return false
	}
	now, err := os.Stat(f.path)
	return err == nil && errors.Is(os.Chmod(f.path, now.Mode().Perm()), syscall.EROFS)
}

// overQuota says whether nothing more can be written beside the file for want of a
// quota, which SQLite does not tell from a broken disk.
func (f *files) overQuota() bool {
	if f == nil {
		return false
	}
	try, err := os.CreateTemp(filepath.Dir(f.path), ".inquiryd-*")
	if err != nil {
		return errors.Is(err, syscall.EDQUOT)
	}
	defer os.Remove(try.Name())
	defer try.Close()
	_, err = try.WriteAt(make([]byte, 64<<10), 0)
	return errors.Is(err, syscall.EDQUOT)
}

// stays refuses all further work once the files are not those any more.
func (r *Register) stays() error {
	if why := r.unusable.Load(); why != nil {
		return *why
	}
	err := r.files.held()
	if err != nil {
		r.unusable.CompareAndSwap(nil, &err)
	}
	return err
}
