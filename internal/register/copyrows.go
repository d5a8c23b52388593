package register

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// table is a table as the database's catalogue knows it.
type table struct {
	name    string
	columns []column
}

type column struct {
	name    string
	boolean bool // 0 and 1 on SQLite
	text    bool
	key     int // place in the primary key, from 1; 0: not in it
}

// uncopied are the tables that a copy does without: the schema's own versions,
// what is made anew from the rest, and who does something now.
var uncopied = []string{"goose_db_version", "case_text", "leases"}

// tables are those with rows that matter, by name.
func (tx *Tx) tables(ctx context.Context) ([]table, error) {
	var all []table
	err := tx.each(ctx, func(s scan) error {
		var name, kind string
		var c column
		if err := s(&name, &c.name, &kind, &c.key); err != nil || slices.Contains(uncopied, name) {
			return err
		}
		if len(all) == 0 || all[len(all)-1].name != name {
			all = append(all, table{name: name})
		}
		c.boolean, c.text = kind == "boolean", strings.EqualFold(kind, "text")
		t := &all[len(all)-1]
		t.columns = append(t.columns, c)
		return nil
	}, tx.r.dialect.catalogue)
	slices.SortFunc(all, func(a, b table) int { return cmp.Compare(a.name, b.name) })
	return all, err
}

// sameTables says whether rows of one register fit into the other.
func sameTables(a, b []table) error {
	shape := func(all []table) string {
		var lines []string
		for _, t := range all {
			for _, c := range t.columns {
				lines = append(lines, fmt.Sprintf("%s.%s %d", t.name, c.name, c.key))
			}
		}
		slices.Sort(lines)
		return strings.Join(lines, "\n")
	}
	if shape(a) != shape(b) {
		return fmt.Errorf("%w: their tables are not alike", ErrOther)
	}
	return nil
}

func (t table) names() string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}

// keys are the columns of the primary key in its order, by their places.
func (t table) keys() []int {
	var places []int
	for i, c := range t.columns {
		if c.key > 0 {
			places = append(places, i)
		}
	}
	slices.SortFunc(places, func(a, b int) int { return t.columns[a].key - t.columns[b].key })
	return places
}

func (t table) keyOf(row []any) []any {
	var key []any
	for _, i := range t.keys() {
		key = append(key, row[i])
	}
	return key
}

// rows counts the rows of tables.
func (tx *Tx) countRows(ctx context.Context, tables []table) (map[string]int64, error) {
	rows := map[string]int64{}
	for _, t := range tables {
		n, err := one(ctx, tx, value[int64], `SELECT COUNT(*) FROM `+t.name+t.ours())
		if err != nil {
			return nil, err
		}
		rows[t.name] = n
	}
	return rows, nil
}

// ours leaves the mark of the copy itself out of the notes.
func (t table) ours() string {
	if t.name == "notes" {
		return ` WHERE name <> '` + copyNote + `'`
	}
	return ""
}

// stream yields the rows of a table after a key, in the order of the bytes of
// the keys, which is the same on both databases.
func (tx *Tx) stream(ctx context.Context, t table, after []any) iter.Seq2[[]any, error] {
	var order, marks []string
	for n, i := range t.keys() {
		c := t.columns[i]
		by := c.name
		if c.text {
			by += tx.r.dialect.bytewise
		}
		order, marks = append(order, by), append(marks, fmt.Sprintf("$%d", n+1))
	}
	query := `SELECT ` + t.names() + ` FROM ` + t.name + t.ours()
	if len(after) > 0 {
		query += map[bool]string{true: ` WHERE `, false: ` AND `}[t.ours() == ""] + `(` + strings.Join(order, ", ") + `) > (` + strings.Join(marks, ", ") + `)`
	}
	query += ` ORDER BY ` + strings.Join(order, ", ")
	return func(yield func([]any, error) bool) {
		ctx, err := tx.usable(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		if err := tx.send(ctx); err != nil {
			yield(nil, err)
			return
		}
		rows, err := tx.handle.rows(ctx, tx.begun, query, after)
		if err != nil {
			yield(nil, tx.fail(err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			row := make([]any, len(t.columns))
			cells := make([]any, len(row))
			for i := range row {
				cells[i] = &row[i]
			}
			err := rows.Scan(cells...)
			for i, v := range row {
				row[i] = plain(v)
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, tx.fail(err))
		}
	}
}

// plain is a value as both databases can say it.
func plain(v any) any {
	switch v := v.(type) {
	case bool:
		return map[bool]int64{true: 1}[v]
	case []byte:
		if v == nil { // so SQLite says one that is empty
			return []byte{}
		}
	}
	return v
}

// batch are rows that are written in one transaction.
type batch struct {
	rows  [][]any
	bytes int
}

const (
	batchRows  = 2000
	batchBytes = 4 << 20
)

func (b *batch) add(row []any) {
	b.rows = append(b.rows, row)
	b.bytes += rowSize(row)
}

func (b *batch) full() bool { return len(b.rows) >= batchRows || b.bytes >= batchBytes }

func (b *batch) clear() { b.rows, b.bytes = b.rows[:0], 0 }

func rowSize(row []any) int {
	n := 16 * len(row)
	for _, v := range row {
		switch v := v.(type) {
		case string:
			n += len(v)
		case []byte:
			n += len(v)
		}
	}
	return n
}

// insertRows writes rows, up to 50 with one statement.
func (tx *Tx) insertRows(ctx context.Context, t table, rows [][]any) error {
	have, err := tx.tables(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(have, func(h table) bool { return h.name == t.name })
	boolean := map[string]bool{}
	for _, c := range have[i].columns {
		boolean[c.name] = c.boolean
	}
	for some := range slices.Chunk(rows, 50) {
		var args []any
		var marks []string
		for _, row := range some {
			marks = append(marks, "("+placeholders(len(args)+1, len(row))+")")
			for i, v := range row {
				if boolean[t.columns[i].name] {
					v = v == int64(1)
				}
				args = append(args, v)
			}
		}
		if _, err := tx.exec(ctx, `INSERT INTO `+t.name+` (`+t.names()+`) VALUES `+strings.Join(marks, ", "), args...); err != nil {
			return err
		}
	}
	return nil
}

// sameRows says whether both have the same rows, and names the first that
// differs.
func sameRows(t table, a, b iter.Seq2[[]any, error], each func()) error {
	next, stop := iter.Pull2(b)
	defer stop()
	for row, err := range a {
		if err != nil {
			return err
		}
		other, err, ok := next()
		switch {
		case err != nil:
			return err
		case !ok:
			return fmt.Errorf("%w: row %v is missing", ErrDiffers, t.keyOf(row))
		case !slices.EqualFunc(row, other, sameValue):
			return fmt.Errorf("%w: row %v of the source, row %v of the copy", ErrDiffers, t.keyOf(row), t.keyOf(other))
		}
		each()
	}
	if other, err, more := next(); err != nil {
		return err
	} else if more {
		return fmt.Errorf("%w: row %v is not in the source", ErrDiffers, t.keyOf(other))
	}
	return nil
}

func sameValue(a, b any) bool {
	if x, ok := a.([]byte); ok {
		y, ok := b.([]byte)
		return ok && bytes.Equal(x, y)
	}
	return a == b
}
