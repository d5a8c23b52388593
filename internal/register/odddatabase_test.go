package register_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"inquiryd/internal/register"
)

// administer runs statements as the one who owns the server.
func administer(t *testing.T, statements ...string) {
	t.Helper()
	db, err := sql.Open("pgx", server.make(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatal(s, err)
		}
	}
}

// sessionsOf are the server's processes for a role.
func sessionsOf(t *testing.T, role string) (pids []int) {
	t.Helper()
	db, err := sql.Open("pgx", postgres.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), "SELECT pid FROM pg_stat_activity WHERE usename = $1", role)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var pid int
		if err := rows.Scan(&pid); err != nil {
			t.Fatal(err)
		}
		pids = append(pids, pid)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return pids
}

// A database that cannot hold every letter is refused before a mail is.
func TestDatabaseOfAnotherEncodingIsRefused(t *testing.T) {
	for _, encoding := range []string{"LATIN1", "SQL_ASCII"} {
		name := "odd_" + strings.ToLower(encoding)
		administer(t, fmt.Sprintf("CREATE DATABASE %s ENCODING '%s' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0", name, encoding))
		_, err := register.Open(t.Context(), register.Config{URL: strings.Replace(postgres.URL, "/postgres?", "/"+name+"?", 1)})
		if !errors.Is(err, register.ErrBroken) || !strings.Contains(err.Error(), encoding) || !strings.Contains(err.Error(), "ENCODING 'UTF8'") {
			t.Errorf("%s: %v", encoding, err)
		}
	}
}

// What a role has been given for other programs changes nothing, nor does a server
// that lets connections go which nobody uses.
func TestRoleWithSettingsOfItsOwn(t *testing.T) {
	cfg := server.make(t)
	set := "ALTER ROLE odd_role SET "
	administer(t, "CREATE ROLE odd_role LOGIN SUPERUSER", set+"client_encoding = 'LATIN1'", set+"standard_conforming_strings = off",
		set+"bytea_output = 'escape'", set+"datestyle = 'German'", set+"timezone = 'Asia/Tokyo'", set+"default_transaction_isolation = 'serializable'",
		set+"search_path = 'pg_catalog'", set+"default_text_search_config = 'english'", set+"idle_session_timeout = '200ms'", set+"statement_timeout = '1ms'")
	cfg.URL = strings.Replace(cfg.URL, "inquiryd@", "odd_role@", 1)
	r := open(t, cfg)
	const letters = "æøå — „→“ 😀 ' \\ "
	for n := range 3 {
		do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, n+1)) })
		do(t, r, func(ctx context.Context, tx *register.Tx) error { return tx.SetNote(ctx, "letters", letters, now) })
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			if value, _, err := tx.Note(ctx, "letters"); err != nil || value != letters {
				t.Errorf("%q: %v", value, err)
			}
			return nil
		})
		sessions := sessionsOf(t, "odd_role")
		eventually(t, "the server has let the idle connections go", func() bool {
			return !slices.ContainsFunc(sessionsOf(t, "odd_role"), func(pid int) bool { return slices.Contains(sessions, pid) })
		})
	}
}

// A password is changed under a running daemon, on the server and in its file, and
// the next connection has it. In between the register is away, and says why.
func TestPasswordThatChanges(t *testing.T) {
	cfg := server.make(t)
	administer(t, "CREATE ROLE changing LOGIN SUPERUSER PASSWORD 'first'",
		"CREATE TEMPORARY TABLE hba (n INT GENERATED ALWAYS AS IDENTITY, line TEXT); INSERT INTO hba (line) VALUES ('host all changing 127.0.0.1/32 scram-sha-256');"+
			"INSERT INTO hba (line) SELECT unnest(string_to_array(pg_read_file(current_setting('hba_file')), E'\n'));"+
			"DO $$ BEGIN EXECUTE format('COPY (SELECT line FROM hba ORDER BY n) TO %L', current_setting('hba_file')); END $$; SELECT pg_reload_conf()")
	cfg.URL = strings.Replace(cfg.URL, "inquiryd@", "changing@", 1)
	cfg.PasswordFile = filepath.Join(t.TempDir(), "password")
	write := func(password string) {
		t.Helper()
		if err := os.WriteFile(cfg.PasswordFile, []byte(password), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("first")
	r := open(t, cfg)
	note := func() error {
		return r.Update(t.Context(), func(tx *register.Tx) error { return tx.SetNote(t.Context(), "a", "b", now) })
	}
	hangUp := func() {
		administer(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'changing'")
		_ = note() // by a connection that is gone
	}
	administer(t, "ALTER ROLE changing PASSWORD 'second'")
	hangUp()
	if err := note(); !errors.Is(err, register.ErrBroken) || !strings.Contains(err.Error(), "password authentication failed") {
		t.Errorf("with the old password: %v", err)
	}
	write("second")
	if err := note(); err != nil {
		t.Errorf("with the new password: %v", err)
	}
	hangUp()
	if err := os.Remove(cfg.PasswordFile); err != nil {
		t.Fatal(err)
	}
	if err := note(); err != nil && !errors.Is(err, register.ErrBroken) {
		t.Errorf("without its file: %v", err)
	}
}

// Ids that are behind the rows, as logical replication leaves them, are no mail's
// fault, and follow when the register is opened.
func TestIDsBehindTheirRows(t *testing.T) {
	cfg := server.make(t)
	r := open(t, cfg)
	file := func(n int) error {
		return r.Update(t.Context(), func(tx *register.Tx) error { return second(fileMail(t.Context(), tx, n)) })
	}
	for n := range 2 {
		if err := file(n + 1); err != nil {
			t.Fatal(err)
		}
	}
	administer(t, fmt.Sprintf("ALTER TABLE %q.cases ALTER COLUMN id RESTART WITH 1", cfg.Schema), fmt.Sprintf("ALTER TABLE %q.letters ALTER COLUMN id RESTART WITH 2", cfg.Schema))
	if err := file(3); !errors.Is(err, register.ErrBroken) || !strings.Contains(err.Error(), "cases_pkey") {
		t.Errorf("behind its rows: %v", err)
	}
	r = open(t, cfg)
	for n := range 3 {
		if err := file(n + 3); err != nil {
			t.Errorf("opened anew: %v", err)
		}
	}
}

// A role that lacks a right is told which, and what helps: not that a table is
// missing. One that may only read can be looked with, and writes nothing.
func TestRoleThatMayTooLittle(t *testing.T) {
	cfg := server.make(t)
	open(t, cfg)
	schema := fmt.Sprintf("%q", cfg.Schema)
	for role, c := range map[string]struct{ right, lacks string }{
		"poor_stranger": {"CONNECT ON DATABASE postgres", "may not use schema " + schema},
		"poor_visitor":  {"USAGE ON SCHEMA " + schema, "permission denied for table goose_db_version"},
		"poor_reader":   {"SELECT ON ALL TABLES IN SCHEMA " + schema, "permission denied for table notes"},
		"poor_founder":  {"", "permission denied for database postgres"},
	} {
		administer(t, "CREATE ROLE "+role+" LOGIN")
		own := cfg
		own.URL = strings.Replace(cfg.URL, "inquiryd@", role+"@", 1)
		switch {
		case c.right == "":
			own.Schema = "none yet"
		case role == "poor_reader":
			administer(t, "GRANT USAGE ON SCHEMA "+schema+" TO "+role)
			fallthrough
		default:
			administer(t, "GRANT "+c.right+" TO "+role)
		}
		r, err := register.Open(t.Context(), own)
		if err == nil && role == "poor_reader" {
			look(t, r, func(ctx context.Context, tx *register.Tx) error {
				return second(tx.Cases(ctx, register.CaseFilter{Limit: 1}))
			})
			err = r.Update(t.Context(), func(tx *register.Tx) error { return tx.SetNote(t.Context(), "a", "b", now) })
			r.Close()
		}
		if !errors.Is(err, register.ErrBroken) || !strings.Contains(err.Error(), c.lacks) || !strings.Contains(err.Error(), "own the schema") {
			t.Errorf("%s: %v", role, err)
		}
	}
}

// A pooler that drops what a connection asked for at its start would put all
// registers of a database into one schema.
func TestConnectionThatDoesNotKeepToItsSchema(t *testing.T) {
	cfg := server.make(t)
	open(t, cfg) // the schema is there
	to := strings.Split(strings.Split(cfg.URL, "@")[1], "/")[0]
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go forgetful(conn, to)
		}
	}()
	cfg.URL = strings.Replace(cfg.URL, to, ln.Addr().String(), 1)
	_, err = register.Open(t.Context(), cfg)
	if !errors.Is(err, register.ErrBroken) || !strings.Contains(err.Error(), "search_path") || !strings.Contains(err.Error(), cfg.Schema) {
		t.Errorf("Open: %v", err)
	}
}

// forgetful passes a connection on, but for the search_path that it begins with.
func forgetful(conn net.Conn, to string) {
	defer conn.Close()
	server, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer server.Close()
	go io.Copy(conn, server)
	buffer := make([]byte, 64<<10)
	for {
		n, err := conn.Read(buffer)
		if err != nil {
			return
		}
		server.Write(bytes.Replace(buffer[:n], []byte("\x00search_path\x00"), []byte("\x00x.arch_path\x00"), 1))
	}
}
