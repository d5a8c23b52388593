package clerk_test

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/outbox"
	"inquiryd/internal/poll"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

func atOnce(o *clerk.Options) {
	o.PostAtOnce = true
	o.Config.MaxSameSubject, o.Config.MaxAcknowledgements = 1000, 1000
}

func (o *office) poll() poll.Polled {
	o.t.Helper()
	p, err := o.desk.Poll(o.t.Context())
	o.must(err)
	return p
}

// Acknowledgements are with the outgoing server before the round ends, the
// other letters wait for PostDue, and nothing goes out twice. There are more
// mails than the courier has room for.
func TestAcknowledgementsGoOutWhileTheMailboxIsRead(t *testing.T) {
	const mails = 150
	o := newOffice(t, atOnce)
	for n := range mails {
		o.deliver(ask(n))
	}
	p := o.poll()
	sent := o.smtp.Messages()
	if len(sent) == 0 || p.Posted.Accepted != len(sent) || p.Seen != mails || o.outcomes()[register.Filed] != mails {
		t.Fatalf("%+v, %d letters at the server", p, len(sent))
	}
	for _, m := range sent {
		if l := o.letterOf(m.Raw); l.Kind != string(notify.Acknowledgement) || l.Status != register.Accepted || l.Attempts != 1 {
			t.Fatalf("%s is %s after %d attempts", l.Key, l.Status, l.Attempts)
		}
	}
	posted, err := o.desk.PostDue(t.Context())
	o.must(err)
	all := o.smtp.Messages()
	if posted.Accepted+p.Posted.Accepted != 2*mails || len(all) != 2*mails {
		t.Errorf("%d and %d letters were accepted, the server has %d", p.Posted.Accepted, posted.Accepted, len(all))
	}
	o.verify()
}

// A letter that the courier could not post is tried again later, as it is.
func TestWhatTheCourierCouldNotPost(t *testing.T) {
	for step, fail := range map[string]error{
		"mail": mailtest.Reply(451, "later"),
		"rcpt": mailtest.Reply(450, "later"),
		"dot":  mailtest.ErrClose,
	} {
		t.Run(step, func(t *testing.T) {
			o := newOffice(t, atOnce)
			o.deliver(ask(1))
			o.smtp.SetFail(func(s, _ string) error {
				if s == step {
					return fail
				}
				return nil
			})
			if p := o.poll(); p.Posted != (outbox.Posted{Delayed: 1}) {
				t.Fatalf("%+v", p.Posted)
			}
			o.smtp.SetFail(nil)
			o.clock.Add(time.Hour)
			_, err := o.desk.PostDue(t.Context())
			o.must(err)
			var copies [][]byte
			for _, m := range o.smtp.Messages() {
				if o.letterOf(m.Raw).Kind == string(notify.Acknowledgement) {
					copies = append(copies, m.Raw)
				}
			}
			want := map[string]int{"mail": 1, "rcpt": 1, "dot": 2}[step] // the server took it and did not say so
			if len(copies) != want || !bytes.Equal(copies[0], copies[len(copies)-1]) {
				t.Errorf("%d acknowledgements arrived, want %d alike", len(copies), want)
			}
			o.verify()
		})
	}
}

// A server in trouble is not tried with each letter while a mailbox waits to be
// read: what the courier did not begin with is due at once, and goes out once.
func TestTheCourierLeavesAServerInTrouble(t *testing.T) {
	const mails = 40
	o := newOffice(t, atOnce)
	for n := range mails {
		o.deliver(ask(n))
	}
	var tries atomic.Int32
	o.smtp.SetFail(func(s, _ string) error {
		if s == "mail" {
			tries.Add(1)
			return mailtest.Reply(451, "later")
		}
		return nil
	})
	p := o.poll()
	if n := int(tries.Load()); n < 1 || n > 8 || p.Posted != (outbox.Posted{Delayed: n}) || p.Seen != mails {
		t.Fatalf("%d letters were tried: %+v", n, p)
	}
	o.smtp.SetFail(nil)
	posted, err := o.desk.PostDue(t.Context())
	o.must(err)
	if want := 2*mails - int(tries.Load()); posted.Accepted != want {
		t.Errorf("%d letters went out at once, want %d", posted.Accepted, want)
	}
	o.clock.Add(time.Hour)
	_, err = o.desk.PostDue(t.Context())
	o.must(err)
	if n := len(o.smtp.Messages()); n != 2*mails {
		t.Errorf("the server has %d letters, want %d", n, 2*mails)
	}
	o.verify()
}

// A mail that cannot be filed is put on the stuck list, and the others of its
// group are filed as if it were not there: once, under numbers without gaps.
func TestOneOfAGroupCannotBeFiled(t *testing.T) {
	o := newOffice(t, atOnce, func(c *clerk.Options) {
		c.Config.Tries = 2
		c.Writer = brokenWriter(t, notify.Acknowledgement, "Cykelsti nr. 4")
	})
	for n := range 9 {
		o.deliver(ask(n))
	}
	o.round()
	o.round()
	if got := o.outcomes(); got[register.Filed] != 8 || got[register.Stuck] != 1 {
		t.Errorf("the ledger says %v", got)
	}
	if cases := o.cases(); len(cases) != 8 || o.kinds()[string(notify.Acknowledgement)] != 8 || len(o.smtp.Messages()) != 16 {
		t.Errorf("%d cases, letters %v, %d at the server", len(cases), o.kinds(), len(o.smtp.Messages()))
	}
	if n := o.count("INBOX"); n != 1 {
		t.Errorf("%d mails in INBOX, want the one", n)
	}
	for i, c := range slices.SortedFunc(slices.Values(o.cases()), func(a, b register.CaseSummary) int { return cmp.Compare(a.ID, b.ID) }) {
		if want := fmt.Sprintf("2026-%04d", i+1); c.Number != want {
			t.Errorf("case %d is %s, want %s", i, c.Number, want)
		}
	}
}

// brokenWriter cannot write a letter of a kind about an inquiry with that subject.
func brokenWriter(t *testing.T, kind notify.Kind, subject string, printer ...string) *notify.Writer {
	t.Helper()
	dir := t.TempDir()
	template := fmt.Sprintf("{{define \"subject\"}}Spørgsmål{{end}}{{if eq .Inquiry.Subject %q}}{{index .Cases 99}}{{end}}{{range .Cases}}Sag {{.Number}}{{end}}\n", subject)
	if err := os.Mkdir(filepath.Join(dir, "da"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "da", string(kind)+".txt"), []byte(template), 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := notify.NewWriter(notify.Config{Language: "da", From: notify.Address{Name: "Københavns Kommune", Address: mailbox}, Zone: copenhagen, Templates: dir, PDFCommand: printer})
	if err != nil {
		t.Fatal(err)
	}
	return w
}
