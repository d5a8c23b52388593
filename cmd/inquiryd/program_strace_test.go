package main

import (
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"inquiryd/internal/mailtest/realmail"
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
