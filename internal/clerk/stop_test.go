package clerk_test

import (
	"context"
	"testing"
	"time"

	"inquiryd/internal/clerk"
	"inquiryd/internal/register"
)

// stalled is an outgoing server that takes a letter and says no more, until it
// is told to give up.
type stalled struct{ begun, end chan struct{} }

func (s *stalled) Post(ctx context.Context, _, _ string, _ []byte) (string, error) {
	select {
	case s.begun <- struct{}{}:
	case <-ctx.Done():
	case <-s.end:
	}
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case <-s.end:
		return "", context.DeadlineExceeded
	}
}

// F04: a daemon that is told to stop does not wait for an outgoing server that
// says nothing, be it PostDue that posts or the courier; the letters are due at
// the next start, and not one try was counted against the server.
func TestAStopDoesNotWaitForASilentServer(t *testing.T) {
	for name, work := range map[string]func(ctx context.Context, o *office) error{
		"PostDue": func(ctx context.Context, o *office) error { _, err := o.desk.PostDue(ctx); return err },
		"courier": func(ctx context.Context, o *office) error { _, err := o.desk.Poll(ctx); return err },
	} {
		t.Run(name, func(t *testing.T) {
			server := &stalled{make(chan struct{}), make(chan struct{})}
			o := newOffice(t, func(c *clerk.Options) { c.PostAtOnce = name == "courier" })
			o.reopenWith(func(c *clerk.Options) { c.Poster = server })
			o.deliver(ask(1))
			if name == "PostDue" {
				o.poll()
			}
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- work(ctx, o) }()
			<-server.begun
			stop()
			select {
			case <-done:
			case <-time.After(20 * time.Second):
				close(server.end)
				t.Fatal("it waits on")
			}
			for _, l := range o.letters() {
				if l.Status != register.Written || l.Due.After(o.clock.Now()) {
					t.Errorf("%s is %s, due %v", l.Key, l.Status, l.Due)
				}
			}
		})
	}
}
