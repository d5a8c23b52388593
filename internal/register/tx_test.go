package register_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"inquiryd/internal/register"
)

var errOurs = errors.New("ours")

// count returns how many ledger lines there are.
func count(t testing.TB, r *register.Register) (n int) {
	t.Helper()
	look(t, r, func(ctx context.Context, tx *register.Tx) error {
		lines, err := tx.Lines(ctx, register.LedgerFilter{})
		n = len(lines)
		return err
	})
	return n
}

func TestUpdateKeepsNothingOfWhatDidNotEnd(t *testing.T) {
	receive := func(tx *register.Tx) error {
		_, _, err := tx.Receive(context.Background(), receipt(1), now)
		return err
	}
	everywhere(t, func(t *testing.T, r *register.Register) {
		t.Run("error", func(t *testing.T) {
			err := r.Update(t.Context(), func(tx *register.Tx) error { return errors.Join(receive(tx), errOurs) })
			if !errors.Is(err, errOurs) {
				t.Errorf("Update returned %v", err)
			}
		})
		t.Run("panic", func(t *testing.T) {
			defer func() {
				if p := recover(); p != "ours" {
					t.Errorf("recovered %v", p)
				}
			}()
			_ = r.Update(t.Context(), func(tx *register.Tx) error {
				if err := receive(tx); err != nil {
					t.Error(err)
				}
				panic("ours")
			})
		})
		t.Run("cancelled before the commit", func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			err := r.Update(ctx, func(tx *register.Tx) error { defer cancel(); return receive(tx) })
			if !errors.Is(err, context.Canceled) {
				t.Errorf("Update returned %v", err)
			}
		})
		t.Run("cancelled in the middle, and the error swallowed", func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			err := r.Update(ctx, func(tx *register.Tx) error {
				err := receive(tx)
				cancel()
				_, _, _ = tx.Receive(ctx, receipt(2), now)
				return err
			})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("Update returned %v", err)
			}
		})
		t.Run("database error swallowed", func(t *testing.T) {
			err := r.Update(t.Context(), func(tx *register.Tx) error {
				line, _, err := tx.Receive(t.Context(), receipt(1), now)
				_ = tx.Settle(t.Context(), line.ID, "nonsense", "", 0, "")
				return err
			})
			if err == nil {
				t.Error("Update returned no error")
			}
		})
		if n := count(t, r); n != 0 {
			t.Errorf("%d ledger lines stayed", n)
		}
		do(t, r, func(_ context.Context, tx *register.Tx) error { return receive(tx) })
		if n := count(t, r); n != 1 {
			t.Errorf("%d ledger lines after a good update, want 1", n)
		}
	})
}

func TestNotFoundIsNoFailure(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			for what, err := range map[string]error{
				"mailbox":  second(tx.Mailbox(ctx, "x")),
				"inquiry":  second(tx.Inquiry(ctx, 9)),
				"case":     second(tx.Case(ctx, "2026-9999")),
				"letter":   second(tx.Letter(ctx, 9)),
				"line":     second(tx.Line(ctx, 9)),
				"raw":      second(tx.Raw(ctx, "00")),
				"earlier":  second(tx.Earlier(ctx, register.LedgerLine{ID: 1})),
				"settle":   tx.Settle(ctx, 9, register.Filed, "", 0, ""),
				"event":    tx.AddEvent(ctx, &register.Event{Case: "2026-9999", At: now}),
				"accepted": tx.LetterAccepted(ctx, 9, now, ""),
				"task":     tx.FinishTask(ctx, 9, now),
				"verify":   tx.VerifyEvents(ctx, "2026-9999"),
			} {
				if !errors.Is(err, register.ErrNotFound) {
					t.Errorf("%s: %v, want ErrNotFound", what, err)
				}
			}
			_, err := fileMail(ctx, tx, 1)
			return err
		})
	})
}

func second[T any](_ T, err error) error { return err }

func TestUpdateWithinUpdateIsRefused(t *testing.T) {
	for _, p := range []place{memory, file} {
		t.Run(p.name, func(t *testing.T) {
			r := open(t, p.make(t))
			r.SetWait(20 * time.Millisecond)
			var within error
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				within = r.Update(ctx, func(*register.Tx) error { t.Error("it began"); return nil })
				return nil
			})
			if !errors.Is(within, register.ErrBusy) {
				t.Errorf("the inner Update returned %v, want ErrBusy", within)
			}
		})
	}
}

func TestViewWritesNothing(t *testing.T) {
	for _, p := range []place{file, server} {
		t.Run(p.name, func(t *testing.T) {
			r := open(t, p.make(t))
			err := r.View(t.Context(), func(tx *register.Tx) error {
				_, _, err := tx.Receive(t.Context(), receipt(1), now)
				return err
			})
			if !errors.Is(err, register.ErrReadOnly) {
				t.Errorf("writing in a View: %v, want ErrReadOnly", err)
			}
		})
	}
}

// A view goes on seeing what it saw first while another transaction commits.
func TestViewIsOneMoment(t *testing.T) {
	for _, p := range []place{file, server} {
		t.Run(p.name, func(t *testing.T) {
			r := open(t, p.make(t))
			look(t, r, func(ctx context.Context, tx *register.Tx) error {
				before, err := tx.Lines(ctx, register.LedgerFilter{})
				if err != nil {
					return err
				}
				do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 1)) })
				after, err := tx.Lines(ctx, register.LedgerFilter{})
				if len(before) != 0 || len(after) != 0 {
					t.Errorf("%d lines before and %d after, want none", len(before), len(after))
				}
				return err
			})
		})
	}
}

func TestTryIsAllOrNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			for n := 1; n <= 6; n++ {
				err := tx.Try(ctx, func(tx *register.Tx) error {
					f, err := fileMail(ctx, tx, n)
					if err != nil {
						return err
					}
					switch n {
					case 2:
						return errOurs
					case 4: // what the database refuses
						_ = tx.Settle(ctx, f.line.ID, "nonsense", "", 0, "")
					}
					return nil
				})
				if bad := n == 2 || n == 4; bad != (err != nil) {
					t.Errorf("mail %d: %v", n, err)
				}
			}
			return nil
		})
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			list, err := tx.Cases(ctx, register.CaseFilter{Text: "spørgsmål"})
			var got []string
			for _, c := range list {
				got = append(got, c.Number+" "+c.Subject)
			}
			same(t, "cases", got, []string{"2026-0004 Spørgsmål 6", "2026-0003 Spørgsmål 5", "2026-0002 Spørgsmål 3", "2026-0001 Spørgsmål 1"})
			return err
		})
	})
}
