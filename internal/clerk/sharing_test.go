package clerk_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/outbox"
	"inquiryd/internal/poll"
	"inquiryd/internal/presence"
	"inquiryd/internal/register"
)

// must2 fails unless what returns two values succeeds.
func must2(o *office) func(_ any, err error) {
	return func(_ any, err error) {
		o.t.Helper()
		o.must(err)
	}
}

// Correctness rests on unique keys alone: two daemons that poll the same
// mailbox at the same time, with the lease taken from both again and again,
// file each mail once, in numbers without gaps, and acknowledge it once.
func TestTwoDaemonsAtOneMailbox(t *testing.T) {
	o := newOfficeOn(t, onPostgres(t), func(o *clerk.Options) {
		o.Holder, o.PostAtOnce, o.Now = "one", true, time.Now
		o.Config.MaxSameSubject, o.Config.MaxAcknowledgements = 1000, 1000
	})
	second := o.options
	second.Holder = "two"
	other, err := clerk.New(second)
	o.must(err)
	must2(o)(o.desk.Poll(t.Context())) // the first start
	const mails = 40
	for n := range mails {
		raw := fmt.Sprintf("From: Anna Holm <anna.holm@medlem.example>\r\nTo: %s\r\nSubject: Cykelsti %d\r\nMessage-ID: <s%d@medlem.example>\r\n\r\nHvornår bliver cykelsti nummer %d færdig?\r\n", mailbox, n, n, n)
		_, err := o.imap.Deliver("INBOX", []byte(raw), time.Now())
		o.must(err)
	}
	ctx, enough := context.WithCancel(t.Context())
	var thief, g sync.WaitGroup
	thief.Go(func() {
		for ctx.Err() == nil {
			_ = o.reg.Update(ctx, func(tx *register.Tx) error {
				for _, holder := range []string{"one", "two"} {
					if _, err := tx.Lease(ctx, "poll INBOX", holder, time.Now(), time.Now()); err != nil {
						return err
					}
				}
				return nil
			})
		}
	})
	polled := make([]poll.Polled, 2)
	for i, d := range []*clerk.Desk{o.desk, other} {
		g.Go(func() {
			for range 3 { // a transaction that met the other's is done again
				p, err := d.Poll(t.Context())
				if err != nil {
					t.Log(err)
				}
				polled[i].Seen += p.Seen
				if _, err := d.PostDue(t.Context()); err != nil {
					t.Log(err)
				}
			}
		})
	}
	g.Wait()
	enough()
	thief.Wait()
	o.must(other.Leave(t.Context()))
	must2(o)(o.desk.Poll(t.Context()))
	must2(o)(o.desk.PostDue(t.Context()))
	t.Logf("one took in %d mails, the other %d", polled[0].Seen, polled[1].Seen)
	numbers, acknowledged := map[string]bool{}, map[string]int{}
	o.must(o.reg.View(t.Context(), func(tx *register.Tx) error {
		cases, err := tx.Cases(t.Context(), register.CaseFilter{})
		for _, c := range cases {
			numbers[c.Number] = true
		}
		return err
	}))
	for n := range mails {
		if number := fmt.Sprintf("%d-%04d", time.Now().Year(), n+1); !numbers[number] {
			t.Errorf("there is no case %s", number)
		}
	}
	if len(numbers) != mails {
		t.Errorf("%d cases for %d mails", len(numbers), mails)
	}
	for _, m := range o.smtp.Messages() {
		acknowledged[m.To]++
	}
	if acknowledged["anna.holm@medlem.example"] != mails || acknowledged["svar@tmf.kk.example"] != mails {
		t.Errorf("letters: %v, want %d of each", acknowledged, mails)
	}
	if left, err := o.imap.Messages(t.Context(), "INBOX"); err != nil || len(left) > 0 {
		t.Errorf("%d mails are left: %v", len(left), err)
	}
}

// What a daemon claimed that shows itself no more is posted by another within
// a minute, and not by the first when it wakes up.
func TestAbsentDaemon(t *testing.T) {
	o := newOfficeOn(t, onPostgres(t), func(o *clerk.Options) { o.Holder = "one" })
	second := o.options
	second.Holder = "two"
	other, err := clerk.New(second)
	o.must(err)
	ctx := t.Context()
	must2(o)(o.desk.Present(ctx))
	o.must(o.reg.Update(ctx, func(tx *register.Tx) error {
		l := register.Letter{Key: "a", Kind: "notice", Recipient: "fordeler@kk.example", Sender: mailbox, MessageID: "a@kk.example", Role: "registrar",
			Raw: []byte("Subject: Hej\r\n\r\nHej\r\n"), Due: o.clock.Now(), WrittenAt: o.clock.Now()}
		if _, err := tx.AddLetter(ctx, &l); err != nil {
			return err
		}
		claimed, err := tx.ClaimLetters(ctx, "one", o.clock.Now(), 15*time.Minute, 5)
		if len(claimed) != 1 {
			t.Errorf("%d letters were claimed", len(claimed))
		}
		return err
	}))
	o.clock.Add(50 * time.Second)
	if n, err := other.Present(ctx); n != 0 || err != nil {
		t.Errorf("while the first is there: %d letters, %v", n, err)
	}
	o.clock.Add(15 * time.Second)
	if n, err := other.Present(ctx); n != 1 || err != nil {
		t.Errorf("when it is gone: %d letters, %v", n, err)
	}
	p, err := other.PostDue(ctx)
	if p.Accepted != 1 || err != nil {
		t.Errorf("posted %+v, %v", p, err)
	}
	o.must(other.Leave(ctx))
	if n, err := o.desk.Present(ctx); n != 0 || err != nil {
		t.Errorf("back again: %d letters, %v", n, err)
	}
}

// What a daemon had claimed when it was away for too long, and did not begin to
// post, it posts no more, since others may have it, also when it has shown itself
// meanwhile. It is due again at once: it need not wait until the claim ends.
func TestWhatAnAbsentDaemonDidNotBeginIsDue(t *testing.T) {
	for name, shown := range map[string]bool{"away yet": false, "back again": true} {
		t.Run(name, func(t *testing.T) { absentWhilePosting(t, shown) })
	}
}

func absentWhilePosting(t *testing.T, shown bool) {
	const letters = 20
	o := newOfficeOn(t, onPostgres(t), func(o *clerk.Options) { o.Holder = "one" })
	ctx := t.Context()
	must2(o)(o.desk.Present(ctx))
	o.must(o.reg.Update(ctx, func(tx *register.Tx) error {
		for n := range letters {
			l := register.Letter{Key: fmt.Sprint(n), Kind: "notice", Recipient: "fordeler@kk.example", Sender: mailbox, MessageID: fmt.Sprintf("%d@kk.example", n),
				Role: "registrar", Raw: []byte("Subject: Hej\r\n\r\nHej\r\n"), Due: o.clock.Now(), WrittenAt: o.clock.Now()}
			if _, err := tx.AddLetter(ctx, &l); err != nil {
				return err
			}
		}
		return nil
	}))
	var once sync.Once
	o.smtp.SetFail(func(string, string) error {
		once.Do(func() {
			o.clock.Add(2 * time.Minute) // the machine stands still
			if !shown {
				return
			}
			if _, err := o.desk.Present(ctx); err != nil {
				t.Error(err)
			}
		})
		return nil
	})
	first, err := o.desk.PostDue(ctx)
	o.must(err)
	if first.Delayed == 0 {
		t.Fatalf("posted %+v though it was away", first)
	}
	must2(o)(o.desk.Present(ctx))
	second, err := o.desk.PostDue(ctx)
	o.must(err)
	if first.Accepted+second.Accepted != letters {
		t.Errorf("posted %+v, then %+v of %d", first, second, letters)
	}
}

// A daemon on a machine whose clock is wrong would take the others' leases for
// run out, and post what they are posting. It reads nothing and posts nothing,
// and says why, until the clock is right; also when it goes wrong in between.
func TestADaemonWithAWrongClockStandsBack(t *testing.T) {
	var wrong atomic.Int64
	o := newOfficeOn(t, onPostgres(t), func(o *clerk.Options) {
		o.CheckClock, o.Holder = true, "one"
		o.Now = func() time.Time { return time.Now().Add(time.Duration(wrong.Load())) }
	})
	ctx := t.Context()
	for n, off := range []time.Duration{2 * time.Minute, -2 * time.Minute, 24 * time.Hour} {
		_, err := o.imap.Deliver("INBOX", ask(n), time.Now())
		o.must(err)
		wrong.Store(int64(off))
		if _, err := o.desk.Present(ctx); !errors.Is(err, presence.ErrClock) {
			t.Errorf("%v off: %v", off, err)
		}
		if p, err := o.desk.Poll(ctx); !errors.Is(err, presence.ErrClock) || p.Seen != 0 {
			t.Errorf("%v off: %+v, %v", off, p, err)
		}
		if p, err := o.desk.PostDue(ctx); !errors.Is(err, presence.ErrClock) || p != (outbox.Posted{}) {
			t.Errorf("%v off: %+v, %v", off, p, err)
		}
		wrong.Store(0)
		must2(o)(o.desk.Poll(ctx))
		if n > 0 { // the first mail's letters are left for the time when the clock is wrong
			must2(o)(o.desk.PostDue(ctx))
		}
	}
	if got := len(o.smtp.Messages()); got != 6 {
		t.Errorf("%d letters for 3 mails", got)
	}
}

// A daemon that stands still may hold the locks of leases: one that ends beside
// it does not fail for that.
func TestLeavingDoesNotWaitForWhoStandsStill(t *testing.T) {
	o := newOfficeOn(t, onPostgres(t), func(o *clerk.Options) { o.Holder = "one" })
	must2(o)(o.desk.Present(t.Context()))
	held, thawed, frozen := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		frozen <- o.reg.Update(t.Context(), func(tx *register.Tx) error {
			_, err := tx.Lease(t.Context(), "poll INBOX", "two", o.clock.Now(), o.clock.Now().Add(time.Minute))
			close(held)
			<-thawed
			return err
		})
	}()
	<-held
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := o.desk.Leave(ctx); err != nil {
		t.Errorf("left with %v", err)
	}
	close(thawed)
	o.must(<-frozen)
	o.must(o.desk.Leave(t.Context()))
}
