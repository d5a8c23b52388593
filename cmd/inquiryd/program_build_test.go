package main

import (
	"bytes"
	"debug/elf"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/sumdb/dirhash"
)

// goTool runs the go command at the top of the tree, without a network.
func goTool(t *testing.T, args ...string) string {
	t.Helper()
	command := exec.Command("go", args...)
	command.Dir = "../.."
	command.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=readonly")
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// T29: the modules are as go.sum says; the program as it ships tells nothing of
// the machine that it was built on; its bill of materials names what go.mod
// pins, with the hashes of go.sum.
func TestProgramSupplyChain(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	verifyModules(t)
	program := filepath.Join(t.TempDir(), "inquiryd")
	goTool(t, "build", "-trimpath", "-o", program, "./cmd/inquiryd")
	binary, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	here, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{here, goTool(t, "env", "GOMODCACHE"), goTool(t, "env", "GOROOT"), goTool(t, "env", "GOCACHE")} {
		if bytes.Contains(binary, []byte(path+"/")) {
			t.Errorf("the program holds %s/", path)
		}
	}
	out, err := exec.Command(program, "version", "--sbom").Output()
	if err != nil {
		t.Fatal(err)
	}
	checkBill(t, out)
}

// verifyModules holds the modules that the program and its tests are built of
// against go.sum, as they lie in the module cache. "go mod verify" asks for the
// modules of modules too, which nobody has who only builds.
func verifyModules(t *testing.T) {
	t.Helper()
	sums, err := os.ReadFile("../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	const each = "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}"
	modules := strings.Fields(strings.ReplaceAll(goTool(t, "list", "-deps", "-test", "-f", each, "./..."), " ", "\x00"))
	slices.Sort(modules)
	modules = slices.Compact(modules)
	if len(modules) < 20 {
		t.Errorf("only %d modules: %q", len(modules), modules)
	}
	for _, m := range modules {
		part := strings.Split(m, "\x00")
		sum, err := dirhash.HashDir(part[2], part[0]+"@"+part[1], dirhash.Hash1)
		if err != nil {
			t.Fatal(err)
		}
		if line := part[0] + " " + part[1] + " " + sum + "\n"; !bytes.Contains(sums, []byte(line)) {
			t.Errorf("%s is not as go.sum says: %s", part[2], sum)
		}
	}
}

func checkBill(t *testing.T, out []byte) {
	t.Helper()
	var b bill
	if err := json.Unmarshal(out, &b); err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile("../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	pinned, err := modfile.Parse("go.mod", mod, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.Components[1:] {
		if !slices.ContainsFunc(pinned.Require, func(r *modfile.Require) bool { return r.Mod.Path == c.Name && r.Mod.Version == c.Version }) {
			t.Errorf("%s %s is not pinned in go.mod", c.Name, c.Version)
		}
		if line := c.Name + " " + c.Version + " " + c.Properties[0].Value + "\n"; !bytes.Contains(sums, []byte(line)) {
			t.Errorf("go.sum has no %s", line)
		}
	}
	for _, name := range []string{"github.com/emersion/go-imap/v2", "modernc.org/sqlite", "github.com/jackc/pgx/v5"} {
		if !slices.ContainsFunc(b.Components, func(c material) bool { return c.Name == name }) {
			t.Errorf("the bill does not name %s", name)
		}
	}
	if len(b.Components) < 20 || b.Components[0].Name != "std" || bytes.Contains(out, []byte("/root/")) {
		t.Errorf("%d components: %.2000s", len(b.Components), out)
	}
}

// The program that make build makes is small, and needs nothing but the kernel.
func TestProgramIsSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	dir := t.TempDir()
	if out, err := exec.Command("make", "-C", "../..", "build", "OUT="+dir+"/").CombinedOutput(); err != nil {
		t.Fatalf("make build: %v\n%s", err, out)
	}
	program := filepath.Join(dir, "inquiryd")
	info, err := os.Stat(program)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() >= 30_000_000 {
		t.Errorf("the program has %d bytes, more than 30 MB: see docs/decisions/0013-a-small-program.md", info.Size())
	}
	if runtime.GOOS != "linux" {
		return
	}
	file, err := elf.Open(program)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if libraries, err := file.ImportedLibraries(); err != nil || len(libraries) > 0 {
		t.Errorf("the program needs %q (%v)", libraries, err)
	}
}
