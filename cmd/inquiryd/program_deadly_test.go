package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"inquiryd/internal/mailtest"
	"inquiryd/internal/register"
)

// F52: the process dies each time that it reads one of the mails. After some
// times that one is left unread on the stuck list, and those around it are
// filed, and stay so.
func TestProgramMailThatKillsTheProcess(t *testing.T) {
	c := newCrash(t, 0, 0)
	c.reconfigure("[clerk]", "[clerk]\nno_sent_copies = true") // whose UIDs would be taken for the mail's
	c.deliver(6)
	var process atomic.Pointer[os.Process]
	c.imap.SetFail(func(step, arg string) error {
		if step != "FETCH" || !holds(arg, 4) {
			return nil
		}
		if p := process.Load(); p != nil {
			p.Kill()
		}
		return mailtest.ErrClose
	})
	died := 0
	for {
		log, status := c.attempt(nil, process.Store)
		if status == statusFound { // one mail is left
			break
		}
		if status != -1 || died > 20 {
			t.Fatalf("after %d deaths: status %d:\n%s", died, status, log)
		}
		died++
	}
	if died < 2 {
		t.Errorf("it died %d times", died)
	}
	c.deliver(8)
	if log, status := c.attempt(nil, process.Store); status != statusDone {
		t.Fatalf("the next round: status %d:\n%s", status, log)
	}
	stuck, filed := 0, 0
	for _, l := range c.told() {
		if strings.HasPrefix(l, "mail") && strings.Contains(l, string(register.Stuck)) {
			stuck++
		}
		if strings.HasPrefix(l, "mail n") && strings.Contains(l, string(register.Filed)) {
			filed++
		}
	}
	if stuck != 1 || filed != 7 {
		t.Errorf("%d mails are stuck, %d filed", stuck, filed)
	}
	if out, _ := c.verb("task", "list"); !strings.Contains(out, fmt.Sprintf("the process died %d times while it was read", died-1)) {
		t.Errorf("it died %d times, and tasks are:\n%s", died, out)
	}
	if left, err := c.imap.Messages(t.Context(), "INBOX"); err != nil || len(left) != 1 || left[0].UID != 4 {
		t.Errorf("%d mails are in INBOX, want the one (%v)", len(left), err)
	}
	t.Logf("the process died %d times", died)
}

// holds says whether a set of UIDs, as "1:3,5", names one; a listing, which is
// open at its end, fetches none.
func holds(set string, uid int) bool {
	for part := range strings.SplitSeq(set, ",") {
		first, last, ranged := strings.Cut(part, ":")
		if !ranged {
			last = first
		}
		from, fromErr := strconv.Atoi(first)
		to, toErr := strconv.Atoi(last)
		if fromErr == nil && toErr == nil && from <= uid && uid <= to {
			return true
		}
	}
	return false
}
