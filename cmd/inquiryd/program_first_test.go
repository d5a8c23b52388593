package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/mailtest/realmail"
)

// The first start on a mailbox of Dovecot with old mail, and later ones on a
// new UIDVALIDITY: what the check says beforehand, without changing anything,
// is what the run does.
func TestProgramFirstStart(t *testing.T) {
	t.Parallel()
	dovecot := realmail.Dovecot(t, realmail.Options{})
	place, err := time.LoadLocation("Europe/Copenhagen") // as the program has it
	if err != nil {
		t.Fatal(err)
	}
	today := time.Now().In(place)
	day := func(ago int) time.Time { return today.AddDate(0, 0, -ago) }
	for n, ago := range []int{40, 10, 2} {
		dovecot.Deliver(fmt.Appendf(nil, question, fmt.Sprint("old", n)), day(ago))
	}
	f := &firstStart{newHall(t, dovecot.Addr, "none", nil, dovecot.User, dovecot.Password), dovecot}
	f.fresh(t)
	old := fmt.Sprintf("holds 3 mails that arrived from %s to %s, and was never read: the first run leaves them alone and answers nobody; with --all it files all of them",
		day(40).Format(time.DateOnly), day(2).Format(time.DateOnly))
	f.says(old)

	f.does(0)
	later := func() time.Time { return time.Now().Add(3 * time.Second) } // than the first start, by whole seconds
	dovecot.Deliver(fmt.Appendf(nil, question, "new"), later())
	f.says("holds 4 mails, 1 of them new")
	f.does(1)
	dovecot.SetUIDValidity("INBOX", 77)
	dovecot.Deliver(fmt.Appendf(nil, question, "newer"), later())
	f.says("holds 5 mails and has a new UIDVALIDITY: the next run reads 2 of them anew, files none that the ledger knows, and leaves 3 from before the first run alone")
	f.does(1)
	f.says("holds 5 mails, 0 of them new")

	for from, filed := range map[string]int{"--from=" + day(20).Format(time.DateOnly): 4, "--all": 5} {
		f.fresh(t)
		f.does(filed, from)
		dovecot.SetUIDValidity("INBOX", uint32(80+filed))
		f.says(fmt.Sprintf("the next run reads %d of them anew, files none that the ledger knows, and leaves %d from before the first run alone", filed, 5-filed))
		f.does(0, from) // it is no first start any more
	}
}

// firstStart is a program whose mailbox keeps what was read, so that it can be
// read by another one.
type firstStart struct {
	*hall
	dovecot *realmail.Server
}

// fresh gives the program a folder in which it never ran.
func (f *firstStart) fresh(t *testing.T) {
	t.Helper()
	config, err := os.ReadFile(filepath.Join(f.dir, "config.toml"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(config), "[clerk]", "[clerk]\nkeep_in_place = true", 1)
	if strings.Contains(string(config), "keep_in_place") {
		text = string(config)
	}
	before := f.dir
	f.dir = t.TempDir()
	for _, name := range []string{"imap-password", "smtp-password"} {
		secret, err := os.ReadFile(filepath.Join(before, name))
		if err != nil {
			t.Fatal(err)
		}
		f.write(name, string(secret))
	}
	f.write("config.toml", strings.Replace(text, `"smtp/`, `"`+before+`/smtp/`, 1))
}

// says demands that the check says so of the mailbox, and changes nothing.
func (f *firstStart) says(want string) {
	f.t.Helper()
	before := f.seen()
	check, out := f.inquiryd("check", "--connect")
	if err := check.Run(); err != nil {
		f.t.Errorf("%v:\n%s", err, out)
	}
	if !strings.Contains(out.String(), "the mailbox INBOX at "+f.dovecot.Addr+" ") || !strings.Contains(out.String(), want) {
		f.t.Errorf("the check does not say %q:\n%s", want, out)
	}
	if after := f.seen(); !slices.Equal(after, before) {
		f.t.Errorf("the check changed\n%q to\n%q", before, after)
	}
}

// does demands a run in which so many mails are answered: an acknowledgement and
// a forwarding for each. Within office hours old mail brings reminders besides.
func (f *firstStart) does(answered int, args ...string) {
	f.t.Helper()
	before := len(f.smtp.Messages())
	f.mustOnce(args...)
	kinds := map[string]int{}
	for _, m := range f.smtp.Messages()[before:] {
		_, rest, _ := strings.Cut(intake.Parse(m.Raw, intake.Limits{}).MessageID, ".")
		kind, _, _ := strings.Cut(rest, ".")
		kinds[kind]++
	}
	if kinds["acknowledgement"] != answered || kinds["forwarding"] != answered {
		f.t.Errorf("the letters of %d mails: %v", answered, kinds)
	}
}

// seen is all that somebody could have changed: the mailbox with its flags, the
// letters, the program's files and what the ledger says.
func (f *firstStart) seen() (all []string) {
	f.t.Helper()
	for _, m := range f.dovecot.Messages("INBOX") {
		all = append(all, fmt.Sprint(m.UID, m.Flags))
	}
	all = append(all, fmt.Sprint(len(f.smtp.Messages()), " letters"))
	files, err := os.ReadDir(f.dir)
	if err != nil {
		f.t.Fatal(err)
	}
	for _, file := range files {
		all = append(all, file.Name())
	}
	if slices.Contains(all, "inquiryd.db") {
		all = append(all, toldBy(f.t, filepath.Join(f.dir, "inquiryd.db"))...)
	}
	return all
}
