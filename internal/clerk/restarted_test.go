package clerk_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
	"inquiryd/internal/register/pgtest"
	"inquiryd/notify"
)

// After the database server was started anew nothing is posted before a daemon has
// held the register against the mailbox; that one has done it is enough for the
// others, which may have no mailbox to read.
func TestARestartedServerIsLookedAtOnce(t *testing.T) {
	server := pgtest.Own(t)
	o := newOfficeOn(t, register.Config{URL: server.URL}, func(o *clerk.Options) { o.Holder = "one" })
	second := o.options
	second.Holder = "two"
	other, err := clerk.New(second)
	o.must(err)
	ctx := t.Context()
	for _, d := range []*clerk.Desk{other, o.desk} {
		must2(o)(d.Poll(ctx))
		o.must(d.Leave(ctx))
	}
	due := func(key string) {
		o.must(o.reg.Update(ctx, func(tx *register.Tx) error {
			_, err := tx.AddLetter(ctx, &register.Letter{Key: key, Kind: string(notify.Notice), Recipient: "fordeler@kk.example", Sender: mailbox,
				MessageID: key + "@kk.example", Role: "registrar", Raw: []byte("Subject: Hej\r\n\r\nHej\r\n"), Due: o.clock.Now(), WrittenAt: o.clock.Now()})
			return err
		}))
	}
	posts := func(when string, want int) {
		t.Helper()
		if p, err := other.PostDue(ctx); p.Accepted != want || err != nil {
			t.Errorf("%s it posts %+v, %v; want %d", when, p, err, want)
		}
	}
	due("a")
	posts("before", 1)
	o.must(server.Crash(ctx))
	o.must(server.Again(ctx))
	o.reconnect()
	due("b")
	posts("while nobody has looked", 0)
	must2(o)(o.desk.Poll(ctx))
	due("c")
	posts("when another has looked", 2)
	must2(o)(other.Poll(ctx))
	posts("when all was posted", 0)
}

// A round in which the server was started anew files nothing: what it knows of the
// register may be over. The next one looks first.
func TestARoundEndsWhenTheServerChanges(t *testing.T) {
	server := pgtest.Own(t)
	o := newOfficeOn(t, register.Config{URL: server.URL})
	ctx := context.WithoutCancel(t.Context())
	must2(o)(o.desk.Poll(ctx))
	o.deliver(ask(1))
	var once sync.Once
	o.imap.SetFail(func(step, arg string) error {
		if step == "FETCH" && !strings.Contains(arg, "*") { // which only a listing has
			once.Do(func() {
				o.must(errors.Join(server.Crash(ctx), server.Again(ctx)))
				o.reconnect()
			})
		}
		return nil
	})
	if p, err := o.desk.Poll(ctx); !errors.Is(err, register.ErrAway) || p.Seen != 0 {
		t.Errorf("the round ended with %+v, %v", p, err)
	}
	must2(o)(o.desk.Poll(ctx))
	if filed := o.outcomes()[register.Filed]; filed != 1 {
		t.Errorf("the next round left %d mails filed, want 1", filed)
	}
}

// reconnect asks the register until a connection that did not break answers.
func (o *office) reconnect() {
	o.t.Helper()
	ctx := context.WithoutCancel(o.t.Context())
	var err error
	for range 10 {
		err = o.reg.View(ctx, func(tx *register.Tx) error { _, err := tx.Tasks(ctx, true); return err })
		if err == nil {
			return
		}
	}
	o.t.Errorf("no connection answers: %v", err)
}
