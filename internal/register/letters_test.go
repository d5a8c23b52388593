package register_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// letter is the n-th letter, due n minutes after now.
func letter(n int) register.Letter {
	return register.Letter{Key: fmt.Sprint("key/", n), Kind: "notice", Recipient: "fordeler@kk.example", Sender: "spoergsmaal@kk.example",
		Role: "registrar", MessageID: fmt.Sprintf("%d@kk.example", n), Subject: "Bemærk", Raw: bytes.Repeat([]byte("Bemærk!\r\n"), 100),
		Text: "Bemærk!", PDF: []byte("%PDF-1.7"), Due: now.Add(time.Duration(n) * time.Minute), Status: register.Written, WrittenAt: now}
}

func addLetters(t *testing.T, r *register.Register, n int) {
	t.Helper()
	do(t, r, func(ctx context.Context, tx *register.Tx) error {
		for i := range n {
			l := letter(i + 1)
			if added, err := tx.AddLetter(ctx, &l); err != nil || !added {
				return fmt.Errorf("letter %d: added %v: %w", i+1, added, err)
			}
		}
		return nil
	})
}

func TestLetterIsWrittenOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		addLetters(t, r, 1)
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			again := letter(2)
			again.Key = letter(1).Key
			added, err := tx.AddLetter(ctx, &again)
			if added || again.ID != 1 {
				t.Errorf("again: added %v, ID %d", added, again.ID)
			}
			stored, err2 := tx.Letter(ctx, again.ID)
			want := letter(1)
			want.ID, want.ReadyAt = 1, want.Due
			same(t, "stored", stored, want)
			return errors.Join(err, err2)
		})
		err := r.Update(t.Context(), func(tx *register.Tx) error {
			other := letter(2)
			other.MessageID = letter(1).MessageID
			return second(tx.AddLetter(t.Context(), &other))
		})
		if err == nil {
			t.Error("two letters have one Message-ID")
		}
	})
}

func TestLetterNeedsWhatItIsSentBy(t *testing.T) {
	r := open(t, memory.make(t))
	for name, spoil := range map[string]func(*register.Letter){
		"key":        func(l *register.Letter) { l.Key = "" },
		"Message-ID": func(l *register.Letter) { l.MessageID = "" },
		"recipient":  func(l *register.Letter) { l.Recipient = "" },
		"bytes":      func(l *register.Letter) { l.Raw = nil },
		"time":       func(l *register.Letter) { l.Due, l.WrittenAt = time.Time{}, time.Time{} },
	} {
		l := letter(1)
		spoil(&l)
		if err := r.Update(t.Context(), func(tx *register.Tx) error { return second(tx.AddLetter(t.Context(), &l)) }); err == nil {
			t.Errorf("a letter without %s was added", name)
		}
	}
}

func claim(t *testing.T, r *register.Register, at time.Time, n int) (ids []int64) {
	t.Helper()
	do(t, r, func(ctx context.Context, tx *register.Tx) error {
		got, err := tx.ClaimLetters(ctx, "daemon", at, 10*time.Minute, n)
		for _, l := range got {
			ids = append(ids, l.ID)
			if !l.Due.Equal(at.Add(10*time.Minute)) || len(l.Raw) == 0 {
				t.Errorf("claimed letter is due %v, with %d bytes", l.Due, len(l.Raw))
			}
		}
		return err
	})
	return ids
}

func TestClaimHoldsForItsLease(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		addLetters(t, r, 4)
		at := now.Add(3 * time.Minute)
		same(t, "first claim, oldest due first", claim(t, r, at, 2), []int64{1, 2})
		same(t, "second claim", claim(t, r, at, 9), []int64{3})
		same(t, "third claim", claim(t, r, at, 9), nil)
		same(t, "after the lease", claim(t, r, at.Add(10*time.Minute), 9), []int64{4, 1, 2, 3})
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			l, err := tx.Letter(ctx, 1)
			if l.Attempts != 2 {
				t.Errorf("%d attempts, want 2", l.Attempts)
			}
			return err
		})
	})
}

func TestLettersAreNotLeftForAWrongClocksDay(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		addLetters(t, r, 4)
		far := now.AddDate(10, 0, 0)
		same(t, "claimed by a clock ten years ahead", claim(t, r, far, 2), []int64{1, 2})
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			n, err := tx.HurryLetters(ctx, now, now.Add(6*time.Hour))
			if n != 2 {
				t.Errorf("%d letters were hurried, want 2", n)
			}
			return err
		})
		same(t, "after it came back", claim(t, r, now, 9), []int64{1, 2})
	})
}

// fate is what the posting of a letter came to, in order.
type fate = func(ctx context.Context, tx *register.Tx, id int64) error

var (
	accepted fate = func(ctx context.Context, tx *register.Tx, id int64) error {
		return tx.LetterAccepted(ctx, id, now, "250 ok")
	}
	delayed fate = func(ctx context.Context, tx *register.Tx, id int64) error {
		return tx.LetterDelayed(ctx, id, register.Written, now.Add(time.Hour), "450 later")
	}
	unknown fate = func(ctx context.Context, tx *register.Tx, id int64) error {
		return tx.LetterDelayed(ctx, id, register.Unknown, now.Add(time.Hour), "no reply")
	}
	bounced fate = func(ctx context.Context, tx *register.Tx, id int64) error {
		return tx.LetterFailed(ctx, id, register.Bounced, "5.1.1")
	}
	gaveUp fate = func(ctx context.Context, tx *register.Tx, id int64) error {
		return tx.LetterFailed(ctx, id, register.GaveUp, "too old")
	}
)

// Two daemons may have posted one letter, and a bounce may come before the
// acceptance is noted: the outbox must not get back what was accepted, and a
// bounce must never be forgotten.
func TestLetterStatuses(t *testing.T) {
	tests := []struct {
		name  string
		fates []fate
		want  register.LetterStatus
		again bool // in the outbox an hour later
	}{
		{"accepted", []fate{accepted}, register.Accepted, false},
		{"delayed", []fate{delayed}, register.Written, true},
		{"unknown", []fate{unknown}, register.Unknown, true},
		{"unknown, then accepted", []fate{unknown, accepted}, register.Accepted, false},
		{"accepted elsewhere, then delayed", []fate{accepted, delayed}, register.Accepted, false},
		{"accepted elsewhere, then given up", []fate{accepted, gaveUp}, register.Accepted, false},
		{"late bounce", []fate{accepted, bounced}, register.Bounced, false},
		{"bounce before acceptance", []fate{bounced, accepted}, register.Bounced, false},
		{"bounce, then delayed", []fate{bounced, delayed}, register.Bounced, false},
		{"given up", []fate{delayed, gaveUp}, register.GaveUp, false},
	}
	everywhere(t, func(t *testing.T, r *register.Register) {
		addLetters(t, r, len(tests))
		for i, test := range tests {
			id := int64(i + 1)
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				for _, f := range test.fates {
					if err := f(ctx, tx, id); err != nil {
						return err
					}
				}
				l, err := tx.Letter(ctx, id)
				if l.Status != test.want {
					t.Errorf("%s: status %q, want %q", test.name, l.Status, test.want)
				}
				return err
			})
		}
		claimed := map[int64]bool{}
		for _, id := range claim(t, r, now.Add(time.Hour), 99) {
			claimed[id] = true
		}
		for i, test := range tests {
			if claimed[int64(i+1)] != test.again {
				t.Errorf("%s: claimed again %v, want %v", test.name, !test.again, test.again)
			}
		}
	})
}

func TestOutboxDepthAndCounts(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		addLetters(t, r, 5)
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			return errors.Join(accepted(ctx, tx, 1), delayed(ctx, tx, 2))
		})
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			n, oldest, err := tx.OutboxDepth(ctx, now.Add(3*time.Minute))
			if n != 2 || !oldest.Equal(now.Add(2*time.Minute)) {
				t.Errorf("depth %d, oldest %v; want 2, the delayed one's", n, oldest)
			}
			n, oldest, err2 := tx.OutboxDepth(ctx, now)
			if n != 0 || !oldest.IsZero() {
				t.Errorf("depth %d, oldest %v before any is due", n, oldest)
			}
			unfiled, err3 := tx.Unfiled(ctx, 0, 5, 0)
			if len(unfiled) != 1 || unfiled[0].ID != 1 {
				t.Errorf("%d unfiled letters", len(unfiled))
			}
			for _, c := range []struct {
				kinds []string
				since time.Time
				want  int
			}{{nil, now, 5}, {[]string{"notice", "held"}, now, 5}, {[]string{"held"}, now, 0}, {nil, now.Add(1), 5}, {nil, now.Add(time.Second), 0}} {
				n, err := tx.CountLetters(ctx, "fordeler@kk.example", c.kinds, c.since)
				all, err2 := tx.CountLetters(ctx, "", c.kinds, c.since)
				if err != nil || err2 != nil || n != c.want || all != c.want {
					t.Errorf("counted %d and to anybody %d of %v since %v, want %d: %v %v", n, all, c.kinds, c.since, c.want, err, err2)
				}
				if none, err := tx.CountLetters(ctx, "x@kk.example", c.kinds, c.since); err != nil || none != 0 {
					t.Errorf("counted %d letters to somebody who got none: %v", none, err)
				}
			}
			return errors.Join(err, err2, err3)
		})
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			err := tx.LettersFiled(ctx, 1)
			unfiled, err2 := tx.Unfiled(ctx, 0, 0, 0)
			if len(unfiled) != 0 {
				t.Errorf("%d unfiled letters once it is filed", len(unfiled))
			}
			return errors.Join(err, err2)
		})
	})
}

func TestTasksAndLeases(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			a, b := register.Task{What: "a letter bounced", At: now}, register.Task{What: "a mail is stuck", At: now}
			if err := errors.Join(tx.AddTask(ctx, &a), tx.AddTask(ctx, &b), tx.FinishTask(ctx, a.ID, now), tx.FinishTask(ctx, a.ID, now.Add(time.Hour))); err != nil {
				return err
			}
			open, err := tx.Tasks(ctx, true)
			same(t, "open", open, []register.Task{b})
			all, err2 := tx.Tasks(ctx, false)
			a.DoneAt = now
			same(t, "all", all, []register.Task{a, b})
			return errors.Join(err, err2)
		})
		steps := []struct {
			holder string
			at     time.Duration
			want   bool
		}{{"a", 0, true}, {"b", 0, false}, {"a", 30 * time.Second, true}, {"b", time.Minute, false}, {"b", 90 * time.Second, true}, {"a", 90 * time.Second, false}}
		for _, s := range steps {
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				got, err := tx.Lease(ctx, "poll", s.holder, now.Add(s.at), now.Add(s.at+time.Minute))
				if got != s.want {
					t.Errorf("%s at %v: %v, want %v", s.holder, s.at, got, s.want)
				}
				return err
			})
		}
	})
}

// A holder that starts anew frees what it had claimed and said no more of; what
// others hold, and what was put off, stays.
func TestReleaseFreesOnlyOnesOwn(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		addLetters(t, r, 4)
		at := now.Add(time.Hour)
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			_, err := tx.ClaimLetters(ctx, "a", at, time.Hour, 2)
			_, err2 := tx.ClaimLetters(ctx, "b", at, time.Hour, 2)
			return errors.Join(err, err2, tx.LetterDelayed(ctx, 1, register.Written, at.Add(time.Hour), "450"))
		})
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			n, err := tx.ReleaseLetters(ctx, "a", at)
			if n != 1 {
				t.Errorf("%d letters released, want 1", n)
			}
			return err
		})
		same(t, "claimed", claim(t, r, at, 9), []int64{2})
	})
}
