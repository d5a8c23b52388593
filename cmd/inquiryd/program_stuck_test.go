package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"inquiryd/internal/mailtest"
	"inquiryd/internal/register"
)

// ledger is every line, oldest mail first.
func (c *crash) ledger() []register.LedgerLine {
	c.t.Helper()
	lines, err := readRegister(c, func(tx *register.Tx) ([]register.LedgerLine, error) {
		return tx.Lines(c.t.Context(), register.LedgerFilter{})
	})
	if err != nil {
		c.t.Fatal(err)
	}
	slices.Reverse(lines)
	return lines
}

func readRegister[T any](c *crash, read func(*register.Tx) (T, error)) (value T, err error) {
	r, err := register.Open(c.t.Context(), register.Config{Path: c.database, MustExist: true})
	if err != nil {
		return value, err
	}
	defer r.Close()
	err = r.View(c.t.Context(), func(tx *register.Tx) error { value, err = read(tx); return err })
	return value, err
}

// A mail that the server will not give is left after five tries, and the others
// are filed. A person lets it be tried again, gives it up, or removes it; the
// ledger balances all the time.
func TestProgramStuckMailIsSettled(t *testing.T) {
	c := newCrash(t, 0, 0)
	c.deliver(4)
	c.imap.SetFail(func(step, arg string) error {
		if step == "FETCH" && (holds(arg, 2) || holds(arg, 3) || holds(arg, 4)) {
			return mailtest.No("", "that message is broken")
		}
		return nil
	})
	c.sticks = true
	round := func(status int, want ...register.Outcome) {
		t.Helper()
		c.run(nil)
		if c.status != status {
			t.Errorf("the round ended with status %d, want %d", c.status, status)
		}
		var got []register.Outcome
		for _, l := range c.ledger() {
			got = append(got, l.Outcome)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("the ledger has %v, want %v", got, want)
		}
		if out, status := c.verb("ledger", "--balance"); status != statusDone {
			t.Errorf("the ledger does not balance:\n%s", out)
		}
	}
	for range 5 {
		round(statusFound, register.Filed, register.Stuck, register.Stuck, register.Stuck)
	}
	round(statusDone, register.Filed, register.Stuck, register.Stuck, register.Stuck) // nothing is tried any more
	tries := func(want ...int) {
		t.Helper()
		var got []int
		for _, l := range c.ledger() {
			got = append(got, l.Tries)
		}
		if !slices.Equal(got, want) {
			t.Errorf("the mails were tried %v times, want %v", got, want)
		}
	}
	tries(0, 5, 5, 5)
	for _, args := range [][]string{{"retry", "1"}, {"retry", "99"}, {"give-up", "1", "--reason", "x"}, {"give-up", "99", "--reason", "x"}} {
		if out, status := c.verb(append([]string{"ledger"}, args...)...); status != statusUsed || !strings.Contains(out, "ledger --outcome stuck") {
			t.Errorf("%v: status %d: %s", args, status, out)
		}
	}
	if out, status := c.verb("ledger", "give-up", "3"); status != statusUsed {
		t.Errorf("given up without a reason: status %d: %s", status, out)
	}
	if out, status := c.verb("ledger", "give-up", "3", "--reason", "kom igen som N9N"); status != statusDone {
		t.Fatalf("give up: status %d: %s", status, out)
	}
	if out, status := c.verb("ledger", "retry", "2"); status != statusDone {
		t.Fatalf("retry: status %d: %s", status, out)
	}
	round(statusFound, register.Filed, register.Stuck, register.Ignored, register.Stuck) // it has four tries left
	tries(0, 1, 5, 5)
	if err := c.imap.Expunge(t.Context(), "INBOX", 4); err != nil {
		t.Fatal(err)
	}
	if out, status := c.verb("ledger", "retry", "4"); status != statusDone {
		t.Fatalf("retry: status %d: %s", status, out)
	}
	c.imap.SetFail(nil)
	round(statusDone, register.Filed, register.Filed, register.Ignored, register.Ignored)
	left, err := c.imap.Messages(t.Context(), "INBOX")
	if err != nil || len(left) != 1 || left[0].UID != 3 {
		t.Errorf("%d mails are left in INBOX (%v), want the one that was given up", len(left), err)
	}
	round(statusDone, register.Filed, register.Filed, register.Ignored, register.Ignored)
	if out, _ := c.verb("ledger", "--outcome", "ignored"); !strings.Contains(out, "given up: kom igen som N9N") || !strings.Contains(out, "removed from the mailbox") {
		t.Error("the ledger does not say why:\n" + out)
	}
	if out, _ := c.verb("ledger", "--outcome", "filed", "--json"); !strings.Contains(out, fmt.Sprint(`"mail": `, 2)) {
		t.Error(out)
	}
}
