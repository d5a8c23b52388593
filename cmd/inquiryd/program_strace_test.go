package main

import (
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"inquiryd/internal/mailtest/realmail"
	"inquiryd/internal/register"
)

// calls are the groups of system calls at which the program is killed. A Go
// program on Linux writes to sockets by write too.
var calls = []string{"write", "pwrite64", "fsync,fdatasync", "openat", "renameat,rename", "unlinkat,unlink", "sendto,sendmsg"}

// named is the program under test by a name that tells it to be the program:
// what starts it in our place gives it no other.
func named() string {
	path, err := exec.LookPath("inquiryd")
	if err != nil {
		panic(err) // TestMain put it there
	}
	return path
}

// traced runs the program under strace with an injection.
func traced(strace, set, inject string) func(*exec.Cmd) {
	return func(cmd *exec.Cmd) {
		options := []string{strace, "-f", "-q", "-o", "/dev/null", "-e", "trace=" + set, "-e", "inject=" + set + ":" + inject, "--"}
		cmd.Args = slices.Concat(options, []string{named()}, cmd.Args[1:])
		cmd.Path = strace
	}
}

// F01: killed at the nth system call of a kind, for n that grow until a run
// ends by itself; mail keeps arriving. INQUIRYD_EVERY_CALL=1 leaves out no n.
func TestProgramKilledAtAnySystemCall(t *testing.T) {
	strace := realmail.Need(t, "strace", "strace")
	every := setting("INQUIRYD_EVERY_CALL", 0) != 0
	for _, set := range calls {
		t.Run(set, func(t *testing.T) {
			t.Parallel()
			c := newCrash(t, 0, 0)
			c.deliver(1)
			kills := 0
			for n := 1; ; n++ {
				if c.delivered < 12 || every {
					c.deliver(c.delivered + 1)
				}
				log, status := c.attempt(traced(strace, set, "signal=SIGKILL:when="+strconv.Itoa(n)))
				if status == statusDone {
					break
				}
				if status != -1 && status != 128+9 {
					t.Fatalf("n = %d: status %d:\n%s", n, status, log)
				}
				if kills++; kills%3 == 0 {
					c.run(nil) // else the mail that is read at that time would be blamed (F52)
				}
				if c.at["random"]++; !every {
					n += n / 2
				}
				if n > 20000 {
					t.Fatal("no run ends by itself")
				}
			}
			t.Logf("%d kills at %s", kills, set)
			if kills == 0 && strings.Contains("write pwrite64 fsync,fdatasync openat", set) {
				t.Error("nothing was killed")
			}
			c.settle()
		})
	}
}

// F05: the disk says EIO to the nth fsync or write of a thread. A run that was
// told so ends and says it; nothing is posted that is not in the register, and
// afterwards everything is done once.
func TestProgramDiskAnswersEIO(t *testing.T) {
	strace := realmail.Need(t, "strace", "strace")
	for _, set := range []string{"fsync,fdatasync", "pwrite64"} {
		t.Run(set, func(t *testing.T) {
			t.Parallel()
			c := newCrash(t, 0, 0)
			c.deliver(1)
			c.run(nil)
			failed := 0
			for _, n := range []int{1, 2, 3, 5, 8} {
				c.deliver(c.delivered + 3)
				log, status := c.attempt(traced(strace, set, "error=EIO:when="+strconv.Itoa(n)))
				if status == statusDone { // no thread had so many
					continue
				}
				said := strings.Contains(log, "disk I/O error") || strings.Contains(log, "a write to the disk failed")
				if failed++; status != statusFound || !said {
					t.Errorf("n = %d: status %d:\n%s", n, status, log)
				}
				c.everythingPostedIsKept()
				c.at["random"] += 2 // sent again is what was accepted when nothing could be noted: what was on its way, and what waited for the note before it
			}
			if t.Logf("%d runs failed", failed); failed < 2 {
				t.Error("hardly a run was told of an error")
			}
			c.settle()
		})
	}
}

// everythingPostedIsKept demands that each letter at the outgoing server is in
// the register, as it is on the disk now.
func (c *crash) everythingPostedIsKept() {
	c.t.Helper()
	r, err := register.Open(c.t.Context(), c.place)
	if err != nil {
		c.t.Fatal(err)
	}
	defer r.Close()
	for _, m := range c.smtp.Messages() {
		id := strings.Trim(headerField(m.Raw, "Message-Id"), "<>")
		if err := r.View(c.t.Context(), func(tx *register.Tx) error { _, err := tx.LetterByMessageID(c.t.Context(), id); return err }); err != nil {
			c.t.Errorf("letter %s was posted, but is not kept: %v", id, err)
		}
	}
}
