package register

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// later is a statement that nothing before the next one needs the outcome of.
type later struct {
	query string
	args  []any
	row   func(scan) error    // takes a row of what it returns; nil: it returns none
	done  func(n int64) error // is told how many rows it changed or returned; nil: any number will do
}

// later runs a statement now or, on PostgreSQL, with others by one way to the
// server and back: in their order, before the next statement that is not one of
// these. On the way of a statement the server does nothing for us, and for that
// long others wait for what the transaction holds.
func (tx *Tx) later(ctx context.Context, l later) error {
	if _, err := tx.usable(ctx); err != nil {
		return err
	}
	if tx.r.dialect.together {
		tx.waiting = append(tx.waiting, l)
		return nil
	}
	if l.row == nil {
		n, err := tx.execNow(ctx, l.query, l.args)
		return tx.took(l, n, err)
	}
	n, err := tx.peekNow(ctx, l.row, l.query, l.args)
	return tx.took(l, n, err)
}

// took tells what a statement came to.
func (tx *Tx) took(l later, n int64, err error) error {
	if err == nil && l.done != nil {
		err = l.done(n)
	}
	return err
}

// must is a done for a statement that has to change or return a row.
func must(n int64) error {
	if n == 0 {
		return ErrNotFound
	}
	return nil
}

// send runs the statements that wait.
func (tx *Tx) send(ctx context.Context) error {
	waiting := tx.waiting
	if tx.waiting = nil; len(waiting) == 0 {
		return tx.err
	}
	ctx, err := tx.usable(ctx)
	if err != nil {
		return err
	}
	var batch pgx.Batch
	for _, l := range waiting {
		tx.handle.note(l.query)
		batch.Queue(l.query, l.args...)
	}
	err = tx.begun.conn.Raw(func(conn any) error {
		results := conn.(*stdlib.Conn).Conn().SendBatch(ctx, &batch)
		for _, l := range waiting {
			if err := tx.receive(results, l); err != nil {
				results.Close() // says the same again
				return err
			}
		}
		return results.Close()
	})
	return tx.fail(err)
}

// sendWith runs a statement after those that wait, and returns how many rows it
// changed or returned.
func (tx *Tx) sendWith(ctx context.Context, l later) (n int64, err error) {
	l.done = func(rows int64) error { n = rows; return nil }
	tx.waiting = append(tx.waiting, l)
	err = tx.send(ctx)
	return n, err
}

// receive takes what a statement came to.
func (tx *Tx) receive(results pgx.BatchResults, l later) error {
	if l.row == nil {
		tag, err := results.Exec()
		return tx.took(l, tag.RowsAffected(), err)
	}
	rows, err := results.Query()
	if err != nil {
		return err
	}
	defer rows.Close()
	n := int64(0)
	for rows.Next() {
		n++
		if err := l.row(rows.Scan); err != nil {
			return err
		}
	}
	tx.handle.read.Add(n)
	return tx.took(l, n, rows.Err())
}

// begun is a transaction with the connection that it runs on, which is nil when
// nothing is sent together.
type begun struct {
	*sql.Tx
	conn *sql.Conn
	own  map[string]*sql.Stmt // prepared for it alone; nil: none are
}

// end rolls the transaction back, unless it was committed, and gives the
// connection back.
func (b begun) end() {
	b.Rollback()
	if b.conn != nil {
		b.conn.Close()
	}
}
