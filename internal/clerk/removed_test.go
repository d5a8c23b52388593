package clerk_test

import (
	"context"
	"slices"
	"testing"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// reopenWith starts the desk anew with other options on the same register.
func (o *office) reopenWith(change func(*clerk.Options)) {
	o.t.Helper()
	change(&o.options)
	var err error
	o.desk, err = clerk.New(o.options)
	o.must(err)
	o.must(o.desk.Start(o.t.Context()))
}

const fromOfficial = "From: ole@tmf.kk.example\nTo: {{reply \"forwarding\"}}\nSubject: Svar\nMessage-ID: <s@tmf.kk.example>\nContent-Type: text/plain; charset=utf-8\n\nDen bliver færdig i juni.\n"

// F51: the administration of an open case is taken out of the configuration.
// What its officials write then is no answer, and the case stays open.
func TestAnAdministrationIsRemovedWhileItsCaseIsOpen(t *testing.T) {
	o := newOffice(t)
	o.deliver(ask(1))
	o.round()
	o.reopenWith(func(c *clerk.Options) {
		c.Administrations = slices.DeleteFunc(c.Administrations, func(a clerk.Administration) bool { return a.ID == "TMF" })
	})
	o.deliver(o.fill(fromOfficial))
	o.round()
	o.remind()
	if c := o.cases(); len(c) != 1 || c[0].State != register.StateOpen || o.kinds()[string(notify.Answer)] != 0 {
		t.Errorf("cases %v, letters %v", c, o.kinds())
	}
	o.view(func(ctx context.Context, tx *register.Tx) error {
		tasks, err := tx.Tasks(ctx, true)
		if len(tasks) == 0 {
			t.Error("nobody is told")
		}
		return err
	})
	o.must(o.desk.Assign(t.Context(), "2026-0001", "BUF", "cli x"))
	o.round()
	if to := o.recipients(); !slices.Contains(to, "svar@buf.kk.example") {
		t.Errorf("after the case was given away letters went to %q", to)
	}
	o.verify()
}

// F51: the member of an open case is taken off the roster. Their mail counts no
// longer; the answer to what they asked while they were on it is still sent.
func TestAMemberIsRemovedWhileTheirCaseIsOpen(t *testing.T) {
	o := newOffice(t)
	o.deliver(ask(1))
	o.round()
	o.reopenWith(func(c *clerk.Options) {
		roster, err := intake.NewRoster([]intake.Member{{Name: "Bo Krogh", Address: "bo.krogh@medlem.example"}})
		o.must(err)
		c.Roster = roster
	})
	o.deliver(ask(2))
	o.round()
	if got := o.outcomes(); got[register.Filed] != 1 || got[register.Ignored] != 1 || o.kinds()[string(notify.Acknowledgement)] != 1 {
		t.Errorf("outcomes %v, letters %v", got, o.kinds())
	}
	o.deliver(o.fill(fromOfficial))
	o.round()
	if l, _ := o.last(notify.Answer); l.Recipient != "anna.holm@medlem.example" {
		t.Errorf("the answer went to %s", l.Recipient)
	}
	o.verify()
}
