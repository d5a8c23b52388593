package clerk_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"inquiryd/internal/clerk"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/register"
)

// accepted keeps letters that the outgoing server took.
func (o *office) accepted(letters int) {
	o.t.Helper()
	ctx := o.t.Context()
	o.must(o.reg.Update(ctx, func(tx *register.Tx) error {
		for n := range letters {
			raw := fmt.Appendf(nil, "Subject: %d\r\nMessage-ID: <c%d@kk.example>\r\n\r\nHej\r\n", n, n)
			l := register.Letter{Key: fmt.Sprint("copy", n), Kind: "notice", Recipient: "fordeler@kk.example", MessageID: fmt.Sprintf("c%d@kk.example", n),
				Role: "registrar", Raw: raw, Due: o.clock.Now(), WrittenAt: o.clock.Now()}
			if _, err := tx.AddLetter(ctx, &l); err != nil {
				return err
			}
			if err := tx.LetterAccepted(ctx, l.ID, o.clock.Now(), "taken"); err != nil {
				return err
			}
		}
		return nil
	}))
}

// sentCopies are the letters in the folder of sent mail, by UID.
func (o *office) sentCopies() (all []string) {
	o.t.Helper()
	sent, err := o.imap.Messages(o.t.Context(), "Sendt")
	o.must(err)
	for _, m := range sent {
		all = append(all, strings.TrimPrefix(o.letterOf(m.Raw).Key, "copy"))
	}
	return all
}

// Where the server marks no folder of sent mail, or another one, the named one has
// the copies, and is read when the register is lost.
func TestCopiesGoToTheNamedFolder(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) { c.Intake.SentFolder = "Kopier" })
	o.accepted(3)
	if copied, err := o.desk.CopySent(t.Context()); copied != 3 || err != nil {
		t.Errorf("copied %d, %v", copied, err)
	}
	if n := len(o.sentCopies()); n != 0 {
		t.Errorf("%d copies in the folder that is marked", n)
	}
	named, err := o.imap.Messages(t.Context(), "Kopier")
	if err != nil || len(named) != 3 {
		t.Errorf("%d copies in the named folder, %v", len(named), err)
	}
}

// A connection that breaks costs a few copies that are made twice, and no letter
// its copy: the rest is copied over another one, in the order of writing.
func TestCopiesOverABrokenConnection(t *testing.T) {
	o := newOffice(t)
	const letters = 130
	o.accepted(letters)
	var tried atomic.Int32
	o.imap.SetFail(func(step, _ string) error {
		if step == "APPEND" && tried.Add(1) == 70 {
			return mailtest.ErrClose
		}
		return nil
	})
	if copied, err := o.desk.CopySent(t.Context()); err != nil || copied != letters {
		t.Errorf("copied %d letters, %v", copied, err)
	}
	seen, next := map[string]bool{}, 0
	for _, letter := range o.sentCopies() {
		if !seen[letter] && letter != fmt.Sprint(next) {
			t.Errorf("letter %s was copied before letter %d", letter, next)
		}
		if !seen[letter] {
			next++
		}
		seen[letter] = true
	}
	if len(seen) != letters {
		t.Errorf("%d of %d letters have a copy", len(seen), letters)
	}
	if doubled := len(o.sentCopies()) - letters; doubled > 16 {
		t.Errorf("%d letters were copied twice", doubled)
	}
	if copied, err := o.desk.CopySent(t.Context()); err != nil || copied != 0 {
		t.Errorf("copied %d letters once more, %v", copied, err)
	}
}

// A letter that the server does not take keeps no other from its copy, and is
// tried again after an hour.
func TestALetterThatCannotBeCopied(t *testing.T) {
	o := newOffice(t)
	o.accepted(5)
	var tried atomic.Int32
	o.imap.SetFail(func(step, _ string) error {
		if step != "APPEND" {
			return nil
		}
		if n := tried.Add(1); n == 3 || n == 6 { // the third letter, and when it is tried by itself
			return &imap.Error{Type: imap.StatusResponseTypeNo, Text: "not this one"}
		}
		return nil
	})
	for i, step := range []struct {
		after        time.Duration
		copied, made int
	}{{0, 4, 6}, {time.Minute, 0, 6}, {time.Hour, 1, 7}, {0, 0, 7}} {
		o.clock.Add(step.after)
		copied, err := o.desk.CopySent(t.Context())
		if err != nil || copied != step.copied || int(tried.Load()) != step.made {
			t.Errorf("call %d: copied %d letters by %d tries, %v; want %d by %d", i, copied, tried.Load(), err, step.copied, step.made)
		}
	}
	if all := o.sentCopies(); !slices.Equal(all, []string{"0", "1", "3", "4", "2"}) {
		t.Errorf("the folder holds %q", all)
	}
}

// A folder of sent mail that takes nothing, for days, is left alone for longer each
// time, up to an hour, and the log says so once; when it takes letters again all
// get their copy.
func TestAFolderOfSentMailThatTakesNothing(t *testing.T) {
	for name, refusal := range map[string]error{
		"NO [OVERQUOTA]": mailtest.No("OVERQUOTA", "full"),
		"NO [TRYCREATE]": mailtest.No("TRYCREATE", "no such folder"),
		"BAD":            &imap.Error{Type: imap.StatusResponseTypeBad, Text: "no"},
		"BYE":            &imap.Error{Type: imap.StatusResponseTypeBye, Text: "no"},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			o := newOffice(t, func(c *clerk.Options) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
			const letters = 300
			o.accepted(letters)
			var tried atomic.Int32
			o.imap.SetFail(func(step, _ string) error {
				if step != "APPEND" {
					return nil
				}
				tried.Add(1)
				return refusal
			})
			before := o.imap.Connections()
			pass := func(long time.Duration) {
				t.Helper()
				for range long / time.Minute {
					if copied, err := o.desk.CopySent(t.Context()); copied != 0 || err != nil && name != "BYE" {
						t.Fatalf("copied %d letters, %v", copied, err)
					}
					o.clock.Add(time.Minute)
				}
			}
			pass(6 * time.Hour)
			if dialled := o.imap.Connections() - before; dialled > 20 || tried.Load() > 200 {
				t.Errorf("in six hours there were %d connections and %d tries", dialled, tried.Load())
			}
			if name == "BYE" { // a connection that breaks says nothing of the folder
				return
			}
			if n := strings.Count(log.String(), "level=WARN"); n != 1 {
				t.Errorf("the log warns %d times:\n%s", n, log.String())
			}
			o.view(func(ctx context.Context, tx *register.Tx) error {
				m, err := tx.Measure(ctx, o.clock.Now())
				if len(m.Hindered) != 1 || m.Hindered[0].Folder != "Sendt" {
					t.Errorf("the register says %+v", m.Hindered)
				}
				return err
			})
			o.imap.SetFail(nil)
			copied := 0
			for range 61 {
				n, err := o.desk.CopySent(t.Context())
				o.must(err)
				copied += n
				o.clock.Add(time.Minute)
			}
			if copied != letters {
				t.Errorf("%d of %d letters were copied then", copied, letters)
			}
			o.view(func(ctx context.Context, tx *register.Tx) error {
				m, err := tx.Measure(ctx, o.clock.Now())
				if len(m.Hindered) != 0 {
					t.Errorf("the register still says %+v", m.Hindered)
				}
				return err
			})
		})
	}
}
