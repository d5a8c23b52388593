package register

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"slices"
	"strings"

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
	together   bool                               // statements can be sent together: see [Tx.later]

	reading *sql.TxOptions // of a transaction that only reads
	frozen  *sql.TxOptions // of one that reads while nobody may write; nil: reading does

	forUpdate  string // ends a SELECT that the transaction will write to
	skipLocked string // ends a SELECT that passes over what others hold
	deferring  string // lets a ledger line be written before what it names; "": it always may
	lockTexts  string // holds off other transactions that lock one of the same texts, in the order of $1

	indexCases string              // keeps the words of the cases after $1, up to $2
	indexTexts string              // keeps $2 as the words of the cases $1; "": indexCases does that
	settle     string              // merges up to $1 pages of the index of words; "": it needs none
	sweep      string              // sweeps the list of new words into their index; "": there is none
	find       string              // a condition of cases whose words match ?
	pattern    func(string) string // what find wants for a word's beginning
	word       func(string) string // and for a word
	and, or    string              // join such patterns
	beginning  string              // the query for the words from $1 to $2, at most $3; "": patterns need it not
	hit        string              // ends a SELECT: the ids above $1 of cases whose words match $2, see [Tx.Alike]

	// The cases whose words match ?, joined to the index of words, in whose order
	// foundID lists them; recent are the newest of them, "": found needs no help.
	found, recent, foundID string

	forget string   // takes the words of case $1 out of the index
	scrub  []string // make what was deleted unreadable

	clock     string // the query for what the server's clock shows, in Unix milliseconds
	catalogue string // the query for tables and their columns, see [Tx.tables]
	bytewise  string // orders texts by their bytes

	sentinel func(error) error
	writable string // what to do when it cannot be written
}

// caseWords are the words of a case, as many as anyone will search for. What
// looks like a personal identity number is not among them.
const caseWords = `without_cpr(SUBSTR(cases.number || ' ' || subject || ' ' || member_name || ' ' || introduction || ' ' ||
	COALESCE((SELECT STRING_AGG(text || ' ' || answer, ' ') FROM questions WHERE case_id = cases.id), ''), 1, 100000))`

// theseCases are those that [dialect.indexCases] is for.
const theseCases = `
	FROM cases JOIN inquiries ON inquiries.id = cases.inquiry_id WHERE cases.id > $1 AND cases.id <= $2`

var sqliteDialect = dialect{
	name:       "SQLite",
	migrations: "migrations/sqlite",
	goose:      goose.DialectSQLite3,
	clock:      `SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER)`,
	oneWriter:  true,
	prepare:    true,
	reading:    &sql.TxOptions{ReadOnly: true},
	indexCases: `INSERT OR REPLACE INTO case_text (rowid, words) SELECT cases.id, in_one_piece(` + caseWords + `)` + theseCases,
	settle:     `INSERT INTO case_text (case_text, rank) VALUES ('merge', $1)`,
	find:       `cases.id IN (SELECT rowid FROM case_text WHERE case_text MATCH ?)`,
	pattern:    func(word string) string { return `"` + word + `"*` },
	word:       func(word string) string { return `"` + word + `"` },
	found:      `case_text CROSS JOIN cases ON cases.id = case_text.rowid AND case_text MATCH ?`, // in this order
	foundID:    `case_text.rowid`,
	beginning:  sqliteBeginning,
	and:        " AND ",
	forget:     `DELETE FROM case_text WHERE rowid = $1`,
	scrub:      []string{`INSERT INTO case_text (case_text) VALUES ('optimize')`, `VACUUM`},
	catalogue:  sqliteCatalogue,
	or:         " OR ",
	hit:        `rowid FROM case_text WHERE case_text MATCH $2 AND rowid > $1`,
	sentinel:   sqliteSentinel,
	writable:   "let the daemon's user own the file and its folder",
}

// Locks on rows take the place of SQLite's one writer: a case that a writing
// transaction has read stays as it is until the end of it.
var postgresDialect = dialect{
	name:       "PostgreSQL",
	migrations: "migrations/postgres",
	goose:      goose.DialectPostgres,
	clock:      `SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`,
	together:   true,
	locker:     func() (lock.SessionLocker, error) { return lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60)) },
	reading:    &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead},
	frozen:     &sql.TxOptions{Isolation: sql.LevelRepeatableRead},
	deferring:  "SET CONSTRAINTS ledger_inquiry_fk, ledger_case_fk DEFERRED",
	forUpdate:  " FOR NO KEY UPDATE",
	skipLocked: " FOR UPDATE OF letters SKIP LOCKED",
	indexCases: `INSERT INTO case_text (case_id, words) SELECT cases.id, to_tsvector('danish', ` + caseWords + `)` + theseCases + `
		ON CONFLICT (case_id) DO UPDATE SET words = excluded.words`,
	indexTexts: `INSERT INTO case_text (case_id, words) SELECT id, to_tsvector('danish', without_cpr(said))
		FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS TEXT[])) AS texts (id, said) ON CONFLICT (case_id) DO UPDATE SET words = excluded.words`,
	sweep:   `SELECT gin_clean_pending_list('case_text_words')`,
	find:    `cases.id IN (SELECT case_id FROM case_text WHERE words @@ to_tsquery('danish', ?))`,
	recent:  postgresRecent,
	found:   postgresFound,
	foundID: `found.case_id`,
	pattern: func(word string) string { return `'` + word + `':*` },
	word:    func(word string) string { return `'` + word + `'` },
	and:     " & ",
	or:      " | ",
	hit:     `case_id FROM case_text WHERE words @@ to_tsquery('danish', $2) AND case_id > $1`,
	forget:  `DELETE FROM case_text WHERE case_id = $1`,
	scrub: []string{`VACUUM raw_mails`, `VACUUM letter_contents`, `VACUUM letters`, `VACUUM questions`, `VACUUM inquiries`, `VACUUM cases`,
		`VACUUM events`, `VACUUM ledger`, `VACUUM tasks`, `VACUUM case_text`},
	catalogue: postgresCatalogue,
	bytewise:  ` COLLATE "C"`,
	lockTexts: "SELECT pg_advisory_xact_lock(hashtextextended(said, 0)) FROM unnest(CAST($1 AS TEXT[])) AS texts (said)",
	sentinel:  postgresSentinel,
	writable:  "let it be no standby, and let the daemon's user write",
}

// sqliteSentinel reads SQLite's result codes (https://sqlite.org/rescode.html).
func sqliteSentinel(err error) error {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return nil
	}
	switch e.Code() {
	case sqlite3.SQLITE_IOERR_SHMSIZE: // the index beside the file cannot grow: that is a full disk
		return ErrFull
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
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PROTOCOL:
		return ErrBroken
	}
	return nil
}

// cannotShare says whether SQLite failed at what keeps processes out of each other's
// way.
func cannotShare(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && slices.Contains([]int{sqlite3.SQLITE_IOERR_LOCK, sqlite3.SQLITE_IOERR_RDLOCK, sqlite3.SQLITE_IOERR_UNLOCK, sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK,
		sqlite3.SQLITE_IOERR_SHMOPEN, sqlite3.SQLITE_IOERR_SHMLOCK, sqlite3.SQLITE_IOERR_SHMMAP, sqlite3.SQLITE_PROTOCOL}, e.Code())
}

// lacksRight says whether the role may not do what was to be done.
func lacksRight(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == "42501"
}

// postgresSentinel reads the SQLSTATE
// (https://www.postgresql.org/docs/15/errcodes-appendix.html).
func postgresSentinel(err error) error {
	e, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return away(err)
	}
	if strings.HasSuffix(e.ConstraintName, "_pkey") { // an id that the server gave is taken, see [Register.followIDs]
		return ErrBroken
	}
	switch e.Code {
	case "53100": // disk_full
		return ErrFull
	case "40001", "40P01", "55P03", "57014", "25P03", "25P04", "0A000": // serialization, deadlock, timeouts, a plan made before an upgrade
		return ErrBusy
	case "53300": // too many connections
		return ErrAway
	case "25006": // read_only_sql_transaction
		return ErrReadOnly
	case "XX001", "XX002": // data_corrupted, index_corrupted
		return ErrCorrupt
	case "42501", "42P01", "42703", "42883", "3F000", "3D000", // no right to a table; no such table, column, function, schema or database
		"26000", "42P05": // prepared statements of others: a pooler in between changes servers under us
		return ErrBroken
	}
	switch e.Code[:min(2, len(e.Code))] {
	case "28", "53", "58": // no login; the server lacks something; its system fails
		return ErrBroken
	case "08", "57": // the connection, which a pooler speaks of too; the server starts, stops or lets it go
		return ErrAway
	}
	return nil
}

// away tells errors of the connection from those of the program.
func away(err error) error {
	_, connect := errors.AsType[*pgconn.ConnectError](err)
	_, network := errors.AsType[net.Error](err)
	if connect || network || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || pgconn.SafeToRetry(err) {
		return ErrAway
	}
	return nil
}
