package clerk_test

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
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

// F27: a server says that it has moved mail, and has not. The mail is filed and
// answered once, and asked to be moved once.
func TestAServerThatSaysThatItMoves(t *testing.T) {
	o := newOffice(t)
	var moves atomic.Int32
	o.imap.SetFail(func(step, _ string) error {
		if step != "MOVE" {
			return nil
		}
		moves.Add(1)
		return mailtest.ErrPretend
	})
	o.deliver(ask(1))
	for range 150 { // longer than it takes until all is looked at again
		o.round()
		o.clock.Add(time.Minute)
	}
	if inbox, n := o.count("INBOX"), o.kinds()[string(notify.Acknowledgement)]; inbox != 1 || moves.Load() != 1 || n != 1 || o.outcomes()[register.Filed] != 1 {
		t.Errorf("%d mails in INBOX after %d moves, %d acknowledgements, %v", inbox, moves.Load(), n, o.outcomes())
	}
}

// F27: a folder that takes no mail for hours is told of in the log once, and when
// it is over; so long the register says it to whoever watches.
func TestAFolderThatTakesNothingIsToldOnce(t *testing.T) {
	var log bytes.Buffer
	o := newOffice(t, func(c *clerk.Options) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	hindered := func(want int) {
		t.Helper()
		o.view(func(ctx context.Context, tx *register.Tx) error {
			m, err := tx.Measure(ctx, o.clock.Now())
			if len(m.Hindered) != want || want > 0 && m.Hindered[0].Folder != "Filed" {
				t.Errorf("the register says %+v", m.Hindered)
			}
			return err
		})
	}
	o.imap.SetFail(func(step, _ string) error {
		if step == "MOVE" {
			return mailtest.No("OVERQUOTA", "full")
		}
		return nil
	})
	for n := range 200 {
		if n < 3 {
			o.deliver(ask(n))
		}
		o.round()
		o.clock.Add(time.Minute)
	}
	hindered(1)
	o.imap.SetFail(nil)
	for range 3 {
		o.round()
	}
	hindered(0)
	if n, over := strings.Count(log.String(), "level=WARN"), strings.Count(log.String(), "into its folders again"); n != 1 || over != 1 {
		t.Errorf("the log warns %d times, and tells %d times that it is over:\n%s", n, over, log.String())
	}
	if inbox, filed := o.count("INBOX"), o.count("Filed"); inbox != 0 || filed != 3 {
		t.Errorf("%d mails in INBOX, %d in Filed", inbox, filed)
	}
}
