package clerk_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/notify"
)

// The registrar hears 30, 14, 7 and 1 days before the secret ends, and on the
// day: each once, whatever rings how often and after a restart. What falls on a
// weekend or a holiday is said on the last working day before.
func TestTheRegistrarIsWarnedBeforeASecretEnds(t *testing.T) {
	end := time.Date(2026, 4, 20, 0, 0, 0, 0, time.UTC)
	o := newOffice(t, func(c *clerk.Options) {
		c.Intake.IMAP.OAuth = intake.OAuthConfig{ClientID: "00000000-abcd", SecretExpires: end}
		c.Config.Digest = "never" // it would tell of the tasks
	})
	var told []int // days before the end on which a notice went out
	for day := range 60 {
		if at := o.clock.Now().Weekday(); at == time.Saturday || at == time.Sunday {
			o.clock.Add(24 * time.Hour)
			continue
		}
		before := len(o.smtp.Messages())
		for range 3 {
			o.remind()
		}
		if day == 20 {
			o.reopenWith(func(*clerk.Options) {})
			o.remind()
		}
		y, m, d := o.clock.Now().Date()
		for range o.smtp.Messages()[before:] {
			told = append(told, int(end.Sub(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)).Hours()/24))
		}
		o.clock.Add(24 * time.Hour)
	}
	// The 21st of March, 30 days before, is a Saturday, the 6th of April Easter
	// Monday, and the 19th a Sunday.
	if want := []int{31, 19, 7, 3, 0}; !slices.Equal(told, want) {
		t.Errorf("told %v days before, want %v", told, want)
	}
	for _, l := range o.letters() {
		if l.Kind != string(notify.Notice) || l.Recipient != "fordeler@kk.example" {
			t.Errorf("a letter %s to %s", l.Kind, l.Recipient)
		}
	}
	if n := len(o.tasks("ends on 2026-04-20")); n != len(told) {
		t.Errorf("%d tasks", n)
	}
}

func TestNoWarningWithoutADay(t *testing.T) {
	for name, end := range map[string]time.Time{"no day": {}, "far away": time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)} {
		o := newOffice(t, func(c *clerk.Options) { c.Intake.IMAP.OAuth = intake.OAuthConfig{ClientID: "x", SecretExpires: end} })
		o.remind()
		if n := len(o.smtp.Messages()); n > 0 {
			t.Error(fmt.Sprint(name, ": ", n, " letters"))
		}
	}
}
