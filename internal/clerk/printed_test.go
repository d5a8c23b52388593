package clerk_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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
