package main

import (
	"bytes"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
)

// Whoever changes events behind the program's back, triggers and all, is noticed
// by "case verify", for the case and for all of them.
func TestVerifyNoticesAChangedRegister(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	run := func(args ...string) (int, string) {
		var out bytes.Buffer
		code := command(args, &streams{in: strings.NewReader(""), out: &out, err: &out})
		return code, out.String()
	}
	if code, out := run("demo", "--keep"); code != statusDone {
		t.Fatal(code, out)
	}
	worlds, _ := filepath.Glob(filepath.Join(dir, "inquiryd-demo-*"))
	if len(worlds) != 1 {
		t.Fatalf("kept %q", worlds)
	}
	config := filepath.Join(worlds[0], "config.toml")
	if code, out := run("-c", config, "case", "verify", "--all"); code != statusDone || !strings.Contains(out, "ok:") {
		t.Fatal(code, out)
	}
	files, _ := filepath.Glob(filepath.Join(worlds[0], "*.db"))
	if len(files) != 1 {
		t.Fatalf("registers: %q", files)
	}
	db, err := sql.Open("sqlite", files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var number string
	if err := db.QueryRow(`SELECT case_number FROM events WHERE what = 'filed' ORDER BY id LIMIT 1`).Scan(&number); err != nil {
		t.Fatal(err)
	}
	rows, err := db.Query(`SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'`)
	if err != nil {
		t.Fatal(err)
	}
	var triggers []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		triggers = append(triggers, name)
	}
	rows.Close()
	const change = `UPDATE events SET who = 'nobody' WHERE case_number = $1 AND what = 'filed'`
	if _, err := db.Exec(change, number); err == nil || len(triggers) == 0 {
		t.Error("the register lets events be changed")
	}
	for _, name := range triggers {
		if _, err := db.Exec(`DROP TRIGGER ` + name); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec(change, number); err != nil {
		t.Fatal(err)
	}
	db.Close()
	for _, args := range [][]string{{number}, {"--all"}} {
		if code, out := run(append([]string{"-c", config, "case", "verify"}, args...)...); code != statusFound || !strings.Contains(out, number) {
			t.Errorf("%v: status %d: %s", args, code, out)
		}
	}
}
