package register

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// Tx is a transaction, either of [Register.Update] or of [Register.View]. It is
// for one goroutine, and only until the function that it was given to returns.
//
// After an error of the database nothing more can be done within a
// transaction, and it is not committed, even if the error was swallowed;
// [ErrNotFound] is no such error.
type Tx struct {
	r      *Register
	handle *handle
	begun  begun
	write  bool

	pending pending
	indexed int   // how many cases' words
	err     error // of the database: nothing more can be done

	gathers  bool // what is added is written later, see Expect and Gather
	expected expected
	stock    stock
	added    added
	writing  bool // what was added
	waiting  []later
	sent     *sent
}

// Update runs do within one writing transaction, and commits it when do
// returns nil and ctx is not done. On an error or a panic nothing of it stays.
// The error of do is returned as it is.
//
// On SQLite one Update runs at a time, those that wait longer than 30 seconds
// get [ErrBusy]: so does an Update within an Update, which can never begin.
// On PostgreSQL Updates run at the same time; two that need each other's rows
// end with ErrBusy for one of them.
func (r *Register) Update(ctx context.Context, do func(*Tx) error) error {
	leave, err := r.enter(ctx)
	if err != nil {
		return fmt.Errorf("begin update: %w", err)
	}
	defer leave()
	if err := r.run(ctx, r.write, nil, do); err != nil {
		r.parted(err)
		return err
	}
	r.checkpointer.committed()
	return nil
}

// View runs do within a transaction that only reads, and sees the register as
// it was at its first reading. Within an Update of a register in memory it
// cannot begin, since both share one connection.
func (r *Register) View(ctx context.Context, do func(*Tx) error) error {
	if r.read == r.write {
		leave, err := r.enter(ctx)
		if err != nil {
			return fmt.Errorf("begin view: %w", err)
		}
		defer leave()
	} else if err := r.stays(); err != nil {
		return fmt.Errorf("begin view: %w", err)
	}
	return r.run(ctx, r.read, r.dialect.reading, do)
}

// enter waits until no other transaction writes.
func (r *Register) enter(ctx context.Context) (leave func(), err error) {
	if err := r.stays(); err != nil {
		return nil, err
	}
	if why := r.unusable.Load(); why != nil {
		return nil, *why
	}
	if r.writer == nil {
		return func() {}, nil
	}
	late := time.NewTimer(r.wait)
	defer late.Stop()
	select {
	case r.writer <- struct{}{}:
		if err := r.whole(ctx); err != nil {
			<-r.writer
			return nil, err
		}
		return func() {
			r.overwritten.wrote()
			<-r.writer
		}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-late.C:
		return nil, fmt.Errorf("%w: another transaction has been running for %v; one within another can never begin", ErrBusy, r.wait)
	}
}

func (r *Register) run(ctx context.Context, h *handle, options *sql.TxOptions, do func(*Tx) error) error {
	begun, err := h.begin(ctx, options)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", r.fault(err))
	}
	tx := &Tx{r: r, handle: h, begun: begun, write: options == nil, pending: newPending(), added: newAdded()}
	defer tx.end()
	if err := r.inSchema(ctx, tx); err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return err
	}
	if err := tx.finish(ctx); err != nil {
		return fmt.Errorf("commit transaction: %w", err)
	}
	if err := begun.Commit(); err != nil {
		return fmt.Errorf("commit transaction: %w", r.fault(err))
	}
	r.sweeper.indexed(tx.indexed)
	return nil
}

// finish does what is left to do before the end of a transaction or attempt.
func (tx *Tx) finish(ctx context.Context) error {
	if tx.err != nil {
		return tx.err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return tx.flush(ctx)
}

// Try runs do within tx so that either all or nothing of it stays, while the
// rest of the transaction stays as it is: many mails can be filed in one commit,
// and a bad one leaves no trace. It returns the error of do. A disk that is full
// or a connection that is lost ends the whole transaction all the same.
func (tx *Tx) Try(ctx context.Context, do func(*Tx) error) error {
	if err := tx.flush(ctx); err != nil {
		return err
	}
	if _, err := tx.exec(ctx, "SAVEPOINT attempt"); err != nil {
		return err
	}
	err := do(tx)
	if err == nil {
		err = tx.finish(ctx)
	}
	if err == nil {
		_, err = tx.exec(ctx, "RELEASE SAVEPOINT attempt")
		return err
	}
	_ = tx.arrive() // nothing of it stays
	failed := tx.err
	tx.err, tx.pending, tx.added, tx.waiting = nil, newPending(), newAdded(), nil
	_, back := tx.exec(ctx, "ROLLBACK TO SAVEPOINT attempt")
	if back == nil {
		_, back = tx.exec(ctx, "RELEASE SAVEPOINT attempt")
	}
	if back != nil && failed != nil {
		tx.err = failed
	}
	return err
}

// usable says whether a statement may run, and the context that it runs with.
// SQLite's statements that write are short and are not interrupted: that would
// roll the whole transaction back unseen.
func (tx *Tx) usable(ctx context.Context) (context.Context, error) {
	if tx.err == nil {
		tx.err = ctx.Err()
	}
	if tx.write && tx.r.dialect.oneWriter {
		ctx = context.WithoutCancel(ctx)
	}
	return ctx, tx.err
}

// fail keeps err, so that nothing more is done.
func (tx *Tx) fail(err error) error {
	if err != nil {
		tx.err = tx.r.fault(err)
	}
	return tx.err
}

// ready is usable for a statement that might want to see what the transaction
// has added, or add to the same tables.
func (tx *Tx) ready(ctx context.Context) (context.Context, error) {
	if tx.gathers && !tx.writing {
		if err := tx.writeAdded(ctx); err != nil {
			return ctx, err
		}
		if tx.r.dialect.oneWriter {
			tx.stock.next = [idTables][]int64{}
		}
	}
	return tx.usable(ctx)
}

// exec runs a statement and returns how many rows it changed.
func (tx *Tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if _, err := tx.ready(ctx); err != nil {
		return 0, err
	}
	return tx.execNow(ctx, query, args)
}

func (tx *Tx) execNow(ctx context.Context, query string, args []any) (int64, error) {
	if len(tx.waiting) > 0 || tx.sent != nil {
		return tx.sendWith(ctx, later{query: query, args: args})
	}
	ctx, err := tx.usable(ctx)
	if err != nil {
		return 0, err
	}
	result, err := tx.handle.exec(ctx, tx.begun, query, args)
	if err != nil {
		return 0, tx.fail(err)
	}
	n, err := result.RowsAffected()
	return n, tx.fail(err)
}

// insert runs an INSERT into a table with an id, and returns the row's; 0 when
// ON CONFLICT left it out. SQLite knows the last id without RETURNING, which
// costs it half as much again.
func (tx *Tx) insert(ctx context.Context, query string, args ...any) (int64, error) {
	if !tx.r.dialect.oneWriter {
		ids, err := many(ctx, tx, value[int64], query+" RETURNING id", args...)
		if err != nil || len(ids) == 0 {
			return 0, err
		}
		return ids[0], nil
	}
	ctx, err := tx.ready(ctx)
	if err != nil {
		return 0, err
	}
	result, err := tx.handle.exec(ctx, tx.begun, query, args)
	if err != nil {
		return 0, tx.fail(err)
	}
	n, err := result.RowsAffected()
	if err != nil || n == 0 {
		return 0, tx.fail(err)
	}
	id, err := result.LastInsertId()
	return id, tx.fail(err)
}

// change runs a statement that must change a row, else [ErrNotFound].
func (tx *Tx) change(ctx context.Context, query string, args ...any) error {
	n, err := tx.exec(ctx, query, args...)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// changeAll runs an UPDATE without its condition for the rows of ids, which must
// all be there, else [ErrNotFound].
func (tx *Tx) changeAll(ctx context.Context, query string, ids []int64, args ...any) error {
	const atOnce = 50
	for some := range slices.Chunk(ids, atOnce) {
		all := slices.Clone(args)
		for _, id := range some {
			all = append(all, id)
		}
		n, err := tx.exec(ctx, query+` WHERE id IN (`+placeholders(len(args)+1, len(some))+`)`, all...)
		if err != nil {
			return err
		}
		if n != int64(len(some)) {
			return ErrNotFound
		}
	}
	return nil
}

// each runs a query and hands every row to read.
func (tx *Tx) each(ctx context.Context, read func(scan) error, query string, args ...any) error {
	if _, err := tx.ready(ctx); err != nil {
		return err
	}
	return tx.peek(ctx, read, query, args...)
}

// peek is each for a query that need not see what the transaction has added and
// not written yet.
func (tx *Tx) peek(ctx context.Context, read func(scan) error, query string, args ...any) error {
	_, err := tx.peekNow(ctx, read, query, args)
	return err
}

func (tx *Tx) peekNow(ctx context.Context, read func(scan) error, query string, args []any) (n int64, err error) {
	if len(tx.waiting) > 0 || tx.sent != nil {
		return tx.sendWith(ctx, later{query: query, args: args, row: read})
	}
	ctx, err = tx.usable(ctx)
	if err != nil {
		return 0, err
	}
	rows, err := tx.handle.rows(ctx, tx.begun, query, args)
	if err != nil {
		return 0, tx.fail(err)
	}
	defer rows.Close()
	for ; rows.Next(); n++ {
		tx.handle.read.Add(1)
		if err := read(rows.Scan); err != nil {
			return n, tx.fail(err)
		}
	}
	return n, tx.fail(rows.Err())
}

// many returns all rows of a query.
func many[T any](ctx context.Context, tx *Tx, read func(scan) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	err := tx.each(ctx, func(s scan) error {
		one, err := read(s)
		all = append(all, one)
		return err
	}, query, args...)
	return all, err
}

// peekMany is many by peek.
func peekMany[T any](ctx context.Context, tx *Tx, read func(scan) (T, error), query string, args ...any) (all []T, err error) {
	err = tx.peek(ctx, func(s scan) error {
		one, err := read(s)
		all = append(all, one)
		return err
	}, query, args...)
	return all, err
}

// one returns the first row of a query, or [ErrNotFound].
func one[T any](ctx context.Context, tx *Tx, read func(scan) (T, error), query string, args ...any) (T, error) {
	all, err := many(ctx, tx, read, query, args...)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		var none T
		return none, err
	}
	return all[0], nil
}

// value reads a row of one column.
func value[T any](s scan) (v T, err error) {
	err = s(&v)
	return v, err
}

// locking ends a SELECT of what a writing transaction is about to change.
func (tx *Tx) locking() string {
	if tx.write {
		return tx.r.dialect.forUpdate
	}
	return ""
}
