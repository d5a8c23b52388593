package register

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
)

// mostStatements bounds how many prepared statements a handle keeps.
const mostStatements = 256

// handle is a pool of connections with the statements prepared on it. A
// statement is used unprepared the first time and is prepared before the next
// transaction begins: preparing one while a transaction holds the only
// connection would wait for ever.
type handle struct {
	db      *sql.DB
	prepare bool

	statements, read atomic.Int64 // run so far, and rows that they returned

	mu     sync.Mutex
	ready  map[string]*sql.Stmt // nil value: wanted
	wanted []string
}

func newHandle(db *sql.DB, prepare bool) *handle {
	return &handle{db: db, prepare: prepare, ready: map[string]*sql.Stmt{}}
}

// begin begins a transaction when all wanted statements are prepared.
func (h *handle) begin(ctx context.Context, options *sql.TxOptions) (*sql.Tx, error) {
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
	return h.db.BeginTx(ctx, options)
}

// rows runs query within tx, prepared if it can be.
func (h *handle) rows(ctx context.Context, tx *sql.Tx, query string, args []any) (*sql.Rows, error) {
	h.statements.Add(1)
	if stmt := h.statement(query); stmt != nil {
		return tx.StmtContext(ctx, stmt).QueryContext(ctx, args...)
	}
	return tx.QueryContext(ctx, query, args...)
}

// exec runs query within tx, prepared if it can be.
func (h *handle) exec(ctx context.Context, tx *sql.Tx, query string, args []any) (sql.Result, error) {
	h.statements.Add(1)
	if stmt := h.statement(query); stmt != nil {
		return tx.StmtContext(ctx, stmt).ExecContext(ctx, args...)
	}
	return tx.ExecContext(ctx, query, args...)
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
