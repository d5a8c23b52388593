package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"inquiryd/internal/mailtest"
	"inquiryd/internal/mailtest/realmail"
	"inquiryd/internal/register"
)

// TestProgramCrash kills the real program with SIGKILL at every step of its talk with
// the servers and at random moments, while mail keeps arriving, and then looks
// whether anything was lost or done twice. What was delivered is known from the
// test, what was sent from the outgoing server; the register is only read at
// the end. INQUIRYD_CRASH_MAILS and INQUIRYD_CRASH_KILLS make it longer (make
// crash).
func TestProgramCrash(t *testing.T) {
	c := newCrash(t, setting("INQUIRYD_CRASH_MAILS", 40), setting("INQUIRYD_CRASH_KILLS", 40))
	c.suffer()
}

// TestProgramCrashOnDovecot is the same with a mailbox of Dovecot, which carries
// out the command at which the program is killed.
func TestProgramCrashOnDovecot(t *testing.T) {
	c := newCrash(t, setting("INQUIRYD_CRASH_MAILS", 40), setting("INQUIRYD_CRASH_KILLS", 20))
	c.dovecot = realmail.Dovecot(t, realmail.Options{SentFolder: "Sendt"})
	proxy, err := mailtest.StartProxy(c.dovecot.Addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxy.Close() })
	proxy.Hear(func(said []byte) {
		if m := heardCommand.FindSubmatch(said); m != nil {
			c.step(string(m[1]), "")
		}
	})
	c.reconfigure(c.imap.Addr(), proxy.Addr())
	c.reconfigure(c.imap.User(), c.dovecot.User)
	c.write("password", c.dovecot.Password)
	c.suffer()
}

// heardCommand is a step of the program as an IMAP server hears it.
var heardCommand = regexp.MustCompile(`(?m)^\S+ (?:UID )?(SELECT|FETCH|MOVE|APPEND) `)

// suffer lets mail arrive and kills the program, and looks at the end.
func (c *crash) suffer() {
	c.t.Helper()
	for c.kills < c.wantKills {
		c.deliver(c.wantMails * (c.kills + 1) / c.wantKills)
		c.run(c.nextKill())
	}
	c.deliver(c.wantMails)
	for range 3 {
		c.run(nil)
	}
	c.check()
	c.t.Logf("seed %d: %d mails, %d kills (%s), %d runs, %d letters at the server, %d of them again after an unanswered dot",
		c.seed, c.delivered, c.kills, c.killStory(), c.runs, len(c.smtp.Messages()), c.again)
}

func setting(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil && n > 0 {
		return n
	}
	return otherwise
}

// crash is the program under test and the world around it.
type crash struct {
	t                    *testing.T
	seed                 uint64
	random               *rand.Rand
	wantMails, wantKills int
	delivered, kills     int
	runs                 int
	again                int
	sticks               bool          // mails may be left that cannot be taken in
	status               int           // of the last run that was left alone
	patience             time.Duration // more of it for rounds with much to do
	dir, database        string
	place                register.Config // of the register
	imap                 *mailtest.IMAP
	dovecot              *realmail.Server // in its place; nil: none
	smtp                 *mailtest.SMTP

	mutex     sync.Mutex
	trap      *kill
	process   *os.Process
	ambiguous map[string]int // Message-IDs whose dot got no answer
	at        map[string]int // kills by step
}

// kill says when a run dies: at the nth time of a step of a dialogue, or after
// a while.
type kill struct {
	step  string // "" for after
	nth   int
	after time.Duration
	done  bool
}

// steps are the points of the program's work as the servers see them. A FETCH
// is before the mail is read; the next FETCH or the MOVE is after a commit; at
// "dot" the letter is taken and no answer comes; the QUIT or the next MAIL is
// after the answer and before or after it was written down.
var steps = []string{"SELECT", "FETCH", "FETCH", "FETCH", "MOVE", "APPEND", "greeting", "mail", "rcpt", "data", "dot", "dot", "dot"}

func newCrash(t *testing.T, mails, kills int) *crash {
	c := &crash{t: t, seed: uint64(time.Now().UnixNano()), wantMails: mails, wantKills: kills, dir: t.TempDir(),
		ambiguous: map[string]int{}, at: map[string]int{}}
	if s, err := strconv.ParseUint(os.Getenv("INQUIRYD_CRASH_SEED"), 10, 64); err == nil {
		c.seed = s
	}
	c.random = rand.New(rand.NewPCG(c.seed, 1))
	var err error
	if c.imap, err = mailtest.StartIMAP(mailtest.IMAPOptions{SentFolder: "Sendt", Fail: c.step}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.imap.Close() })
	if c.smtp, err = mailtest.StartSMTP(mailtest.SMTPOptions{Fail: c.step}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.smtp.Close() })
	c.write("password", c.imap.Password())
	c.keepIn(filepath.Join(c.dir, "inquiryd.db"))
	c.write("config.toml", c.configuration())
	return c
}

// keepIn says in which file the register is.
func (c *crash) keepIn(path string) {
	c.database = path
	c.place = register.Config{Path: path, MustExist: true}
}

func (c *crash) configuration() string {
	return fmt.Sprintf(crashConfig, c.imap.Addr(), c.imap.User(), c.smtp.Addr())
}

const crashConfig = `
name = "Prøve Kommune"
web = "www.proeve.example"
secret_file = "secret"

[intake.imap]
address = "%s"
tls = "none"
username = "%s"
password_file = "password"

[notify]
from = "Prøve Kommune <svar@proeve.example>"

[notify.smtp]
address = "%s"
tls = "none"

[clerk]
registrar = "fordeler@proeve.example"
digest = "never"
max_acknowledgements = 100000
max_same_subject = 100000
max_letters = 1000000

[[member]]
name = "Anna Holm"
title = "MB"
address = "anna@medlem.example"

[[administration]]
id = "VEJ"
name = "Vejforvaltningen"
address = "vej@proeve.example"
keywords = ["cykelsti*^3"]

[[administration]]
id = "SKOLE"
name = "Skoleforvaltningen"
address = "skole@proeve.example"
keywords = ["skole*^3"]
`

func (c *crash) write(name, text string) {
	c.t.Helper()
	if err := os.WriteFile(filepath.Join(c.dir, name), []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
}

// deliver lets mail arrive until there are n. Every third has questions for
// both administrations, so its transaction makes two cases and three letters.
func (c *crash) deliver(n int) {
	c.t.Helper()
	for ; c.delivered < n; c.delivered++ {
		body := fmt.Sprintf("Hvornår bliver cykelsti nummer N%dN færdig?", c.delivered)
		if c.delivered%3 == 0 {
			body = fmt.Sprintf("1) Hvornår bliver cykelsti nummer N%dN færdig?\r\n2) Hvor mange elever har skole nummer N%dN?", c.delivered, c.delivered)
		}
		raw := fmt.Sprintf("From: Anna Holm <anna@medlem.example>\r\nTo: svar@proeve.example\r\nSubject: Sag N%dN\r\nMessage-ID: <n%d@medlem.example>\r\n"+
			"Date: Mon, 09 Mar 2026 10:00:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n", c.delivered, c.delivered, body)
		c.drop([]byte(raw))
	}
}

// drop puts a mail into INBOX.
func (c *crash) drop(raw []byte) {
	c.t.Helper()
	if c.dovecot != nil {
		c.dovecot.Deliver(raw, time.Now())
	} else if _, err := c.imap.Deliver("INBOX", raw, time.Now()); err != nil {
		c.t.Fatal(err)
	}
}

// lying is how many mails are in a folder.
func (c *crash) lying(folder string) int {
	c.t.Helper()
	if c.dovecot != nil {
		return len(c.dovecot.Messages(folder))
	}
	mails, err := c.imap.Messages(c.t.Context(), folder)
	if err != nil {
		c.t.Errorf("seed %d: %v", c.seed, err)
	}
	return len(mails)
}

func (c *crash) nextKill() *kill {
	if c.random.IntN(3) == 0 {
		return &kill{after: time.Duration(c.random.IntN(400)) * time.Millisecond}
	}
	return &kill{step: steps[c.random.IntN(len(steps))], nth: 1 + c.random.IntN(4)}
}

// run starts the program for one round and lets it die by k; nil lets it end.
func (c *crash) run(k *kill) {
	c.t.Helper()
	self, err := os.Executable()
	if err != nil {
		c.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(c.t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, self)
	cmd.Args = []string{"inquiryd", "run", "--once", "--all", "-c", filepath.Join(c.dir, "config.toml")}
	var log bytes.Buffer
	cmd.Stderr = &log
	c.mutex.Lock()
	if err := cmd.Start(); err != nil {
		c.mutex.Unlock()
		c.t.Fatal(err)
	}
	c.trap, c.process = k, cmd.Process
	c.mutex.Unlock()
	c.runs++
	if k != nil && k.step == "" {
		timer := time.AfterFunc(k.after, func() { c.strike("random") })
		defer timer.Stop()
	}
	err = cmd.Wait()
	c.mutex.Lock()
	defer c.mutex.Unlock()
	died := k != nil && k.done
	c.trap, c.process = nil, nil
	if died {
		c.kills++
	} else if c.status = cmd.ProcessState.ExitCode(); err != nil && !(c.sticks && c.status == statusFound) {
		c.t.Fatalf("seed %d: a run that was left alone ended with %v:\n%s", c.seed, err, log.String())
	} else if k != nil {
		c.at["missed"]++ // the step did not come often enough
	}
}

// step is asked by both servers before each step of a dialogue.
func (c *crash) step(step, arg string) error {
	c.mutex.Lock()
	k := c.trap
	if k == nil || k.done || k.step != step {
		c.mutex.Unlock()
		return nil
	}
	k.nth--
	left := k.nth
	c.mutex.Unlock()
	if left > 0 {
		return nil
	}
	c.strike(step)
	return mailtest.ErrClose
}

func (c *crash) strike(where string) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.trap == nil || c.trap.done || c.process == nil {
		return
	}
	c.trap.done = true
	c.at[where]++
	if err := c.process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		c.t.Error(err)
	}
}

func (c *crash) killStory() string {
	var parts []string
	for step, n := range c.at {
		parts = append(parts, fmt.Sprintf("%s %d", step, n))
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

var (
	nonce       = regexp.MustCompile(`N(\d+)N`)
	headerField = func(raw []byte, name string) string {
		m := regexp.MustCompile(`(?im)^` + name + `:\s*(.*?)\r?$`).FindSubmatch(raw)
		if m == nil {
			return ""
		}
		return string(m[1])
	}
)

// check is the judge: it joins what was delivered with what arrived and with
// what the register says.
func (c *crash) check() {
	c.t.Helper()
	copies := map[string][][]byte{} // by Message-ID
	for _, m := range c.smtp.Messages() {
		id := headerField(m.Raw, "Message-Id")
		copies[id] = append(copies[id], m.Raw)
	}
	for id, all := range copies {
		c.again += len(all) - 1
		for _, raw := range all[1:] {
			if !bytes.Equal(raw, all[0]) {
				c.t.Errorf("seed %d: letter %s was sent with different bytes", c.seed, id)
			}
		}
	}
	c.again = max(c.again, 0)
	if limit := c.at["dot"] + c.at["random"] + c.at["mail"] + c.at["rcpt"] + c.at["data"] + c.at["greeting"]; c.again > 4*limit {
		c.t.Errorf("seed %d: %d letters were sent again after %d kills while posting, at most four letters on the way each", c.seed, c.again, limit)
	}
	r, err := register.Open(c.t.Context(), c.place)
	if err != nil {
		c.t.Fatal(err)
	}
	defer r.Close()
	err = r.View(c.t.Context(), func(tx *register.Tx) error { return c.checkRegister(tx, copies) })
	if err != nil {
		c.t.Error(err)
	}
	if left := c.lying("INBOX"); left > 0 {
		c.t.Errorf("seed %d: %d mails are left in INBOX", c.seed, left)
	}
	if filed := c.lying("Filed"); filed != c.delivered {
		c.t.Errorf("seed %d: %d mails of %d are in Filed", c.seed, filed, c.delivered)
	}
}

func (c *crash) checkRegister(tx *register.Tx, copies map[string][][]byte) error {
	ctx := c.t.Context()
	lines, err := tx.Lines(ctx, register.LedgerFilter{Limit: 1 << 20})
	if err != nil {
		return err
	}
	if len(lines) != c.delivered {
		c.t.Errorf("seed %d: the ledger has %d lines for %d mails", c.seed, len(lines), c.delivered)
	}
	balance, err := tx.Balance(ctx, time.Time{}, time.Time{})
	if err != nil {
		return err
	}
	if len(balance) != 1 || balance[register.Filed] != c.delivered {
		c.t.Errorf("seed %d: the ledger's balance is %v for %d mails", c.seed, balance, c.delivered)
	}
	cases, err := tx.Cases(ctx, register.CaseFilter{Limit: 1 << 20})
	if err != nil {
		return err
	}
	slices.SortFunc(cases, func(a, b register.CaseSummary) int { return cmp.Compare(a.ID, b.ID) })
	perMail := map[string]int{}
	inquiries := map[int64]bool{}
	for i, k := range cases {
		if want := fmt.Sprintf("-%04d", i+1); !strings.HasSuffix(k.Number, want) {
			c.t.Errorf("seed %d: case number %d is %s", c.seed, i+1, k.Number)
		}
		if err := tx.VerifyEvents(ctx, k.Number); err != nil {
			return err
		}
		perMail[nonce.FindString(k.Subject)]++
		inquiries[k.Inquiry] = true
	}
	for n := range c.delivered {
		want := 1
		if n%3 == 0 {
			want = 2
		}
		if got := perMail[fmt.Sprintf("N%dN", n)]; got != want {
			c.t.Errorf("seed %d: mail %d has %d cases, want %d", c.seed, n, got, want)
		}
	}
	acknowledged := map[int64]int{}
	for id := range inquiries {
		letters, err := tx.LettersOfInquiry(ctx, id)
		if err != nil {
			return err
		}
		for _, l := range letters {
			if l.Kind == "acknowledgement" {
				acknowledged[id]++
			}
			if len(copies["<"+l.MessageID+">"]) == 0 || l.Status != register.Accepted {
				c.t.Errorf("seed %d: letter %s is %s and arrived %d times", c.seed, l.Key, l.Status, len(copies["<"+l.MessageID+">"]))
			}
			delete(copies, "<"+l.MessageID+">")
		}
	}
	for id, n := range acknowledged {
		if n != 1 {
			c.t.Errorf("seed %d: inquiry %d has %d acknowledgements", c.seed, id, n)
		}
	}
	if len(acknowledged) != c.delivered || len(copies) != 0 {
		c.t.Errorf("seed %d: %d inquiries were acknowledged, %d sent letters are not in the register", c.seed, len(acknowledged), len(copies))
	}
	return nil
}
