package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Pool is a bounded number of connections to one PostgreSQL database, which
// several registers share, each in a schema of its own. A connection belongs to
// none of them: each transaction says first in which schema it is, and without
// that a statement finds no table at all.
type Pool struct {
	db       *sql.DB
	patience *patience
}

// poolSize is how many connections a pool has when nobody says how many.
const poolSize = 32

// NewPool makes a pool for the database that cfg names, with cfg.Connections;
// 0: 32. It connects when it must.
func NewPool(cfg Config) (*Pool, error) {
	patience := newPatience()
	conf, err := postgresConfig(Config{URL: cfg.URL, PasswordFile: cfg.PasswordFile, PasswordEnv: cfg.PasswordEnv}, patience)
	if err != nil {
		return nil, fmt.Errorf("share connections: %w", err)
	}
	conf.RuntimeParams["search_path"] = "pg_catalog"
	db := stdlib.OpenDB(*conf, cfg.freshPassword(), patience.whichServer(conf))
	limit := cfg.Connections
	if limit == 0 {
		limit = poolSize
	}
	db.SetMaxOpenConns(limit)
	db.SetMaxIdleConns(min(limit, mostIdle))
	return &Pool{db, patience}, nil
}

// Open opens the register of a schema as [Open] does, on the pool's
// connections.
func (p *Pool) Open(ctx context.Context, cfg Config) (*Register, error) {
	if cfg.Schema == "" {
		return nil, errors.New("open register: one of several in a database needs a schema of its own")
	}
	cfg.Connections = 2 // of its own only until the schema is up to date
	r, err := Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	own := r.write.db
	r.schema = pgx.Identifier{cfg.Schema}.Sanitize()
	r.write = newHandle(p.db, r.dialect)
	r.read, r.shared, r.patience = r.write, true, p.patience
	if err := own.Close(); err != nil {
		return nil, fmt.Errorf("open register: %w", err)
	}
	return r, nil
}

// Close closes the connections, after the registers.
func (p *Pool) Close() error {
	if err := p.db.Close(); err != nil {
		return fmt.Errorf("close shared connections: %w", err)
	}
	return nil
}

// inSchema makes a transaction on a shared connection one of this register's.
func (r *Register) inSchema(ctx context.Context, tx *Tx) error {
	if !r.shared {
		return nil
	}
	if _, err := tx.begun.ExecContext(ctx, "SET LOCAL search_path TO "+r.schema); err != nil { // before others are prepared
		return fmt.Errorf("enter schema: %w", r.fault(err))
	}
	return nil
}
