package register

import (
	"context"
	"database/sql"
	"time"

	"inquiryd/internal/objects"
)

// DB is the writing handle, for tests that do what the register forbids.
func (r *Register) DB() *sql.DB { return r.write.db }

// SetWait sets how long a transaction waits for the one before it.
func (r *Register) SetWait(d time.Duration) { r.wait = d }

// SetSilence sets how long a server of PostgreSQL may say nothing.
func (r *Register) SetSilence(d time.Duration) { r.patience.silence = d }

// Lasts says that what begins now may take long.
func (r *Register) Lasts() (over func()) { return r.patience.lasts() }

// OneWriter says whether it is SQLite.
func (r *Register) OneWriter() bool { return r.dialect.oneWriter }

// Run runs a statement within tx.
func (tx *Tx) Run(ctx context.Context, query string, args ...any) error {
	_, err := tx.exec(ctx, query, args...)
	return err
}

// Remember makes a register remember its statements, as on SQLite it does
// anyhow.
func (r *Register) Remember() { r.read.prepare = true }

// Statements are all that were run, if they are remembered.
func (r *Register) Statements() []string {
	r.read.mu.Lock()
	defer r.read.mu.Unlock()
	var all []string
	for query := range r.read.ready {
		all = append(all, query)
	}
	return all
}

// PauseCheckpoints keeps what is in SQLite's log there until resume is called.
func (r *Register) PauseCheckpoints() (resume func()) {
	resume = r.checkpointer.pause()
	if _, err := r.write.db.Exec("PRAGMA wal_autocheckpoint = 0"); err != nil {
		panic(err)
	}
	return resume
}

// IndexAgain has the words of a case read again by the database.
func (tx *Tx) IndexAgain(caseID int64) { tx.index(caseID) }

// OnceEach is what new words are indexed as.
var OnceEach = onceEach

// KeepOutside has values of at least so many bytes, that are so old, moved into
// a store.
func (r *Register) KeepOutside(s objects.Store, from int64, after time.Duration) {
	r.outside = outside{store: s, from: from, after: after}
}

// SetOthersLinger sets how long others may write into a file of ours after they have
// committed something.
func SetOthersLinger(d time.Duration) (back func()) {
	before := othersLinger
	othersLinger = d
	return func() { othersLinger = before }
}
