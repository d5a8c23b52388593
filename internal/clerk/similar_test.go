package clerk_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// asks files a question of a member.
func (o *office) asks(n int, from, text string) {
	o.t.Helper()
	o.deliver(o.fill(fmt.Sprintf("From: %s@medlem.example\nTo: %s\nSubject: Spørgsmål\nMessage-ID: <lig-%d@medlem.example>\nContent-Type: text/plain; charset=utf-8\n\n%s\n",
		from, mailbox, n, text)))
	o.round()
}

// answers answers the newest case.
func (o *office) answers(text string) {
	o.t.Helper()
	o.deliver(o.fill("From: ole@tmf.kk.example\nTo: {{reply \"forwarding\"}}\nSubject: Svar\nIn-Reply-To: {{id \"forwarding\"}}\nMessage-ID: " +
		fmt.Sprintf("<svar-%d@tmf.kk.example>", len(o.letters())) + "\nContent-Type: text/plain; charset=utf-8\n\n" + text + "\n"))
	o.round()
}

// similarOf is the last forwarding, and the files with letters in it.
func (o *office) similarOf() (text string, files map[string][]byte) {
	o.t.Helper()
	l, m := o.last(notify.Forwarding)
	files = map[string][]byte{}
	for _, a := range m.Attachments {
		if strings.HasPrefix(a.Name, "2026-") {
			files[a.Name] = a.Content
		}
	}
	return l.Text, files
}

// The letters by which similar questions were answered travel along as they
// were sent, but for confidential ones, and without identity numbers.
func TestForwardingsBringEarlierLetters(t *testing.T) {
	o := newOffice(t)
	o.asks(1, "anna.holm", "Hvornår bliver cykelstien på Amagerbrogade lavet færdig?")
	o.answers("Cykelstien er færdig i juni.\n\nDet siger entreprenøren, og forvaltningen holder øje.")
	answer, _ := o.last(notify.Answer)
	o.asks(2, "bo.krogh", "Hvornår er cykelstien på Amagerbrogade færdig, og hvad koster den?")
	text, files := o.similarOf()
	if len(files) != 1 || !bytes.Equal(files["2026-0001.pdf"], answer.PDF) || len(answer.PDF) == 0 {
		t.Errorf("files %d, %d bytes", len(files), len(files["2026-0001.pdf"]))
	}
	if !strings.Contains(text, "Hele svaret er vedhæftet: 2026-0001.pdf") {
		t.Errorf("not named:\n%s", text)
	}
	o.answers("Den koster 3 mio. kr. Borgeren 010190-1234 har spurgt om det samme.")
	o.deliver(o.fill("From: ole@tmf.kk.example\nTo: {{reply \"returned\"}}\nSubject: Svar\nIn-Reply-To: {{id \"returned\"}}\nMessage-ID: <ok@tmf.kk.example>\n\nOK\n"))
	o.round()
	o.asks(3, "bo.krogh", "Hvad koster cykelstien på Amagerbrogade, og hvornår er den færdig?")
	text, files = o.similarOf()
	if len(files) != 2 || !bytes.Contains(files["2026-0002.txt"], []byte("Borgeren [CPR] har")) || strings.Contains(text, "010190") {
		t.Errorf("%d files: %s\n%s", len(files), files["2026-0002.txt"], text)
	}
	o.must(o.desk.Set(t.Context(), "2026-0001", clerk.Fields{Access: "confidential"}, "cli x"))
	o.asks(4, "bo.krogh", "Hvornår er cykelstien på Amagerbrogade færdig?")
	text, files = o.similarOf()
	if _, ok := files["2026-0001.pdf"]; ok || strings.Contains(text, "entreprenøren") || !strings.Contains(text, "Svaret er fortroligt") {
		t.Errorf("a confidential answer is shown:\n%s", text)
	}
	if mail := o.letters(); len(mail) > 0 {
		for _, l := range mail {
			if l.Kind == string(notify.Forwarding) && l.Recipient != "svar@tmf.kk.example" {
				t.Errorf("to %s", l.Recipient)
			}
		}
	}
	o.verify()
}

// What a forwarding of another case shows of an erased one is gone from the
// register with it; the rest of that forwarding stays.
func TestAnErasedCaseIsInNoForwarding(t *testing.T) {
	folder := t.TempDir()
	o := newOfficeOn(t, register.Config{Path: filepath.Join(folder, "r.db")})
	o.asks(1, "anna.holm", "Hvornår bliver cykelstien ved Blomsterkrattet lavet færdig?")
	o.answers("Cykelstien ved Blomsterkrattet er færdig i juni.")
	o.asks(2, "bo.krogh", "Hvornår bliver cykelstien ved Rosenhaven lavet færdig?")
	before, m := o.last(notify.Forwarding)
	if !bytes.Contains([]byte(before.Text), []byte("Blomsterkrattet")) || len(m.Attachments) != 3 {
		t.Fatalf("the test shows nothing: %d files\n%s", len(m.Attachments), before.Text)
	}
	if _, err := o.desk.Erase(t.Context(), "2026-0001", "tidsfrist", "cli x"); err != nil {
		t.Fatal(err)
	}
	if left(t, folder, "blomsterkrattet") {
		t.Error("something of the case is left on the disk")
	}
	after := o.letter(before.ID)
	mail := intake.Parse(after.Raw, intake.Limits{})
	names := make([]string, 0, 2)
	for _, a := range mail.Attachments {
		names = append(names, a.Name)
	}
	slices.Sort(names)
	if !strings.Contains(mail.Text, "Rosenhaven") || strings.Contains(mail.Text+after.Text+mail.HTML, "2026-0001") || after.MessageID != before.MessageID ||
		strings.Join(names, " ") != "Frist 2026-0002.ics original.eml" {
		t.Errorf("what is left: %q\n%s", names, mail.Text)
	}
	o.must(o.reg.View(t.Context(), func(tx *register.Tx) error { return tx.VerifyEvents(t.Context(), "2026-0002") }))
}

// The first mails of a backlog get earlier questions like theirs too.
func TestABacklogSeesEarlierQuestions(t *testing.T) {
	o := newOffice(t)
	o.asks(1, "anna.holm", "Hvornår bliver cykelstien på Amagerbrogade lavet færdig?")
	o.answers("Cykelstien er færdig i juni.")
	const mails = 80
	for n := range mails {
		o.deliver(o.fill(fmt.Sprintf("From: bo.krogh@medlem.example\nTo: %s\nSubject: Spørgsmål %d\nMessage-ID: <bunke-%d@medlem.example>\nContent-Type: text/plain; charset=utf-8\n\nHvornår er cykelstien på Amagerbrogade færdig?\n", mailbox, n, n)))
	}
	o.round()
	with, all := 0, 0
	for _, l := range o.letters() {
		if l.Kind == string(notify.Forwarding) && l.Case != "2026-0001" {
			all++
			if strings.Contains(l.Text, "SPØRGSMÅL, DER LIGNER") {
				with++
			}
		}
	}
	if all != mails || with < 64 || with >= mails {
		t.Errorf("%d of %d forwardings show an earlier question", with, all)
	}
	o.view(func(ctx context.Context, tx *register.Tx) error {
		quoting, err := tx.Quoting(ctx, "2026-0001")
		if len(quoting) == 0 {
			t.Error("none is noted")
		}
		return err
	})
}

// Earlier letters that a mail program sends back with the reply do not go to the
// member; a file of the official's own does, whatever its name.
func TestEarlierLettersDoNotGoAlong(t *testing.T) {
	o := newOffice(t)
	o.asks(1, "bo.krogh", "Hvornår bliver cykelstien på Amagerbrogade lavet færdig?")
	o.answers("Cykelstien er færdig i juni.")
	o.asks(2, "anna.holm", "Hvornår er cykelstien på Amagerbrogade færdig?")
	_, files := o.similarOf()
	part := func(name string, content []byte) string {
		return "--m\nContent-Type: application/pdf; name=" + name + "\nContent-Disposition: attachment; filename=" + name +
			"\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString(content) + "\n"
	}
	o.deliver(o.fill("From: ole@tmf.kk.example\nTo: {{reply \"forwarding\"}}\nSubject: Svar\nIn-Reply-To: {{id \"forwarding\"}}\nMessage-ID: <igen@tmf.kk.example>\n" +
		"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: text/plain; charset=utf-8\n\nCykelstien er klar i juli.\n" +
		part("2026-0001.pdf", files["2026-0001.pdf"]) + part("2026-0002.pdf", []byte("%PDF-1.4 plan")) + "--m--\n"))
	o.round()
	_, m := o.last(notify.Answer)
	var names []string
	for _, a := range m.Attachments {
		names = append(names, a.Name)
	}
	if l, _ := o.last(notify.Answer); l.Case != "2026-0002" || slices.Contains(names, "2026-0001.pdf") || !slices.Contains(names, "2026-0002.pdf") {
		t.Errorf("case %s has %q", l.Case, names)
	}
	if l, _ := o.last(notify.Received); strings.Contains(l.Text, "2026-0001.pdf") {
		t.Errorf("the receipt names it:\n%s", l.Text)
	}
}
