package register

import (
	"context"
)

// The catalogues: table, column, type, place in the primary key.
const (
	sqliteCatalogue = `SELECT t.name, c.name, c.type, c.pk FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c
		WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid`
	postgresCatalogue = `SELECT c.relname::text, a.attname::text, format_type(a.atttypid, NULL), COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)
		FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
			LEFT JOIN pg_index AS i ON i.indrelid = c.oid AND i.indisprimary
		WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = quote_ident(current_schema())::regnamespace
		ORDER BY c.relname, a.attnum`
)

// dropForeign takes the references between the tables away and returns how to
// bring them back. SQLite is told to overlook them instead, see [Copy].
func (tx *Tx) dropForeign(ctx context.Context) ([]foreign, error) {
	if tx.r.dialect.oneWriter {
		return nil, nil
	}
	type pair struct{ drop, add string }
	all, err := many(ctx, tx, func(s scan) (p pair, err error) { return p, s(&p.drop, &p.add) }, `
		SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', c.relname, k.conname),
			format('ALTER TABLE %I ADD CONSTRAINT %I %s', c.relname, k.conname, pg_get_constraintdef(k.oid))
		FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
		WHERE k.contype = 'f' AND k.conparentid = 0 AND c.relnamespace = quote_ident(current_schema())::regnamespace ORDER BY 1`)
	if err != nil {
		return nil, err
	}
	dropped := make([]foreign, len(all))
	for i, p := range all {
		dropped[i] = foreign{Add: p.add}
		if _, err := tx.exec(ctx, p.drop); err != nil {
			return nil, err
		}
	}
	return dropped, nil
}

// continueNumbers lets the ids that the database gives follow the highest that
// was copied. SQLite does that by itself.
func (tx *Tx) continueNumbers(ctx context.Context) error {
	if tx.r.dialect.oneWriter {
		return nil
	}
	statements, err := many(ctx, tx, value[string], followHighest)
	for _, statement := range statements {
		if err == nil {
			err = tx.each(ctx, func(s scan) error { return nil }, statement)
		}
	}
	return err
}

// followHighest makes the statements that let ids follow the highest, where they are
// behind: where they are not, another process may be taking the next one.
const followHighest = `
	SELECT format('SELECT setval(%L, highest) FROM (SELECT MAX(%I) AS highest FROM %I) AS rows, %s WHERE highest > last_value OR highest = last_value AND NOT is_called',
		sequence, attname, relname, sequence)
	FROM (SELECT c.relname, a.attname, pg_get_serial_sequence(quote_ident(c.relname), a.attname) AS sequence
		FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
		WHERE a.attidentity <> '' AND c.relkind IN ('r', 'p') AND c.relnamespace = quote_ident(current_schema())::regnamespace) AS identities
	WHERE has_sequence_privilege(sequence, 'UPDATE') ORDER BY relname`

// followIDs does so in a register that is opened: logical replication, and some ways
// to put a backup back, bring rows and leave behind how far their ids have come.
func (r *Register) followIDs(ctx context.Context) (err error) {
	defer name(&err, "let ids follow the highest")
	rows, err := r.write.db.QueryContext(ctx, followHighest)
	if err != nil {
		return r.fault(err)
	}
	defer rows.Close()
	var statements []string
	for rows.Next() {
		var statement string
		if err := rows.Scan(&statement); err != nil {
			return r.fault(err)
		}
		statements = append(statements, statement)
	}
	if err := rows.Err(); err != nil {
		return r.fault(err)
	}
	for _, statement := range statements {
		if _, err := r.write.db.ExecContext(ctx, statement); err != nil {
			return r.fault(err)
		}
	}
	return nil
}
