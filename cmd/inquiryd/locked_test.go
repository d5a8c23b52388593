package main

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"inquiryd/internal/register"
)

// One register has one lock, by whatever name it is called. That the lock's file was
// removed is noticed, and on Linux lets nobody in.
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
	for _, name := range []string{"inquiryd.db", "link.db", "folder/inquiryd.db", "folder/folder/link.db", "./inquiryd.db"} {
		if _, err := lockRegister(filepath.Join(dir, name)); !errors.Is(err, errLocked) {
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
	if _, err := lockRegister(path); !errors.Is(err, errLocked) {
		t.Errorf("beside a removed lock: %v", err)
	}
	if err := stillLocked(first); !errors.Is(err, register.ErrUnusable) {
		t.Errorf("with another's file: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := lockRegister(path)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if err := stillLocked(second); err != nil {
		t.Error(err)
	}
}

// A register that another name of the file leads to, by a hard link or a mount of
// the file, is still the same one: beside that name there is no lock.
func TestARegisterIsLockedUnderEveryName(t *testing.T) {
	dir := t.TempDir()
	path, link, mounted := filepath.Join(dir, "inquiryd.db"), filepath.Join(dir, "a", "inquiryd.db"), filepath.Join(dir, "b", "inquiryd.db")
	err := errors.Join(os.Mkdir(filepath.Dir(link), 0o700), os.Mkdir(filepath.Dir(mounted), 0o700), os.WriteFile(path, nil, 0o600), os.WriteFile(mounted, nil, 0o600), os.Link(path, link))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{link}
	if os.Getuid() == 0 {
		if err := syscall.Mount(path, mounted, "", syscall.MS_BIND, ""); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { syscall.Unmount(mounted, syscall.MNT_DETACH) })
		names = append(names, mounted)
	}
	first, err := lockRegister(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if _, err := lockRegister(name); !errors.Is(err, errLocked) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := lockRegister(link)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if _, err := lockRegister(path); !errors.Is(err, errLocked) {
		t.Errorf("the other way round: %v", err)
	}
}
