package clerk_test

import (
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// ownMailbox gives an office another mailbox, for which the clerk begins anew.
func (o *office) ownMailbox(options mailtest.IMAPOptions) {
	o.t.Helper()
	var err error
	o.imap, err = mailtest.StartIMAP(options)
	o.must(err)
	o.t.Cleanup(func() { o.imap.Close() })
	o.reopenWith(func(c *clerk.Options) {
		c.Intake.IMAP = intake.IMAPConfig{Address: o.imap.Addr(), TLS: "none", Username: o.imap.User(), PasswordFile: c.Intake.IMAP.PasswordFile}
	})
}

// F27: the server does not move, with MOVE and without it. The mail is filed and
// answered once, stays where it is, and is moved when the server lets it: at
// once where only the folder was missing, since somebody removed it while the
// daemon had it in its hands.
func TestAServerThatDoesNotMove(t *testing.T) {
	for _, command := range []string{"MOVE", "COPY"} {
		for _, code := range []string{"folder removed", "TRYCREATE", "NONEXISTENT", "OVERQUOTA", "CANNOT", ""} {
			t.Run(filepath.Join(command, code), func(t *testing.T) {
				t.Parallel()
				o := newOffice(t)
				o.ownMailbox(mailtest.IMAPOptions{WithoutMove: command == "COPY"})
				o.deliver(ask(1))
				o.round()
				atOnce := code == "folder removed" || code == "TRYCREATE" || code == "NONEXISTENT"
				var times atomic.Int32
				o.imap.SetFail(func(step, _ string) error {
					switch {
					case step != command || times.Add(1) > 1 && atOnce:
						return nil
					case code == "folder removed":
						return o.imap.DeleteMailbox("Filed")
					}
					return mailtest.No(code, "not now")
				})
				o.deliver(ask(2))
				o.round()
				if n := o.count("INBOX"); !atOnce && n != 1 || atOnce && n != 0 {
					t.Errorf("%d mails are in INBOX", n)
				}
				o.imap.SetFail(nil)
				o.round()
				want := 2
				if code == "folder removed" { // the first mail went with it
					want = 1
				}
				if n := o.count("Filed"); n != want {
					t.Errorf("%d mails are in Filed, want %d", n, want)
				}
				if n := o.kinds()[string(notify.Acknowledgement)]; n != 2 || o.outcomes()[register.Filed] != 2 {
					t.Errorf("%d acknowledgements, %v", n, o.outcomes())
				}
				o.verify()
			})
		}
	}
}

// F27: a server without MOVE copies the mail and then does not let us remove it.
// It is copied once, however often the mailbox is read.
func TestACopyWhoseOriginalCannotBeRemoved(t *testing.T) {
	for _, command := range []string{"STORE", "EXPUNGE"} {
		t.Run(command, func(t *testing.T) {
			o := newOffice(t)
			o.ownMailbox(mailtest.IMAPOptions{WithoutMove: true})
			o.imap.SetFail(func(step, _ string) error {
				if step == command {
					return mailtest.No("NOPERM", "you may not")
				}
				return nil
			})
			o.deliver(ask(1))
			for range 4 {
				o.round()
				o.clock.Add(time.Minute)
			}
			if inbox, filed := o.count("INBOX"), o.count("Filed"); inbox != 1 || filed != 1 {
				t.Errorf("%d mails are in INBOX and %d in Filed, want one in each", inbox, filed)
			}
			if n := o.kinds()[string(notify.Acknowledgement)]; n != 1 {
				t.Errorf("%d acknowledgements", n)
			}
		})
	}
}
