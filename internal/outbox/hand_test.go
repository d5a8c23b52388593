package outbox

import (
	"context"
	"errors"
	"testing"

	"inquiryd/internal/register"
)

type counting struct{ posted int }

func (c *counting) Post(context.Context, string, string, []byte) (string, error) {
	c.posted++
	return "250 ok", nil
}

// The one place where letters leave refuses an answer that was cleared for
// other bytes than it has, whatever the register hands out.
func TestHandRefusesWhatWasNotCleared(t *testing.T) {
	poster := &counting{}
	b := New(Options{Poster: poster})
	right := register.Letter{Kind: "answer", Raw: []byte("Subject: Svar\r\n\r\nJa\r\n")}
	other := register.Letter{Raw: []byte("Subject: Svar\r\n\r\nNej\r\n")}
	for _, cleared := range []string{"", "abc", other.Digest()} {
		l := right
		l.Cleared = cleared
		if _, err := b.hand(t.Context(), 0, l); !errors.Is(err, ErrUnapproved) {
			t.Errorf("cleared for %q: %v", cleared, err)
		}
	}
	if poster.posted != 0 {
		t.Errorf("%d letters were posted", poster.posted)
	}
	right.Cleared = right.Digest()
	if _, err := b.hand(t.Context(), 0, right); err != nil || poster.posted != 1 {
		t.Errorf("a cleared letter: posted %d, %v", poster.posted, err)
	}
}
