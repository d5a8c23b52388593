package clerk_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/poll"
	"inquiryd/internal/register"
)

// hiding is a server in front of the office's that has mails and does not show
// some of them.
type hiding struct {
	mutex  sync.Mutex
	mails  []string        // by UID, from 1
	hidden map[string]bool // UIDs that no listing shows
	mute   map[string]bool // UIDs whose text is not sent either
	asked  int             // how often it was asked what it has
}

func (h *hiding) handle(l *mailtest.Lines) {
	l.Say("* OK ready")
	for {
		tag, name, rest, ok := l.Command()
		if !ok {
			return
		}
		h.mutex.Lock()
		switch name {
		case "CAPABILITY":
			l.Say("* CAPABILITY IMAP4rev1 UIDPLUS MOVE")
		case "SELECT":
			l.Say(fmt.Sprintf("* %d EXISTS", len(h.mails)), "* OK [UIDVALIDITY 7] ok", fmt.Sprintf("* OK [UIDNEXT %d] ok", len(h.mails)+1))
		case "UID SEARCH":
			h.asked++
			found := "* SEARCH"
			for n := range h.mails {
				found += fmt.Sprint(" ", n+1)
			}
			l.Say(found)
		case "UID FETCH":
			h.fetch(l, rest)
		}
		h.mutex.Unlock()
		l.Say(tag + " OK done")
	}
}

// fetch answers for all mails, whatever was asked: the client must sort that out.
func (h *hiding) fetch(l *mailtest.Lines, rest string) {
	for n, text := range h.mails {
		uid := fmt.Sprint(n + 1)
		switch {
		case strings.Contains(rest, "BODY") && !h.mute[uid] && strings.HasPrefix(rest, uid+" "):
			l.Say(fmt.Sprintf("* %s FETCH (UID %s BODY[] {%d}\r\n%s)", uid, uid, len(text), text))
		case !strings.Contains(rest, "BODY") && !h.hidden[uid]:
			l.Say(fmt.Sprintf("* %s FETCH (UID %s RFC822.SIZE %d INTERNALDATE \" 9-Mar-2026 10:00:00 +0100\")", uid, uid, len(text)))
		}
	}
}

func (h *hiding) set(change func()) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	change()
}

func newHiding(t *testing.T) (*office, *hiding) {
	t.Helper()
	h := &hiding{hidden: map[string]bool{}, mute: map[string]bool{}}
	script, err := mailtest.StartScript(h.handle)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { script.Close() })
	return newOffice(t, func(c *clerk.Options) {
		c.Intake.IMAP.Address = script.Addr()
		c.Config.KeepInPlace = true
	}), h
}

// times is how often it was asked what it has.
func (h *hiding) times() (n int) {
	h.set(func() { n = h.asked })
	return n
}

func (o *office) acknowledged() int { return o.kinds()["acknowledgement"] }

// A mail that a server shows only after others that came later, with a lower UID
// than theirs, is read all the same, once.
func TestAMailThatShowsUpLateIsRead(t *testing.T) {
	o, h := newHiding(t)
	h.set(func() { h.mails, h.hidden["2"] = []string{string(ask(1)), string(ask(2)), string(ask(3))}, true })
	o.round()
	if n := o.acknowledged(); n != 2 {
		t.Fatalf("%d of the two mails that are shown were acknowledged", n)
	}
	h.set(func() { h.hidden["2"] = false })
	o.round()
	if n := o.acknowledged(); n != 3 {
		t.Errorf("%d mails of three were acknowledged once the last was shown", n)
	}
	h.set(func() { h.asked = 0 })
	for range 10 {
		o.round()
	}
	if n := o.acknowledged(); n != 3 || h.times() > 0 {
		t.Errorf("%d acknowledgements after more rounds, in which it was asked %d times what is there", n, h.times())
	}
	o.clock.Add(time.Hour)
	o.round()
	if n := h.times(); n != 1 {
		t.Errorf("it was asked %d times what is there after an hour", n)
	}
}

// A mail that a server never lists is asked for after a while. One that it does
// not send either becomes a person's work, and stops no other.
func TestAMailThatIsNeverListed(t *testing.T) {
	for name, mute := range map[string]bool{"it is sent": false, "it is not": true} {
		t.Run(name, func(t *testing.T) {
			o, h := newHiding(t)
			h.set(func() { h.mails, h.hidden["1"], h.mute["1"] = []string{string(ask(1)), string(ask(2))}, true, mute })
			for range 30 { // minutes
				o.round()
			}
			want, tasks := 2, 0
			if mute {
				want, tasks = 1, 1
			}
			if n := o.acknowledged(); n != want {
				t.Errorf("%d acknowledgements, want %d", n, want)
			}
			o.view(func(ctx context.Context, tx *register.Tx) error {
				all, err := tx.Tasks(ctx, true)
				if len(all) != tasks || tasks > 0 && !strings.Contains(all[0].What, "UID 1 in INBOX cannot be taken in") {
					t.Errorf("tasks: %v", all)
				}
				return err
			})
		})
	}
}

// Mail that was left alone at the first start stays so, however often it is
// counted.
func TestMailLeftAloneIsNoStraggler(t *testing.T) {
	o, h := newHiding(t)
	o.options.Adopt = poll.Adopt{}
	var err error
	o.desk, err = clerk.New(o.options)
	o.must(err)
	h.set(func() { h.mails = []string{string(ask(1)), string(ask(2))} })
	for range 4 {
		o.round()
		o.clock.Add(2 * time.Hour)
	}
	h.set(func() { h.mails = append(h.mails, string(ask(3))) })
	o.round()
	if n := o.acknowledged(); n != 1 {
		t.Errorf("%d acknowledgements, want one for the new mail", n)
	}
}

// A mail that had no tries left is tried again once an hour, and filed when what
// kept it is over.
func TestAStuckMailIsTriedAgainEachHour(t *testing.T) {
	o, h := newHiding(t)
	h.set(func() { h.mails, h.mute["1"] = []string{string(ask(1))}, true })
	for range 20 { // minutes
		o.round()
	}
	tries := func() (tries int) {
		o.view(func(ctx context.Context, tx *register.Tx) error {
			lines, err := tx.Lines(ctx, register.LedgerFilter{Outcome: register.Stuck})
			for _, l := range lines {
				tries += l.Tries
			}
			return err
		})
		return tries
	}
	if n := tries(); n != 5 {
		t.Errorf("%d tries within the first minutes", n)
	}
	o.clock.Add(time.Hour)
	for range 10 {
		o.round()
	}
	if n := tries(); n != 6 {
		t.Errorf("%d tries after an hour", n)
	}
	h.set(func() { h.mute["1"] = false })
	o.clock.Add(time.Hour)
	o.round()
	if n := o.acknowledged(); n != 1 {
		t.Errorf("%d acknowledgements once the server sends the mail", n)
	}
}
