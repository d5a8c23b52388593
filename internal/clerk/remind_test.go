package clerk_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-ical"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
)

// asking is a mail from a member about cycle paths.
func asking(n int) []byte {
	return fmt.Appendf(nil, "From: Anna Holm <anna.holm@medlem.example>\r\nTo: %s\r\nSubject: Cykelsti %d\r\nMessage-ID: <remind%d@post.example>\r\n\r\nHvornår kommer cykelsti %d?\r\n", mailbox, n, n, n)
}

// at moves the clock to a time.
func (o *office) at(text string) {
	o.t.Helper()
	to, err := time.ParseInLocation("2006-01-02 15:04", text, copenhagen)
	o.must(err)
	o.clock.Add(to.Sub(o.clock.Now()))
}

// posted counts the letters that were posted, by kind and recipient.
func (o *office) posted() map[string]int {
	all := map[string]int{}
	for _, l := range o.letters() {
		all[l.Kind+" "+l.Recipient]++
	}
	return all
}

// What is said about deadlines is said in the office hours of working days,
// which change with the clocks.
func TestRemindersKeepOfficeHours(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) {
		c.Config.OfficeHours, c.Config.Digest, c.Config.ClosedDays = "08:30-15:00", "never", []string{"2026-03-19"}
	})
	o.deliver(asking(1))
	o.round() // due Tuesday the 24th: the 19th is closed, and the 20th the first to remind on
	before := len(o.letters())
	for _, quiet := range []string{"2026-03-18 12:00", "2026-03-19 12:00", "2026-03-20 08:29", "2026-03-20 15:00", "2026-03-21 12:00", "2026-03-23 08:29"} {
		o.at(quiet)
		o.remind()
		if n := len(o.letters()) - before; n > 0 {
			t.Errorf("%s: %d letters", quiet, n)
		}
	}
	o.at("2026-03-23 08:30")
	o.remind()
	if n := len(o.letters()) - before; n != 1 {
		t.Errorf("within the hours %d letters", n)
	}
}

// However many daemons ring however often, each letter is written once.
func TestDigestsAndRemindersOnceByManyDaemons(t *testing.T) {
	for name, place := range map[string]register.Config{"sqlite": {Path: register.Memory}, "postgres": onPostgres(t)} {
		t.Run(name, func(t *testing.T) {
			o := newOfficeOn(t, place, func(c *clerk.Options) {
				c.Administrations[0].Head, c.Administrations[0].Superior = "leder@tmf.kk.example", "direktoer@tmf.kk.example"
			})
			for n := range 5 {
				o.deliver(asking(n))
			}
			o.round()
			var desks []*clerk.Desk
			for range 4 {
				d, err := clerk.New(o.options)
				o.must(err)
				desks = append(desks, d)
			}
			for day := 10; day < 32; day++ {
				o.at(fmt.Sprintf("2026-03-%d 09:00", day))
				var all sync.WaitGroup
				for _, d := range desks {
					all.Go(func() {
						for range 3 {
							if _, err := d.Remind(t.Context()); err != nil {
								t.Error(err)
							}
						}
					})
				}
				all.Wait()
			}
			_, err := o.desk.PostDue(t.Context())
			o.must(err)
			got := o.posted()
			// Due Monday the 23rd. Digests from Monday the 16th on, on twelve working days.
			want := map[string]int{
				"reminder svar@tmf.kk.example": 5 * 3, "late anna.holm@medlem.example": 5, "notice fordeler@kk.example": 5,
				"escalation leder@tmf.kk.example": 5, "escalation direktoer@tmf.kk.example": 5,
				"digest svar@tmf.kk.example": 12, "digest fordeler@kk.example": 12,
			}
			for what, n := range want {
				if got[what] != n {
					t.Errorf("%d times %s, want %d", got[what], what, n)
				}
			}
			if len(got) != len(want)+2 { // and the forwardings and acknowledgements
				t.Errorf("letters: %v", got)
			}
		})
	}
}

// A digest is written later when the daemon was away in the morning, and not
// after the office has closed.
func TestDigestIsMadeUpForTheSameDay(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) { c.Config.Digest = "10:00" })
	o.deliver(asking(1))
	o.round()
	for _, step := range []struct {
		at   string
		want int
	}{{"2026-03-16 09:59", 0}, {"2026-03-16 14:20", 1}, {"2026-03-16 15:00", 1}, {"2026-03-17 16:30", 1}, {"2026-03-18 10:00", 2}} {
		o.at(step.at)
		o.remind()
		if n := o.posted()["digest svar@tmf.kk.example"]; n != step.want {
			t.Errorf("%s: %d digests, want %d", step.at, n, step.want)
		}
	}
}

// The forwarding and the digest carry the deadlines as events whose names stay,
// so that a deadline that moved is moved in a calendar and not doubled.
func TestDeadlinesTravelAsCalendar(t *testing.T) {
	o := newOffice(t)
	o.deliver(asking(1))
	o.round()
	o.at("2026-03-19 09:00")
	o.remind()
	var found []string
	for _, l := range o.letters() {
		for _, f := range intake.Parse(l.Raw, intake.Limits{}).Attachments {
			if !strings.HasSuffix(f.Name, ".ics") {
				continue
			}
			c, err := ical.NewDecoder(bytes.NewReader(f.Content)).Decode()
			o.must(err)
			for _, e := range c.Events() {
				uid, _ := e.Props.Text(ical.PropUID)
				found = append(found, l.Kind+" "+uid+" "+e.Props.Get(ical.PropDateTimeStart).Value)
			}
		}
	}
	want := []string{"forwarding 2026-0001.due@kk.example 20260323", "digest 2026-0001.due@kk.example 20260323", "digest 2026-0001.due@kk.example 20260323"}
	if !slices.Equal(found, want) {
		t.Errorf("got %q, want %q", found, want)
	}
}

// A changed calendar moves no deadline until somebody says so; the registrar
// hears of it once.
func TestAChangedCalendarMovesNothingByItself(t *testing.T) {
	o := newOffice(t)
	o.deliver(asking(1))
	o.round()
	due := func() (at time.Time) {
		o.view(func(ctx context.Context, tx *register.Tx) error {
			c, err := tx.Case(ctx, "2026-0001")
			at = c.Due.In(copenhagen)
			return err
		})
		return at
	}
	if moves, err := o.desk.Moves(t.Context()); err != nil || len(moves) > 0 {
		t.Fatalf("before: %v, %v", moves, err)
	}
	changed := o.options
	changed.Config.ClosedDays = []string{"2026-03-20"}
	d, err := o.desk.Successor(changed)
	o.must(err)
	for range 3 {
		if n, err := d.TellMoves(t.Context()); n != 1 || err != nil {
			t.Fatalf("told of %d moves, %v", n, err)
		}
	}
	if got := due().Format(time.DateOnly); got != "2026-03-23" {
		t.Errorf("due %s after the change", got)
	}
	moves, err := d.ApplyMoves(t.Context(), "cli test")
	if err != nil || len(moves) != 1 || moves[0].Case != "2026-0001" {
		t.Fatalf("applied %v, %v", moves, err)
	}
	if got := due().Format(time.DateOnly); got != "2026-03-24" {
		t.Errorf("due %s when it was applied", got)
	}
	if moves, err := d.ApplyMoves(t.Context(), "cli test"); err != nil || len(moves) > 0 {
		t.Errorf("again: %v, %v", moves, err)
	}
	_, err = d.PostDue(t.Context())
	o.must(err)
	got := o.posted()
	for _, what := range []string{"notice fordeler@kk.example", "confirmation anna.holm@medlem.example", "confirmation svar@tmf.kk.example"} {
		if got[what] != 1 {
			t.Errorf("%d times %s: %v", got[what], what, got)
		}
	}
}

// A reminder that could not be posted in time is not posted once the case is
// answered, and one of a deadline that was moved is not either.
func TestRemindersThatWaitAreTakenBack(t *testing.T) {
	for _, word := range []string{"Den er færdig i juni.", "Frist: 1. april 2026 fordi vi venter"} {
		o := newOffice(t, func(c *clerk.Options) { c.Config.Digest = "never" })
		o.deliver(asking(1))
		o.round()
		o.at("2026-03-20 09:00")
		_, err := o.desk.Remind(t.Context()) // and nothing is posted
		o.must(err)
		o.deliver(o.fill("From: Ole Vang <ole.vang@tmf.kk.example>\nTo: {{reply \"forwarding\"}}\nSubject: SV\nMessage-ID: <w1@post.example>\n\n" + word + "\n"))
		o.round()
		if got := o.posted(); got["reminder svar@tmf.kk.example"] != 0 || len(got) < 4 {
			t.Errorf("after %q: %v", word, got)
		}
	}
}
