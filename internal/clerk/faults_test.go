package clerk_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// F13: the clock jumps between two rounds and comes back. Deadlines count from
// the arrival that the mail server noted, every letter goes out once, and none
// is left for the day that the clock once showed.
func TestTheClockJumps(t *testing.T) {
	start := time.Date(2026, 3, 9, 10, 0, 0, 0, copenhagen)
	for name, wrong := range map[string]time.Time{
		"an hour ahead":   start.Add(time.Hour),
		"an hour back":    start.Add(-time.Hour),
		"a day ahead":     start.AddDate(0, 0, 1),
		"a day back":      start.AddDate(0, 0, -1),
		"ten years ahead": start.AddDate(10, 0, 0),
		"to 1970":         time.Unix(0, 0),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			deliver := func(n int, at time.Time) {
				_, err := o.imap.Deliver("INBOX", ask(n), at)
				o.must(err)
			}
			deliver(1, start)
			o.round()
			o.clock.set(wrong)
			o.smtp.SetFail(func(step, arg string) error { // what is written now must wait
				if step == "rcpt" {
					return mailtest.Reply(451, "4.3.0 later")
				}
				return nil
			})
			deliver(2, start.Add(time.Minute))
			o.round()
			o.clock.set(start.Add(time.Hour))
			o.smtp.SetFail(nil)
			deliver(3, start.Add(2*time.Minute))
			for range 5 {
				o.round()
				o.clock.Add(5 * time.Hour)
			}
			ids := map[string]int{}
			for _, m := range o.smtp.Messages() {
				ids[o.letterOf(m.Raw).MessageID]++
			}
			if len(ids) != 6 || len(o.smtp.Messages()) != 6 {
				t.Errorf("%d letters were sent, %d different, want 6", len(o.smtp.Messages()), len(ids))
			}
			for _, c := range o.cases() {
				if due := c.Due.In(copenhagen).Format(time.DateOnly); due != "2026-03-23" {
					t.Errorf("case %s is due %s", c.Number, due)
				}
			}
			o.verify()
		})
	}
}

// F13: a case has the year of the place where the council sits.
func TestTheYearOfANumberIsThePlaces(t *testing.T) {
	o := newOffice(t)
	o.clock.set(time.Date(2026, 12, 31, 22, 58, 0, 0, time.UTC)) // 23:58 in Copenhagen
	for n := range 4 {
		o.deliver(ask(n))
		o.round() // and a minute passes
	}
	var numbers []string
	for _, c := range o.cases() {
		numbers = append(numbers, c.Number)
	}
	slices.Sort(numbers)
	if want := []string{"2026-0001", "2026-0002", "2027-0001", "2027-0002"}; !slices.Equal(numbers, want) {
		t.Errorf("numbers %q, want %q", numbers, want)
	}
}

// F24: the mailbox is given new UIDs while half of its mail is filed and not
// yet moved.
func TestUIDValidityChangesHalfWay(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) { c.Config.MaxSameSubject, c.Config.MaxAcknowledgements = 100, 100 })
	const mails = 60 // more than are fetched by one command
	for n := range mails {
		o.deliver(ask(n))
	}
	first := true
	o.imap.SetFail(func(step, arg string) error {
		if step != "FETCH" || strings.Contains(arg, "*") { // the listing
			return nil
		}
		if first {
			first = false
			return nil
		}
		return mailtest.ErrClose
	})
	if _, err := o.desk.Poll(t.Context()); err == nil {
		t.Fatal("the break was not noticed")
	}
	o.imap.SetFail(nil)
	filed := o.outcomes()[register.Filed]
	if filed == 0 || filed == mails {
		t.Fatalf("%d mails were filed before the break", filed)
	}
	o.must(o.imap.Renumber(t.Context(), "INBOX"))
	o.round()
	o.round()
	if kinds := o.kinds(); kinds[string(notify.Acknowledgement)] != mails || len(o.cases()) != mails {
		t.Errorf("%d cases, letters %v", len(o.cases()), kinds)
	}
	o.verify()
}

// F25: the same mail twice, by another alias, and without a Message-ID; and
// other mail under the same Message-ID.
func TestCopiesAreOneInquiry(t *testing.T) {
	o := newOffice(t)
	without := bytes.Replace(ask(1), []byte("Message-ID: <ask-1@post.example>\r\n"), nil, 1)
	for range 2 {
		o.deliver(ask(2))
		o.deliver(without)
	}
	o.deliver(append([]byte("Delivered-To: alias@kk.example\r\nReceived: from a.example by b.example; Mon, 09 Mar 2026 10:00:09 +0100\r\n"), ask(2)...))
	o.deliver(bytes.Replace(ask(3), []byte("ask-3@"), []byte("ask-2@"), 1))
	o.round()
	if got := o.outcomes(); got[register.Filed] != 3 || got[register.Ignored] != 3 || len(o.cases()) != 3 || o.kinds()[string(notify.Acknowledgement)] != 3 {
		t.Errorf("outcomes %v, %d cases, letters %v", got, len(o.cases()), o.kinds())
	}
	o.verify()
}

// F26: another client removes a mail between the listing and the fetch, and
// another between the commit and the move.
func TestMailIsRemovedUnderOurFeet(t *testing.T) {
	for _, at := range []string{"FETCH", "MOVE"} {
		t.Run(at, func(t *testing.T) {
			o := newOffice(t)
			for n := range 3 {
				o.deliver(ask(n))
			}
			once := true
			o.imap.SetFail(func(step, arg string) error {
				if step == at && once && (at == "MOVE" || arg == "1:3") {
					once = false
					return o.imap.Expunge(context.Background(), "INBOX", 2)
				}
				return nil
			})
			o.round()
			o.round()
			want := map[string]int{"FETCH": 2, "MOVE": 3}[at]
			if once || o.outcomes()[register.Filed] != want || len(o.cases()) != want || o.count("Filed") != 2 {
				t.Errorf("outcomes %v, %d cases, %d mails in Filed; was removed: %v", o.outcomes(), len(o.cases()), o.count("Filed"), !once)
			}
			o.verify()
		})
	}
}

// F27: the folder of filed mail is removed between two rounds.
func TestTheFolderIsRemoved(t *testing.T) {
	o := newOffice(t)
	o.deliver(ask(1))
	o.round()
	o.must(o.imap.DeleteMailbox("Filed"))
	o.deliver(ask(2))
	o.round()
	if n := o.count("Filed"); n != 1 || len(o.cases()) != 2 {
		t.Errorf("%d mails in Filed, %d cases", n, len(o.cases()))
	}
	o.verify()
}

// F30, F32: the outgoing server refuses at a step, for a while or for good. For
// a while, each letter arrives once when that is over; for good, a person is
// told and the case stays as it is.
func TestRefusalsOfTheOutgoingServer(t *testing.T) {
	for _, step := range []string{"greeting", "ehlo", "mail", "rcpt", "data", "dot"} {
		for _, code := range []int{421, 550} {
			t.Run(fmt.Sprint(step, " ", code), func(t *testing.T) {
				t.Parallel()
				o := newOffice(t)
				o.smtp.SetFail(func(at, _ string) error {
					if at == step {
						return mailtest.Reply(code, "refused")
					}
					return nil
				})
				o.deliver(ask(1))
				o.round()
				o.clock.Add(10 * time.Minute)
				o.round()
				o.smtp.SetFail(nil)
				for range 3 {
					o.clock.Add(time.Hour)
					o.round()
				}
				final := code >= 500 && step != "greeting" && step != "ehlo"
				if n := len(o.smtp.Messages()); !final && n != 2 {
					t.Errorf("%d letters arrived, want 2", n)
				}
				o.view(func(ctx context.Context, tx *register.Tx) error {
					tasks, err := tx.Tasks(ctx, true)
					if told := len(tasks) > 0; told != final {
						t.Errorf("tasks: %v", tasks)
					}
					return err
				})
				if c := o.cases(); len(c) != 1 || c[0].State != register.StateOpen {
					t.Errorf("cases: %v", c)
				}
				o.verify()
			})
		}
	}
}

// F35: a notice that a letter is delayed is no bounce, and neither gets an
// acknowledgement.
func TestADelayIsNoBounce(t *testing.T) {
	o := newOffice(t)
	o.deliver(ask(1))
	o.round()
	report := func(action, status string) {
		o.deliver(o.fill("From: MAILER-DAEMON@post.example\nTo: {{reply \"acknowledgement\"}}\nSubject: Delivery\nMessage-ID: <" + action + "@post.example>\n" +
			"MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nAbout your mail.\n\n" +
			"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; post.example\n\nFinal-Recipient: rfc822; anna.holm@medlem.example\nAction: " + action + "\nStatus: " + status + "\n\n" +
			"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {{id \"acknowledgement\"}}\n\n--b--\n"))
		o.round()
	}
	report("delayed", "4.4.1")
	if l, _ := o.last(notify.Acknowledgement); l.Status != register.Accepted {
		t.Errorf("after a delay the acknowledgement is %s", l.Status)
	}
	report("failed", "5.1.1")
	if l, _ := o.last(notify.Acknowledgement); l.Status != register.Bounced {
		t.Errorf("after a bounce the acknowledgement is %s", l.Status)
	}
	if kinds := o.kinds(); kinds[string(notify.Acknowledgement)] != 1 || kinds[string(notify.Notice)] != 1 {
		t.Errorf("letters: %v", kinds)
	}
	o.verify()
}

// F52: each mail that is made to break its reader stands between good ones.
func TestPoisonStopsNoOther(t *testing.T) {
	nest := strings.Repeat("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", 500)
	poison := [][]byte{
		{}, {0}, []byte("\r\n"), []byte("\r\n\r\n"), bytes.Repeat([]byte{0xff}, 5000), bytes.Repeat([]byte{0}, 5000),
		[]byte("From: anna.holm@medlem.example\r\nMIME-Version: 1.0\r\n" + nest),
		[]byte("From: anna.holm@medlem.example\r\n" + strings.Repeat("X: y\r\n", 20000) + "\r\n"),
		[]byte("From: anna.holm@medlem.example\r\nSubject: " + strings.Repeat("=?utf-8?q?=F0=9F", 5000) + "\r\n\r\nx"),
		[]byte("From: " + strings.Repeat("a@b.example,", 20000) + "\r\n\r\nx"),
		[]byte("From: anna.holm@medlem.example\r\nReferences: " + strings.Repeat("<a@b> ", 20000) + "\r\n\r\nHvornår er cykelstien færdig?"),
		[]byte("From: anna.holm@medlem.example\r\nContent-Type: text/html\r\n\r\n" + strings.Repeat("<div><table><b>", 20000)),
		[]byte("From: anna.holm@medlem.example\r\nContent-Type: text/plain; charset=\"utf-7\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + strings.Repeat("=", 9999)),
		[]byte("From: anna.holm@medlem.example\r\nContent-Type: text/plain\r\n\r\n" + strings.Repeat("1) ?\r\n", 20000)),
	}
	o := newOffice(t)
	for n, raw := range poison {
		o.deliver(ask(n))
		o.deliver(raw)
	}
	o.deliver(ask(len(poison)))
	o.round()
	o.round()
	good := 0
	for _, c := range o.cases() {
		if strings.HasPrefix(c.Subject, "Cykelsti nr. ") && c.State == register.StateOpen {
			good++
		}
	}
	if good != len(poison)+1 {
		t.Errorf("%d good mails of %d were filed", good, len(poison)+1)
	}
	all := 0
	for _, n := range o.outcomes() {
		all += n
	}
	if want := 2*len(poison) + 1; all != want {
		t.Errorf("%d ledger lines for %d mails: %v", all, want, o.outcomes())
	}
	o.verify()
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// F24: the server was put back from a copy of its files and gives numbers anew
// under the old UIDVALIDITY. A person is told, once; with a new UIDVALIDITY the
// mail that came under them is filed.
func TestAMailboxThatWasSetBackIsTold(t *testing.T) {
	o := newOffice(t)
	o.deliver(ask(1))
	o.round()
	o.must(o.reg.Update(t.Context(), func(tx *register.Tx) error { // as if more had come and gone
		s, err := tx.Mailbox(t.Context(), "INBOX")
		if err != nil {
			return err
		}
		s.LastUID = 1000
		return tx.SetMailbox(t.Context(), s)
	}))
	o.deliver(ask(2))
	o.round()
	o.round()
	o.view(func(ctx context.Context, tx *register.Tx) error {
		tasks, err := tx.Tasks(ctx, true)
		if len(tasks) != 1 || !strings.Contains(tasks[0].What, "was set back on its server") {
			t.Errorf("tasks: %+v", tasks)
		}
		return err
	})
	o.must(o.imap.Renumber(t.Context(), "INBOX"))
	o.round()
	if n := len(o.cases()); n != 2 {
		t.Errorf("%d cases of two mails", n)
	}
	o.verify()
}

// F30: a server that takes no connections, or says 421, is tried with a few letters
// each time, and not with all that wait; when it takes mail again each goes out once.
func TestAServerThatWantsNoMailIsNotStormed(t *testing.T) {
	for _, step := range []string{"greeting", "mail", "rcpt", "data", "dot"} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, func(c *clerk.Options) { c.Config.MaxSameSubject, c.Config.MaxAcknowledgements = 1000, 1000 })
			const letters = 80
			for n := range letters / 2 {
				o.deliver(ask(n))
			}
			o.smtp.SetFail(func(s, _ string) error {
				if s == step {
					return mailtest.Reply(421, "4.3.2 too many connections")
				}
				return nil
			})
			for range 60 {
				before := o.smtp.Connections()
				o.round()
				if n := o.smtp.Connections() - before; n > 16 {
					t.Fatalf("%d connections in one round", n)
				}
				o.clock.Add(time.Minute)
			}
			o.smtp.SetFail(nil)
			for range 120 {
				o.round()
				o.clock.Add(time.Minute)
			}
			ids := map[string]bool{}
			for _, m := range o.smtp.Messages() {
				ids[o.letterOf(m.Raw).MessageID] = true
			}
			if len(ids) != letters || len(o.smtp.Messages()) != letters {
				t.Errorf("%d letters were sent, %d different, want %d", len(o.smtp.Messages()), len(ids), letters)
			}
			o.verify()
		})
	}
}

// F13: a clock that jumps years ahead makes no case late: nobody is reminded, no head
// is told and no deadline moves, but a person hears of it once. With the right clock
// all goes on, also when no mail has come for long, and so it does with a mail that
// shows the clock to be right after a time in which the daemon stood still.
func TestAWrongClockRemindsNobody(t *testing.T) {
	const cases = 12
	o := newOffice(t, func(c *clerk.Options) {
		for i := range c.Administrations {
			c.Administrations[i].Head, c.Administrations[i].Superior = "chef@kk.example", "direktion@kk.example"
		}
	})
	for n := range cases {
		o.deliver(asking(n))
		o.round()
	}
	o.remind()
	dues := func() (all []string) {
		for _, c := range o.cases() {
			all = append(all, c.Due.Format(time.DateOnly))
		}
		return all
	}
	before, due := len(o.letters()), dues()
	for day := range 5 {
		for hour := 9; hour < 12; hour++ {
			o.clock.set(time.Date(2029, 3, 12+day, hour, 0, 0, 0, copenhagen))
			o.remind()
		}
	}
	if n := len(o.letters()) - before; n != 0 || !slices.Equal(dues(), due) {
		t.Errorf("%d letters about %d cases, deadlines %v", n, cases, dues())
	}
	o.wantTasks("nobody is reminded", 1)
	for day := 10; day < 100; day++ { // no mail comes for three months
		o.clock.set(time.Date(2026, 3, day, 10, 0, 0, 0, copenhagen))
		o.remind()
	}
	reminded := o.kinds()["reminder"]
	if reminded < cases {
		t.Errorf("%d reminders of %d cases by the right clock", reminded, cases)
	}
	o.clock.set(time.Date(2026, 9, 1, 10, 0, 0, 0, copenhagen)) // the daemon stood still all summer
	o.remind()
	if n := o.kinds()["reminder"]; n != reminded {
		t.Errorf("%d reminders more without a mail that shows the clock to be right", n-reminded)
	}
	o.wantTasks("nobody is reminded", 2)
	o.deliver(asking(cases))
	o.round()
	o.remind()
	if o.kinds()["reminder"] == reminded {
		t.Error("no reminders after a mail that shows the clock to be right")
	}
}
