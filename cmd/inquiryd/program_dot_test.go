package main

import (
	"bytes"
	"strings"
	"sync/atomic"
	"testing"

	"inquiryd/internal/mailtest"
)

// F31, F33: the outgoing server takes the acknowledgement and resets the
// connection before it says so, and refuses one of two administrations for
// good. The one is unknown and goes out again, byte for byte; the other is a
// person's work and does not; the third is none the worse.
func TestProgramOutgoingServerResetsAfterTheDot(t *testing.T) {
	t.Parallel()
	c := newCrash(t, 0, 0)
	var resets atomic.Int32
	c.smtp.SetFail(func(step, arg string) error {
		switch {
		case step == "rcpt" && arg == "skole@proeve.example":
			return mailtest.Reply(550, "5.1.1 no such mailbox")
		case step == "rcpt" && arg == "anna@medlem.example" && resets.Load() == 0:
			resets.Store(1)
		case step == "dot" && resets.CompareAndSwap(1, 2):
			return mailtest.ErrReset
		}
		return nil
	})
	c.reconfigure("tls = \"none\"\n\n[clerk]", "tls = \"none\"\nmax_connections = 1\n\n[clerk]") // one after the other
	c.deliver(1)
	if log, status := c.attempt(nil); status != statusDone || !strings.Contains(log, "a letter was not accepted") {
		t.Errorf("status %d:\n%s", status, log)
	}
	statuses := func(want map[string]int) {
		t.Helper()
		told := strings.Join(c.told(), "\n")
		for status, n := range want {
			if got := strings.Count(told, status); got != n {
				t.Errorf("%d letters are %q, want %d:\n%s", got, status, n, told)
			}
		}
	}
	statuses(map[string]int{"acknowledgement unknown": 1, "forwarding accepted": 1, "forwarding gave up": 1})
	if tasks, status := c.verb("task", "list"); status != statusDone || !strings.Contains(tasks, "5.1.1 no such mailbox") && !strings.Contains(tasks, "did not arrive") {
		t.Errorf("status %d, tasks:\n%s", status, tasks)
	}
	c.makeDue()
	c.run(nil)
	c.run(nil)
	statuses(map[string]int{"acknowledgement accepted": 1, "forwarding accepted": 1, "forwarding gave up": 1})
	copies := map[string][][]byte{}
	for _, m := range c.smtp.Messages() {
		copies[m.To] = append(copies[m.To], m.Raw)
	}
	if anna := copies["anna@medlem.example"]; len(anna) != 2 || !bytes.Equal(anna[0], anna[1]) {
		t.Errorf("%d acknowledgements, want two that are the same", len(anna))
	}
	if len(copies["vej@proeve.example"]) != 1 || len(copies["skole@proeve.example"]) != 0 {
		t.Errorf("the administrations got %d and %d letters", len(copies["vej@proeve.example"]), len(copies["skole@proeve.example"]))
	}
}
