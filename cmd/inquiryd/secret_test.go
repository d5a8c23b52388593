package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"inquiryd/intake"
)

func TestSecretIsMadeOnceAndKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "inquiryd.secret")
	first, made, err := secret(intake.SecretSource{File: file})
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
	again, made, err := secret(intake.SecretSource{File: file})
	if err != nil || made || !bytes.Equal(first, again) {
		t.Errorf("the second time: made %v, equal %v, %v", made, bytes.Equal(first, again), err)
	}
}

func TestSecretMustBeLong(t *testing.T) {
	t.Setenv("INQUIRYD_TEST_SECRET", "short")
	source := intake.SecretSource{Env: "INQUIRYD_TEST_SECRET"}
	if _, _, err := secret(source); err == nil || !strings.Contains(err.Error(), "it has 5 characters, 32 are needed") || strings.Contains(err.Error(), "short") {
		t.Errorf("got %v", err)
	}
	t.Setenv("INQUIRYD_TEST_SECRET", strings.Repeat("x", 32))
	if key, made, err := secret(source); err != nil || made || len(key) != 32 {
		t.Errorf("got %d bytes, made %v, %v", len(key), made, err)
	}
}

func TestSecretNamesAFolderThatIsMissing(t *testing.T) {
	source := intake.SecretSource{File: filepath.Join(t.TempDir(), "no", "secret")}
	if _, _, err := secret(source); err == nil || !strings.Contains(err.Error(), "make the secret") {
		t.Errorf("got %v", err)
	}
}
