package clerk_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
)

// F08: what is wrong with the register is no mail's fault, however long it lasts:
// none is put on the stuck list or counted as one that killed the process, and all
// are filed once it is over.
func TestNoMailIsBlamedForTheRegister(t *testing.T) {
	admin, err := sql.Open("pgx", onPostgres(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	raise := func(table, code string) [2]string {
		return [2]string{`CREATE FUNCTION fail() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = '` + code + `'; END $$ LANGUAGE plpgsql;
			CREATE TRIGGER fails BEFORE INSERT ON ` + table + ` FOR EACH ROW EXECUTE FUNCTION fail()`, `DROP TRIGGER fails ON ` + table + `; DROP FUNCTION fail()`}
	}
	for name, fault := range map[string][2]string{
		"a table is gone":        {`ALTER TABLE questions RENAME TO elsewhere`, `ALTER TABLE elsewhere RENAME TO questions`},
		"a right is gone":        raise("cases", "42501"),
		"the disk is full":       raise("ledger", "53100"),
		"no memory":              raise("letters", "53200"),
		"deadlocks":              raise("letters", "40P01"),
		"statements time out":    raise("events", "57014"),
		"the disk is in error":   raise("inquiries", "58030"),
		"it is a standby":        raise("ledger", "25006"),
		"let go as idle":         raise("cases", "57P05"),
		"a pooler is in the way": raise("ledger", "08P01"),
		"a pooler mixes us up":   raise("letters", "26000"),
		"an old plan":            raise("inquiries", "0A000"),
	} {
		t.Run(name, func(t *testing.T) {
			place := onPostgres(t)
			o := newOfficeOn(t, place, func(o *clerk.Options) { o.Now, o.CheckClock = time.Now, false })
			do := func(statement string) {
				t.Helper()
				conn, err := admin.Conn(t.Context())
				o.must(err)
				defer conn.Close()
				_, err = conn.ExecContext(t.Context(), fmt.Sprintf("SET search_path TO %q", place.Schema))
				o.must(err)
				_, err = conn.ExecContext(t.Context(), statement)
				o.must(err)
			}
			must2(o)(o.desk.Poll(t.Context()))
			for n := range 2 {
				_, err := o.imap.Deliver("INBOX", ask(n), time.Now())
				o.must(err)
			}
			do(fault[0])
			for range 8 { // more than a mail's tries
				if _, err := o.desk.Poll(t.Context()); err == nil {
					t.Fatal("nothing is said of it")
				}
			}
			do(fault[1])
			must2(o)(o.desk.Poll(t.Context()))
			o.view(func(ctx context.Context, tx *register.Tx) error {
				lines, err := tx.Lines(ctx, register.LedgerFilter{Limit: 10})
				for _, l := range lines {
					if l.Outcome != register.Filed {
						t.Errorf("UID %d is %s: %s", l.UID, l.Outcome, l.Reason)
					}
				}
				tasks, taskErr := tx.Tasks(ctx, true)
				if len(lines) != 2 || len(tasks) != 0 {
					t.Errorf("%d lines, tasks: %v", len(lines), tasks)
				}
				return firstOf(err, taskErr)
			})
		})
	}
}
