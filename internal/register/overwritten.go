package register

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"
)

// overwritten watches for a stranger who writes into a register's file, as somebody
// does who copies another one over it. Besides the transactions and the checkpointer
// of this process only other processes of ours write there, a moment after they have
// committed something; and that they have, the connection that writes can see.
type overwritten struct {
	path string

	mutex    sync.Mutex
	known    bool // what follows is what the file was like
	size     int64
	at       time.Time
	carrying bool      // the checkpointer writes there
	others   int64     // counts what others have committed, see PRAGMA data_version; 0: nobody has looked yet
	noticed  time.Time // when they were last seen to have
	is       bool      // overwritten
}

// othersLinger is how long after a commit of theirs was noticed, or after the start,
// other processes of ours may carry it into the file.
var othersLinger = 20 * time.Second

// same says whether the file is as it was, or should not be looked at now.
func (o *overwritten) same(now fs.FileInfo) bool {
	return o.carrying || o.known && o.size == now.Size() && o.at.Equal(now.ModTime())
}

// remember takes the file as it is now.
func (o *overwritten) remember(now fs.FileInfo) {
	o.known, o.size, o.at = true, now.Size(), now.ModTime()
}

// notice notes how much others have committed.
func (o *overwritten) notice(others int64) {
	if others != o.others {
		o.others, o.noticed = others, time.Now()
	}
}

// wrote notes that a transaction may have written to the file just now.
func (o *overwritten) wrote() {
	if o == nil {
		return
	}
	now, err := os.Stat(o.path)
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if err == nil && o.known && !o.carrying {
		o.remember(now)
	}
}

// found says whether the file was overwritten.
func (o *overwritten) found() bool {
	if o == nil {
		return false
	}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.is
}

// differs says whether the file is not as it was.
func (o *overwritten) differs() bool {
	now, err := os.Stat(o.path)
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return err == nil && !o.same(now)
}

// whole is an error when a stranger has written into the file. The caller is the one
// that may write.
func (r *Register) whole(ctx context.Context) error {
	o := r.overwritten
	if o == nil || !o.differs() {
		return nil
	}
	var others int64
	err := r.write.db.QueryRowContext(ctx, "PRAGMA data_version").Scan(&others)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	now, statErr := os.Stat(o.path)
	if statErr != nil {
		return nil // whoever opens it says what is wrong
	}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if err == nil {
		o.notice(others)
	}
	if o.known && !o.same(now) && time.Since(o.noticed) > othersLinger {
		o.is = true
		return r.setAside(o.path)
	}
	o.remember(now)
	return nil
}

// logBefore is what the log of a file that was overwritten is called then.
const logBefore = "-wal.before"

// setAside ends all work on a file that was overwritten. Its log belongs to what was
// there before: the next start would lay it over what is there now.
func (r *Register) setAside(path string) error {
	err := fmt.Errorf("%w: %s was overwritten while it was in use: the next start goes on with what is there now", ErrUnusable, path)
	if moved := os.Rename(path+"-wal", path+logBefore); moved != nil {
		err = errors.Join(err, moved)
	}
	os.Remove(path + "-shm") // made anew
	r.unusable.CompareAndSwap(nil, &err)
	return err
}

// carries lets the checkpointer write, unless a stranger has; what it returns ends
// that.
func (r *Register) carries(ctx context.Context) (end func(), ok bool) {
	o := r.overwritten
	if o == nil {
		return func() {}, true
	}
	if o.differs() {
		leave, err := r.enter(ctx) // looks closer
		if err != nil {
			return nil, false
		}
		leave()
	}
	o.mutex.Lock()
	o.carrying = true
	o.mutex.Unlock()
	return func() { r.carried(ctx) }, true
}

// carried remembers what the checkpointer has made of the file and, when nobody
// writes at that moment, what others have committed by then.
func (r *Register) carried(ctx context.Context) {
	o := r.overwritten
	now, err := os.Stat(o.path)
	o.mutex.Lock()
	if o.carrying = false; err == nil {
		o.remember(now)
	}
	o.mutex.Unlock()
	select {
	case r.writer <- struct{}{}:
		defer func() { <-r.writer }()
	default:
		return
	}
	var others int64
	if r.write.db.QueryRowContext(ctx, "PRAGMA data_version").Scan(&others) != nil {
		return
	}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.notice(others)
}
