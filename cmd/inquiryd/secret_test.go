package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSecretIsMadeOnceAndKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "inquiryd.secret")
	first, made, err := secret("", file)
	if err != nil || !made || len(first) < leastSecret {
		t.Fatalf("got %d bytes, made %v, %v", len(first), made, err)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v: others can read it", info.Mode())
	}
	again, made, err := secret("", file)
	if err != nil || made || !bytes.Equal(first, again) {
		t.Errorf("the second time: made %v, equal %v, %v", made, bytes.Equal(first, again), err)
	}
}

func TestSecretMustBeLong(t *testing.T) {
	t.Setenv("INQUIRYD_TEST_SECRET", "short")
	if _, _, err := secret("INQUIRYD_TEST_SECRET", ""); err == nil || !strings.Contains(err.Error(), "INQUIRYD_TEST_SECRET holds 5 bytes, 32 are needed") {
		t.Errorf("got %v", err)
	}
	t.Setenv("INQUIRYD_TEST_SECRET", strings.Repeat("x", 32))
	if key, made, err := secret("INQUIRYD_TEST_SECRET", ""); err != nil || made || len(key) != 32 {
		t.Errorf("got %d bytes, made %v, %v", len(key), made, err)
	}
}

func TestSecretNamesAFolderThatIsMissing(t *testing.T) {
	if _, _, err := secret("", filepath.Join(t.TempDir(), "no", "secret")); err == nil || !strings.Contains(err.Error(), "make secret: ") {
		t.Errorf("got %v", err)
	}
}
