package clerk_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// Who starts with another secret than before is told so, once: replies to all
// letters from before would be held without a word. The same secret, and the
// first one, are no news.
func TestAnotherSecretIsTold(t *testing.T) {
	o := newOffice(t)
	start := func(letter string, want int) {
		t.Helper()
		var err error
		o.options.Signer, err = notify.NewSigner(bytes.Repeat([]byte(letter), 32), mailbox)
		o.must(err)
		o.desk, err = clerk.New(o.options)
		o.must(err)
		o.must(o.desk.Start(t.Context()))
		o.view(func(ctx context.Context, tx *register.Tx) error {
			tasks, err := tx.Tasks(ctx, true)
			if len(tasks) != want || want > 0 && !strings.Contains(tasks[want-1].What, "the secret that signs reply addresses is another one") {
				t.Errorf("tasks after a start with %q: %v", letter, tasks)
			}
			return err
		})
	}
	start("k", 0)
	start("k", 0)
	start("x", 1)
	start("x", 1)
	start("k", 2)
}
