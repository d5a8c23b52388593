package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"inquiryd/internal/mailtest"
	"inquiryd/internal/mailtest/realmail"
)

// attempt runs the program for one round, whatever comes of it.
func (c *crash) attempt(change func(*exec.Cmd), started ...func(*os.Process)) (log string, status int) {
	c.t.Helper()
	self, err := os.Executable()
	if err != nil {
		c.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(c.t.Context(), 2*time.Minute+time.Duration(c.delivered)*50*time.Millisecond+c.patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, self)
	cmd.Args = []string{"inquiryd", "run", "--once", "--all", "-c", filepath.Join(c.dir, "config.toml")}
	cmd.Dir = c.dir // where the system would leave a core file
	var out bytes.Buffer
	cmd.Stderr = &out
	if change != nil {
		change(cmd)
	}
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	for _, do := range started {
		do(cmd.Process)
	}
	err = cmd.Wait()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		c.t.Fatal(err)
	}
	if ctx.Err() != nil {
		c.t.Fatalf("the round did not end by itself:\n%s", out.String())
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

// limited runs the program with a limit on what the system gives it, in the
// words of the shell's ulimit.
func limited(limit string) func(*exec.Cmd) {
	return func(cmd *exec.Cmd) {
		cmd.Args = append([]string{"sh", "-c", "ulimit " + limit + ` && exec "$0" "$@"`, named()}, cmd.Args[1:]...)
		cmd.Path = "/bin/sh"
	}
}

// settle ends the faults and checks that nothing was lost or doubled.
func (c *crash) settle() {
	c.t.Helper()
	c.run(nil)
	c.run(nil)
	c.check()
}

func (c *crash) reconfigure(old, new string) {
	c.t.Helper()
	file := filepath.Join(c.dir, "config.toml")
	text, err := os.ReadFile(file)
	if err != nil {
		c.t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		c.t.Fatalf("the configuration has no %q", old)
	}
	c.write("config.toml", strings.ReplaceAll(string(text), old, new))
}

// F20: the connection to the mailbox is cut after any number of bytes.
func TestProgramMailboxIsCutAtAnyByte(t *testing.T) {
	c := newCrash(t, 0, 0)
	proxy, err := mailtest.StartProxy(c.imap.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxy.Close() })
	c.reconfigure(c.imap.Addr(), proxy.Addr())
	c.deliver(4)
	for after := int64(1); after < 6000; after += after/3 + 7 {
		proxy.Down(mailtest.Damage{After: after, Then: mailtest.Cut})
		c.attempt(nil)
	}
	proxy.Heal()
	c.settle()
}

// F22: the server falls silent, and speaks a byte at a time.
func TestProgramMailboxFallsSilent(t *testing.T) {
	c := newCrash(t, 0, 0)
	proxy, err := mailtest.StartProxy(c.imap.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxy.Close() })
	c.reconfigure(c.imap.Addr(), proxy.Addr())
	c.reconfigure("[intake.imap]", "[intake.imap]\ntimeout = \"1s\"\noperation = \"3s\"")
	c.deliver(2)
	for _, after := range []int64{0, 300, 700, 1200} {
		proxy.Down(mailtest.Damage{After: after, Then: mailtest.Stall})
		began := time.Now()
		log, status := c.attempt(nil)
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("a round took %v", took)
		}
		if status == statusDone && after < 700 {
			t.Errorf("nothing is said of a silent server:\n%s", log)
		}
	}
	proxy.Heal()
	c.settle()
}

// F06: the disk is full, and has space again.
func TestProgramDiskIsFull(t *testing.T) {
	if os.Getuid() != 0 {
		realmail.Lack(t, "a small file system can only be mounted by root")
	}
	c := newCrash(t, 0, 0)
	disk := filepath.Join(c.dir, "disk")
	if err := os.Mkdir(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=24m"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Unmount(disk, syscall.MNT_DETACH) })
	c.write("config.toml", c.configuration()+"\n[register]\npath = \"disk/inquiryd.db\"\n")
	c.keepIn(filepath.Join(disk, "inquiryd.db"))
	c.deliver(3)
	c.run(nil)
	for _, free := range []int{0, 4 << 10, 64 << 10} {
		c.deliver(c.delivered + 40)
		ballast := filepath.Join(disk, "ballast")
		fill(t, ballast, free)
		log, status := c.attempt(nil)
		if status == statusDone || !strings.Contains(log, "no space left") {
			t.Errorf("with %d bytes free: status %d:\n%s", free, status, log)
		}
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		c.run(nil)
	}
	c.settle()
}

// fill leaves about free bytes.
func fill(t *testing.T, file string, free int) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	block := make([]byte, 4096)
	size := int64(0)
	for {
		n, err := f.Write(block)
		size += int64(n)
		if err != nil {
			break
		}
	}
	if err := f.Truncate(max(0, size-int64(free))); err != nil {
		t.Fatal(err)
	}
}

// F11: several rounds begin at the same moment, and pairs of them again and
// again. INQUIRYD_OVERLAPS makes it longer.
func TestProgramRoundsOverlap(t *testing.T) {
	c := newCrash(t, 0, 0)
	for range setting("INQUIRYD_OVERLAPS", 10) {
		c.deliver(c.delivered + 1)
		var pair sync.WaitGroup
		done := make(chan int, 2)
		for range 2 {
			pair.Go(func() {
				_, status := c.attempt(nil)
				done <- status
			})
		}
		pair.Wait()
		if first, second := <-done, <-done; min(first, second) != statusDone || max(first, second) != statusDone && max(first, second) != statusLocked {
			t.Fatalf("exit statuses %d and %d", first, second)
		}
	}
	c.deliver(c.delivered + 5)
	var group sync.WaitGroup
	var mutex sync.Mutex
	statuses := map[int]int{}
	for range 6 {
		group.Go(func() {
			_, status := c.attempt(nil)
			mutex.Lock()
			defer mutex.Unlock()
			statuses[status]++
		})
	}
	group.Wait()
	if statuses[statusDone] == 0 || statuses[statusDone]+statuses[statusLocked] != 6 {
		t.Errorf("exit statuses: %v", statuses)
	}
	c.settle()
}

// makeDue lets letters go now that wait for their next try.
func (c *crash) makeDue() {
	c.t.Helper()
	makeDue(c.t, c.database)
}

func makeDue(t *testing.T, database string) {
	t.Helper()
	db, err := sql.Open("sqlite", database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "UPDATE letters SET due = 0 WHERE status IN ('written', 'unknown')"); err != nil {
		t.Fatal(err)
	}
}
