package register

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Errors of [Copy] and of opening what it left.
var (
	// ErrUnfinished: the register is a copy that is not finished.
	ErrUnfinished = errors.New("register: an unfinished copy of another register")
	// ErrOther: the place that was to be copied to holds a register already.
	ErrOther = errors.New("register: there is another register already")
	// ErrDiffers: what was copied is not what the source holds.
	ErrDiffers = errors.New("register: the copy is not what the source holds")
)

// Progress is how far long work has come. Of is the number of rows, -1 where
// nobody counts them.
type Progress struct {
	Step     string // what is done, as "copy ledger"
	Done, Of int64
}

// Copied is what a whole copy holds.
type Copied struct {
	Rows   map[string]int64 // by table
	Events Audit            // the events' chains and the raw mails' digests, as verified in the copy
}

// Copy brings everything that the register at from holds into the one at to,
// which may be of the other database, and returns when the copy was held
// against the source row by row and its chains of events and raw mails were
// verified. Leases and the index of words are not copied; the index is made
// anew. The source stays as it is, and is kept from being written to on
// PostgreSQL; that no daemon has a file open is for the caller to see to.
//
// The copy is made in transactions of a few megabytes. After a kill or an error
// it goes on where it was; until it is whole, [Open] refuses it with
// [ErrUnfinished]. Errors: [ErrOther], [ErrBusy] while a daemon polls,
// [ErrDiffers].
func Copy(ctx context.Context, from, to Config, now time.Time, tell func(Progress)) (copied Copied, err error) {
	defer name(&err, "copy register")
	source, err := openFor(ctx, from.existing(), toCopyFrom)
	if err != nil {
		return Copied{}, fmt.Errorf("source: %w", err)
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	target, err := openFor(ctx, to, toCopyInto)
	if err != nil {
		return Copied{}, fmt.Errorf("target: %w", err)
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	for _, r := range []*Register{source, target} {
		if err := r.unused(ctx, now); err != nil {
			return Copied{}, err
		}
	}
	c := &copying{from: source, to: target, now: now, tell: tell}
	if err := source.frozen(ctx, func(tx *Tx) error { return c.run(ctx, tx) }); err != nil {
		return Copied{}, err
	}
	copied.Rows = c.rows
	copied.Events, err = target.Audit(ctx, tell)
	if err != nil {
		return copied, err
	}
	return copied, c.finish(ctx)
}

// existing is c for a register that must be there.
func (c Config) existing() Config {
	c.MustExist = true
	return c
}

// unused says whether a daemon polls by this register.
func (r *Register) unused(ctx context.Context, now time.Time) error {
	if r.dialect.oneWriter {
		return nil
	}
	return r.View(ctx, func(tx *Tx) error {
		holders, err := many(ctx, tx, value[string], `SELECT holder FROM leases WHERE until > $1 AND name LIKE 'poll %' ORDER BY name`, now.UnixMilli())
		if err == nil && len(holders) > 0 {
			return fmt.Errorf("%w: %s is in use by %s: stop it, and wait until its lease has run out", ErrBusy, r.where, holders[0])
		}
		return err
	})
}

// frozen runs do on one moment of the register. On PostgreSQL nobody can write
// to it meanwhile.
func (r *Register) frozen(ctx context.Context, do func(*Tx) error) error {
	if r.dialect.frozen == nil {
		return r.View(ctx, do)
	}
	return r.run(ctx, r.read, r.dialect.frozen, func(tx *Tx) error {
		if _, err := tx.exec(ctx, `SET LOCAL idle_in_transaction_session_timeout = 0`); err != nil {
			return err
		}
		tables, err := tx.tables(ctx)
		if err != nil {
			return err
		}
		for _, t := range tables {
			if _, err := tx.exec(ctx, `LOCK TABLE `+t.name+` IN SHARE MODE`); err != nil {
				return fmt.Errorf("keep others from writing: %w", err)
			}
		}
		return do(tx)
	})
}

// copying is a copy under way.
type copying struct {
	from, to *Register
	now      time.Time
	tell     func(Progress)
	mark     mark
	written  string // the mark, as it lies in the target
	rows     map[string]int64
}

func (c *copying) run(ctx context.Context, source *Tx) error {
	tables, err := source.tables(ctx)
	if err != nil {
		return err
	}
	if c.rows, err = source.countRows(ctx, tables); err != nil {
		return err
	}
	if err := c.begin(ctx, source, tables); err != nil {
		return err
	}
	for _, t := range tables {
		if t.name < c.mark.Table {
			continue // done before
		}
		if err := c.table(ctx, source, t); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	if err := c.index(ctx); err != nil {
		return fmt.Errorf("index the words: %w", err)
	}
	return c.compare(ctx, source, tables)
}

// table copies the rows of a table that are not in the target yet.
func (c *copying) table(ctx context.Context, source *Tx, t table) error {
	var after []any
	if c.mark.Table == t.name {
		after = c.mark.After
	}
	done, err := c.copiedRows(ctx, t)
	if err != nil {
		return err
	}
	var batch batch
	flush := func() error {
		if len(batch.rows) == 0 {
			return nil
		}
		next := mark{Source: c.mark.Source, Foreign: c.mark.Foreign, Table: t.name, After: t.keyOf(batch.rows[len(batch.rows)-1])}
		err := c.step(ctx, next, func(tx *Tx) error { return tx.insertRows(ctx, t, batch.rows) })
		done += int64(len(batch.rows))
		c.tell(Progress{"copy " + t.name, done, c.rows[t.name]})
		batch.clear()
		return err
	}
	for row, err := range source.stream(ctx, t, after) {
		if err != nil {
			return err
		}
		batch.add(row)
		if batch.full() {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// copiedRows is how many rows of a table the target has.
func (c *copying) copiedRows(ctx context.Context, t table) (n int64, err error) {
	err = c.to.View(ctx, func(tx *Tx) error {
		counted, err := tx.countRows(ctx, []table{t})
		n = counted[t.name]
		return err
	})
	return n, err
}

// wordsStep comes after the names of all tables.
const wordsStep = "~words"

// index makes the index of words of the cases anew, some hundred at a time.
func (c *copying) index(ctx context.Context) error {
	var after, last int64
	if c.mark.Table == wordsStep && len(c.mark.After) == 1 {
		after, _ = c.mark.After[0].(int64)
	}
	err := c.to.View(ctx, func(tx *Tx) (err error) {
		last, err = one(ctx, tx, value[int64], `SELECT COALESCE(MAX(id), 0) FROM cases`)
		return err
	})
	for err == nil && after < last {
		until := after + 500
		next := mark{Source: c.mark.Source, Foreign: c.mark.Foreign, Table: wordsStep, After: []any{until}}
		err = c.step(ctx, next, func(tx *Tx) error {
			_, err := tx.exec(ctx, tx.r.dialect.indexCases, after, until)
			return err
		})
		after = until
		c.tell(Progress{"index words", min(after, last), last})
	}
	return err
}

// compare holds the whole copy against the source, row by row.
func (c *copying) compare(ctx context.Context, source *Tx, tables []table) error {
	return c.to.View(ctx, func(tx *Tx) error {
		for _, t := range tables {
			n := int64(0)
			err := sameRows(t, source.stream(ctx, t, nil), tx.stream(ctx, t, nil), func() {
				if n++; n%1000 == 0 || n == c.rows[t.name] {
					c.tell(Progress{"compare " + t.name, n, c.rows[t.name]})
				}
			})
			if err != nil {
				return fmt.Errorf("table %s: %w", t.name, err)
			}
		}
		return nil
	})
}

// finish makes a register of the copy: references are checked, numbers go on
// after the highest, and the mark is gone.
func (c *copying) finish(ctx context.Context) error {
	return c.to.Update(ctx, func(tx *Tx) error {
		for _, f := range c.mark.Foreign {
			if _, err := tx.exec(ctx, f.Add); err != nil {
				return err
			}
		}
		if err := tx.continueNumbers(ctx); err != nil {
			return err
		}
		return tx.DropNote(ctx, copyNote)
	})
}
