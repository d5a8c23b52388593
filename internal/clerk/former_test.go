package clerk_test

import (
	"slices"
	"strings"
	"testing"

	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// toldGivenAway is to whom we wrote to an administration's own address that the case is
// another's now.
func (o *office) toldGivenAway() (all []string) {
	o.t.Helper()
	for _, l := range o.letters() {
		if l.Kind == string(notify.Confirmation) && strings.Contains(l.Text, "Fordeleren har givet sagen til en anden forvaltning") {
			all = append(all, l.Recipient)
		}
	}
	return all
}

// An administration that had a case is told that it is another's, however the
// registrar gave it away, and its calendar loses the deadline; each time once. When
// the case comes back it is forwarded as usual.
func TestTheFormerAdministrationHears(t *testing.T) {
	o := newOffice(t)
	o.deliver(asking(1))
	o.round()
	for _, to := range []string{"BUF", "buf", "TMF"} {
		o.must(o.desk.Assign(t.Context(), "2026-0001", to, "cli x"))
		o.round()
	}
	if got, want := o.toldGivenAway(), []string{"svar@tmf.kk.example", "svar@buf.kk.example"}; !slices.Equal(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
	const uid = "2026-0001.due@kk.example 20260323"
	want := []string{
		"forwarding svar@tmf.kk.example PUBLISH " + uid,
		"forwarding svar@buf.kk.example PUBLISH " + uid,
		"confirmation svar@tmf.kk.example CANCEL " + uid,
		"forwarding svar@buf.kk.example PUBLISH " + uid, // once more, to the same
		"forwarding svar@tmf.kk.example PUBLISH " + uid,
		"confirmation svar@buf.kk.example CANCEL " + uid,
	}
	if got := o.events(); !slices.Equal(got, want) {
		t.Errorf("events\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	o.verify()
}

// Nobody is told who has said that the case is not theirs, or whose mailbox has it
// again.
func TestWhoNeedNotHearThatACaseMoved(t *testing.T) {
	oneMailbox := func(c *clerk.Options) {
		c.Administrations = slices.Clone(c.Administrations)
		c.Administrations[1].Address = "SVAR@tmf.kk.example"
	}
	for name, test := range map[string]struct {
		change func(*clerk.Options)
		word   string
	}{
		"it passed the case on": {word: "Videresend til BUF"},
		"it gave the case back": {word: "Ikke vores"},
		"both have one mailbox": {change: oneMailbox},
	} {
		t.Run(name, func(t *testing.T) {
			var change []func(*clerk.Options)
			if test.change != nil {
				change = append(change, test.change)
			}
			o := newOffice(t, change...)
			o.deliver(asking(1))
			o.round()
			if test.word != "" {
				o.reply("ole.vang@tmf.kk.example", "forwarding", test.word)
			}
			o.must(o.desk.Assign(t.Context(), "2026-0001", "BUF", "cli x"))
			o.round()
			if told := o.toldGivenAway(); len(told) > 0 {
				t.Errorf("told %q", told)
			}
			o.verify()
		})
	}
}

// A case that was not posted to its administration when the registrar gives it away
// goes to the other one only.
func TestACaseThatWasNotPostedGoesToOneOnly(t *testing.T) {
	o := backlog(t, 9)
	number := o.cases()[0].Number
	o.must(o.desk.Assign(t.Context(), number, "BUF", "cli x"))
	o.post()
	o.post()
	for _, l := range o.letters() {
		if l.Case == number && l.Recipient == "svar@tmf.kk.example" {
			t.Errorf("TMF got the %s", l.Kind)
		}
	}
	if got := o.forwardings(); got[number] != 1 || len(got) != 9 {
		t.Errorf("forwarded %v", got)
	}
	o.verify()
}

// A forwarding that was written but not posted when the registrar gives the case away is
// never posted, and nobody need hear that the case is another's.
func TestAForwardingThatWaitsIsDroppedWhenItsCaseIsGivenAway(t *testing.T) {
	o := newOffice(t)
	o.deliver(asking(1))
	o.poll()
	o.must(o.desk.Assign(t.Context(), "2026-0001", "BUF", "cli x"))
	o.round()
	for _, l := range o.letters() {
		if l.Recipient == "svar@tmf.kk.example" && (l.Kind != string(notify.Forwarding) || l.Status == register.Accepted) {
			t.Errorf("TMF got the %s, which is %s", l.Kind, l.Status)
		}
	}
	if told := o.toldGivenAway(); len(told) > 0 {
		t.Errorf("told %q", told)
	}
	o.verify()
}

// A lost register that is rebuilt from the mailbox and the sent letters knows which
// questions the registrar gave to whom, and who was told; nothing is sent again.
func TestQuestionsGivenAwayAreRecovered(t *testing.T) {
	a := newArchive(t)
	a.deliver(member("Tre ting", "three", "1) Hvor lang er ventetiden hos tandplejen?\n2) Hvor mange bænke er der i parken?\n3) Hvem tømmer kurvene?"))
	a.round()
	for i, word := range []string{"1 til BUF, 2 til TMF", "TMF", "BUF + TMF", "Uden bidrag fra TMF"} {
		a.deliver(a.fill(person("Fordeleren <fordeler@kk.example>", mailbox, "Sag 2026-0001", "word-"+strings.Repeat("x", i), "", word)))
		a.round()
	}
	before, sent := a.story(), len(a.smtp.Messages())
	a.restore("", false)
	for range 3 {
		a.round()
	}
	if d := different(before, a.story()); d != "" {
		t.Errorf("the rebuilt register differs:\n%s", d)
	}
	if n := len(a.smtp.Messages()) - sent; n > 0 {
		t.Errorf("%d letters were sent once more", n)
	}
	a.verify()
}

// The event of a case stays with who has questions of it left to answer, and goes
// with the last of them.
func TestTheCalendarWhenQuestionsAreGivenAway(t *testing.T) {
	o := newOffice(t)
	o.deliver(member("Stier", "paths", "1) Hvornår bliver cykelstien på Vestvej færdig?\n2) Hvad koster cykelstien?\n3) Hvem rydder cykelstien?"))
	o.round()
	word := func(id, text string) {
		o.deliver(o.fill(person("Fordeleren <fordeler@kk.example>", mailbox, "Sag 2026-0001", id, "", text)))
		o.round()
	}
	word("first", "2 til BUF")
	o.reply("ole.vang@tmf.kk.example", "forwarding\" \"2026-0001", "Svar 1: I juni.")
	word("then", "3 til BUF")
	var got []string
	for _, e := range o.events() {
		if strings.Contains(e, " 2026") && strings.Contains(e, "2026-0001.due") {
			got = append(got, e)
		}
	}
	const event = "2026-0001.due@kk.example 20260323"
	if want := []string{"forwarding svar@tmf.kk.example PUBLISH " + event, "confirmation svar@tmf.kk.example CANCEL " + event}; !slices.Equal(got, want) {
		t.Errorf("events\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	o.verify()
}
