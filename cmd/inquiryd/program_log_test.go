package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"inquiryd/internal/mailtest"
)

// At the level Info, and above it, the log of a whole conversation holds no
// text, no name and no address of a mail, also when servers refuse and quote
// them.
func TestProgramLogHoldsNothingOfAMail(t *testing.T) {
	d := newService(t, "")
	var gone atomic.Bool // the member's mailbox
	d.smtp.SetFail(func(step, arg string) error {
		switch {
		case step == "rcpt" && strings.Contains(arg, "fordeler@"):
			return mailtest.Reply(451, "4.3.0 <fordeler@koebing.example>: Fordeleren sover, prøv igen")
		case step == "rcpt" && strings.Contains(arg, "anna") && gone.Load():
			return mailtest.Reply(550, "5.1.1 <anna.holm@medlem.example>: Anna Holm er ukendt her")
		}
		return nil
	})
	deliver := func(raw string) {
		t.Helper()
		if _, err := d.imap.Deliver("INBOX", []byte(strings.ReplaceAll(raw, "\n", "\r\n")), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	letters := func(n int) func() bool { return func() bool { return len(d.smtp.Messages()) >= n } }
	deliver(fmt.Sprintf(question, "1"))
	d.until("acknowledgement and forwarding", letters(2))
	deliver(string(reply(posted{mail: d.letter("svar@tmf.example")}, "Lone Vang", "svar@tmf.example", "Kanariekvidder: den er færdig i juni.", time.Now())))
	d.until("the answer", letters(3))
	gone.Store(true)
	mail := func(from, subject, fields, text string) {
		t.Helper()
		deliver(fmt.Sprintf("From: %s\nTo: council@koebing.example\nSubject: %s\n%sMessage-ID: <%d@kanarie.example>\nContent-Type: text/plain; charset=utf-8\n\n%s\n",
			from, subject, fields, time.Now().UnixNano(), text))
	}
	const member = "Anna Holm <anna.holm@medlem.example>"
	mail("Kim Kanarie <kim@kanarie.example>", "Kanariekvidder", "", "Hvornår kommer kanariefuglen?")                      // a stranger
	mail(member, "Kanariekvidder", "", "Hvad siger kanariefuglen?")                                                       // no rule knows it: the registrar's letter is refused for now
	mail(member, "Kanariekvidder", "Auto-Submitted: auto-replied\n", "Kanariefuglen er på ferie.")                        // a machine
	mail(member+", Kim Kanarie <kim@kanarie.example>", "Kanariekvidder", "", "Hvornår bliver cykelstien færdig?")         // two authors
	mail(member, "SV: Kanariekvidder 2026-0001", "In-Reply-To: <1@medlem.example>\n", "Og hvad koster kanariefuglen så?") // a follow-up
	deliver("\x00\xff kanariekvidder")
	bounced := d.letter("anna.holm@medlem.example")
	deliver("From: MAILER-DAEMON@kanarie.example\nTo: " + bounced.ReplyTo[0].Address + "\nSubject: Undelivered mail: Kanariekvidder\nReturn-Path: <>\n" +
		"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\nKanariefuglen Anna Holm tog den ikke.\n--x\nContent-Type: message/delivery-status\n\n" +
		"Reporting-MTA: dns; kanarie.example\n\nFinal-Recipient: rfc822; anna.holm@medlem.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 kanariekvidder\n\n--x\nContent-Type: text/rfc822-headers\n\n" +
		"Message-ID: <" + bounced.MessageID + ">\n\n--x--\n")
	d.until("all mails are settled", func() bool {
		lines, err := exec.Command("inquiryd", "ledger", "--json", "-c", filepath.Join(d.dir, "config.toml")).Output()
		return err == nil && strings.Count(string(lines), `"mail":`) == 9
	})
	d.until("letters are refused", func() bool {
		return strings.Contains(d.logged(), "the server says 451") && strings.Contains(d.logged(), "the server says 550")
	})
	d.imap.SetFail(func(step, _ string) error {
		if step == "FETCH" || step == "SELECT" {
			return mailtest.No("", "the mailbox is closed")
		}
		return nil
	})
	d.until("the mailbox is closed", func() bool { return strings.Contains(d.logged(), "level=ERROR") })
	d.stop()
	log := strings.ToLower(d.logged())
	for _, private := range []string{"kanarie", "anna", "holm", "medlem.example", "lone", "vang", "svar@", "tmf.example", "fordeler@", "cykelsti", "vestvejen", "juni", "sover", "ukendt her"} {
		for line := range strings.Lines(log) {
			if strings.Contains(line, private) {
				t.Errorf("the log says %q:\n%s", private, line)
				break
			}
		}
	}
}
