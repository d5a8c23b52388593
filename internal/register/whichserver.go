package register

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// whichServer asks each new connection whom it leads to.
func (p *patience) whichServer() stdlib.OptionOpenDB {
	return stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
		var name string
		err := conn.QueryRow(ctx, "SELECT CAST(pg_postmaster_start_time() AS TEXT)", pgx.QueryExecModeSimpleProtocol).Scan(&name)
		if _, refused := errors.AsType[*pgconn.PgError](err); refused {
			return nil // it is like PostgreSQL, and does not say
		}
		if err != nil {
			return fmt.Errorf("ask when the server was started: %w", err)
		}
		p.server.Store(name)
		return nil
	})
}

// Server names the run of the database server that new connections lead to; ""
// of SQLite. When it changes, the server was started anew, or another one took
// its place: it may lack transactions that were committed, if it was a standby that
// the primary did not wait for. A connection that broke while nobody used it is
// replaced without an error, so whoever relies on what was committed before asks
// for it within a transaction.
func (r *Register) Server() string {
	if r.patience == nil {
		return ""
	}
	name, _ := r.patience.server.Load().(string)
	return name
}
