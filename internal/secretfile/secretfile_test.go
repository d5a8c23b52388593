package secretfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"inquiryd/internal/secretfile"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(file("..data", "hush\n", 0o600), link); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ path, want, fail string }{
		"as it is":       {file("plain", " hush hush ", 0o600), " hush hush ", ""},
		"a line end":     {file("unix", "hush\n", 0o640), "hush", ""},
		"of Windows":     {file("windows", "\uFEFFhush\r\n", 0o600), "hush", ""},
		"UTF-16":         {file("utf16", "\xFF\xFEh\x00u\x00s\x00h\x00", 0o600), "", "save it as UTF-8"},
		"a link":         {link, "hush", ""},
		"for everybody":  {file("open", "hush", 0o644), "", "everybody can read it"},
		"nothing":        {file("empty", "", 0o600), "", "is empty"},
		"a line end and": {file("line", "\uFEFF\r\n", 0o600), "", "is empty"},
		"a pipe":         {pipe, "", "no ordinary file"},
		"a device":       {"/dev/zero", "", "no ordinary file"},
		"a folder":       {dir, "", "no ordinary file"},
		"a database":     {file("large", strings.Repeat("hush", 1<<16), 0o600), "", "is no secret"},
		"not there":      {filepath.Join(dir, "none"), "", "no such file"},
	} {
		got, err := secretfile.Read(c.path)
		if got != c.want || (err == nil) != (c.fail == "") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if err != nil && (!strings.Contains(err.Error(), c.fail) || !strings.Contains(err.Error(), c.path) || strings.Contains(err.Error(), "hush")) {
			t.Errorf("%s: %v; want %q, the file and no secret", name, err, c.fail)
		}
	}
}
