package register

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// errOlder says that a register must be brought up to date first.
var errOlder = errors.New("register: the schema is older than this program")

// migrate brings the schema up to date, each step in a transaction of its own.
// It refuses a schema that is newer than this program.
func (r *Register) migrate(ctx context.Context, db *sql.DB) (err error) {
	defer name(&err, "migrate %s", r.where)
	p, err := r.migrator(db)
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		err = r.migrateOnce(ctx, p)
		if err == nil || errors.Is(err, ErrNewer) || errors.Is(err, errOlder) || errors.Is(err, ErrCorrupt) || try == 20 || ctx.Err() != nil {
			return err
		}
		// Another process may be doing the same step: SQLite has no lock for
		// that, but each step is done wholly or not at all.
		time.Sleep(50 * time.Millisecond)
	}
}

func (r *Register) migrateOnce(ctx context.Context, p *goose.Provider) error {
	have, know, err := p.GetVersions(ctx)
	if err != nil {
		return r.fault(err)
	}
	if have > know {
		return fmt.Errorf("%w: it has schema %d and this program knows %d: start the newer inquiryd again, or restore a backup from before the upgrade", ErrNewer, have, know)
	}
	if have == know {
		return nil
	}
	if r.purpose == toCopyFrom {
		return fmt.Errorf("%w: it has schema %d and this program makes %d: let this inquiryd run on it once", errOlder, have, know)
	}
	if r.upgrading != nil && have > 0 {
		r.upgrading(have, know)
	}
	_, err = p.Up(ctx)
	return r.fault(err)
}

func (r *Register) migrator(db *sql.DB) (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, r.dialect.migrations)
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if r.dialect.locker != nil {
		locker, err := r.dialect.locker()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(r.dialect.goose, db, folder, options...)
}
