package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"inquiryd/internal/mailtest/realmail"
)

const packaging = "../../internal/packaging/"

// unit are the settings of systemd's unit, by name.
func unit(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(packaging + "inquiryd.service")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if ok && !strings.HasPrefix(name, "#") {
			all[name] = append(all[name], value)
		}
	}
	return all
}

// The unit calls verbs and options that the program has, and gives it a status
// that it knows.
func TestProgramUnitCallsVerbsThatExist(t *testing.T) {
	u := unit(t)
	lines := slices.Concat(u["ExecStartPre"], u["ExecStart"])
	if len(lines) < 2 {
		t.Fatalf("only %q", lines)
	}
	for _, line := range lines {
		words := strings.Fields(line)
		if words[0] != "/usr/local/bin/inquiryd" {
			t.Errorf("%s is not the program", words[0])
		}
		out, err := exec.Command("inquiryd", append(words[1:], "--help")...).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "inquiryd "+words[1]) {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
	}
	if want := "3"; strings.Join(u["RestartPreventExitStatus"], "") != want || statusLocked != 3 {
		t.Errorf("a status that starting again does not mend is %q", u["RestartPreventExitStatus"])
	}
	readme, err := os.ReadFile(packaging + "README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, credential := range u["LoadCredential"] {
		name, _, _ := strings.Cut(credential, ":")
		if !strings.Contains(string(readme), `credential = "`+name+`"`) {
			t.Errorf("README.md does not tell where %s goes", name)
		}
	}
}

// The unit starts the daemon anew when it crashed, and when the watchdog ended it
// by SIGABRT: a Go program then exits with a status of its own, as if its
// configuration was wrong.
func TestProgramUnitStartsACrashedDaemonAnew(t *testing.T) {
	c := newCrash(t, 0, 0)
	c.deliver(1)
	var process atomic.Pointer[os.Process]
	c.imap.SetFail(func(step, _ string) error {
		if p := process.Load(); step == "FETCH" && p != nil {
			p.Signal(syscall.SIGABRT)
		}
		return nil
	})
	log, status := c.attempt(nil, process.Store)
	if status == statusDone || !strings.Contains(log, "SIGABRT") {
		t.Fatalf("it did not crash: status %d:\n%.1000s", status, log)
	}
	u := unit(t)
	never := strings.Fields(strings.Join(u["RestartPreventExitStatus"], " "))
	if slices.Contains(never, strconv.Itoa(status)) || strings.Join(u["Restart"], "") != "on-failure" {
		t.Errorf("a crash ends with status %d, and the unit has Restart=%s, but not after %v", status, u["Restart"], never)
	}
}

// systemd understands the unit and finds little that it leaves open.
func TestProgramUnitIsSound(t *testing.T) {
	program := realmail.Need(t, "systemd-analyze", "systemd")
	self, err := exec.LookPath("inquiryd")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(packaging + "inquiryd.service")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "inquiryd.service")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(text), "/usr/local/bin/inquiryd", self)), 0o600); err != nil {
		t.Fatal(err)
	}
	analyze := func(args ...string) {
		t.Helper()
		out, err := exec.Command(program, append(args, file)...).CombinedOutput()
		if err != nil || args[0] == "verify" && strings.Contains(string(out), file) {
			t.Errorf("systemd-analyze %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	analyze("verify")
	analyze("security", "--offline=true", "--threshold=15") // tenths
	if os.Getuid() != 0 {
		t.Log("not root: the user and the folders are not tried")
		return
	}
	root := t.TempDir()
	for tool, args := range map[string][]string{"systemd-sysusers": {"inquiryd.sysusers"}, "systemd-tmpfiles": {"inquiryd.tmpfiles", "--create"}} {
		path, err := filepath.Abs(packaging + args[0])
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{"group": "root:x:0:\ninquiryd:x:990:\n", "passwd": "root:x:0:0::/root:/bin/sh\n"} {
			file := filepath.Join(root, "etc", name)
			if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		args = append(args[1:], "--root="+root, path)
		if out, err := exec.Command(tool, args...).CombinedOutput(); err != nil || strings.Contains(string(out), "ignoring") {
			t.Errorf("%s %v: %v\n%s", tool, args, err, out)
		}
	}
	if info, err := os.Stat(filepath.Join(root, "etc/inquiryd/secrets")); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder of the secrets: %v %v", info, err)
	}
}
