package clerk_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// A file with what looks like a CPR number goes to the member only when the
// official says so: a new answer without it takes it away.
func TestAFileWithACPRNumberIsReplacedOrConfirmed(t *testing.T) {
	for second, want := range map[string]bool{"OK": true, "Cykelstien er færdig i juni, uden liste.": false} {
		o := newOffice(t)
		o.deliver(ask(1))
		o.round()
		o.deliver(o.fill("From: ole.vang@tmf.kk.example\nTo: {{reply \"forwarding\"}}\nSubject: SV: svar\nIn-Reply-To: {{id \"forwarding\"}}\n" +
			"Message-ID: <fil@post.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=delt\n\n" +
			"--delt\nContent-Type: text/plain; charset=utf-8\n\nCykelstien er færdig i juni.\n" +
			"--delt\nContent-Type: text/csv\nContent-Disposition: attachment; filename=liste.csv\n\nnavn;020290-2345\n--delt--\n"))
		o.round()
		if o.kinds()[string(notify.Answer)] != 0 {
			t.Fatal("the answer went out unseen")
		}
		o.reply("ole.vang@tmf.kk.example", "returned", second)
		sent, m := o.last(notify.Answer)
		found := false
		for _, a := range m.Attachments {
			found = found || a.Name == "liste.csv" && strings.Contains(string(a.Content), "2345")
		}
		if found != want {
			t.Errorf("after %q the letter %s has the file: %v", second, sent.Key, found)
		}
	}
}

// sendsFile answers the first case with a file.
func (o *office) sendsFile(name string, content []byte) {
	o.t.Helper()
	o.deliver(o.fill("From: ole.vang@tmf.kk.example\nTo: {{reply \"forwarding\"}}\nSubject: SV: svar\nIn-Reply-To: {{id \"forwarding\"}}\n" +
		"Message-ID: <" + name + "@post.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=delt\n\n" +
		"--delt\nContent-Type: text/plain; charset=utf-8\n\nCykelstien er færdig i juni.\n" +
		"--delt\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=" + name + "\nContent-Transfer-Encoding: base64\n\n" +
		base64.StdEncoding.EncodeToString(content) + "\n--delt--\n"))
	o.round()
}

// Documents are looked into, PDFs by the command; who sent what could not be
// looked into, and who approves it, is told.
func TestAttachedDocumentsAreLookedInto(t *testing.T) {
	var docx bytes.Buffer
	w := zip.NewWriter(&docx)
	for name, text := range map[string]string{"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:p><w:t>Borger 020290-2345</w:t></w:p>"} {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	command := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(command, []byte("#!/bin/sh\necho Borger 020290-2345\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file    string
		content []byte
		change  func(*clerk.Options)
		held    bool
		tells   notify.Kind
	}{
		"document":        {"notat.docx", docx.Bytes(), func(*clerk.Options) {}, true, ""},
		"PDF, read":       {"plan.pdf", []byte("%PDF-1.4"), func(o *clerk.Options) { o.Config.PDFTextCommand = []string{command} }, true, ""},
		"PDF, not read":   {"plan.pdf", []byte("%PDF-1.4"), func(*clerk.Options) {}, false, notify.Received},
		"to be approved":  {"plan.pdf", []byte("%PDF-1.4"), approved, false, notify.Approval},
		"half a document": {"notat.docx", docx.Bytes()[:60], func(*clerk.Options) {}, false, notify.Received},
	} {
		o := newOffice(t, c.change)
		o.deliver(ask(1))
		o.round()
		o.sendsFile(c.file, c.content)
		if held := o.kinds()[string(notify.Returned)] == 1; held != c.held {
			t.Errorf("%s: held %v; letters %v", name, held, o.kinds())
		}
		if c.tells == "" {
			continue
		}
		if l, _ := o.last(c.tells); !strings.Contains(l.Text, "ikke læst") || !strings.Contains(l.Text, c.file) {
			t.Errorf("%s: nobody is told:\n%s", name, l.Text)
		}
	}
}

// F58: the command that reads PDFs hangs. It is asked once for all files of a mail
// and of those that follow, and a person is told once.
func TestACommandThatHangsReadsNoMorePDFs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	command, runs := filepath.Join(dir, "text"), filepath.Join(dir, "runs")
	if err := os.WriteFile(command, []byte("#!/bin/sh\necho run >>"+runs+"\nsleep 1000\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	o := newOffice(t, func(o *clerk.Options) { o.Config.PDFTextCommand = []string{command} })
	o.deliver(ask(1))
	o.round()
	for n := range 3 {
		o.sendsFile(fmt.Sprintf("plan%d.pdf", n), []byte("%PDF-1.4"))
	}
	if all, err := os.ReadFile(runs); err != nil || string(all) != "run\n" {
		t.Errorf("%v: it ran so often: %q", err, all)
	}
	o.view(func(ctx context.Context, tx *register.Tx) error {
		tasks, err := tx.Tasks(ctx, true)
		hangs := slices.DeleteFunc(tasks, func(t register.Task) bool { return !strings.Contains(t.What, "pdf_text_command hangs") })
		if len(hangs) != 1 || !strings.Contains(hangs[0].What, "longer than 20s") {
			t.Errorf("tasks: %+v", hangs)
		}
		return err
	})
}
