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
	for _, write := range []func(context.Context, added) error{tx.writeNumbers, tx.writeLines, tx.writeInquiries, tx.writeCases, tx.writeQuestions, tx.writeEvents, tx.writeLetters} {
		if err := write(ctx, a); err != nil {
			return fmt.Errorf("write what was added: %w", err)
		}
	}
	tx.added = newAdded()
	return nil
}

// deferReferences lets a row name one that comes later. SQLite heeds that word
// when it is prepared, not when it is run: so it never is one of ours.
func (tx *Tx) deferReferences(ctx context.Context) error {
	ctx, err := tx.usable(ctx)
	if err == nil {
		_, err = tx.tx.ExecContext(ctx, tx.r.dialect.deferring)
	}
	return tx.fail(err)
}

func (tx *Tx) writeNumbers(ctx context.Context, a added) error {
	for _, year := range slices.Sorted(maps.Keys(a.numbers)) {
		if n := a.numbers[year]; n.changed {
			if err := tx.change(ctx, `UPDATE case_numbers SET last = $2 WHERE year = $1`, year, n.last); err != nil {
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
	var rows, reckonings [][]any
	for _, c := range a.cases {
		row := append([]any{c.ID, c.Number, c.Inquiry}, c.values()...)
		end := tx.pending.chains[c.Number]
		rows = append(rows, append(row, end.events, end.head))
		end.changed = false
		if c.reckoning != "" {
			reckonings = append(reckonings, []any{c.Number, c.reckoning})
		}
	}
	if err := tx.writeRows(ctx, `cases (id, `+newCaseColumns+`, events, head)`, "", rows); err != nil {
		return err
	}
	return tx.writeRows(ctx, `reckonings (case_number, basis)`, "", reckonings)
}

func (tx *Tx) writeQuestions(ctx context.Context, a added) error {
	var rows [][]any
	for _, q := range a.questions {
		rows = append(rows, q.values())
	}
	ids, err := tx.writeRowsFor(ctx, `questions (`+questionColumns+`)`, rows)
	for i, id := range ids {
		a.questions[i].ID = id
	}
	return err
}

func (tx *Tx) writeEvents(ctx context.Context, a added) error {
	var rows [][]any
	for _, e := range a.events {
		rows = append(rows, e.values(e.position))
	}
	ids, err := tx.writeRowsFor(ctx, `events (`+eventColumns+`)`, rows)
	for i, id := range ids {
		a.events[i].ID = id
	}
	return err
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
var atOnce = []int{16, 4, 1}

// writeRows writes rows into a table, some by each statement.
func (tx *Tx) writeRows(ctx context.Context, into, conflict string, rows [][]any) error {
	for len(rows) > 0 {
		n := some(len(rows))
		var args []any
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		if _, err := tx.exec(ctx, tx.r.rowsText(into, len(rows[0]), n)+conflict, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// writeRowsFor is writeRows for a table that gives its rows their ids.
func (tx *Tx) writeRowsFor(ctx context.Context, into string, rows [][]any) (ids []int64, err error) {
	for len(rows) > 0 {
		n := some(len(rows))
		var args []any
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		got, err := tx.insertAll(ctx, n, tx.r.rowsText(into, len(rows[0]), n), args)
		if err != nil {
			return nil, err
		}
		ids, rows = append(ids, got...), rows[n:]
	}
	return ids, nil
}

// insertAll runs an INSERT of n rows and returns their ids, which are given in
// the order of the rows.
func (tx *Tx) insertAll(ctx context.Context, n int, query string, args []any) (ids []int64, err error) {
	if !tx.r.dialect.oneWriter {
		ids, err = many(ctx, tx, value[int64], query+" RETURNING id", args...)
		slices.Sort(ids) // they may be returned in any order
		return ids, err
	}
	last, err := tx.insert(ctx, query, args...)
	for i := range int64(n) {
		ids = append(ids, last-int64(n)+1+i)
	}
	return ids, err
}

func some(rows int) int {
	for _, n := range atOnce {
		if n <= rows {
			return n
		}
	}
	return rows
}

// rowsText is the INSERT of n rows.
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
		b.WriteString("(" + placeholders(1+i*columns, columns) + ")")
	}
	r.texts.Store(key, b.String())
	return b.String()
}
