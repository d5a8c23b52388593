package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// Each file in testdata/include is a configuration in several files, and what
// is said about it; a right one says what it holds.
func TestInclude(t *testing.T) {
	names, err := filepath.Glob("testdata/include/*.txtar")
	if err != nil || len(names) < 4 {
		t.Fatalf("only %d fixtures: %v", len(names), err)
	}
	right, err := os.ReadFile("testdata/config/right.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			dir, want := t.TempDir(), -1
			for i, f := range a.Files {
				if f.Name == "want" {
					want = i
					continue
				}
				if f.Name == "config.toml" { // the rest is as in the right one
					f.Data = slices.Concat(f.Data, right)
				}
				file := filepath.Join(dir, f.Name)
				if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, f.Data, 0o600)); err != nil {
					t.Fatal(err)
				}
			}
			c, err := loadConfig(filepath.Join(dir, "config.toml"))
			got := strings.ReplaceAll(described(c, err), dir+"/", "") + "\n"
			if *update {
				a.Files[want].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(a), 0o666); err != nil {
					t.Fatal(err)
				}
			} else if got != string(a.Files[want].Data) {
				t.Errorf("got\n%swant\n%s", got, a.Files[want].Data)
			}
		})
	}
}

func described(c *configuration, err error) string {
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	for i, a := range c.Administrations {
		b.WriteString(a.ID + " " + strings.Join(c.Classify.Administrations[i].Keywords, ", ") + "\n")
	}
	for _, r := range c.Rules {
		b.WriteString(r.Name + " → " + r.To + "\n")
	}
	for name, k := range c.Clerk.Kinds {
		b.WriteString(name + ": " + k.Name + "\n")
	}
	if err := c.checkRules().err; err != nil {
		b.WriteString(err.Error() + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}
