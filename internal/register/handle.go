package register

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgconn"
)

// mostStatements bounds how many prepared statements a handle keeps.
const mostStatements = 256

// handle is a pool of connections with the statements prepared on it. A new
// statement is prepared for the transaction that it is first used in, which may
// use it for each of many mails, and for all others before the next one begins:
// to do that while a transaction holds the only connection would wait for ever.
type handle struct {
	db       *sql.DB
	prepare  bool
	together bool // statements are sent together: see later

	statements, read atomic.Int64 // run so far, and rows that they returned

	mu     sync.Mutex
	ready  map[string]*sql.Stmt // nil value: wanted
	wanted []string
}

func newHandle(db *sql.DB, d dialect) *handle {
	return &handle{db: db, prepare: d.prepare, together: d.together, ready: map[string]*sql.Stmt{}}
}

// begin begins a transaction when all wanted statements are prepared.
func (h *handle) begin(ctx context.Context, options *sql.TxOptions) (begun, error) {
	h.mu.Lock()
	wanted := h.wanted
	h.wanted = nil
	h.mu.Unlock()
	for _, query := range wanted {
		stmt, err := h.db.PrepareContext(ctx, query)
		if err != nil {
			continue // it will be used unprepared, and say what is wrong then
		}
		h.mu.Lock()
		h.ready[query] = stmt
		h.mu.Unlock()
	}
	if !h.together {
		tx, err := h.db.BeginTx(ctx, options)
		return begun{Tx: tx, own: map[string]*sql.Stmt{}}, err
	}
	for try := 1; ; try++ {
		conn, err := h.db.Conn(ctx)
		if err != nil {
			return begun{}, err
		}
		tx, err := conn.BeginTx(ctx, options)
		if err == nil {
			return begun{Tx: tx, conn: conn}, nil
		}
		conn.Close()
		if !stale(err) || try == mostStale {
			return begun{}, err
		}
	}
}

// mostStale is how many connections that have broken while nobody used them are
// taken for that before it is told.
const mostStale = 5

// stale says whether a connection broke, or the server let it go, while nobody
// used it.
func stale(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return errors.Is(err, driver.ErrBadConn) || ok && strings.HasPrefix(e.Code, "57P")
}

// rows runs query within tx, prepared if it can be.
func (h *handle) rows(ctx context.Context, tx begun, query string, args []any) (*sql.Rows, error) {
	h.statements.Add(1)
	if stmt := h.prepared(ctx, tx, query); stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return tx.QueryContext(ctx, query, args...)
}

// exec runs query within tx, prepared if it can be.
func (h *handle) exec(ctx context.Context, tx begun, query string, args []any) (sql.Result, error) {
	h.statements.Add(1)
	if stmt := h.prepared(ctx, tx, query); stmt != nil {
		return stmt.ExecContext(ctx, args...)
	}
	return tx.ExecContext(ctx, query, args...)
}

// prepared is query as a statement of tx; nil when it is not prepared.
func (h *handle) prepared(ctx context.Context, tx begun, query string) *sql.Stmt {
	if stmt := h.statement(query); stmt != nil {
		return tx.StmtContext(ctx, stmt)
	}
	if !h.prepare || tx.own == nil {
		return nil
	}
	stmt, known := tx.own[query]
	if !known && len(tx.own) < mostStatements {
		stmt, _ = tx.PrepareContext(ctx, query) // used unprepared it will say what is wrong
		tx.own[query] = stmt
	}
	return stmt
}

// note counts a statement that is run by other means.
func (h *handle) note(query string) {
	h.statements.Add(1)
	h.statement(query)
}

func (h *handle) statement(query string) *sql.Stmt {
	if !h.prepare {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	stmt, known := h.ready[query]
	if !known && len(h.ready) < mostStatements {
		h.ready[query] = nil
		h.wanted = append(h.wanted, query)
	}
	return stmt
}
