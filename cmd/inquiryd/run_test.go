package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/mailtest/realmail"
)

// A lock that cannot be made says whose rights to look at.
func TestLockSaysWhatToDo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "inquiryd.db.lock")
	if err := os.Mkdir(path, 0o700); err != nil { // what cannot be opened, even by root
		t.Fatal(err)
	}
	var out bytes.Buffer
	_, err := lock(path)
	if status := (&streams{err: &out}).report(err); status != statusFound || !strings.Contains(out.String(), "let the daemon's user write "+path) {
		t.Errorf("status %d: %s", status, out.String())
	}
}

// hall is a town hall for tests: a mailbox, a submission server that demands
// TLS and a login, and a folder with a configuration.
type hall struct {
	t    *testing.T
	dir  string
	smtp *mailtest.SMTP
}

const hallConfig = `
name = "Købing Kommune"

[intake.imap]
address = "%s"
tls = "%s"
ca_file = "%s"
username = "%s"
password_file = "imap-password"

[notify]
from = "Købing Kommune <council@koebing.example>"

[notify.smtp]
address = "%s"
tls = "starttls"
ca_file = "%s"
username = "council"
password_file = "smtp-password"

[clerk]
registrar = "fordeler@koebing.example"
poll = "@every 1s"

[[administration]]
id = "TMF"
name = "Teknik- og Miljøforvaltningen"
address = "svar@tmf.example"
keywords = ["cykelsti*"]

[[member]]
name = "Anna Holm"
address = "anna.holm@medlem.example"
`

// newHall writes the configuration for a mailbox at address; the submission
// server is ours.
func newHall(t *testing.T, address, tls string, ca *mailtest.CA, user, password string) *hall {
	t.Helper()
	h := &hall{t: t, dir: t.TempDir()}
	var err error
	if h.smtp, err = mailtest.StartSMTP(mailtest.SMTPOptions{User: "council", Password: "outgoing", TLS: mailtest.StartTLS}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.smtp.Close() })
	h.write("imap-password", password)
	h.write("smtp-password", "outgoing\n")
	imapCA := ""
	if ca != nil {
		imapCA = h.authority("imap", ca)
	}
	h.write("config.toml", fmt.Sprintf(hallConfig, address, tls, imapCA, user, h.smtp.Addr(), h.authority("smtp", h.smtp.CA())))
	return h
}

func (h *hall) write(name, text string) {
	h.t.Helper()
	if err := os.WriteFile(filepath.Join(h.dir, name), []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

// authority writes a certificate and returns its name relative to the configuration.
func (h *hall) authority(name string, ca *mailtest.CA) string {
	h.t.Helper()
	if err := os.Mkdir(filepath.Join(h.dir, name), 0o700); err != nil {
		h.t.Fatal(err)
	}
	file, err := ca.WriteFile(filepath.Join(h.dir, name))
	if err != nil {
		h.t.Fatal(err)
	}
	return filepath.Join(name, filepath.Base(file))
}

// inquiryd prepares the program under test.
func (h *hall) inquiryd(args ...string) (*exec.Cmd, *bytes.Buffer) {
	c := exec.Command("inquiryd", append([]string{"-c", filepath.Join(h.dir, "config.toml")}, args...)...)
	var log bytes.Buffer
	c.Stdout, c.Stderr = &log, &log
	return c, &log
}

// once runs one round and returns the log and the exit status.
func (h *hall) once(args ...string) (string, int) {
	h.t.Helper()
	c, log := h.inquiryd(append([]string{"run", "--once"}, args...)...)
	err := c.Run()
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		h.t.Fatal(err)
	}
	return log.String(), c.ProcessState.ExitCode()
}

// mustOnce runs one round that must go well.
func (h *hall) mustOnce(args ...string) {
	h.t.Helper()
	if log, status := h.once(args...); status != 0 {
		h.t.Fatalf("status %d:\n%s", status, log)
	}
}

// letter is the newest letter to somebody.
func (h *hall) letter(to string) *intake.Mail {
	h.t.Helper()
	messages := h.smtp.Messages()
	for i := len(messages) - 1; i >= 0; i-- {
		if messages[i].To == to {
			return intake.Parse(messages[i].Raw, intake.Limits{})
		}
	}
	h.t.Fatalf("none of %d letters went to %s", len(messages), to)
	return nil
}

const question = `From: Anna Holm <anna.holm@medlem.example>
To: council@koebing.example
Subject: Vestvejen
Message-ID: <%s@medlem.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Hvornår bliver cykelstien på Vestvejen færdig?
`

func TestRunAgainstDovecot(t *testing.T) {
	for _, tls := range []string{"implicit", "starttls"} {
		t.Run(tls, func(t *testing.T) {
			server := realmail.Dovecot(t, realmail.Options{SentFolder: "Sent", WithoutMove: tls == "starttls"})
			address := server.AddrTLS
			if tls == "starttls" {
				address = server.Addr
			}
			h := newHall(t, address, tls, server.CA, server.User, server.Password)
			roundTrip(t, h, server)
		})
	}
}

// Two folders of one account, read by one daemon that IDLEs on both.
func TestProgramReadsTwoMailboxesOfDovecot(t *testing.T) {
	server := realmail.Dovecot(t, realmail.Options{SentFolder: "Sent"})
	h := newHall(t, server.AddrTLS, "implicit", server.CA, server.User, server.Password)
	config, err := os.ReadFile(filepath.Join(h.dir, "config.toml"))
	if err != nil {
		t.Fatal(err)
	}
	h.write("config.toml", strings.Replace(string(config), `poll = "@every 1s"`, `poll = "@every 1h"`, 1)+"\n[[intake.mailbox]]\nname = \"udvalg\"\nmailbox = \"Udvalgsspørgsmål\"\n")
	server.Doveadm("mailbox", "create", "Udvalgsspørgsmål")
	if out, err := exec.Command("inquiryd", "check", "--connect", "-c", filepath.Join(h.dir, "config.toml")).CombinedOutput(); err != nil ||
		!strings.Contains(string(out), "mailbox INBOX at") || !strings.Contains(string(out), "mailbox udvalg at") {
		t.Errorf("check: %v\n%s", err, out)
	}
	h.mustOnce()
	run, _ := h.inquiryd("run")
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	defer run.Process.Kill()
	append := func(folder, id string) {
		t.Helper()
		client := server.Client()
		defer client.Close()
		raw := strings.ReplaceAll(fmt.Sprintf(question, id), "\n", "\r\n")
		cmd := client.Append(folder, int64(len(raw)), nil)
		if _, err := cmd.Write([]byte(raw)); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(cmd.Close(), func() error { _, err := cmd.Wait(); return err }()); err != nil {
			t.Fatal(err)
		}
	}
	append("INBOX", "en")
	append("Udvalgsspørgsmål", "to")
	for deadline := time.Now().Add(30 * time.Second); len(h.smtp.Messages()) < 4 || len(server.Messages("Filed")) < 2; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d letters for a mail in each mailbox, want 4", len(h.smtp.Messages()))
		}
	}
	if n := len(server.Messages("INBOX")) + len(server.Messages("Udvalgsspørgsmål")); n != 0 {
		t.Errorf("%d mails stay where they came", n)
	}
	run.Process.Signal(syscall.SIGTERM)
	if err := run.Wait(); err != nil {
		t.Error(err)
	}
}

// roundTrip is a member's question, an official's answer, and the letter.
func roundTrip(t *testing.T, h *hall, server *realmail.Server) {
	old := fmt.Sprintf(question, "before")
	server.Deliver([]byte(old), time.Now().Add(-48*time.Hour))
	h.mustOnce()
	if n := len(h.smtp.Messages()); n != 0 {
		t.Fatalf("mail from before the first start caused %d letters", n)
	}

	server.Deliver(fmt.Appendf(nil, question, "1"), time.Now())
	server.Deliver([]byte("\x00\xff no mail at all"), time.Now())
	h.mustOnce()
	ack, forwarding := h.letter("anna.holm@medlem.example"), h.letter("svar@tmf.example")
	if !strings.Contains(ack.Subject, "Kvittering") || ack.InReplyTo[0] != "1@medlem.example" {
		t.Errorf("the acknowledgement is %q in reply to %v", ack.Subject, ack.InReplyTo)
	}
	if n := len(server.Messages("Filed")); n != 1 {
		t.Errorf("%d mails are in the folder Filed, want 1", n)
	}
	if n := len(server.Messages("INBOX")); n != 1 {
		t.Errorf("%d mails are in the mailbox, want the one from before", n)
	}

	before := len(h.smtp.Messages())
	h.mustOnce()
	if n := len(h.smtp.Messages()); n != before {
		t.Errorf("a round without new mail sent %d letters", n-before)
	}

	answer := reply(posted{mail: forwarding}, "Lone Vang", "svar@tmf.example", "Den er færdig i juni.", time.Now())
	server.Deliver(answer, time.Now())
	h.mustOnce()
	letter := h.letter("anna.holm@medlem.example")
	if !strings.Contains(letter.Subject, "Besvarelse") || !strings.Contains(letter.Text, "Den er færdig i juni.") {
		t.Errorf("the answer letter is %q:\n%s", letter.Subject, letter.Text)
	}
	h.mustOnce() // letters are copied to the folder of sent mail once they are accepted
	if sent, posted := len(server.Messages("Sent")), len(h.smtp.Messages()); sent != posted {
		t.Errorf("%d of %d letters are in the folder of sent mail", sent, posted)
	}
}

// TestRunServes is the daemon itself: it hears of new mail, keeps others out,
// says nothing of its content, and stops when told to.
func TestRunServes(t *testing.T) {
	server, err := mailtest.StartIMAP(mailtest.IMAPOptions{Password: "hush-hush"})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	h := newHall(t, server.Addr(), "none", nil, server.User(), server.Password())
	daemon, log := h.inquiryd("run", "--all", "--log-json")
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	defer daemon.Process.Kill()
	if _, err := server.Deliver("INBOX", fmt.Appendf(nil, question, "1"), time.Now()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if _, err := h.smtp.Wait(ctx, 2); err != nil {
		t.Fatal(err)
	}

	if log, status := h.once(); status != statusLocked || !strings.Contains(log, "another inquiryd runs on this register") {
		t.Errorf("a second daemon ends with status %d:\n%s", status, log)
	}

	if err := daemon.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := daemon.Wait(); err != nil {
		t.Errorf("told to stop it ends with %v", err)
	}
	for _, private := range []string{"Vestvejen", "anna.holm", "cykelsti", "outgoing", server.Password()} {
		if strings.Contains(log.String(), private) {
			t.Errorf("the log says %q:\n%s", private, log)
		}
	}
	if !strings.Contains(log.String(), `"outcomes":{"filed":1}`) {
		t.Errorf("the log does not tell what became of the mail:\n%s", log)
	}
	if !strings.Contains(log.String(), `"msg":"running"`) || !strings.Contains(log.String(), `"msg":"stopping"`) {
		t.Errorf("the log is\n%s", log)
	}
}

// What goes wrong is told once, with what to do, and stops nothing else.
func TestRunTellsWhatIsWrong(t *testing.T) {
	server, err := mailtest.StartIMAP(mailtest.IMAPOptions{Password: "hush-hush"})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	start := func(t *testing.T) *hall {
		return newHall(t, server.Addr(), "none", nil, server.User(), server.Password())
	}
	t.Run("wrong password", func(t *testing.T) {
		h := start(t)
		h.write("imap-password", "hunter2")
		log, status := h.once()
		if status != statusFound || !strings.Contains(log, "login refused") || strings.Contains(log, "hunter2") {
			t.Errorf("status %d:\n%s", status, log)
		}
	})
	t.Run("password for all to read", func(t *testing.T) {
		h := start(t)
		if err := os.Chmod(filepath.Join(h.dir, "imap-password"), 0o644); err != nil {
			t.Fatal(err)
		}
		if log, status := h.once(); status != statusFound || !strings.Contains(log, "chmod 600") {
			t.Errorf("status %d:\n%s", status, log)
		}
	})
	t.Run("unreachable mailbox", func(t *testing.T) {
		h := newHall(t, "127.0.0.1:1", "none", nil, "council", "x")
		if log, status := h.once(); status != statusFound || !strings.Contains(log, "127.0.0.1:1") {
			t.Errorf("status %d:\n%s", status, log)
		}
	})
	t.Run("unreachable outgoing server", func(t *testing.T) {
		h := start(t)
		if _, err := server.Deliver("INBOX", fmt.Appendf(nil, question, "down"), time.Now()); err != nil {
			t.Fatal(err)
		}
		h.smtp.Close()
		log, status := h.once("--all")
		if status != statusDone || !strings.Contains(log, "a letter was not accepted") || !strings.Contains(log, "delayed=") {
			t.Errorf("status %d:\n%s", status, log)
		}
	})
	t.Run("broken template", func(t *testing.T) {
		h := start(t)
		h.write("answer.txt", "") // not read: templates lie in a folder of their language
		if err := os.MkdirAll(filepath.Join(h.dir, "letters", "da"), 0o700); err != nil {
			t.Fatal(err)
		}
		h.write("letters/da/answer.txt", "{{.Nonsense")
		config, err := os.ReadFile(filepath.Join(h.dir, "config.toml"))
		if err != nil {
			t.Fatal(err)
		}
		h.write("config.toml", strings.Replace(string(config), "[notify]", "[notify]\ntemplates = \"letters\"", 1))
		if log, status := h.once(); status != statusFound || !strings.Contains(log, "answer.txt") {
			t.Errorf("status %d:\n%s", status, log)
		}
	})
	t.Run("folder that cannot be written", func(t *testing.T) {
		h := start(t)
		config, err := os.ReadFile(filepath.Join(h.dir, "config.toml"))
		if err != nil {
			t.Fatal(err)
		}
		h.write("config.toml", string(config)+"\n[register]\npath = \"no/such/folder/inquiryd.db\"\n")
		if log, status := h.once(); status != statusFound || !strings.Contains(log, "no/such/folder") {
			t.Errorf("status %d:\n%s", status, log)
		}
	})
	t.Run("day that is none", func(t *testing.T) {
		h := start(t)
		if log, status := h.once("--from", "yesterday"); status != statusUsed || !strings.Contains(log, "write it as 2026-11-01") {
			t.Errorf("status %d:\n%s", status, log)
		}
	})
}
