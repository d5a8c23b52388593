package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/register"
	"inquiryd/internal/register/growth"
)

// The mails and letters of a register go into a folder, and from there into the
// register again, by verbs of the program; each time the whole register is
// checked, and a copy of it reads the same store.
func TestProgramObjects(t *testing.T) {
	c := &copied{t: t, dir: t.TempDir()}
	file, folder, second := filepath.Join(c.dir, "first.db"), filepath.Join(c.dir, "objects"), filepath.Join(c.dir, "second.db")
	if err := growth.Grow(t.Context(), register.Config{Path: file}, 300, time.Now()); err != nil {
		t.Fatal(err)
	}
	store := fmt.Sprintf("\n[register.objects]\nurl = \"file://%s\"\nfrom = 256\nafter_days = 0\n", folder)
	run := func(where string, want string, verb ...string) {
		t.Helper()
		out, err := c.command(where, verb...).CombinedOutput()
		if ended := err == nil; ended == strings.HasPrefix(want, "error: ") || !strings.Contains(string(out), strings.TrimPrefix(want, "error: ")) {
			t.Fatalf("%v: %v, want %q\n%s", verb, err, want, out)
		}
	}
	objects := func() (n int) {
		t.Helper()
		err := filepath.WalkDir(folder, func(_ string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				n++
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	first := fmt.Sprintf("path = %q", file)
	run(first, "error: no object store is configured", "register", "objects")
	run(first+store, "went into the object store", "register", "objects")
	if n := objects(); n < 300 {
		t.Fatalf("%d objects", n)
	}
	run(first+store, "0 mails and letters", "register", "objects")
	run(first+store, "the register is whole", "register", "check")
	run(first+store, "the copy is whole", "register", "copy", "--to", second)
	run(fmt.Sprintf("path = %q", second)+store, "the register is whole", "register", "check")
	run(first, "error: write [register.objects] as it was", "register", "check")
	stray := filepath.Join(folder, "mails", "999999-"+strings.Repeat("e", 64))
	if err := os.WriteFile(stray, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	run(first+store, "the object store holds 1 object that the register does not know", "register", "check")
	run(first+store, "mails/999999-eee", "register", "objects", "--unknown")
	run(first+store, "error: --remove alone", "register", "objects", "--remove")
	run(first+store, "1 object removed", "register", "objects", "--unknown", "--remove")
	if _, err := os.Stat(stray); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("removed: %v", err)
	}
	if err := os.Rename(folder, folder+".away"); err != nil {
		t.Fatal(err)
	}
	run(first+store, "error: nothing is lost", "register", "objects", "--back")
	if err := os.Rename(folder+".away", folder); err != nil {
		t.Fatal(err)
	}
	run(first+store, "came back into the register", "register", "objects", "--back")
	if n := objects(); n != 0 {
		t.Errorf("%d objects are left", n)
	}
	run(first, "the register is whole", "register", "check")
}

// Tenants that say nothing of it keep their objects apart, below the place that
// all share.
func TestObjectsOfTenants(t *testing.T) {
	p := newProvince(t, "\n[register.objects]\nurl = \"file:///srv/objects/\"\nafter_days = 7\n", "nord", "syd")
	main, err := loadConfig(filepath.Join(p.dir, "main.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"nord": "file:///srv/objects/nord", "syd": "file:///srv/objects/syd"} {
		tenant, err := main.tenant(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := tenant.Register.Objects; got.URL != want || *got.AfterDays != 7 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
