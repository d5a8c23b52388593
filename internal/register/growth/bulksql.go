package growth

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// sqliteBulk writes to a file. Indexes are made when all rows are there: sorted
// at once they take a fraction of the time.
type sqliteBulk struct {
	db      *sql.DB
	indexes []string
}

func (b *sqliteBulk) withoutIndexes(ctx context.Context) error {
	found, err := b.db.QueryContext(ctx, `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`)
	if err != nil {
		return err
	}
	defer found.Close()
	var names []string
	for found.Next() {
		var name, text string
		if err := found.Scan(&name, &text); err != nil {
			return err
		}
		names, b.indexes = append(names, name), append(b.indexes, text)
	}
	if err := found.Err(); err != nil {
		return err
	}
	for _, name := range names {
		if _, err := b.db.ExecContext(ctx, `DROP INDEX `+name); err != nil {
			return err
		}
	}
	return nil
}

func (b *sqliteBulk) rows(ctx context.Context, t *rows) error {
	columns, marks := strings.Join(t.columns, ", "), "("+strings.TrimSuffix(strings.Repeat("?, ", len(t.columns)), ", ")+")"
	if t.table == "case_text" {
		columns, marks = "rowid, words", "(?, in_one_piece(?))"
	}
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for some := range slices.Chunk(t.cells, 100) {
		_, err := tx.ExecContext(ctx, `INSERT INTO `+t.table+` (`+columns+`) VALUES `+strings.TrimSuffix(strings.Repeat(marks+", ", len(some)), ", "), slices.Concat(some...)...)
		if err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (b *sqliteBulk) withIndexes(ctx context.Context) error {
	for _, text := range b.indexes {
		if _, err := b.db.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return b.settle(ctx)
}

// settle merges the runs of the index of words as far as filing after filing
// would have done.
func (b *sqliteBulk) settle(ctx context.Context) error {
	for {
		var before, after int
		if err := b.db.QueryRowContext(ctx, `SELECT total_changes()`).Scan(&before); err != nil {
			return err
		}
		if _, err := b.db.ExecContext(ctx, `INSERT INTO case_text (case_text, rank) VALUES ('merge', 1000)`); err != nil {
			return err
		}
		if err := b.db.QueryRowContext(ctx, `SELECT total_changes()`).Scan(&after); err != nil {
			return err
		}
		if after-before < 2 { // nothing is left to merge, see fts5.html
			return nil
		}
	}
}

func (b *sqliteBulk) close(context.Context) error { return b.db.Close() }

// postgresBulk writes by COPY.
type postgresBulk struct {
	conn    *pgx.Conn
	foreign []string
	indexes []string
}

// postgresIndexes are those that no constraint needs.
const postgresIndexes = `SELECT indexname, indexdef FROM pg_indexes AS i WHERE schemaname = current_schema() AND NOT EXISTS (
	SELECT 1 FROM pg_constraint WHERE conindid = format('%I.%I', i.schemaname, i.indexname)::regclass)`

const postgresForeign = `SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', c.relname, k.conname), format('ALTER TABLE %I ADD CONSTRAINT %I %s', c.relname, k.conname, pg_get_constraintdef(k.oid))
	FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid WHERE k.contype = 'f' AND c.relnamespace = quote_ident(current_schema())::regnamespace`

func (b *postgresBulk) withoutIndexes(ctx context.Context) (err error) {
	if b.foreign, err = b.drop(ctx, postgresForeign, "%s"); err != nil {
		return err
	}
	b.indexes, err = b.drop(ctx, postgresIndexes, "DROP INDEX %q")
	return err
}

func (b *postgresBulk) drop(ctx context.Context, query, how string) (back []string, err error) {
	found, err := b.conn.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	pairs, err := pgx.CollectRows(found, pgx.RowToStructByPos[struct{ Name, Back string }])
	if err != nil {
		return nil, err
	}
	for _, p := range pairs {
		if _, err := b.conn.Exec(ctx, fmt.Sprintf(how, p.Name)); err != nil {
			return nil, err
		}
		back = append(back, p.Back)
	}
	return back, nil
}

func (b *postgresBulk) rows(ctx context.Context, t *rows) error {
	if t.table == "case_text" {
		var ids, words []string
		for _, row := range t.cells {
			ids, words = append(ids, fmt.Sprint(row[0])), append(words, row[1].(string))
		}
		_, err := b.conn.Exec(ctx, `INSERT INTO case_text (case_id, words) SELECT id::bigint, to_tsvector('danish', said) FROM unnest($1::text[], $2::text[]) AS w (id, said)`, ids, words)
		return err
	}
	_, err := b.conn.CopyFrom(ctx, pgx.Identifier{t.table}, t.columns, pgx.CopyFromRows(t.cells))
	return err
}

func (b *postgresBulk) withIndexes(ctx context.Context) error {
	statements := slices.Concat(b.indexes, b.foreign)
	for _, table := range []string{"ledger", "inquiries", "cases", "questions", "events", "letters"} {
		statements = append(statements, fmt.Sprintf(`SELECT setval(pg_get_serial_sequence('%s', 'id'), (SELECT MAX(id) FROM %s))`, table, table))
	}
	for _, text := range append(statements, "ANALYZE") {
		if _, err := b.conn.Exec(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

func (b *postgresBulk) close(ctx context.Context) error { return b.conn.Close(ctx) }
