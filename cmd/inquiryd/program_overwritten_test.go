package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// F09: somebody copies yesterday's register over the one in use. The daemon ends
// with word of it, and the next run recovers what the copy lacks: the same cases
// under the same numbers, and no letter twice.
func TestProgramRegisterIsOverwritten(t *testing.T) {
	c := newCrash(t, 0, 0)
	c.write("config.toml", c.configuration()+"\n[operation]\nlook = \"5s\"\n")
	daemon := exec.Command("inquiryd", "run", "--all", "-c", filepath.Join(c.dir, "config.toml"))
	var log logged
	daemon.Stderr = &log
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- daemon.Wait() }()
	t.Cleanup(func() { daemon.Process.Kill() })
	if err := c.imap.CreateMailbox("Filed"); err != nil {
		t.Fatal(err)
	}
	arrive := func(n int) {
		t.Helper()
		c.deliver(n)
		eventually(t, func() bool { return c.lying("Filed") == n && c.lying("INBOX") == 0 }, func() string { return "not all mails are filed" })
		letters := 2*n + (n+2)/3
		eventually(t, func() bool { return c.lying("Sendt") == letters }, func() string { return "not all letters are copied" })
	}
	arrive(4)
	yesterday := filepath.Join(c.dir, "yesterday.db")
	c.mustVerb("backup", yesterday)
	old, err := os.ReadFile(yesterday)
	if err != nil {
		t.Fatal(err)
	}
	arrive(9)
	time.Sleep(20 * time.Second) // until no other process could be at the end of its work
	if err := os.WriteFile(c.database, old, 0o600); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if err == nil || !log.has("was overwritten while it was in use") {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(2 * time.Minute):
		t.Fatal("the daemon works on")
	}
	if left, err := os.ReadFile(c.database); err != nil || !bytes.Equal(left, old) {
		t.Errorf("the daemon has changed what was put there: %v", err)
	}
	sent := len(c.smtp.Messages())
	said, _ := c.attempt(nil)
	if !strings.Contains(said, "recover") {
		t.Errorf("the next run says nothing of it:\n%s", said)
	}
	c.settle()
	if n := len(c.smtp.Messages()) - sent; n != 0 {
		t.Errorf("%d letters were sent again", n)
	}
}
