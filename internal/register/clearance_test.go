package register_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// answerLetter is an answer in the outbox that nobody has let go.
func answerLetter(ctx context.Context, tx *register.Tx, key string) (register.Letter, error) {
	l := register.Letter{Key: key, Kind: "answer", Recipient: "a@medlem.example", MessageID: key + "@kk.example",
		Raw: []byte("Subject: Svar\r\n\r\n" + key + "\r\n"), PDF: []byte("%PDF"), Due: now}
	_, err := tx.AddLetter(ctx, &l)
	return l, err
}

func TestAnAnswerIsHandedOutOnlyWhenItWasCleared(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		var l, other register.Letter
		do(t, r, func(ctx context.Context, tx *register.Tx) (err error) {
			l, err = answerLetter(ctx, tx, "one")
			if err == nil {
				other, err = answerLetter(ctx, tx, "two")
			}
			return err
		})
		claim := func() (claimed []register.Letter) {
			do(t, r, func(ctx context.Context, tx *register.Tx) (err error) {
				claimed, err = tx.ClaimLetters(ctx, "daemon", now.Add(time.Hour), time.Minute, 10)
				return err
			})
			return claimed
		}
		if claimed := claim(); len(claimed) != 0 {
			t.Fatalf("handed out without clearance: %+v", claimed)
		}
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			if n, _, err := tx.OutboxDepth(ctx, now.Add(time.Hour)); err != nil || n != 0 {
				t.Errorf("%d letters that wait for approval count as late, %v", n, err)
			}
			if err := tx.ClearLetter(ctx, l.ID, other.Digest(), now); !errors.Is(err, register.ErrDigest) {
				t.Errorf("cleared for other bytes: %v", err)
			}
			if dropped, err := tx.DropLetter(ctx, other.ID, "a new draft"); err != nil || !dropped {
				t.Errorf("dropped %v, %v", dropped, err)
			}
			if err := tx.ClearLetter(ctx, other.ID, other.Digest(), now); !errors.Is(err, register.ErrTransition) {
				t.Errorf("a dropped draft was cleared: %v", err)
			}
			return tx.ClearLetter(ctx, l.ID, l.Digest(), now)
		})
		claimed := claim()
		if len(claimed) != 1 || claimed[0].ID != l.ID || !claimed[0].MayGo() {
			t.Fatalf("claimed %+v", claimed)
		}
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			if dropped, err := tx.DropLetter(ctx, l.ID, "too late"); err != nil || dropped {
				t.Errorf("a cleared letter was dropped: %v, %v", dropped, err)
			}
			got, err := tx.Letter(ctx, other.ID)
			same(t, "status", got.Status, register.Dropped)
			return err
		})
	})
}

func TestMayGo(t *testing.T) {
	l := register.Letter{Kind: "answer", Raw: []byte("a")}
	for _, c := range []struct {
		kind, cleared string
		want          bool
	}{{"answer", "", false}, {"answer", l.Digest(), true}, {"answer", register.Letter{Raw: []byte("b")}.Digest(), false}, {"forwarding", "", true}} {
		l.Kind, l.Cleared = c.kind, c.cleared
		if l.MayGo() != c.want {
			t.Errorf("%s cleared for %q may go: %v", c.kind, c.cleared, !c.want)
		}
	}
}
