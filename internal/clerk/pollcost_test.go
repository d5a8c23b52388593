package clerk_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/register"
	"inquiryd/internal/register/growth"
)

// cost is what one round did, counted.
type cost struct {
	register.Effort
	commands string // to the mailbox's server, by their names
	heard    int64  // bytes that it answered
}

// A round costs the same whether the register and the mailbox, with its folders,
// hold ten mails or ten thousand: the same statements that return the same
// rows, the same commands, and answers of about the same length. Only the search
// for earlier questions like a new one finds more, up to its limits.
func TestRoundCostsTheSameHoweverMuchThereIs(t *testing.T) {
	var idle, busy []cost
	for _, n := range []int{10, 10_000} {
		o, meter := grownOffice(t, n)
		o.round() // finds the mailbox with a UIDVALIDITY of its own
		o.round()
		idle = append(idle, meter(o.round))
		if got := o.count("INBOX"); got != n {
			t.Fatalf("%d mails lie in the mailbox, want %d", got, n)
		}
		o.deliver(ask(n))
		busy = append(busy, meter(o.round))
		if got := o.kinds()["acknowledgement"]; got != 1 {
			t.Fatalf("%d acknowledgements for the new mail", got)
		}
	}
	for name, c := range map[string][]cost{"nothing new": idle, "a new mail": busy} {
		t.Logf("%s: %+v", name, c)
		few, many := c[0], c[1]
		if name == "a new mail" { // earlier questions like it are looked for, by some of the words that there are
			many.Rows = max(many.Rows-100, few.Rows)
		}
		if few.Effort != many.Effort || few.commands != many.commands {
			t.Errorf("%s: a round costs %+v with ten mails and %+v with ten thousand", name, c[0], c[1])
		}
		if more := c[1].heard - c[0].heard; more > 200 {
			t.Errorf("%s: the server says %d bytes more", name, more)
		}
	}
}

// grownOffice has n old mails in the register, in the mailbox and in each of its
// folders; meter counts what a round does.
func grownOffice(t *testing.T, n int) (o *office, meter func(round func()) cost) {
	t.Helper()
	place := register.Config{Path: filepath.Join(t.TempDir(), "register.db")}
	if err := growth.Grow(t.Context(), place, n, time.Date(2026, 3, 9, 9, 0, 0, 0, copenhagen)); err != nil {
		t.Fatal(err)
	}
	var proxy *mailtest.Proxy
	o = newOfficeOn(t, place, func(c *clerk.Options) {
		var err error
		if proxy, err = mailtest.StartProxy(c.Intake.IMAP.Address); err != nil {
			t.Fatal(err)
		}
		c.Intake.IMAP.Address = proxy.Addr()
		c.Config.KeepInPlace = true
	})
	t.Cleanup(func() { proxy.Close() })
	for _, folder := range append(o.imap.Mailboxes(), "Filed") {
		if folder == "Filed" {
			o.must(o.imap.CreateMailbox(folder))
		}
		for i := range n {
			_, err := o.imap.Deliver(folder, fmt.Appendf(nil, "From: a@medlem.example\r\nSubject: %d\r\n\r\nx\r\n", i), o.clock.Now().AddDate(-1, 0, 0))
			o.must(err)
		}
	}
	o.must(o.reg.Update(t.Context(), func(tx *register.Tx) error { // what lies there, lay there before us
		state, err := tx.Mailbox(t.Context(), "INBOX")
		state.AdoptedAt = o.clock.Now().Add(-time.Hour)
		return firstOf(err, tx.SetMailbox(t.Context(), state))
	}))
	var mu sync.Mutex
	var said bytes.Buffer
	proxy.Hear(func(b []byte) { mu.Lock(); defer mu.Unlock(); said.Write(b) })
	return o, func(round func()) cost {
		mu.Lock()
		said.Reset()
		mu.Unlock()
		before, heard := o.reg.Effort(), proxy.Passed()
		round()
		mu.Lock()
		defer mu.Unlock()
		return cost{Effort: o.reg.Effort().Since(before), commands: commandNames(said.String()), heard: proxy.Passed() - heard}
	}
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

var command = regexp.MustCompile(`(?m)^T[0-9]+ (UID )?[A-Z]+`)

// commandNames are those of what a client says, without its tags.
func commandNames(said string) string {
	var names []string
	for _, line := range command.FindAllString(said, -1) {
		names = append(names, line[strings.IndexByte(line, ' ')+1:])
	}
	return strings.Join(names, ", ")
}
