package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/mailtest"
)

// F29, F53: a backlog at the first start is filed within little memory, also
// when the run is killed on the way. INQUIRYD_BACKLOG makes it longer.
func TestProgramBacklogAtTheFirstStart(t *testing.T) {
	c := newCrash(t, 0, 0)
	c.deliver(setting("INQUIRYD_BACKLOG", 400))
	c.run(&kill{step: "FETCH", nth: 5}) // several mails each
	if c.at["FETCH"] != 1 {
		t.Fatal("the run was not killed on the way")
	}
	var most memory
	began := time.Now()
	if log, status := c.attempt(nil, most.watch); status != statusDone {
		t.Fatalf("status %d:\n%s", status, log)
	}
	used := most.megabytes()
	t.Logf("%d mails in %v, at most %d MiB in use", c.delivered, time.Since(began).Round(time.Second), used)
	if used > 256 {
		t.Errorf("the run had %d MiB in use", used)
	}
	c.settle()
}

// F07: the process may open few files, and the register is no file that can be
// opened.
func TestProgramTheRegisterCannotBeOpened(t *testing.T) {
	c := newCrash(t, 0, 0)
	c.deliver(2)
	c.run(nil)
	c.deliver(4)
	for _, n := range []string{"8", "10", "11", "12"} { // before the register, with it and within it
		if log, status := c.attempt(limited("-n " + n)); status == statusDone || !strings.Contains(log, "too many open files") || strings.Contains(log, "own the file") {
			t.Errorf("%s files: status %d:\n%s", n, status, log)
		}
	}
	before := c.imap.Connections()
	if err := os.Rename(c.database, c.database+".away"); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(c.database, 0o700); err != nil { // what cannot be opened, even by root
		t.Fatal(err)
	}
	log, status := c.attempt(nil)
	if status == statusDone || !strings.Contains(log, "inquiryd.db") || c.imap.Connections() != before {
		t.Errorf("status %d, %d connections to the mailbox:\n%s", status, c.imap.Connections()-before, log)
	}
	if err := os.Remove(c.database); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(c.database+".away", c.database); err != nil {
		t.Fatal(err)
	}
	c.settle()
}

// F09: the register is overwritten, or somebody put something else in its
// place. The run says so and does nothing; the mail is safe. Single pages are
// TestDamagedPage of the register.
func TestProgramTheRegisterIsDamaged(t *testing.T) {
	c := newCrash(t, 0, 0)
	c.deliver(6)
	c.run(nil)
	good, err := os.ReadFile(c.database)
	if err != nil {
		t.Fatal(err)
	}
	replace := func(text []byte) {
		for _, name := range []string{"-wal", "-shm"} {
			os.Remove(c.database + name)
		}
		if err := os.WriteFile(c.database, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sent := len(c.smtp.Messages())
	c.deliver(8)
	for name, bad := range map[string][]byte{
		"first page overwritten": append(bytes.Repeat([]byte{0xa5}, 4096), good[4096:]...),
		"cut in half":            good[:len(good)/8192*4096],
		"something else":         []byte(strings.Repeat("not a register\n", 1000)),
	} {
		replace(bad)
		log, status := c.attempt(nil)
		if left, err := c.imap.Messages(t.Context(), "INBOX"); status == statusDone || len(c.smtp.Messages()) != sent || err != nil || len(left) != 2 {
			t.Errorf("%s: status %d, %d letters were sent, %d mails in INBOX (%v):\n%s", name, status, len(c.smtp.Messages())-sent, len(left), err, log)
		}
	}
	replace(good)
	c.settle()
}

// F50: with a configuration that is cut off anywhere, or gone, no mail is
// fetched, and the status says it.
func TestProgramHalfAConfigurationFetchesNothing(t *testing.T) {
	c := newCrash(t, 0, 0)
	c.deliver(2)
	whole := c.configuration()
	accepted := 0
	for cut := 0; cut < len(whole); cut += len(whole)/25 + 1 {
		c.write("config.toml", whole[:cut])
		log, status := c.attempt(nil)
		if status == statusDone || log == "" {
			accepted++
		}
		if n := c.imap.Connections(); n != 0 && status != statusDone {
			t.Fatalf("cut at byte %d: %d connections to the mailbox, status %d:\n%s", cut, n, status, log)
		}
		if n := c.imap.Connections(); n != 0 {
			t.Logf("cut at byte %d of %d: a whole configuration without its last tables", cut, len(whole))
			break
		}
	}
	os.Remove(filepath.Join(c.dir, "config.toml"))
	before := c.imap.Connections()
	if log, status := c.attempt(nil); status == statusDone || log == "" || c.imap.Connections() != before {
		t.Errorf("without a configuration: status %d:\n%s", status, log)
	}
}

// T25: passwords and the secret are in no log, no letter and no file but their
// own, also when the program is killed on the way or refused at the login.
func TestProgramSecretsStayInTheirFiles(t *testing.T) {
	const incoming, outgoing, secret = "kanarie-ind-8231", "kanarie-ud-9342", "kanarie-hemmelig-7120-kanarie-hemmelig-7120"
	imap, err := mailtest.StartIMAP(mailtest.IMAPOptions{TLS: mailtest.Implicit, Password: incoming, SentFolder: "Sent"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { imap.Close() })
	h := newHall(t, imap.Addr(), "implicit", imap.CA(), imap.User(), incoming)
	if h.smtp, err = mailtest.StartSMTP(mailtest.SMTPOptions{User: "council", Password: outgoing, TLS: mailtest.StartTLS}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.smtp.Close() })
	h.write("smtp-password", outgoing)
	h.write("secret", secret)
	found, err := os.ReadDir(filepath.Join(h.dir, "imap"))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	h.write("config.toml", "secret_file = \"secret\"\n"+fmt.Sprintf(hallConfig, imap.Addr(), "implicit", filepath.Join("imap", found[0].Name()), imap.User(), h.smtp.Addr(), h.authority("out", h.smtp.CA())))
	var logs bytes.Buffer
	run := func() {
		log, _ := h.once("--all")
		logs.WriteString(log)
	}
	for n, step := range []string{"SELECT", "FETCH", "MOVE", "APPEND", "LOGIN", ""} {
		raw := strings.ReplaceAll(fmt.Sprintf(question, fmt.Sprint("q", n)), "\n", "\r\n")
		if _, err := imap.Deliver("INBOX", []byte(raw), time.Now()); err != nil {
			t.Fatal(err)
		}
		imap.SetFail(func(s, _ string) error {
			if s == step {
				return mailtest.ErrClose
			}
			return nil
		})
		run()
	}
	h.smtp.SetFail(func(step, _ string) error {
		if step == "auth" {
			return mailtest.Reply(535, "wrong password")
		}
		return nil
	})
	run()
	if len(h.smtp.Messages()) == 0 || logs.Len() == 0 {
		t.Fatalf("nothing was done:\n%s", logs.String())
	}
	look := func(where string, text []byte, but string) {
		for _, canary := range []string{incoming, outgoing, secret} {
			if canary != but && bytes.Contains(text, []byte(canary)) {
				t.Errorf("%s holds %s", where, canary)
			}
		}
	}
	look("the log", logs.Bytes(), "")
	for _, m := range h.smtp.Messages() {
		look("a letter to "+m.To, m.Raw, "")
	}
	own := map[string]string{"imap-password": incoming, "smtp-password": outgoing, "secret": secret}
	err = filepath.WalkDir(h.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		look(path, text, own[filepath.Base(path)])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// T27: what a mail says cannot speak to the terminal of whoever looks at it.
func TestProgramMailCannotSpeakToTheTerminal(t *testing.T) {
	c := newCrash(t, 0, 0)
	const odd = "=?utf-8?q?Sag_=1B[31mr=C3=B8d=1B]0;ejet=07_=C2=9B2J_=E2=80=AEvendt=E2=81=A6_=0D=0Afalsk_linje?="
	mails := []string{
		"From: =?utf-8?q?Anna=1B[2J=E2=80=AE?= <anna@medlem.example>\r\nTo: svar@proeve.example\r\nSubject: " + odd + "\r\nMessage-ID: <o1\x1b[31m@medlem.example>\r\n" +
			"Content-Type: text/plain; charset=utf-8\r\n\r\nHvornår bliver \x1b[31mcykelstien\x1b[0m \u202eværdig\u202c færdig?\r\n",
		"From: anna@medlem.example\r\nTo: svar@proeve.example\r\nSubject: " + odd + "\r\nMessage-ID: <o2@medlem.example>\r\n" +
			"Content-Type: text/plain; charset=utf-8\r\n\r\nHvornår bliver \x1b[31mcykelstien\x1b[0m \u202eværdig\u202c færdig?\r\n",
		"From: \x1b[31mkim@fremmed.example\r\nSubject: " + odd + "\r\n\r\nHej\x1b[2J\r\n",
	}
	for n, m := range mails {
		c.write(fmt.Sprintf("%d.eml", n), m)
		if _, err := c.imap.Deliver("INBOX", []byte(m), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	log, status := c.attempt(nil)
	if status != statusDone {
		t.Fatalf("status %d:\n%s", status, log)
	}
	harmless(t, "the log", log)
	for _, args := range [][]string{{"explain", filepath.Join(c.dir, "0.eml"), filepath.Join(c.dir, "1.eml"), filepath.Join(c.dir, "2.eml")},
		{"ledger"}, {"ledger", "--json"}, {"case", "list", "--state", "all"}, {"case", "list", "--state", "all", "--json"}, {"case", "show", caseThisYear(1)}, {"task", "list"}} {
		out, err := exec.Command("inquiryd", append(args, "-c", filepath.Join(c.dir, "config.toml"))...).CombinedOutput()
		if err != nil || len(out) == 0 {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
		harmless(t, strings.Join(args, " "), string(out))
	}
}

// caseThisYear is the number of this year's nth case.
func caseThisYear(n int) string { return fmt.Sprintf("%d-%04d", time.Now().Year(), n) }

// harmless demands text without what a terminal obeys or shows the wrong way round.
func harmless(t *testing.T, where, text string) {
	t.Helper()
	for _, r := range text {
		bidi := r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f
		if bidi || r != '\n' && r != '\t' && (r < ' ' || r >= 0x7f && r < 0xa0) {
			t.Errorf("%s holds %U:\n%q", where, r, text)
			return
		}
	}
	if strings.Contains(text, "\nfalsk linje") {
		t.Errorf("%s has a line of the mail's making:\n%s", where, text)
	}
}
