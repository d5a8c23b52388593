package clerk_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// backlog is an office in whose mailbox so many mails were read that only their
// acknowledgements were written.
func backlog(t *testing.T, mails int, change ...func(*clerk.Options)) *office {
	return backlogOn(t, register.Config{Path: register.Memory}, mails, change...)
}

func backlogOn(t *testing.T, place register.Config, mails int, change ...func(*clerk.Options)) *office {
	o := newOfficeOn(t, place, append([]func(*clerk.Options){atOnce}, change...)...)
	for n := range mails {
		o.deliver(ask(n))
	}
	o.poll()
	if k := o.kinds(); k[string(notify.Acknowledgement)] != mails || k[string(notify.Forwarding)] != 0 {
		t.Fatalf("letters %v after the mailbox was read", k)
	}
	return o
}

// forwardings are the forwardings that the server took, by case.
func (o *office) forwardings() map[string]int {
	all := map[string]int{}
	for _, m := range o.smtp.Messages() {
		if l := o.letterOf(m.Raw); l.Kind == string(notify.Forwarding) {
			all[l.Case]++
		}
	}
	return all
}

// Of a backlog all mails are acknowledged before a question is forwarded, by
// whoever posts next: each once, with the mail as it came. A process that died in
// between changes nothing.
func TestOfABacklogAcknowledgementsGoFirst(t *testing.T) {
	for name, place := range map[string]register.Config{"sqlite": {Path: filepath.Join(t.TempDir(), "r.db")}, "postgres": onPostgres(t)} {
		t.Run(name, func(t *testing.T) { forwardedAfterAll(t, place) })
	}
}

func forwardedAfterAll(t *testing.T, place register.Config) {
	const mails = 70 // more than one commit forwards
	o := backlogOn(t, place, mails)
	o.reopenWith(func(*clerk.Options) {}) // another process
	var depth int
	o.view(func(ctx context.Context, tx *register.Tx) (err error) {
		depth, _, err = tx.OutboxDepth(ctx, o.clock.Now())
		return err
	})
	if depth != mails {
		t.Errorf("%d letters are said to wait, want %d", depth, mails)
	}
	o.post()
	o.post()
	got := o.forwardings()
	if len(got) != mails {
		t.Errorf("%d cases were forwarded, want %d", len(got), mails)
	}
	forwarded := false
	for _, m := range o.smtp.Messages() {
		l := o.letterOf(m.Raw)
		if l.Kind == string(notify.Forwarding) {
			forwarded = true
			if got[l.Case] != 1 || !strings.Contains(string(m.Raw), "original.eml") {
				t.Errorf("case %s was forwarded %d times", l.Case, got[l.Case])
			}
		} else if forwarded {
			t.Errorf("%s went after a forwarding", l.Key)
		}
	}
	o.verify()
}

// Whatever else happens to a case happens after its forwarding: a decision of a
// person, or another mail about it.
func TestTheForwardingGoesFirst(t *testing.T) {
	for name, do := range map[string]func(*office) (number string){
		"a person assigns it to others": func(o *office) string {
			c := o.cases()[0]
			o.must(o.desk.Assign(o.t.Context(), c.Number, "BUF", "fordeler"))
			return c.Number
		},
		"the member withdraws it": func(o *office) string {
			o.reply("anna.holm@medlem.example", string(notify.Acknowledgement), "Træk tilbage")
			all := o.cases()
			i := slices.IndexFunc(all, func(c register.CaseSummary) bool { return c.State == register.StateWithdrawn })
			if i < 0 {
				o.t.Fatal("no case was withdrawn")
			}
			return all[i].Number
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := backlog(t, 9)
			number := do(o)
			var kinds []string
			o.view(func(ctx context.Context, tx *register.Tx) error {
				letters, err := tx.LettersOf(ctx, number)
				for _, l := range letters {
					kinds = append(kinds, l.Kind)
				}
				return err
			})
			if len(kinds) < 3 || kinds[0] != string(notify.Acknowledgement) || kinds[1] != string(notify.Forwarding) {
				t.Fatalf("letters were written in the order %v", kinds)
			}
			o.post()
			got := o.forwardings()
			for other, n := range got {
				if n != 1 && other != number {
					t.Errorf("case %s was forwarded %d times", other, n)
				}
			}
			if len(got) != 9 {
				t.Errorf("%d cases were forwarded, want 9", len(got))
			}
			o.verify()
		})
	}
}

// A forwarding that cannot be written holds up no other. After some tries a person
// is told, and a start with mended templates writes it.
func TestAForwardingThatCannotBeWritten(t *testing.T) {
	o := backlog(t, 12, func(c *clerk.Options) {
		c.Config.Tries = 2
		c.Writer = brokenWriter(t, notify.Forwarding, "Cykelsti nr. 4")
	})
	for want := range 4 {
		o.post()
		if n := len(o.forwardings()); n != 11 {
			t.Fatalf("%d cases were forwarded, want 11", n)
		}
		o.wantTasks("could not be sent to the administration in 2 tries", min(want, 1))
	}
	o.reopenWith(func(c *clerk.Options) {
		var err error
		c.Writer, err = letterWriter()
		o.must(err)
	})
	o.must(o.desk.Start(t.Context()))
	o.post()
	if got := o.forwardings(); len(got) != 12 {
		t.Errorf("%d cases were forwarded, want 12", len(got))
	}
	o.verify()
}

// A case that has its forwarding, as one that was found in the folder of sent mail
// after a restore, is not forwarded again.
func TestACaseIsForwardedOnce(t *testing.T) {
	o := newOffice(t)
	o.deliver(ask(1))
	o.round()
	c := o.cases()[0]
	o.must(o.reg.Update(t.Context(), func(tx *register.Tx) error { return tx.ForwardLater(t.Context(), c.ID, o.clock.Now()) }))
	o.post()
	if got := o.forwardings(); got[c.Number] != 1 || len(got) != 1 {
		t.Errorf("forwarded %v", got)
	}
	o.verify()
}
