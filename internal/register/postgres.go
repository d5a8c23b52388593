package register

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// openPostgres connects with limits on waiting, so that a daemon that was
// stopped in the middle of a transaction does not stop the others.
func (r *Register) openPostgres(ctx context.Context, cfg Config) error {
	r.dialect = postgresDialect
	r.patience = newPatience()
	conf, err := postgresConfig(cfg, r.patience)
	if err != nil {
		return err
	}
	r.where = fmt.Sprintf("%s:%d/%s", conf.Host, conf.Port, conf.Database)
	db := stdlib.OpenDB(*conf, cfg.freshPassword(), r.patience.whichServer(conf))
	limit := cmp.Or(cfg.Connections, 8)
	db.SetMaxOpenConns(limit)
	db.SetMaxIdleConns(min(limit, mostIdle))
	r.write = newHandle(db, r.dialect)
	r.read = r.write
	if cfg.Schema != "" {
		if err := r.useSchema(ctx, cfg); err != nil {
			return r.fault(err)
		}
	}
	over := r.patience.lasts()
	err = r.migrate(ctx, db)
	if r.purpose == toWork {
		over()
	}
	if err != nil {
		return err
	}
	if r.purpose == toWork {
		if err := r.followIDs(ctx); err != nil && !errors.Is(err, ErrBusy) { // somebody has locked a table: another start will do
			return err
		}
	}
	r.startSweeper()
	return nil
}

// parted lets the connections go that nobody uses, when one turned out to be one to
// a server that only reads: after a failover they would stay with the old one for
// ever.
func (r *Register) parted(err error) {
	if errors.Is(err, ErrReadOnly) && r.dialect.name == postgresDialect.name {
		r.write.db.SetMaxIdleConns(-1)
		r.write.db.SetMaxIdleConns(mostIdle)
	}
}

const mostIdle = 4

// ownIt is what helps a role that lacks a right.
const ownIt = "let the role of url own the schema and all that is in it"

func postgresConfig(cfg Config, p *patience) (*pgx.ConnConfig, error) {
	conf, err := pgx.ParseConfig(cfg.URL)
	if err != nil {
		return nil, err
	}
	password, err := cfg.password()
	if err != nil {
		return nil, err
	}
	if password != "" {
		conf.Password = password
	}
	p.bound(conf)
	set := conf.RuntimeParams
	set["application_name"] = "inquiryd"
	// Whatever the role or the database has for others.
	set["client_encoding"] = utf8Encoding
	set["standard_conforming_strings"] = "on"
	// A daemon that stands still within a transaction holds its locks until the
	// server ends it: who waits for them waits longer than that.
	set["idle_in_transaction_session_timeout"] = "15s"
	set["lock_timeout"] = "25s"
	set["statement_timeout"] = "0" // an upgrade of a large register takes minutes; we give up on a silent server ourselves
	// The server plans a statement while the tables of a new register are empty,
	// and keeps the plan until it has counted their rows, a minute later: without
	// this it reads them whole until then. What is kept from doing so counts as
	// so dear that compiling it would seem to pay.
	set["enable_seqscan"] = "off"
	set["jit"] = "off"
	if cfg.Schema != "" {
		set["search_path"] = pgx.Identifier{cfg.Schema}.Sanitize()
	}
	return conf, nil
}

// freshPassword reads the password anew for each connection, so that it can be
// changed under a running daemon.
func (c Config) freshPassword() stdlib.OptionOpenDB {
	return stdlib.OptionBeforeConnect(func(_ context.Context, conf *pgx.ConnConfig) error {
		password, err := c.password()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrBroken, err)
		}
		if password != "" {
			conf.Password = password
		}
		return nil
	})
}

// useSchema makes the schema when it is missing. In one that the role may not use no
// table would seem to be.
func (r *Register) useSchema(ctx context.Context, cfg Config) error {
	var ours bool
	err := r.write.db.QueryRowContext(ctx, "SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = $1", cfg.Schema).Scan(&ours)
	switch {
	case err == nil && !ours:
		return fmt.Errorf("%w: %s: the role may not use schema %q: %s", ErrBroken, r.where, cfg.Schema, ownIt)
	case !errors.Is(err, sql.ErrNoRows):
		return err
	}
	if cfg.MustExist {
		return fmt.Errorf("%w: schema %q in %s: correct schema, or remove must_exist to begin a new one", ErrMissing, cfg.Schema, r.where)
	}
	return r.makeSchema(ctx, pgx.Identifier{cfg.Schema}.Sanitize())
}

// makeSchema holds off other daemons that start at the same moment: making it
// twice is an error even with IF NOT EXISTS.
func (r *Register) makeSchema(ctx context.Context, schema string) error {
	tx, err := r.write.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, r.dialect.lockTexts, []string{schema}); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+schema); err != nil {
		return err
	}
	return tx.Commit()
}
