package clerk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// returned is a bounce of a letter; id is its Message-ID, when the bounce
// repeats it, and to the address that the letter was sent from.
func returned(n int, to, recipient, id string) []byte {
	headers := ""
	if id != "" {
		headers = "\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" + id + ">\r\nSubject: Brev\r\n"
	}
	return []byte(fmt.Sprintf("From: MAILER-DAEMON@post.example\r\nTo: %s\r\nSubject: Undelivered Mail Returned to Sender\r\nMessage-ID: <dsn%d@post.example>\r\n"+
		"Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"+
		"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; post.example\r\n\r\nFinal-Recipient: rfc822; %s\r\nAction: failed\r\nStatus: 5.1.1\r\n%s\r\n--b--\r\n",
		to, n, recipient, headers))
}

func (o *office) letter(id int64) (l register.Letter) {
	o.view(func(ctx context.Context, tx *register.Tx) (err error) {
		l, err = tx.Letter(ctx, id)
		return err
	})
	return l
}

// F35: a bounce finds its letter and case by the Message-ID that it repeats, or
// by the address that it comes back to and the recipient that it names; on the
// same day or weeks later, when the case is closed.
func TestABounceFindsItsLetter(t *testing.T) {
	for name, c := range map[string]struct {
		kind    notify.Kind
		to      func(l register.Letter) string // where the bounce goes
		id      func(l register.Letter) string
		later   time.Duration
		unknown bool
	}{
		"by the Message-ID":                        {kind: notify.Acknowledgement, to: func(register.Letter) string { return mailbox }, id: func(l register.Letter) string { return l.MessageID }},
		"by the address":                           {kind: notify.Acknowledgement, to: func(l register.Letter) string { return l.Sender }},
		"by the recipient among those of the case": {kind: notify.Forwarding, to: func(l register.Letter) string { return l.Sender }},
		"of the answer":                            {kind: notify.Answer, to: func(l register.Letter) string { return l.Sender }, id: func(l register.Letter) string { return l.MessageID }},
		"of the answer, weeks later":               {kind: notify.Answer, to: func(l register.Letter) string { return l.Sender }, later: 40 * 24 * time.Hour},
		"of a letter of unknown fate":              {kind: notify.Acknowledgement, to: func(l register.Letter) string { return l.Sender }, unknown: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.deliver(ask(1))
			if c.unknown {
				o.smtp.SetFail(func(step, _ string) error {
					if step == "dot" {
						return mailtest.ErrClose
					}
					return nil
				})
			}
			o.round()
			if c.kind == notify.Answer || c.kind == notify.Forwarding {
				o.deliver(o.fill("From: ole@tmf.kk.example\r\nTo: {{reply \"forwarding\"}}\r\nSubject: Svar\r\nMessage-ID: <s@tmf.kk.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDen bliver færdig i juni.\r\n"))
				o.round()
			}
			l, _ := o.last(c.kind)
			if c.unknown {
				o.smtp.SetFail(nil)
				if got := o.letter(l.ID); got.Status != register.Unknown {
					t.Fatalf("the letter is %s", got.Status)
				}
			}
			o.clock.Add(c.later)
			id := ""
			if c.id != nil {
				id = c.id(l)
			}
			o.deliver(returned(1, c.to(l), l.Recipient, id))
			o.round()
			if got := o.letter(l.ID); got.Status != register.Bounced {
				t.Errorf("the %s is %s", l.Kind, got.Status)
			}
			if tasks := o.tasks("did not arrive"); len(tasks) != 1 || !strings.Contains(tasks[0], string(c.kind)) {
				t.Errorf("tasks: %q", tasks)
			}
			for _, other := range o.letters() {
				if other.ID != l.ID && o.letter(other.ID).Status == register.Bounced {
					t.Errorf("the %s to %s is bounced too", other.Kind, other.Recipient)
				}
			}
			if n := o.capNotices("Et brev kom ikke frem"); n != 1 {
				t.Errorf("the registrar got %d notices", n)
			}
			o.verify()
		})
	}
}

// A refusal is a courtesy: one that cannot be delivered is nobody's work.
func TestARefusalThatIsRefusedIsNoWork(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) {
		c.Config.RefuseStrangers = true
		c.Intake.Auth = intake.AuthConfig{AuthservID: "mx.kk.example"}
	})
	o.refused = append(o.refused, "kim@borger.example")
	o.deliver(question("kim@borger.example", "Authentication-Results: mx.kk.example; dmarc=pass header.from=borger.example"))
	o.round()
	if tasks := o.tasks("did not arrive"); len(tasks) != 0 {
		t.Errorf("tasks: %q", tasks)
	}
	if n := len(o.smtp.Messages()); n != 1 {
		t.Errorf("%d letters went out, want the notice only", n)
	}
	if _, all := o.outcomes(), o.outcomes()[register.Ignored]; all != 1 {
		t.Errorf("outcomes %v", o.outcomes())
	}
}
