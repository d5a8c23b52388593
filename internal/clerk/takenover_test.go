package clerk_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
)

// F12: a machine stands still in the middle of a round, for so long that another
// daemon takes the mailbox over. When it goes on, the round ends without an
// error and leaves everything to the other one, also its note of what it reads.
func TestARoundEndsWhenItsMailboxIsTakenOver(t *testing.T) {
	for name, nth := range map[string]int32{"while it lists": 1, "while it fetches": 2} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, func(o *clerk.Options) { o.Holder = "one" })
			second := o.options
			second.Holder = "two"
			other, err := clerk.New(second)
			o.must(err)
			for n := range 3 {
				o.deliver(ask(n))
			}
			ctx := context.WithoutCancel(t.Context())
			var fetches atomic.Int32
			o.imap.SetFail(func(step, _ string) error {
				if step != "FETCH" || fetches.Add(1) != nth {
					return nil
				}
				o.clock.Add(time.Minute)
				return o.reg.Update(ctx, func(tx *register.Tx) error {
					if ok, err := tx.Lease(ctx, "poll INBOX", "two", o.clock.Now(), o.clock.Now().Add(time.Minute)); !ok || err != nil {
						t.Errorf("the lease did not run out: %v", err)
					}
					return tx.SetNote(ctx, "reading INBOX", "1 7 2", o.clock.Now())
				})
			})
			p, err := o.desk.Poll(ctx)
			if err != nil || !p.Skipped || p.Seen != 0 || p.Moved != 0 {
				t.Errorf("%+v, %v", p, err)
			}
			o.imap.SetFail(nil)
			o.view(func(ctx context.Context, tx *register.Tx) error {
				note, _, err := tx.Note(ctx, "reading INBOX")
				if note != "1 7 2" {
					t.Errorf("the other one's note is %q", note)
				}
				return err
			})
			p, err = other.Poll(ctx)
			o.must(err)
			if p.Seen != 3 || p.Skipped || o.outcomes()[register.Filed] != 3 {
				t.Errorf("the other one: %+v", p)
			}
			o.verify()
		})
	}
}

// counted is an outgoing server that takes everything, the first letters at
// once.
type counted struct{ n atomic.Int32 }

func (c *counted) Post(context.Context, string, string, []byte) (string, error) {
	if c.n.Add(1) > 4 {
		time.Sleep(300 * time.Millisecond)
	}
	return "taken", nil
}

// When the register cannot note that letters were accepted no more of those that
// were claimed go out. As soon as it can that is made up for, and the others
// follow: none goes out twice.
func TestNoMoreIsPostedWhenNothingCanBeNoted(t *testing.T) {
	server := &counted{}
	place := filepath.Join(t.TempDir(), "register.db")
	o := newOfficeOn(t, register.Config{Path: place}, func(c *clerk.Options) { c.Config.NoSentCopies = true })
	o.reopenWith(func(c *clerk.Options) { c.Poster = server })
	for n := range 16 {
		o.deliver(ask(n))
	}
	o.poll()
	db, err := sql.Open("sqlite", place+"?_pragma=busy_timeout(5000)")
	o.must(err)
	defer db.Close()
	_, err = db.Exec("CREATE TRIGGER never BEFORE UPDATE OF sent_at ON letters BEGIN SELECT RAISE(ABORT, 'never'); END")
	o.must(err)
	if p, err := o.desk.PostDue(t.Context()); err == nil {
		t.Errorf("%+v without an error", p)
	}
	once := server.n.Load()
	if once > 16 {
		t.Errorf("%d letters were posted that could not be noted", once)
	}
	_, err = db.Exec("DROP TRIGGER never")
	o.must(err)
	if p, err := o.desk.PostDue(t.Context()); err != nil || int32(p.Accepted) != 32-once || server.n.Load() != 32 {
		t.Errorf("%+v, %v; %d letters in all", p, err, server.n.Load())
	}
}
