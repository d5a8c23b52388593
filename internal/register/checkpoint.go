package register

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// When pages are carried from SQLite's log into the file.
const (
	checkpointUpdates = 16          // after so many updates
	checkpointWait    = time.Second // or so long after the first of fewer
)

// checkpointer carries pages from SQLite's log into the file, beside the
// updates. SQLite itself would have that done by the update that makes the log
// too long, which on a grown register then takes some tens of times as long as
// the others. It still does when the log becomes four times as long as it would
// by itself (wal_autocheckpoint of the writer): then this one is too slow, and
// work has to wait.
//
// A nil checkpointer does nothing: that of a register in memory or in PostgreSQL.
type checkpointer struct {
	db       *sql.DB
	fault    func(error) error
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
	c := &checkpointer{db: db, fault: r.fault, updates: make(chan struct{}, checkpointUpdates), stop: stop}
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

// gather waits for updates; false: there will be no more.
func (c *checkpointer) gather(ctx context.Context) bool {
	var late <-chan time.Time
	for n := range checkpointUpdates {
		select {
		case <-c.updates:
		case <-late:
			return true
		case <-ctx.Done():
			return false
		}
		if n == 0 {
			timer := time.NewTimer(checkpointWait)
			defer timer.Stop()
			late = timer.C
		}
	}
	return true
}

// carry carries what it can without making anyone wait. What it cannot stays in
// the log, where it is as safe, and is tried again after the next updates; but
// when the disk does not say whether it has written, the register is unusable.
func (c *checkpointer) carry(ctx context.Context) {
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
