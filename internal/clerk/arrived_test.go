package clerk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// F13: the clock of the mail server is wrong. No deadline lies where nobody looks,
// and none is over before the mail came.
func TestTheMailServersClockIsWrong(t *testing.T) {
	for name, at := range map[string]time.Time{
		"five years ahead": time.Date(2031, 3, 9, 10, 0, 0, 0, time.UTC),
		"in 9999":          time.Date(9999, 12, 31, 23, 0, 0, 0, time.UTC),
		"in 1970":          time.Unix(3600, 0),
		"a week ahead":     time.Date(2026, 3, 16, 10, 0, 0, 0, time.UTC),
		"an hour ahead":    time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC), // still the same day
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			_, err := o.imap.Deliver("INBOX", ask(1), at)
			o.must(err)
			o.round()
			o.remind()
			for _, c := range o.cases() {
				if due := c.Due.In(copenhagen).Format(time.DateOnly); due != "2026-03-23" || !strings.HasPrefix(c.Number, "2026-") {
					t.Errorf("case %s is due %s", c.Number, due)
				}
			}
			if kinds := o.kinds(); len(kinds) != 2 || kinds["acknowledgement"] != 1 || kinds["forwarding"] != 1 {
				t.Errorf("letters: %v", kinds)
			}
			o.verify()
		})
	}
}

// F35: a server that says again and again that one letter did not arrive makes one
// task and one notice.
func TestOneLetterThatBouncesAgainAndAgain(t *testing.T) {
	o := newOffice(t)
	o.deliver(ask(1))
	o.round()
	for n := range 40 {
		o.deliver(o.fill(fmt.Sprintf("From: MAILER-DAEMON@mx%d.example\r\nTo: %s\r\nSubject: Undelivered\r\nMessage-ID: <b%[1]d@mx.example>\r\nAuto-Submitted: auto-replied\r\n"+
			"Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n--B\r\n\r\nfailed\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n"+
			"Reporting-MTA: dns; mx%[1]d\r\n\r\nFinal-Recipient: rfc822; svar@tmf.kk.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"+
			"--B\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {{id \"forwarding\"}}\r\n\r\n--B--\r\n", n, mailbox)))
		o.round()
	}
	kinds := o.kinds()
	o.view(func(ctx context.Context, tx *register.Tx) error {
		tasks, err := tx.Tasks(ctx, true)
		if len(tasks) != 1 || kinds["notice"] != 1 {
			t.Errorf("%d tasks, letters: %v", len(tasks), kinds)
		}
		return err
	})
	o.verify()
}
