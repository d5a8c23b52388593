package clerk_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// No answer waits for a command that prints none: it goes with the built-in PDF,
// the case tells so, and a person is told once until the command works again.
func TestAnAnswerDoesNotWaitForItsPrinter(t *testing.T) {
	printer := filepath.Join(t.TempDir(), "printer")
	script := func(body string) {
		if err := os.WriteFile(printer, []byte("#!/bin/sh\n"+body+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	o := newOffice(t, func(c *clerk.Options) {
		var err error
		c.Writer, err = notify.NewWriter(notify.Config{Language: "da", From: notify.Address{Address: mailbox}, PDFCommand: []string{printer}})
		if err != nil {
			t.Fatal(err)
		}
	})
	n := 0
	answered := func(body string, builtIn bool) {
		t.Helper()
		n++
		script(body)
		o.asks(n, "anna.holm", "Hvornår bliver cykelstien færdig?")
		o.answers("Den bliver færdig i juni.")
		l, _ := o.last(notify.Answer)
		if !strings.HasSuffix(l.Key, "/answer/1") || len(o.tasks("")) == 0 && builtIn {
			t.Errorf("%s, tasks %q", l.Key, o.tasks(""))
		}
		if is := !strings.Contains(string(l.PDF), "own"); is != builtIn || !strings.HasPrefix(string(l.PDF), "%PDF-") {
			t.Errorf("%s: built in %v, want %v", l.Key, is, builtIn)
		}
		o.view(func(ctx context.Context, tx *register.Tx) error {
			events, err := tx.Events(ctx, l.Case)
			told := slices.ContainsFunc(events, func(e register.Event) bool { return e.What == "built-in PDF" })
			if told != builtIn {
				t.Errorf("%s: its events tell of the built-in PDF: %v, want %v", l.Key, told, builtIn)
			}
			return err
		})
	}
	const fails = "cat >&2; exit 3"
	answered(fails, true)
	answered(fails, true)
	o.wantTasks("built-in PDF", 1)
	o.wantTasks("juni", 0) // what the command says may be the letter
	answered("printf '%%PDF-1.7 own %%%%EOF'", false)
	answered("exit 4", true)
	o.wantTasks("built-in PDF", 2)
	if answers := o.kinds()["answer"]; answers != 4 || o.outcomes()["stuck"] != 0 {
		t.Errorf("%d answers, outcomes %v", answers, o.outcomes())
	}
	o.verify()
}

// printing is a writer whose letters a shell prints, by a script with arguments.
func printing(t *testing.T, script string, arguments ...string) *notify.Writer {
	t.Helper()
	w, err := notify.NewWriter(notify.Config{Language: "da", From: notify.Address{Address: mailbox}, Zone: copenhagen,
		PDFCommand: append([]string{"/bin/sh", "-c", script, "sh"}, arguments...)})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// While an answer is being printed other mails are filed and acknowledged, in the
// same mailbox too, and letters go out. The official was told what becomes of the
// answer, and what does not change it does nothing. Two daemons that print it at the
// same time write it once.
func TestFilingGoesOnWhileAnAnswerIsPrinted(t *testing.T) {
	for name, change := range map[string]func(*clerk.Options){"sent at once": func(*clerk.Options) {}, "approved": approved} {
		dir := t.TempDir()
		started, enough := filepath.Join(dir, "started"), filepath.Join(dir, "enough")
		if err := syscall.Mkfifo(started, 0o600); err != nil {
			t.Fatal(err)
		}
		begun, err := os.OpenFile(started, os.O_RDWR, 0) // for writing too, so that no printer waits for a reader
		if err != nil {
			t.Fatal(err)
		}
		defer begun.Close()
		o := newOfficeOn(t, register.Config{Path: filepath.Join(dir, "register.db")}, change, func(c *clerk.Options) {
			c.Writer = printing(t, `echo >"$1"; until [ -e "$2" ]; do sleep 0.02; done; printf '%%PDF-1.7 own %%%%EOF'`, started, enough)
		})
		filed := func() {
			t.Helper()
			_, err := o.desk.Poll(t.Context())
			o.must(err)
			o.post()
		}
		o.deliver(ask(1))
		filed()
		o.replies("ole.vang@tmf.kk.example", "forwarding", "Den bliver færdig i juni.")
		filed()
		another, err := clerk.New(o.options)
		o.must(err)
		printed := make(chan error, 2)
		for _, desk := range []*clerk.Desk{o.desk, another} {
			go func() {
				_, err := desk.PrintDue(t.Context())
				printed <- err
			}()
		}
		o.must(begun.SetReadDeadline(time.Now().Add(time.Minute)))
		_, err = begun.Read(make([]byte, 1))
		o.must(err)
		o.deliver(o.fill("From: bo.krogh@medlem.example\nTo: " + mailbox + "\nSubject: Skolen\nMessage-ID: <skole@medlem.example>\n\nHvornår åbner skolen?\n"))
		o.replies("ole.vang@tmf.kk.example", "forwarding", "status")
		filed()
		if l, _ := o.last(notify.Acknowledgement); l.Recipient != "bo.krogh@medlem.example" {
			t.Errorf("%s: the last acknowledgement went to %s", name, l.Recipient)
		}
		receipt, _ := o.last(notify.Received)
		state, _ := o.last(notify.Confirmation)
		if !strings.Contains(state.Text, "ikke sendt endnu") {
			t.Errorf("%s: asked how it stands, the official is told\n%s", name, state.Text)
		}
		if waits := strings.Contains(receipt.Text, "godkend"); waits != (name == "approved") {
			t.Errorf("%s: the official is told\n%s", name, receipt.Text)
		}
		if n := o.kinds(); n["answer"]+n["approval"] != 0 {
			t.Errorf("%s: letters %v while it is printed", name, n)
		}
		o.must(os.WriteFile(enough, nil, 0o600))
		o.must(errors.Join(<-printed, <-printed))
		o.post()
		if name == "approved" {
			o.replies("mette@ledelse.example", "approval", "Godkend")
			filed()
		}
		if l, _ := o.last(notify.Answer); !strings.Contains(string(l.PDF), "own") || o.kinds()["answer"] != 1 {
			t.Errorf("%s: %d answers, the last with a PDF of %d bytes", name, o.kinds()["answer"], len(l.PDF))
		}
		o.verify()
	}
}

// What an official changes while the answer is being printed goes out as it was
// changed, once; and the letter that was being printed does not.
func TestAnAnswerIsChangedWhileItIsPrinted(t *testing.T) {
	dir := t.TempDir()
	o := newOfficeOn(t, register.Config{Path: filepath.Join(dir, "register.db")}, func(c *clerk.Options) {
		c.Writer = printing(t, `printf '%%PDF-1.7 '; grep -o 'i j[a-z]*'; printf '%%%%EOF'; echo run >>"$1"`, filepath.Join(dir, "runs"))
	})
	filed := func(from, text string) {
		t.Helper()
		o.replies(from, "forwarding", text)
		_, err := o.desk.Poll(t.Context())
		o.must(err)
		o.post()
		o.clock.Add(time.Minute)
	}
	o.deliver(ask(1))
	o.round()
	filed("ole.vang@tmf.kk.example", "Den bliver færdig i juni.")
	filed("ib@tmf.kk.example", "Svar 1: Den bliver færdig i juli.")
	for range 2 {
		_, err := o.desk.PrintDue(t.Context())
		o.must(err)
		o.post()
	}
	l, _ := o.last(notify.Answer)
	if !strings.Contains(l.Text, "i juli") || !strings.Contains(string(l.PDF), "i juli") || o.kinds()["answer"] != 1 {
		t.Errorf("%d answers, the last one\n%s", o.kinds()["answer"], l.Text)
	}
	if runs, err := os.ReadFile(filepath.Join(dir, "runs")); err != nil || string(runs) != "run\n" {
		t.Errorf("%v: printed %q", err, runs)
	}
	o.verify()
}

// An answer that cannot be written holds up no other. After some tries a person is
// told, and it goes when its template was mended.
func TestAnAnswerThatCannotBeWritten(t *testing.T) {
	const print = "printf '%%PDF-1.7 own %%%%EOF'"
	o := newOffice(t, func(c *clerk.Options) {
		c.Config.Tries = 2
		c.Writer = brokenWriter(t, notify.Answer, "Cykelsti nr. 4", "/bin/sh", "-c", print)
	})
	for n := 3; n <= 5; n++ {
		o.deliver(ask(n))
		o.round()
		o.answers("Den bliver færdig i juni.")
	}
	o.round()
	o.wantTasks("its answer letter could not be written in 2 tries", 1)
	if n := o.kinds()["answer"]; n != 2 {
		t.Errorf("%d answers, want those of the other two", n)
	}
	o.reopenWith(func(c *clerk.Options) { c.Writer = printing(t, print) })
	o.round()
	if n := o.kinds()["answer"]; n != 2 {
		t.Errorf("%d answers: it is tried without a pause", n)
	}
	o.clock.Add(time.Hour)
	o.round()
	if n := o.kinds()["answer"]; n != 3 {
		t.Errorf("%d answers, want all", n)
	}
	o.wantTasks("its answer letter could not be written", 1)
	o.verify()
}
