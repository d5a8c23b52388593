package clerk_test

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-ical"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// events are the calendar events of all letters, in their order.
func (o *office) events() (all []string) {
	o.t.Helper()
	letters := o.letters()
	slices.SortFunc(letters, func(a, b register.Letter) int { return cmp.Compare(a.ID, b.ID) })
	for _, l := range letters {
		for _, f := range intake.Parse(l.Raw, intake.Limits{}).Attachments {
			if !strings.HasSuffix(f.Name, ".ics") {
				continue
			}
			c, err := ical.NewDecoder(bytes.NewReader(f.Content)).Decode()
			o.must(err)
			method, _ := c.Props.Text(ical.PropMethod)
			for _, e := range c.Events() {
				uid, _ := e.Props.Text(ical.PropUID)
				all = append(all, l.Kind+" "+l.Recipient+" "+method+" "+uid+" "+e.Props.Get(ical.PropDateTimeStart).Value)
			}
		}
	}
	return all
}

// The event of a deadline follows the case: it moves with more time, goes while a
// question is back at the member, comes back with the reply, goes with the answer
// or to whom the case is passed on.
func TestTheCalendarFollowsTheCase(t *testing.T) {
	o := newOffice(t)
	o.deliver(asking(1))
	o.round()
	for _, text := range []string{"Frist: 7. april 2026 fordi trafikken skal tælles", "Spørg: Hvilken ende af stien mener du?"} {
		o.reply("ole.vang@tmf.kk.example", "forwarding", text)
	}
	o.at("2026-03-11 09:00")
	o.reply("anna.holm@medlem.example", "question", "Den nordlige ende.")
	o.reply("ole.vang@tmf.kk.example", "forwarding", "Den bliver færdig i juni.")
	o.deliver(asking(2))
	o.round()
	o.reply("ole.vang@tmf.kk.example", "forwarding", "Videresend til BUF")
	const one, two = "2026-0001.due@kk.example", "2026-0002.due@kk.example"
	want := []string{
		"forwarding svar@tmf.kk.example PUBLISH " + one + " 20260323",
		"confirmation ole.vang@tmf.kk.example PUBLISH " + one + " 20260407",
		"confirmation ole.vang@tmf.kk.example CANCEL " + one + " 20260309",
		"follow-up ole.vang@tmf.kk.example PUBLISH " + one + " 20260409",
		"received ole.vang@tmf.kk.example CANCEL " + one + " 20260409",
		"forwarding svar@tmf.kk.example PUBLISH " + two + " 20260325",
		"forwarding svar@buf.kk.example PUBLISH " + two + " 20260325",
		"confirmation ole.vang@tmf.kk.example CANCEL " + two + " 20260325",
	}
	got := o.events()
	for i := range max(len(got), len(want)) {
		g, w := "", ""
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("event %d:\n got %s\nwant %s", i, g, w)
		}
	}
}
