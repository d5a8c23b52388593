package register

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// utf8Encoding is the only encoding that holds every mail.
const utf8Encoding = "UTF8"

// whichServer asks each new connection whom it leads to, and refuses one that
// would put mails, or whole registers, where they do not belong.
func (p *patience) whichServer(conf *pgx.ConnConfig) stdlib.OptionOpenDB {
	schema := conf.RuntimeParams["search_path"]
	return stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
		if is := conn.PgConn().ParameterStatus("server_encoding"); is != "" && is != utf8Encoding {
			return fmt.Errorf("%w: the database is in %s, which holds few of the letters that a mail may have: make one with ENCODING 'UTF8'", ErrBroken, is)
		}
		var name, path string
		err := conn.QueryRow(ctx, "SELECT CAST(pg_postmaster_start_time() AS TEXT), current_setting('search_path')", pgx.QueryExecModeSimpleProtocol).Scan(&name, &path)
		if _, refused := errors.AsType[*pgconn.PgError](err); refused {
			return nil // it is like PostgreSQL, and does not say
		}
		if err != nil {
			return fmt.Errorf("ask when the server was started: %w", err)
		}
		if schema != "" && path != schema {
			return fmt.Errorf("%w: the connection does not keep to schema %s: let no pooler ignore search_path, or connect to the server itself", ErrBroken, schema)
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
// for it by [Tx.Server].
func (r *Register) Server() string {
	if r.patience == nil {
		return ""
	}
	name, _ := r.patience.server.Load().(string)
	return name
}

// Server asks the server of this transaction the same. Behind a pooler the connection
// may lead to another one than when it was made.
func (tx *Tx) Server(ctx context.Context) (_ string, err error) {
	defer name(&err, "ask when the server was started")
	if tx.r.Server() == "" { // of SQLite, or it does not say
		return "", nil
	}
	is, err := one(ctx, tx, value[string], `SELECT CAST(pg_postmaster_start_time() AS TEXT)`)
	if err == nil {
		tx.r.patience.server.Store(is)
	}
	return is, err
}
