package register_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// smallIndexes are partial ones that hold only the rows that are wanted.
var smallIndexes = []string{"letters_outbox", "letters_unfiled", "ledger_unmoved", "tasks_open", "letters_failed", "deliveries_outbox", "deliveries_queue", "deliveries_failed"}

// plan is a node of PostgreSQL's plan.
type plan struct {
	Type      string `json:"Node Type"`
	Relation  string `json:"Relation Name"`
	Index     string `json:"Index Name"`
	Condition string `json:"Index Cond"`
	Filter    string
	Parent    string `json:"Parent Relationship"`
	Plans     []plan
}

// firstOf says whether p wants one row of below, as the lowest or the highest key: the
// server looks at one end of the index, since PostgreSQL 17 without any condition.
func (p plan) firstOf(below plan) bool {
	return p.Type == "Limit" && p.Parent == "InitPlan" && below.Type == "Index Only Scan" && below.Filter == ""
}

// whole names the step below p that reads all rows of a table, "" for none. A
// sequence of rows by an index that nothing bounds is one too.
func (p plan) whole() string {
	unbounded := strings.Contains(p.Type, "Index") && p.Condition == "" && !slices.Contains(smallIndexes, p.Index)
	if p.Type == "Seq Scan" || unbounded {
		return fmt.Sprintf("%s of %s %s", p.Type, p.Relation, p.Index)
	}
	for _, below := range p.Plans {
		if p.firstOf(below) {
			continue
		}
		if found := below.whole(); found != "" {
			return found
		}
	}
	return ""
}

// Every statement finds its rows by an index on PostgreSQL too. The tables are
// empty, for which reading them whole is always cheapest: so what reads tables
// whole is forbidden, and is done only where there is no other way.
func TestNoStatementReadsAWholeTableOnPostgres(t *testing.T) {
	r := open(t, server.make(t))
	r.Remember()
	everyStatement(t, r)
	statements := r.Statements()
	if len(statements) < 45 {
		t.Fatalf("only %d statements were seen", len(statements))
	}
	conn, err := r.DB().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	run := func(statement string) {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	for _, way := range []string{"seqscan", "mergejoin", "hashjoin"} { // that walk over whole tables
		run("SET enable_" + way + " = off")
	}
	run("SET plan_cache_mode = force_generic_plan")
	explained := 0
	for n, query := range statements {
		if strings.Contains(query, "SAVEPOINT") || strings.HasPrefix(query, "LOCK") || strings.HasPrefix(query, "SET") {
			continue
		}
		name := fmt.Sprintf("s%d", n)
		run("PREPARE " + name + " AS " + query)
		if found := explain(t, conn, name, query).whole(); found != "" && !excused(query) {
			t.Errorf("%s in\n%s", found, query)
		}
		explained++
	}
	if explained < 45 {
		t.Errorf("only %d statements were explained", explained)
	}
}

func explain(t *testing.T, conn *sql.Conn, name, query string) plan {
	t.Helper()
	count := 0
	for strings.Contains(query, fmt.Sprintf("$%d", count+1)) {
		count++
	}
	call := name
	if count > 0 {
		call += "(" + strings.TrimSuffix(strings.Repeat("NULL, ", count), ", ") + ")"
	}
	var text string
	if err := conn.QueryRowContext(context.WithoutCancel(t.Context()), "EXPLAIN (FORMAT JSON) EXECUTE "+call).Scan(&text); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	var all []struct{ Plan plan }
	if err := json.Unmarshal([]byte(text), &all); err != nil || len(all) != 1 {
		t.Fatalf("%s: %v", text, err)
	}
	return all[0].Plan
}

// The server plans statements while a new register is empty. It keeps these plans
// for as long as nothing has counted the rows, and then reads no table whole either.
func TestAYoungRegisterIsNotReadWhole(t *testing.T) {
	r := open(t, server.make(t))
	const groups, size = 40, 10
	for n := range groups {
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			return fileMany(t, tx, expected(t, r, n*size, (n+1)*size), func(_ int, l *register.Letter) error { return composed(l) })
		})
	}
	var ledger, read int
	for deadline := time.Now().Add(time.Minute); ledger < groups*size; time.Sleep(50 * time.Millisecond) {
		err := r.DB().QueryRowContext(t.Context(), `SELECT COALESCE(SUM(n_tup_ins) FILTER (WHERE relname = 'ledger'), 0), COALESCE(SUM(seq_tup_read), 0)
			FROM pg_stat_user_tables WHERE schemaname = current_schema() AND relname IN ('ledger', 'letters', 'cases', 'inquiries', 'questions', 'events', 'raw_mails')`).Scan(&ledger, &read)
		if err != nil {
			t.Fatal(err)
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server counts %d of %d lines", ledger, groups*size)
		}
	}
	if read > 2*groups*size {
		t.Errorf("%d rows were read without an index", read)
	}
	err := r.DB().QueryRowContext(t.Context(), `SELECT SUM(idx_tup_read) FROM pg_stat_user_indexes
		WHERE schemaname = current_schema() AND indexrelname LIKE 'ledger_mailbox%'`).Scan(&read)
	if err != nil || read > 2*groups*size {
		t.Errorf("%d places of mails were looked at, %v", read, err)
	}
}
