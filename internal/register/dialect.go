package register

import (
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// dialect is all in which the two databases differ once they are open. The SQL
// text is the same; the parts here are added to it.
type dialect struct {
	name       string
	migrations string // folder
	goose      goose.Dialect
	locker     func() (lock.SessionLocker, error) // of migrations; nil: none needed
	oneWriter  bool                               // writing transactions wait for each other before they begin
	prepare    bool                               // statements are prepared by us, not by the driver

	reading *sql.TxOptions // of a transaction that only reads

	forUpdate  string // ends a SELECT that the transaction will write to
	skipLocked string // ends a SELECT that passes over what others hold
	lockText   string // holds off other transactions that lock the same text

	sentinel func(error) error
}

var sqliteDialect = dialect{
	name:       "SQLite",
	migrations: "migrations/sqlite",
	goose:      goose.DialectSQLite3,
	oneWriter:  true,
	prepare:    true,
	reading:    &sql.TxOptions{ReadOnly: true},
	sentinel:   sqliteSentinel,
}

// Locks on rows take the place of SQLite's one writer: a case that a writing
// transaction has read stays as it is until the end of it.
var postgresDialect = dialect{
	name:       "PostgreSQL",
	migrations: "migrations/postgres",
	goose:      goose.DialectPostgres,
	locker:     func() (lock.SessionLocker, error) { return lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60)) },
	reading:    &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead},
	forUpdate:  " FOR NO KEY UPDATE",
	skipLocked: " FOR UPDATE OF letters SKIP LOCKED",
	lockText:   "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
	sentinel:   postgresSentinel,
}

// sqliteSentinel reads SQLite's result codes (https://sqlite.org/rescode.html).
func sqliteSentinel(err error) error {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return nil
	}
	switch e.Code() {
	case sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC:
		return ErrUnusable
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return ErrFull
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ErrBusy
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return ErrReadOnly
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return ErrCorrupt
	}
	return nil
}

// postgresSentinel reads the SQLSTATE
// (https://www.postgresql.org/docs/15/errcodes-appendix.html).
func postgresSentinel(err error) error {
	e, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return nil
	}
	switch e.Code {
	case "53100": // disk_full
		return ErrFull
	case "40001", "40P01", "55P03", "57014", "25P03": // serialization, deadlock, lock and statement timeouts
		return ErrBusy
	case "25006": // read_only_sql_transaction
		return ErrReadOnly
	case "XX001", "XX002": // data_corrupted, index_corrupted
		return ErrCorrupt
	}
	return nil
}
