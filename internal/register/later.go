package register

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// later is a statement that nothing before the next one needs the outcome of.
type later struct {
	query string
	args  []any
	row   func(scan) error    // takes a row of what it returns, maybe beside the transaction; nil: it returns none
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

// send runs the statements that wait, after those that are on their way.
func (tx *Tx) send(ctx context.Context) error {
	if sent := tx.pack(ctx); sent != nil {
		sent.run()
	}
	return tx.arrive()
}

// sendBeside sends the statements that wait and does not wait for what they come
// to: the transaction goes on, until its next statement.
func (tx *Tx) sendBeside(ctx context.Context) {
	sent := tx.pack(ctx)
	if sent == nil {
		return
	}
	go func() {
		defer func() {
			if p := recover(); p != nil {
				sent.err = fmt.Errorf("panic: %v", p)
			}
		}()
		sent.run()
	}()
}

// pack makes the statements that wait those that are on their way; nil when
// there are none, or the transaction has failed.
func (tx *Tx) pack(ctx context.Context) *sent {
	waiting := tx.waiting
	if tx.waiting = nil; len(waiting) == 0 {
		return nil
	}
	ctx, err := tx.usable(ctx)
	if err = cmp.Or(err, tx.arrive()); err != nil {
		return nil
	}
	for _, l := range waiting {
		tx.handle.note(l.query)
	}
	tx.sent = &sent{ctx: ctx, handle: tx.handle, conn: tx.begun.conn, all: waiting, rows: make([]int64, len(waiting)), back: make(chan struct{})}
	return tx.sent
}

// sent are statements on their way.
type sent struct {
	ctx    context.Context
	handle *handle
	conn   *sql.Conn
	all    []later
	rows   []int64 // that they changed or returned
	err    error
	back   chan struct{} // closed when they are
}

// run takes the way to the server and back.
func (s *sent) run() {
	defer close(s.back)
	var batch pgx.Batch
	for _, l := range s.all {
		batch.Queue(l.query, l.args...)
	}
	s.err = s.conn.Raw(func(conn any) error {
		results := conn.(*stdlib.Conn).Conn().SendBatch(s.ctx, &batch)
		for i, l := range s.all {
			var err error
			if s.rows[i], err = s.receive(results, l); err != nil {
				results.Close() // says the same again
				return err
			}
		}
		return results.Close()
	})
}

// receive takes the rows of a statement and returns how many it changed or
// returned.
func (s *sent) receive(results pgx.BatchResults, l later) (n int64, err error) {
	if l.row == nil {
		tag, err := results.Exec()
		return tag.RowsAffected(), err
	}
	rows, err := results.Query()
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for ; rows.Next(); n++ {
		if err := l.row(rows.Scan); err != nil {
			return n, err
		}
	}
	s.handle.read.Add(n)
	return n, rows.Err()
}

// arrive waits until what is on its way is back.
func (tx *Tx) arrive() error {
	sent := tx.sent
	if tx.sent = nil; sent == nil {
		return tx.err
	}
	<-sent.back
	err := sent.err
	for i, l := range sent.all {
		err = tx.took(l, sent.rows[i], err)
	}
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

// begun is a transaction with the connection that it runs on, which is nil when
// nothing is sent together.
type begun struct {
	*sql.Tx
	conn *sql.Conn
	own  map[string]*sql.Stmt // prepared for it alone; nil: none are
}

// end rolls the transaction back, unless it was committed, and gives the
// connection back.
func (tx *Tx) end() {
	_ = tx.arrive() // nothing of it stays
	tx.begun.Rollback()
	if tx.begun.conn != nil {
		tx.begun.conn.Close()
	}
}
