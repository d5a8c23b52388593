package register

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// When pages are carried from SQLite's log into the file: when nothing was
// written for a while, or so many wait there. A page that is written again
// meanwhile is carried once; and a part of [writerPages], so that few are left
// when the log is as long as that.
const (
	checkpointWait    = time.Second
	checkpointPages   = writerPages / 3
	checkpointUpdates = 4 // after so many it is asked how many wait

	writerPages = 16000 // wal_autocheckpoint of the writer: 125 MiB
)

// checkpointer carries pages from SQLite's log into the file, beside the
// updates. SQLite itself would have that done by the update that makes the log
// too long, which on a grown register then takes some tens of times as long as
// the others. It still does when the log has [writerPages]: an update that
// carries what is left then, after which the log begins anew, or has to wait
// since this one is too slow.
//
// A nil checkpointer does nothing: that of a register in memory or in PostgreSQL.
type checkpointer struct {
	db       *sql.DB
	fault    func(error) error
	begin    func(context.Context) (end func(), ok bool) // before and after it carries
	updates  chan struct{}
	stop     context.CancelFunc
	stopped  sync.WaitGroup
	carrying sync.Mutex
}

func (r *Register) startCheckpointer() error {
	db, err := sql.Open("sqlite", r.source+sqliteCheckpointer)
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	ctx, stop := context.WithCancel(context.Background())
	c := &checkpointer{db: db, fault: r.fault, begin: r.carries, updates: make(chan struct{}, 4*checkpointUpdates), stop: stop}
	c.stopped.Go(func() { c.work(ctx) })
	r.checkpointer = c
	return nil
}

// committed notes that an update was committed. It never waits.
func (c *checkpointer) committed() {
	if c == nil {
		return
	}
	select {
	case c.updates <- struct{}{}:
	default: // it will carry soon anyhow
	}
}

// rest closes the connection until there are pages to carry.
func (c *checkpointer) rest() {
	c.db.SetMaxIdleConns(0)
	c.db.SetMaxIdleConns(1)
}

// pause keeps pages where they are until resume is called.
func (c *checkpointer) pause() (resume func()) {
	if c == nil {
		return func() {}
	}
	c.carrying.Lock()
	return c.carrying.Unlock
}

func (c *checkpointer) work(ctx context.Context) {
	for c.gather(ctx) {
		c.carry(ctx)
	}
}

// gather waits until there is something to carry; false: there will be no more.
func (c *checkpointer) gather(ctx context.Context) bool {
	var quiet <-chan time.Time
	for n := 1; ; n++ {
		select {
		case <-c.updates:
		case <-quiet:
			return true
		case <-ctx.Done():
			return false
		}
		if n%checkpointUpdates == 0 && c.waiting(ctx) >= checkpointPages {
			return true
		}
		quiet = time.After(checkpointWait)
	}
}

// waiting is how many pages are in the log and not in the file.
func (c *checkpointer) waiting(ctx context.Context) int {
	var busy, pages, carried int
	err := c.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(NOOP)").Scan(&busy, &pages, &carried)
	if err != nil {
		return checkpointPages // whoever carries them sees what is wrong
	}
	return pages - carried
}

// carry carries what it can without making anyone wait. What it cannot stays in
// the log, where it is as safe, and is tried again after the next updates; but
// when the disk does not say whether it has written, the register is unusable.
func (c *checkpointer) carry(ctx context.Context) {
	end, ok := c.begin(ctx)
	if !ok {
		return
	}
	defer end()
	defer c.pause()()
	var busy, pages, carried int
	err := c.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &pages, &carried)
	if ctx.Err() == nil {
		_ = c.fault(err) // remembers it, if it is of that kind
	}
}

// close ends the work.
func (c *checkpointer) close() error {
	if c == nil {
		return nil
	}
	c.stop()
	c.stopped.Wait()
	return c.db.Close()
}
