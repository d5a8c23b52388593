package register

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// writeAdded writes what the transaction has added. A ledger line names its
// inquiry, which names it: the database looks at the end whether both are there.
func (tx *Tx) writeAdded(ctx context.Context) error {
	if tx.added.empty() || tx.writing {
		return nil
	}
	for _, l := range tx.added.letters {
		if err := l.written(); err != nil { // no error of the database, but nothing can be kept without it
			tx.err = err
			return err
		}
	}
	tx.writing = true
	defer func() { tx.writing = false }()
	if err := tx.deferReferences(ctx); err != nil {
		return err
	}
	a := tx.added
	for _, write := range []func(context.Context, added) error{tx.writeNumbers, tx.writeLines, tx.writeInquiries, tx.writeCases, tx.writeQuestions, tx.writeEvents, tx.writeLetters, tx.writeWords} {
		if err := write(ctx, a); err != nil {
			return fmt.Errorf("write what was added: %w", err)
		}
	}
	tx.added = newAdded()
	return nil
}

// ahead is after how many mails what they have added is written.
const ahead = 16

// writeAhead has what enough mails have added written beside what the
// transaction does with the next ones, where there is a server to do that. The
// letters of the last of these may not be composed yet: they go with those of
// the next. The number is written once.
func (tx *Tx) writeAhead(ctx context.Context) error {
	if !tx.r.dialect.together || len(tx.added.lines) < ahead {
		return nil
	}
	numbers, left := tx.added.numbers, tx.added.letters[tx.added.older:]
	tx.added.numbers, tx.added.letters = nil, tx.added.letters[:tx.added.older]
	if err := tx.writeAdded(ctx); err != nil {
		tx.err = err // the rest is not written any more
		return err
	}
	tx.added.numbers, tx.added.letters, tx.added.older = numbers, left, len(left)
	tx.sendBeside(ctx)
	return nil
}

// deferReferences lets a row name one that comes later. In SQLite the schema
// says so: its word for that within a transaction makes it prepare all
// statements again.
func (tx *Tx) deferReferences(ctx context.Context) error {
	if tx.r.dialect.deferring == "" {
		return nil
	}
	return tx.later(ctx, later{query: tx.r.dialect.deferring})
}

func (tx *Tx) writeNumbers(ctx context.Context, a added) error {
	for _, year := range slices.Sorted(maps.Keys(a.numbers)) {
		if n := a.numbers[year]; n.changed {
			if err := tx.later(ctx, later{query: `UPDATE case_numbers SET last = $2 WHERE year = $1`, args: []any{year, n.last}, done: must}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (tx *Tx) writeLines(ctx context.Context, a added) error {
	var mails, lines [][]any
	for _, l := range a.lines {
		if l.packed.size > 0 {
			mails = append(mails, []any{l.Digest, l.packed.size, l.packed.bytes})
		}
		lines = append(lines, []any{l.ID, indexed(l.Mailbox), int64(l.UIDValidity), int64(l.UID), l.Digest, indexed(l.Content), indexed(l.MessageID),
			clean(l.From), clean(l.Subject), clean(l.Nature), l.Size, millis(l.ArrivedAt), l.SeenAt.UnixMilli(), l.Outcome, clean(l.Reason),
			orNull(l.Inquiry), orNull(l.Case)})
	}
	if err := tx.writeRows(ctx, `raw_mails (digest, size, bytes)`, ` ON CONFLICT (digest) DO NOTHING`, mails); err != nil {
		return err
	}
	return tx.writeRows(ctx, `ledger (id, mailbox, uid_validity, uid, digest, content, message_id, sender, subject, nature, size, arrived_at, seen_at,
		outcome, reason, inquiry_id, case_number)`, "", lines)
}

func (tx *Tx) writeInquiries(ctx context.Context, a added) error {
	var rows [][]any
	for _, q := range a.inquiries {
		rows = append(rows, append([]any{q.ID}, q.values()...))
	}
	return tx.writeRows(ctx, `inquiries (id, `+inquiryColumns+`)`, "", rows)
}

// writeCases writes the cases with the ends of their chains of events.
func (tx *Tx) writeCases(ctx context.Context, a added) error {
	var rows, reckonings, unforwarded [][]any
	for _, c := range a.cases {
		row := append([]any{c.ID, c.Number, c.Inquiry}, c.values()...)
		end := tx.pending.chains[c.Number]
		rows = append(rows, append(row, end.events, end.head))
		end.changed = false
		if c.reckoning != "" {
			reckonings = append(reckonings, []any{c.Number, c.reckoning})
		}
		if !c.forwardSince.IsZero() {
			unforwarded = append(unforwarded, []any{c.ID, c.forwardSince.UnixMilli()})
		}
	}
	if err := tx.writeRows(ctx, `cases (id, `+newCaseColumns+`, events, head)`, "", rows); err != nil {
		return err
	}
	if err := tx.writeRows(ctx, `reckonings (case_number, basis)`, "", reckonings); err != nil {
		return err
	}
	return tx.writeRows(ctx, `unforwarded (case_id, since)`, "", unforwarded)
}

func (tx *Tx) writeQuestions(ctx context.Context, a added) error {
	var rows [][]any
	for _, q := range a.questions {
		rows = append(rows, q.values())
	}
	return tx.writeRowsFor(ctx, `questions (`+questionColumns+`)`, rows, func(i int, id int64) { a.questions[i].ID = id })
}

func (tx *Tx) writeEvents(ctx context.Context, a added) error {
	var rows [][]any
	for _, e := range a.events {
		rows = append(rows, e.values(e.position))
	}
	return tx.writeRowsFor(ctx, `events (`+eventColumns+`)`, rows, func(i int, id int64) { a.events[i].ID = id })
}

func (tx *Tx) writeLetters(ctx context.Context, a added) (err error) {
	var rows, contents [][]any
	for _, l := range a.letters {
		if err := l.tidy(); err != nil {
			return fmt.Errorf("letter %q: %w", l.Key, err)
		}
		if l.ID, err = tx.nextID(ctx, letterIDs); err != nil {
			return err
		}
		rows = append(rows, append([]any{l.ID}, l.values()...))
		contents = append(contents, l.contents(tx))
	}
	if err := tx.writeRows(ctx, `letters (id, `+letterColumns+`)`, "", rows); err != nil {
		return err
	}
	return tx.writeRows(ctx, `letter_contents (`+letterContents+`)`, "", contents)
}

// atOnce are the numbers of rows that one statement writes: few, so that there
// are few statements to prepare.
var atOnce = []int{64, 16, 4, 1}

// writeRows writes rows into a table, some by each statement.
func (tx *Tx) writeRows(ctx context.Context, into, conflict string, rows [][]any) error {
	for len(rows) > 0 {
		n := some(len(rows))
		var args []any
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		if err := tx.later(ctx, later{query: tx.r.rowsText(into, len(rows[0]), n) + conflict, args: args}); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// writeRowsFor is writeRows for a table that gives its rows their ids, and tells
// that of each row.
func (tx *Tx) writeRowsFor(ctx context.Context, into string, rows [][]any, tell func(i int, id int64)) error {
	for first := 0; first < len(rows); {
		n := some(len(rows) - first)
		var args []any
		for _, row := range rows[first : first+n] {
			args = append(args, row...)
		}
		from := first
		if err := tx.insertAll(ctx, n, tx.r.rowsText(into, len(rows[0]), n), args, func(i int, id int64) { tell(from+i, id) }); err != nil {
			return err
		}
		first += n
	}
	return nil
}

// insertAll runs an INSERT of n rows and tells their ids, which are given in the
// order of the rows.
func (tx *Tx) insertAll(ctx context.Context, n int, query string, args []any, tell func(i int, id int64)) error {
	if tx.r.dialect.oneWriter {
		last, err := tx.insert(ctx, query, args...)
		for i := range n {
			tell(i, last-int64(n-1-i))
		}
		return err
	}
	var ids []int64
	return tx.later(ctx, later{query: query + " RETURNING id", args: args, row: func(s scan) error {
		id, err := value[int64](s)
		ids = append(ids, id)
		return err
	}, done: func(int64) error {
		slices.Sort(ids) // they may be returned in any order
		for i, id := range ids {
			tell(i, id)
		}
		return nil
	}})
}

func some(rows int) int {
	for _, n := range atOnce {
		if n <= rows {
			return n
		}
	}
	return rows
}

// rowsText is the INSERT of n rows. SQLite looks for each parameter that has a
// name among all others that have one, both when it prepares and when it binds;
// those without need no looking.
func (r *Register) rowsText(into string, columns, n int) string {
	type rows struct {
		into string
		n    int
	}
	key := rows{into, n}
	if text, ok := r.texts.Load(key); ok {
		return text.(string)
	}
	var b strings.Builder
	b.WriteString("INSERT INTO " + into + " VALUES ")
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		values := placeholders(1+i*columns, columns)
		if r.dialect.oneWriter {
			values = "?" + strings.Repeat(", ?", columns-1)
		}
		b.WriteString("(" + values + ")")
	}
	r.texts.Store(key, b.String())
	return b.String()
}
