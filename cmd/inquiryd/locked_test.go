package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"inquiryd/internal/register"
)

// One register has one lock, by whatever name it is called; a lock whose file was
// removed keeps nobody out, and whoever has it notices.
func TestOneLockForEachRegister(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "inquiryd.db")
	if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Symlink(path, filepath.Join(dir, "link.db")), os.Symlink(dir, filepath.Join(dir, "folder"))); err != nil {
		t.Fatal(err)
	}
	first, err := lockRegister(path)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	for _, name := range []string{"inquiryd.db", "link.db", "folder/inquiryd.db", "folder/folder/link.db", "./inquiryd.db"} {
		if f, err := lockRegister(filepath.Join(dir, name)); !errors.Is(err, errLocked) {
			f.Close()
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := stillLocked(first); err != nil {
		t.Error(err)
	}
	if err := os.Remove(path + ".lock"); err != nil {
		t.Fatal(err)
	}
	if err := stillLocked(first); !errors.Is(err, register.ErrUnusable) {
		t.Errorf("without its file: %v", err)
	}
	second, err := lockRegister(path)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if err := stillLocked(first); !errors.Is(err, register.ErrUnusable) {
		t.Errorf("with another's file: %v", err)
	}
	if err := stillLocked(second); err != nil {
		t.Error(err)
	}
}
