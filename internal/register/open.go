package register

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// writerWait is how long a writing transaction waits for the one before it.
// It ends well before a deadlock is taken for work: an Update within an Update.
const writerWait = 30 * time.Second

// Register is an open register. It is safe for concurrent use.
type Register struct {
	dialect   dialect
	where     string // for people: a path, or a database without its password
	source    string // SQLite: the beginning of the file's URI
	codec     codec
	outside   outside
	write     *handle
	read      *handle       // the same as write for a register in memory
	writer    chan struct{} // holds a token while a transaction writes; nil: the database sees to that
	wait      time.Duration
	unusable  atomic.Pointer[error] // why nothing more is done
	texts     sync.Map              // INSERTs of several rows
	purpose   purpose
	upgrading func(from, to int64) // nil: nobody is told
	schema    string               // of PostgreSQL, as SQL; "" unless shared
	shared    bool                 // its connections are a [Pool]'s

	files        *files        // of a SQLite file that is worked with; else nil
	overwritten  *overwritten  // as files
	checkpointer *checkpointer // of a SQLite file; else nil
	sweeper      *sweeper      // of PostgreSQL; else nil
	patience     *patience     // with PostgreSQL; else nil
	unsettled    int           // cases whose words were added to the index since its runs were merged; for the one writer
}

// Open opens the register that cfg names, makes it when there is none (unless
// cfg forbids that), and brings its schema up to date. Errors: [ErrMissing],
// [ErrNewer], [ErrUnfinished], [ErrReadOnly], [ErrCorrupt], [ErrBusy], [ErrFull].
func Open(ctx context.Context, cfg Config) (*Register, error) {
	return openFor(ctx, cfg, toWork)
}

// purpose is what a register is opened for.
type purpose int

const (
	toWork     purpose = iota
	toCopyFrom         // its schema stays as it is
	toCopyInto         // unfinished or not; references are not held while rows come
)

func openFor(ctx context.Context, cfg Config, what purpose) (_ *Register, err error) {
	defer name(&err, "open register")
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	codec, err := newCodec()
	if err != nil {
		return nil, err
	}
	outside, err := openOutside(cfg)
	if err != nil {
		return nil, err
	}
	r := &Register{codec: codec, outside: outside, wait: writerWait, purpose: what, upgrading: cfg.Upgrading}
	err = r.open(ctx, cfg)
	if err == nil && what != toCopyInto {
		err = r.refuseUnfinished(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

func (r *Register) open(ctx context.Context, cfg Config) error {
	if cfg.URL != "" {
		return r.openPostgres(ctx, cfg)
	}
	return r.openSQLite(ctx, cfg)
}

// openSQLite takes one connection that writes and a few that only read: with
// more writers SQLite's own waiting is two hundred times slower.
func (r *Register) openSQLite(ctx context.Context, cfg Config) error {
	r.dialect, r.writer = sqliteDialect, make(chan struct{}, 1)
	r.where = cmp.Or(cfg.Path, "inquiryd.db")
	if err := functions(); err != nil {
		return err
	}
	source, err := sqliteSource(r.where, cfg.MustExist)
	if err != nil {
		return err
	}
	r.source = source
	writer := sqliteWriter
	if r.purpose == toCopyInto {
		writer = strings.Replace(writer, "foreign_keys(1)", "foreign_keys(0)", 1)
	}
	db, err := sql.Open("sqlite", source+writer)
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	r.write = newHandle(db, r.dialect)
	r.read = r.write
	if err := r.tryWrite(ctx); err != nil {
		return err
	}
	if err := r.migrate(ctx, db); err != nil || r.where == Memory {
		return err
	}
	if db, err = sql.Open("sqlite", source+sqliteReader); err != nil {
		return err
	}
	db.SetMaxOpenConns(sqliteReaders)
	db.SetMaxIdleConns(sqliteReaders)
	r.read = newHandle(db, r.dialect)
	if r.purpose == toWork {
		r.files, r.overwritten = watch(r.where), &overwritten{path: r.where}
	}
	return r.startCheckpointer()
}

// Most of a register are mails and letters of a few kilobytes: with pages of 16
// KiB there are a third of the writes that SQLite's 4 KiB need. The size is that
// of new files; an old one keeps its own until somebody sets another and runs
// VACUUM. It must be said before the journal's mode, and the driver sorts: so it
// stands in quotes.
//
// The writer keeps the pages of a group of mails until it commits them: with
// fewer it would write them before, and read them again. The other caches are
// small: a reader's is emptied whenever somebody has written, and
// the checkpointer reads no pages by it.
const (
	sqliteWriter       = `?_pragma="main".page_size(8192)&_pragma=busy_timeout(5000)&_pragma=cache_size(-6000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_pragma=temp_store(MEMORY)&_pragma=wal_autocheckpoint(16000)&_txlock=immediate&_dqs=0&_error_rc=1`
	sqliteCheckpointer = "?_pragma=busy_timeout(0)&_pragma=cache_size(-64)&_pragma=synchronous(FULL)&_error_rc=1"
	sqliteReader       = "?mode=ro&_pragma=busy_timeout(5000)&_pragma=cache_size(-512)&_pragma=query_only(1)&_dqs=0&_error_rc=1"
)

const sqliteReaders = 4

// sqliteSource is the beginning of the URI of the file, which is made when it
// is missing.
func sqliteSource(path string, mustExist bool) (string, error) {
	if path == Memory {
		return Memory, nil
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if err := makeFile(abs, mustExist); err != nil {
		return "", err
	}
	return (&url.URL{Scheme: "file", Path: abs}).String(), nil
}

// makeFile sees to it that the file is there and closed to others. It never
// opens one that is there: closing it again would drop SQLite's locks.
func makeFile(path string, mustExist bool) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && mustExist:
		return fmt.Errorf("%w: %s: correct path, or remove must_exist to begin a new one", ErrMissing, path)
	case errors.Is(err, fs.ErrNotExist):
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
		switch {
		case errors.Is(err, fs.ErrExist): // made by another process just now
			return nil
		case err != nil:
			return fmt.Errorf("%w: %w", ErrReadOnly, err)
		}
		return f.Close()
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%w: %s is not a file", ErrReadOnly, path)
	case info.Mode().Perm()&0o007 != 0:
		return fmt.Errorf("%s is open to every user of this machine: chmod 600 %s", path, path)
	}
	return nil
}

// tryWrite finds out at once whether the register can be written.
func (r *Register) tryWrite(ctx context.Context) error {
	tx, err := r.write.db.BeginTx(ctx, nil)
	if err != nil {
		return r.fault(err)
	}
	return r.fault(tx.Rollback())
}

// Close ends all work and closes the register. Transactions that are not
// committed are rolled back.
func (r *Register) Close() error {
	r.sweeper.close()
	errs := []error{r.checkpointer.close()}
	if r.overwritten.found() {
		return errors.Join(errs...) // SQLite would carry the log into the file as it is closed
	}
	if r.read != nil && r.read != r.write {
		errs = append(errs, r.read.db.Close())
	}
	if r.write != nil && !r.shared {
		errs = append(errs, r.write.db.Close())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close register: %w", err)
	}
	return nil
}
