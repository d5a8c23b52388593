package clerk_test

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

func canaryOffice(t *testing.T) *office {
	return newOffice(t, func(c *clerk.Options) { c.Config.Canary.From = "kanarie@kk.example" })
}

// sing sends a canary and returns it as the outgoing server got it.
func (o *office) sing() []byte {
	o.t.Helper()
	before := len(o.smtp.Messages())
	o.must(o.desk.Canary(o.t.Context()))
	o.must(o.desk.Canary(o.t.Context())) // another daemon's bell rings too
	if _, err := o.desk.PostDue(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
	sent := o.smtp.Messages()[before:]
	if len(sent) != 1 || sent[0].To != mailbox || sent[0].From != "kanarie@kk.example" {
		o.t.Fatalf("sent %+v", sent)
	}
	return sent[0].Raw
}

func (o *office) canaries() (last register.Canary) {
	o.t.Helper()
	o.view(func(ctx context.Context, tx *register.Tx) (err error) {
		last, err = tx.LastCanary(ctx)
		return err
	})
	return last
}

func TestACanaryTravelsTheWholeWay(t *testing.T) {
	for name, onTheWay := range map[string]func([]byte) []byte{
		"as it was sent": func(raw []byte) []byte { return raw },
		"with another Message-ID": func(raw []byte) []byte {
			return regexp.MustCompile(`(?m)^Message-ID: <[^>]*>`).ReplaceAll(raw, []byte("Message-ID: <new@outlook.example>"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := canaryOffice(t)
			o.round()
			raw := onTheWay(o.sing())
			o.clock.Add(90 * time.Second)
			o.deliver(raw)
			o.round()
			o.view(func(ctx context.Context, tx *register.Tx) error {
				m, err := tx.Measure(ctx, o.clock.Now())
				if m.Imbalance() != 0 || m.Tasks != 0 || !m.LastMail.IsZero() {
					t.Errorf("it left %+v", m)
				}
				return err
			})
			c := o.canaries()
			if travelled := c.SeenAt.Sub(c.WrittenAt); travelled != 90*time.Second {
				t.Errorf("it travelled %v", travelled)
			}
			o.deliver(append(raw, "\r\n"...)) // another copy counts as a mail and changes nothing else
			o.clock.Add(time.Hour)
			o.round()
			if again := o.canaries(); again != c {
				t.Errorf("after a copy it is %+v, was %+v", again, c)
			}
			if got := o.outcomes(); got[register.Ignored] != 2 || len(got) != 1 {
				t.Errorf("the ledger says %v", got)
			}
			if kinds := o.kinds(); kinds["canary"] != 1 || len(kinds) != 1 {
				t.Errorf("letters: %v", kinds)
			}
			if n := o.count("Sendt"); n != 0 {
				t.Errorf("%d copies lie in the folder of sent mail", n)
			}
			if n := o.count("Ignored"); n != 2 {
				t.Errorf("%d of 2 lie in the folder of ignored mail", n)
			}
		})
	}
}

// What only looks like a canary is judged as any other mail.
func TestWhatIsNoCanary(t *testing.T) {
	o := canaryOffice(t)
	o.round()
	raw := string(o.sing())
	id := regexp.MustCompile(`Message-ID: <([^>]*)>`).FindStringSubmatch(raw)[1]
	forged := strings.Replace(id, ".r", ".ra", 1)
	forged = strings.Replace(forged, forged[strings.Index(forged, "@")-1:strings.Index(forged, "@")]+"@", "@", 1)
	for name, mail := range map[string]string{
		"a forged token": strings.ReplaceAll(raw, id, forged),
		"a reply":        "From: kim@fremmed.example\r\nTo: " + mailbox + "\r\nSubject: Re: inquiryd\r\nIn-Reply-To: <" + id + ">\r\nReferences: <" + id + ">\r\n\r\nHvad er det her?\r\n",
		"a letter's token": strings.ReplaceAll(raw, id,
			o.options.Signer.MessageID("2026-0001", notify.Answer, 1, notify.Member, mailbox)),
		"a canary of another mailbox": strings.ReplaceAll(raw, id,
			o.options.Signer.MessageID("canary", notify.Canary, 1, notify.Registrar, "other@kk.example")),
		"a canary that was never sent": strings.ReplaceAll(raw, id,
			o.options.Signer.MessageID("canary", notify.Canary, 1, notify.Registrar, mailbox)),
	} {
		if bytes.Equal([]byte(mail), []byte(raw)) {
			t.Fatal(name, "is the canary itself")
		}
		o.deliver([]byte(mail))
		o.round()
		if c := o.canaries(); !c.SeenAt.IsZero() {
			t.Errorf("%s was taken for the canary", name)
		}
	}
	if got := o.outcomes(); got[register.Received] != 0 {
		t.Errorf("the ledger says %v", got)
	}
}

// A canary that cannot be sent becomes work for a person, as any letter.
func TestACanaryThatBounces(t *testing.T) {
	o := canaryOffice(t)
	o.round()
	o.refused = []string{mailbox}
	o.must(o.desk.Canary(t.Context()))
	if posted, err := o.desk.PostDue(t.Context()); err != nil || posted.Failed != 1 {
		t.Fatal(posted, err)
	}
	o.view(func(ctx context.Context, tx *register.Tx) error {
		m, err := tx.Measure(ctx, o.clock.Now())
		if m.Tasks != 1 || m.Letters[register.GaveUp] != 1 || !m.Canary.SeenAt.IsZero() {
			t.Errorf("it left %+v", m)
		}
		return err
	})
}
