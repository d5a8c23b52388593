package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/mailtest/realmail"
	"inquiryd/internal/register"
)

// verb runs a verb of the program on the register and mailbox under test.
func (c *crash) verb(args ...string) (out string, status int) {
	c.t.Helper()
	self, err := os.Executable()
	if err != nil {
		c.t.Fatal(err)
	}
	cmd := exec.CommandContext(c.t.Context(), self)
	cmd.Args = slices.Concat([]string{"inquiryd"}, args, []string{"-c", filepath.Join(c.dir, "config.toml")})
	both, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		c.t.Fatal(err)
	}
	return string(both), cmd.ProcessState.ExitCode()
}

func (c *crash) mustVerb(args ...string) {
	c.t.Helper()
	if out, status := c.verb(args...); status != statusDone {
		c.t.Fatalf("inquiryd %s: status %d:\n%s", strings.Join(args, " "), status, out)
	}
}

// told is what the register says of cases, mails and letters, without what only
// the one that wrote it can know.
func (c *crash) told() []string {
	c.t.Helper()
	return toldBy(c.t, c.database)
}

func toldBy(t *testing.T, database string) []string {
	t.Helper()
	r, err := register.Open(t.Context(), register.Config{Path: database, MustExist: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var all []string
	err = r.View(t.Context(), func(tx *register.Tx) error {
		all, err = whatIsTold(t.Context(), tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func whatIsTold(ctx context.Context, tx *register.Tx) (all []string, err error) {
	lines, err := tx.Lines(ctx, register.LedgerFilter{})
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		all = append(all, fmt.Sprintf("mail %s %s, case %q", l.MessageID, l.Outcome, l.Case))
	}
	cases, err := tx.Cases(ctx, register.CaseFilter{})
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		if err := tx.VerifyEvents(ctx, c.Number); err != nil {
			return nil, err
		}
		all = append(all, fmt.Sprintf("case %s %s %s %q", c.Number, c.Administration, c.State, c.Subject))
		letters, err := tx.LettersOf(ctx, c.Number)
		if err != nil {
			return nil, err
		}
		for _, l := range letters {
			all = append(all, fmt.Sprintf("letter %s %s %s", l.MessageID, l.Kind, l.Status))
		}
	}
	return all, nil
}

// F55: a day, a backup, another day, and the backup put back, with the program
// as it ships against Dovecot.
func TestProgramRestore(t *testing.T) {
	dovecot := realmail.Dovecot(t, realmail.Options{SentFolder: "Sendt post"})
	c := newCrash(t, 0, 0)
	c.reconfigure(c.imap.Addr(), dovecot.Addr)
	c.reconfigure(c.imap.User(), dovecot.User)
	c.write("password", dovecot.Password)
	serial := 0
	deliver := func(raw string) { dovecot.Deliver([]byte(strings.ReplaceAll(raw, "\n", "\r\n")), time.Now()) }
	ask := func(n int) {
		for range n {
			serial++
			deliver(fmt.Sprintf("From: Anna Holm <anna@medlem.example>\nTo: svar@proeve.example\nSubject: Sag N%dN\nMessage-ID: <n%d@medlem.example>\n"+
				"Content-Type: text/plain; charset=utf-8\n\n1) Hvornår bliver cykelsti nummer N%dN færdig?\n2) Hvor mange elever har skole nummer N%dN?\n", serial, serial, serial, serial))
		}
	}
	answer := func(number string) {
		for _, m := range c.smtp.Messages() {
			forwarding := intake.Parse(m.Raw, intake.Limits{})
			if !strings.HasPrefix(forwarding.MessageID, number+".forwarding") {
				continue
			}
			deliver(fmt.Sprintf("From: %s\nTo: %s\nSubject: SV: %s\nIn-Reply-To: <%s>\nMessage-ID: <answer-%s@proeve.example>\nContent-Type: text/plain; charset=utf-8\n\nDet sker i maj.\n",
				m.To, forwarding.ReplyTo[0].Address, number, forwarding.MessageID, number))
			return
		}
		t.Fatalf("case %s was not forwarded", number)
	}
	round := func() {
		t.Helper()
		if log, status := c.attempt(nil); status != statusDone {
			t.Fatalf("status %d:\n%s", status, log)
		}
	}
	year := time.Now().Format("2006")
	ask(3)
	round()
	backup := filepath.Join(c.dir, "yesterday.db")
	c.mustVerb("backup", backup)
	ask(3)
	round()
	answer(year + "-0001")
	answer(year + "-0008")
	round()
	c.mustVerb("case", "assign", year+"-0009", "SKOLE")
	c.write("answer.txt", "Skolen har 300 elever.")
	c.mustVerb("case", "answer", year+"-0010", filepath.Join(c.dir, "answer.txt"))
	round()
	before, sent := c.told(), len(c.smtp.Messages())

	c.mustVerb("restore", backup)
	restored := c.told()
	if slices.Equal(restored, before) {
		t.Fatal("the backup is not older")
	}
	round()
	round()
	if n := len(c.smtp.Messages()); n != sent {
		t.Errorf("%d letters were sent again", n-sent)
	}
	after := c.told()
	for _, line := range before {
		if !slices.Contains(after, line) {
			t.Error("lost:", line)
		}
	}
	for _, line := range after {
		if !slices.Contains(before, line) {
			t.Error("new:", line)
		}
	}
	if out, status := c.verb("ledger", "--balance"); status != statusDone {
		t.Errorf("the ledger's balance: status %d:\n%s", status, out)
	}
	ask(1)
	round()
	if out, _ := c.verb("case", "list", "--limit", "2"); !strings.Contains(out, year+"-0013") || !strings.Contains(out, year+"-0014") {
		t.Errorf("the next mail's cases:\n%s", out)
	}
	if n := len(dovecot.Messages("INBOX")); n != 0 {
		t.Errorf("%d mails are left in INBOX", n)
	}
	kept, err := filepath.Glob(c.database + ".before-restore-*")
	if err != nil || len(kept) != 1 {
		t.Errorf("the register of before: %q, %v", kept, err)
	}
}

// While a daemon runs, and with a copy that cannot be used, nothing changes.
func TestProgramRestoreRefuses(t *testing.T) {
	c := newCrash(t, 0, 0)
	c.deliver(2)
	c.run(nil)
	backup := filepath.Join(c.dir, "copy.db")
	c.mustVerb("backup", backup)
	release, err := lock(c.database + ".lock")
	if err != nil {
		t.Fatal(err)
	}
	if out, status := c.verb("restore", backup); status != statusFound || !strings.Contains(out, "stop it first") {
		t.Errorf("while a daemon runs: status %d:\n%s", status, out)
	}
	release.Close()
	good, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	c.write("bad.db", string(good[:len(good)/8192*4096]))
	if out, status := c.verb("restore", filepath.Join(c.dir, "bad.db")); status != statusFound || !strings.Contains(out, "nothing was changed") {
		t.Errorf("a damaged copy: status %d:\n%s", status, out)
	}
	for _, args := range [][]string{{"restore"}, {"restore", "--mark", backup}} {
		if out, status := c.verb(args...); status != statusUsed {
			t.Errorf("%q: status %d:\n%s", args, status, out)
		}
	}
	c.settle()
}

// A letter that was given up can be sent again, as it is.
func TestProgramLetterSend(t *testing.T) {
	const letters = 3 // to who gets the case, to who had it, and to the member
	c := newCrash(t, 0, 0)
	c.reconfigure("[clerk]", "[clerk]\nno_sent_copies = true")
	c.deliver(1)
	c.run(nil)
	backup := filepath.Join(c.dir, "copy.db")
	c.mustVerb("case", "assign", time.Now().Format("2006")+"-0001", "SKOLE")
	c.mustVerb("backup", backup)
	c.mustVerb("restore", backup)
	sent := len(c.smtp.Messages())
	c.run(nil)
	out, _ := c.verb("letter", "list", "--status", "gave up")
	if n := len(c.smtp.Messages()) - sent; n != 0 || strings.Count(out, "gave up") != letters {
		t.Fatalf("%d letters were sent, and given up were:\n%s", n, out)
	}
	for _, line := range strings.Split(strings.TrimSpace(out), "\n")[1:] {
		c.mustVerb("letter", "send", strings.Fields(line)[0])
	}
	c.run(nil)
	if n := len(c.smtp.Messages()) - sent; n != letters {
		t.Errorf("%d letters were sent again, want %d", n, letters)
	}
	if out, status := c.verb("letter", "send", "1"); status != statusUsed {
		t.Errorf("a letter that was accepted: status %d:\n%s", status, out)
	}
}
