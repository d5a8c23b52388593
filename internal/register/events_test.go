package register_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// Every way to change what happened shows, and the first wrong event is named.
func TestVerifyEventsNoticesTampering(t *testing.T) {
	tests := []struct{ name, statement, wants string }{
		{"who", `UPDATE events SET who = 'registrar' WHERE position = 2`, "event 2 "},
		{"what", `UPDATE events SET what = 'held' WHERE position = 1`, "event 1 "},
		{"time", `UPDATE events SET at = at + 1 WHERE position = 3`, "event 3 "},
		{"detail", `UPDATE events SET detail = '{"administration":"kultur"}' WHERE position = 2`, "event 2 "},
		{"mail", `UPDATE events SET ledger_id = NULL WHERE position = 2`, "event 2 "},
		{"case", `UPDATE events SET case_number = '2026-0002', position = 4 WHERE case_number = '2026-0001' AND position = 3`, "2 events"},
		{"hash", `UPDATE events SET hash = prev WHERE position = 2`, "event 2 "},
		{"a link", `UPDATE events SET prev = '' WHERE position = 3`, "event 3 "},
		{"deleted from the middle", `DELETE FROM events WHERE position = 2`, "event 2 "},
		{"deleted at the end", `DELETE FROM events WHERE position = 3`, "2 events"},
		{"all deleted", `DELETE FROM events`, "0 events"},
		{"order", `UPDATE events SET position = -position`, "event 1 "},
	}
	for _, p := range []place{memory, server} {
		t.Run(p.name, func(t *testing.T) {
			for i, test := range tests {
				if p.name == server.name && i%4 != 0 { // the chain is the same code there
					continue
				}
				t.Run(test.name, func(t *testing.T) {
					r := open(t, p.make(t))
					do(t, r, func(ctx context.Context, tx *register.Tx) error {
						_, err := fileMail(ctx, tx, 1)
						_, err2 := fileMail(ctx, tx, 2)
						return errors.Join(err, err2)
					})
					disarm(t, r)
					if _, err := r.DB().ExecContext(t.Context(), test.statement); err != nil {
						t.Fatal(err)
					}
					err := r.View(t.Context(), func(tx *register.Tx) error { return tx.VerifyEvents(t.Context(), "2026-0001") })
					if !errors.Is(err, register.ErrTampered) || !strings.Contains(err.Error(), test.wants) {
						t.Errorf("VerifyEvents: %v, want ErrTampered with %q", err, test.wants)
					}
					if err := r.Check(t.Context()); !errors.Is(err, register.ErrTampered) {
						t.Errorf("Check: %v, want ErrTampered", err)
					}
				})
			}
		})
	}
}

// disarm removes what keeps events as they are, as an attacker would.
func disarm(t *testing.T, r *register.Register) {
	t.Helper()
	statements := []string{"DROP TRIGGER events_stay", "DROP TRIGGER events_remain"}
	if !r.OneWriter() {
		statements = []string{"DROP TRIGGER events_stay ON events", "DROP TRIGGER events_remain ON events"}
	}
	for _, s := range statements {
		if _, err := r.DB().ExecContext(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatWasWrittenStays(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 1)) })
		for _, statement := range []string{
			`UPDATE events SET who = 'me'`, `DELETE FROM events`, `DELETE FROM ledger`, `UPDATE letter_contents SET text = 'other'`,
		} {
			err := r.Update(t.Context(), func(tx *register.Tx) error { return tx.Run(t.Context(), statement) })
			if err == nil {
				t.Errorf("%s was done", statement)
			}
		}
		if err := r.Check(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// The hash of an event is a promise to those who keep it: the way that it is
// made may not change unnoticed.
func TestHashOfAnEvent(t *testing.T) {
	r := open(t, memory.make(t))
	var f filed
	do(t, r, func(ctx context.Context, tx *register.Tx) (err error) {
		f, err = fileMail(ctx, tx, 1)
		return err
	})
	const want = "5c3816415656525339264d2f1e4a244329d6d06b48fdfbd87cb2f0e7cc844cae"
	if got := f.events[2].Hash; got != want {
		t.Errorf("hash of the third event is %s, want %s", got, want)
	}
}

func TestEventKeepsTimeToTheMillisecond(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			if _, err := fileMail(ctx, tx, 1); err != nil {
				return err
			}
			at := time.Date(2026, 3, 2, 9, 30, 0, 123456789, time.FixedZone("CET", 3600))
			e := register.Event{Case: "2026-0001", At: at, Who: "a\xff", What: "held", Detail: map[string]string{"\x00": "b\xfe", "x": ""}}
			err := tx.AddEvent(ctx, &e)
			all, err2 := tx.Events(ctx, "2026-0001")
			same(t, "event", all[3], e)
			return errors.Join(err, err2, tx.VerifyEvents(ctx, "2026-0001"))
		})
	})
}

// The digest of a letter that is approved stays as it is, whatever its digits look
// like: an approver's word counts for that digest only.
func TestADigestIsNoIdentityNumber(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		const digest = "ab0101901234cdef0101901234abcdefab0101901234cdef0101901234abcdef"
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			if _, err := fileMail(ctx, tx, 1); err != nil {
				return err
			}
			e := register.Event{Case: "2026-0001", At: time.Now(), Who: "system", What: "draft", Detail: map[string]string{"digest": digest, "reason": "ab0101901234cd"}}
			err := tx.AddEvent(ctx, &e)
			all, err2 := tx.Events(ctx, "2026-0001")
			same(t, "detail", all[3].Detail, map[string]string{"digest": digest, "reason": "ab[CPR]cd"})
			return errors.Join(err, err2)
		})
	})
}
