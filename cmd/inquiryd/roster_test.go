package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A roster in a file of its own takes the place of the tables [[member]].
func TestTheRosterIsReadFromAFile(t *testing.T) {
	src, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "members.csv"), []byte("name,title,address\nAnna Holm,MB,anna.holm@medlem.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text, _, _ := strings.Cut(string(src), "\n[[member]]")
	c, err := parseConfig(filepath.Join(dir, "config.toml"), []byte("roster_file = \"members.csv\"\n"+text))
	if err != nil {
		t.Fatal(err)
	}
	if c.roster.Len() != 1 {
		t.Errorf("%d addresses may ask", c.roster.Len())
	}
}
