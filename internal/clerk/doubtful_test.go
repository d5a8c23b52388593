package clerk_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/mailtest"
	"inquiryd/internal/register"
)

// F31: a server that keeps each letter and never says so does not fill a mailbox
// with copies: after a few a person is told.
func TestAServerThatNeverConfirmsMakesFewCopies(t *testing.T) {
	o := newOffice(t)
	o.smtp.SetFail(func(step, _ string) error {
		if step == "dot" {
			return mailtest.ErrClose
		}
		return nil
	})
	o.deliver(ask(1))
	for range 40 {
		o.round()
		o.clock.Add(3 * time.Hour)
	}
	copies := map[string]int{}
	for _, l := range o.letters() {
		copies[l.Key]++
	}
	for key, n := range copies {
		if n < 2 || n > 5 {
			t.Errorf("%d copies of %s", n, key)
		}
	}
	o.view(func(ctx context.Context, tx *register.Tx) error {
		tasks, err := tx.Tasks(ctx, true)
		for _, kind := range []string{"acknowledgement", "forwarding"} {
			if !slices.ContainsFunc(tasks, func(one register.Task) bool {
				return strings.Contains(one.What, kind+" did not arrive (or did, up to 5 times")
			}) {
				t.Errorf("no task about the %s: %v", kind, tasks)
			}
		}
		return err
	})
}
