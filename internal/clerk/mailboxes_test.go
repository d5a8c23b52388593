package clerk_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/deadline"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/poll"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// committees is a second mailbox of the same account.
func committees(change ...func(*intake.MailboxConfig)) func(*clerk.Options) {
	return func(o *clerk.Options) {
		m := intake.MailboxConfig{Name: "udvalg", Addresses: []string{"udvalg@kk.example"}, Kind: "committee"}
		m.Mailbox = "Udvalg"
		for _, c := range change {
			c(&m)
		}
		o.Intake.More = append(o.Intake.More, m)
	}
}

func (o *office) deliverTo(folder string, raw []byte) {
	o.t.Helper()
	_, err := o.imap.Deliver(folder, raw, o.clock.Now())
	o.must(err)
}

func (o *office) lines() (lines []register.LedgerLine) {
	o.t.Helper()
	o.view(func(ctx context.Context, tx *register.Tx) (err error) {
		lines, err = tx.Lines(ctx, register.LedgerFilter{Limit: 10000})
		return err
	})
	slices.Reverse(lines)
	return lines
}

func TestSeveralMailboxesAreRead(t *testing.T) {
	o := newOffice(t, committees(func(m *intake.MailboxConfig) { m.Folders.Filed = "Udvalg/Færdig" }), func(c *clerk.Options) {
		c.Config.Kinds = map[string]clerk.Kind{"committee": {Name: "Udvalgsspørgsmål", Terms: deadline.Terms{Deadline: "3 working days"}}}
	})
	o.must(o.imap.CreateMailbox("Udvalg"))
	o.deliver(ask(1))
	o.deliverTo("Udvalg", ask(2))
	o.round()
	if got := o.kinds()[string(notify.Acknowledgement)]; got != 2 {
		t.Errorf("%d acknowledgements for a mail in each of two mailboxes", got)
	}
	if o.count("Filed") != 1 || o.count("Udvalg/Færdig") != 1 || o.count("Udvalg") != 0 {
		t.Error("each mailbox has folders of its own")
	}
	var kinds []string
	lines := o.lines()
	o.view(func(ctx context.Context, tx *register.Tx) error {
		for _, l := range lines {
			q, err := tx.Inquiry(ctx, l.Inquiry)
			if err != nil {
				return err
			}
			kinds = append(kinds, l.Mailbox+" "+q.Kind)
		}
		return nil
	})
	slices.Sort(kinds)
	if want := []string{"INBOX question", "udvalg committee"}; !slices.Equal(kinds, want) {
		t.Errorf("kinds %q, want %q", kinds, want)
	}
}

func TestACopyInTwoMailboxesIsOneInquiry(t *testing.T) {
	o := newOffice(t, committees())
	o.must(o.imap.CreateMailbox("Udvalg"))
	for n := range 20 {
		o.deliver(ask(n, "Delivered-To: "+mailbox))
		o.deliverTo("Udvalg", ask(n, "Delivered-To: udvalg@kk.example"))
	}
	o.round()
	if got := o.kinds()[string(notify.Acknowledgement)]; got != 20 {
		t.Errorf("%d acknowledgements for 20 mails in two mailboxes", got)
	}
	if got := o.outcomes(); got[register.Filed] != 20 || got[register.Ignored] != 20 {
		t.Errorf("the ledger says %v", got)
	}
	o.verify()
}

// A server that is silent, or refuses, stops no other mailbox.
func TestAMailboxThatIsDownStopsNoOther(t *testing.T) {
	answer := make(chan struct{})
	silent, err := mailtest.StartScript(func(*mailtest.Lines) { <-answer })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() })
	o := newOffice(t, func(c *clerk.Options) {
		committees(func(m *intake.MailboxConfig) {
			m.IMAPConfig = c.Intake.IMAP
			m.Address, m.Mailbox = silent.Addr(), "Udvalg"
		})(c)
	})
	o.deliver(ask(1))
	polled := make(chan error)
	go func() {
		_, err := o.desk.Poll(t.Context())
		polled <- err
	}()
	for len(o.outcomes()) == 0 {
		select {
		case err := <-polled:
			t.Fatalf("the round ended before the silent server was heard: %v", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
	close(answer)
	if err := <-polled; err == nil || !strings.Contains(err.Error(), "poll udvalg") {
		t.Errorf("the mailbox that is down is not named: %v", err)
	}
	if got := o.outcomes(); got[register.Filed] != 1 {
		t.Errorf("the ledger says %v", got)
	}
}

// A letter of ours that comes back is ours under each of our addresses.
func TestALetterUnderAnotherAddressOfOursIsOurs(t *testing.T) {
	o := newOffice(t, committees())
	o.must(o.imap.CreateMailbox("Udvalg"))
	o.deliver(ask(1))
	o.round()
	for _, m := range o.smtp.Messages() {
		o.deliverTo("Udvalg", bytes.Replace(m.Raw, []byte("<"+mailbox+">"), []byte("<udvalg@kk.example>"), 1))
	}
	o.round()
	lines := o.lines()
	if len(lines) != 3 {
		t.Fatalf("%d lines, want 3", len(lines))
	}
	for _, l := range lines[1:] {
		if l.Outcome != register.Ignored || l.From != "udvalg@kk.example" || !strings.Contains(l.Reason, "our own letter") {
			t.Errorf("got %s %s: %s", l.From, l.Outcome, l.Reason)
		}
	}
}

// Each mailbox is adopted by itself: one that is added to a running
// installation does not file what lies in it.
func TestAMailboxThatIsAddedLaterIsAdopted(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) { c.Adopt = poll.Adopt{} })
	o.must(o.imap.CreateMailbox("Udvalg"))
	o.round()
	o.deliver(ask(1))
	o.deliverTo("Udvalg", ask(2))
	committees()(&o.options)
	var err error
	o.desk, err = clerk.New(o.options)
	o.must(err)
	o.clock.Add(time.Minute)
	o.round()
	o.deliverTo("Udvalg", ask(3))
	o.round()
	var got []string
	for _, l := range o.lines() {
		got = append(got, l.Mailbox+" "+l.Subject)
	}
	if want := []string{"INBOX Cykelsti nr. 1", "udvalg Cykelsti nr. 3"}; !slices.Equal(got, want) {
		t.Errorf("filed %q, want %q", got, want)
	}
}
