package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"inquiryd/classify"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/register"
)

// running is the real daemon while it runs.
type running struct {
	*hall
	imap    *mailtest.IMAP
	process *exec.Cmd
	mutex   sync.Mutex
	text    bytes.Buffer
	mails   int
}

func (r *running) Write(p []byte) (int, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.text.Write(p)
}

func (r *running) log() string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.text.String()
}

// startDaemon starts the daemon; change may alter its configuration before.
func startDaemon(t *testing.T, change ...func(string) string) *running {
	t.Helper()
	server, err := mailtest.StartIMAP(mailtest.IMAPOptions{Password: "hush-hush"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	r := &running{hall: newHall(t, server.Addr(), "none", nil, server.User(), server.Password()), imap: server}
	for _, c := range change {
		r.write("config.toml", c(r.configuration()))
	}
	r.process, _ = r.inquiryd("run", "--all")
	r.process.Stdout, r.process.Stderr = r, r
	if err := r.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.process.Process.Kill()
		r.process.Wait()
		if t.Failed() {
			t.Log(r.log())
		}
	})
	r.until("it runs", func() bool { return strings.Contains(r.log(), "msg=running") })
	return r
}

func (r *running) configuration() string {
	r.t.Helper()
	text, err := os.ReadFile(filepath.Join(r.dir, "config.toml"))
	if err != nil {
		r.t.Fatal(err)
	}
	return string(text)
}

// until waits for something to become true.
func (r *running) until(what string, is func() bool) {
	r.t.Helper()
	eventually(r.t, is, func() string { return what })
}

// said waits until the log has said something so often.
func (r *running) said(what string, n int) {
	r.t.Helper()
	r.until(fmt.Sprintf("the log says %q %d times", what, n), func() bool { return strings.Count(r.log(), what) >= n })
}

// asks lets a member ask, and waits until the question is with somebody.
func (r *running) asks(question, to string) {
	r.t.Helper()
	r.mails++
	raw := fmt.Sprintf("From: Anna Holm <anna.holm@medlem.example>\r\nTo: council@koebing.example\r\nSubject: Nummer %d\r\nMessage-ID: <r%d@medlem.example>\r\n"+
		"Content-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n", r.mails, r.mails, question)
	if _, err := r.imap.Deliver("INBOX", []byte(raw), time.Now()); err != nil {
		r.t.Fatal(err)
	}
	r.until(fmt.Sprintf("%q is sent to %s", question, to), func() bool { return r.got(to, fmt.Sprintf("Nummer %d", r.mails)) })
}

// got says whether a letter to somebody holds a text.
func (r *running) got(to, text string) bool {
	for _, m := range r.smtp.Messages() {
		if m.To == to && (strings.Contains(r.letter(to).Text, text) || bytes.Contains(m.Raw, []byte(text))) {
			return true
		}
	}
	return false
}

func (r *running) end() {
	r.t.Helper()
	if err := r.process.Process.Signal(syscall.SIGTERM); err != nil {
		r.t.Fatal(err)
	}
	if err := r.process.Wait(); err != nil {
		r.t.Errorf("told to stop it ends with %v", err)
	}
}

const (
	inForce1 = "the changed configuration is in force"
	refused1 = "the old one stays in force"
	schools  = "\n[[administration]]\nid = \"BUF\"\nname = \"Børne- og Ungdomsforvaltningen\"\naddress = \"svar@buf.example\"\nkeywords = [\"skole*^2\"]\n"
)

// F50, SIGHUP of F04: the next mail is filed by the changed rules; a broken
// change leaves the old ones in force, and their owner gets a mail.
func TestProgramRulesChangeWhileItRuns(t *testing.T) {
	r := startDaemon(t, func(c string) string {
		return strings.Replace(c, "[clerk]", "[clerk]\nrules_owner = \"regler@koebing.example\"", 1)
	})
	r.asks("Hvornår bliver cykelstien færdig?", "svar@tmf.example")

	first := r.configuration()
	r.write("new", first+schools)
	if err := os.Rename(filepath.Join(r.dir, "new"), filepath.Join(r.dir, "config.toml")); err != nil {
		t.Fatal(err)
	}
	r.said(inForce1, 1)
	r.asks("Hvor mange elever går der i skolen?", "svar@buf.example")

	broken := first + strings.Replace(schools, "skole*^2", "sk*le*^viel", 1)
	r.write("config.toml", broken)
	r.said(refused1, 1)
	r.until("the owner of the rules is told", func() bool { return r.got("regler@koebing.example", "config.toml:") })
	if text := r.letter("regler@koebing.example").Text; !strings.Contains(text, "administration[1].keywords[0]") {
		t.Errorf("the owner reads:\n%s", text)
	}
	r.asks("Hvornår får skolen et nyt tag?", "svar@buf.example")

	for n := range 2 { // the same content, asked for again: refused again, and told once
		if err := r.process.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		r.said(refused1, n+2)
	}
	r.write("config.toml", strings.Replace(first+schools, "@every 1s", "@every 2s", 1)+"\n[[administration]]\nid = \"KFF\"\nname = \"Kultur\"\naddress = \"svar@kff.example\"\nkeywords = [\"bibliotek*\"]\n")
	if err := r.process.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	r.said(inForce1, 2)
	r.said("keys=clerk.poll", 1)
	r.asks("Hvornår åbner biblioteket?", "svar@kff.example")
	r.end()
	told := 0
	for _, m := range r.smtp.Messages() {
		if m.To == "regler@koebing.example" {
			told++
		}
	}
	if told != 1 {
		t.Errorf("the owner was told %d times of one broken content", told)
	}
	if versions := r.versions(); len(versions) != 4 || versions[0] == versions[1] || versions[1] != versions[2] || versions[2] == versions[3] {
		t.Errorf("the questions were decided by the rules %q", versions)
	}
}

// versions are the rules that decided each question, as the register has it.
func (r *running) versions() (all []string) {
	r.t.Helper()
	reg, err := register.Open(r.t.Context(), register.Config{Path: filepath.Join(r.dir, "inquiryd.db"), MustExist: true})
	if err != nil {
		r.t.Fatal(err)
	}
	defer reg.Close()
	err = reg.View(r.t.Context(), func(tx *register.Tx) error {
		for n := range r.mails {
			c, err := tx.Case(r.t.Context(), caseThisYear(n+1))
			if err != nil {
				return err
			}
			questions, err := tx.Questions(r.t.Context(), c.ID)
			if err != nil {
				return err
			}
			var d classify.Decision
			if err := json.Unmarshal(questions[0].Decision, &d); err != nil {
				return err
			}
			all = append(all, d.Rules)
		}
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return all
}

// F51: an administration is taken out of the configuration while its case is
// open: a person is told, and the officials there can no longer answer.
func TestProgramAdministrationIsRemovedWhileItRuns(t *testing.T) {
	r := startDaemon(t, func(c string) string { return c + schools })
	r.asks("Hvornår bliver cykelstien færdig?", "svar@tmf.example")
	forwarding := r.letter("svar@tmf.example")
	c := r.configuration()
	from, to := strings.Index(c, "[[administration]]"), strings.Index(c, "[[member]]")
	r.write("config.toml", c[:from]+c[to:])
	r.said(inForce1, 1)
	answer := reply(posted{mail: forwarding}, "Lone Vang", "svar@tmf.example", "Den er færdig i juni.", time.Now())
	if _, err := r.imap.Deliver("INBOX", answer, time.Now()); err != nil {
		t.Fatal(err)
	}
	r.said("outcomes=map[", 2)
	r.end()
	for _, m := range r.smtp.Messages() {
		if m.To == "anna.holm@medlem.example" && bytes.Contains(m.Raw, []byte("Besvarelse")) {
			t.Error("an answer of somebody who answers no longer was sent")
		}
	}
	list, err := exec.Command("inquiryd", "task", "list", "-c", filepath.Join(r.dir, "config.toml")).CombinedOutput()
	if err != nil || !bytes.Contains(list, []byte("mail")) {
		t.Errorf("nobody is told: %v\n%s", err, list)
	}
}

// F51: a member is taken off the roster while their case is open: they can ask
// no longer, and what they asked before is still answered to them.
func TestProgramMemberIsRemovedWhileItRuns(t *testing.T) {
	r := startDaemon(t)
	r.asks("Hvornår bliver cykelstien færdig?", "svar@tmf.example")
	r.write("config.toml", strings.ReplaceAll(strings.ReplaceAll(r.configuration(), "anna.holm", "bo.krogh"), "Anna Holm", "Bo Krogh"))
	r.said(inForce1, 1)
	letters := len(r.smtp.Messages())
	if _, err := r.imap.Deliver("INBOX", fmt.Appendf(nil, question, "late"), time.Now()); err != nil {
		t.Fatal(err)
	}
	r.said("ignored:1", 1)
	for _, m := range r.smtp.Messages()[letters:] {
		if m.To != "fordeler@koebing.example" {
			t.Errorf("a letter went to %s", m.To)
		}
	}
	answer := reply(posted{mail: r.letter("svar@tmf.example")}, "Lone Vang", "svar@tmf.example", "Den er færdig i juni.", time.Now())
	if _, err := r.imap.Deliver("INBOX", answer, time.Now()); err != nil {
		t.Fatal(err)
	}
	r.until("the answer is sent", func() bool { return r.got("anna.holm@medlem.example", "Den er færdig i juni.") })
	r.end()
}
