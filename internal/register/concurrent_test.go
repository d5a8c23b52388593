package register_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"inquiryd/internal/register"
)

// again does f until it no longer ends with ErrBusy, as every caller must on
// PostgreSQL.
func again(r *register.Register, f func(*register.Tx) error) error {
	for {
		err := r.Update(context.Background(), f)
		if !errors.Is(err, register.ErrBusy) {
			return err
		}
	}
}

// Several daemons claim from one outbox: each letter goes to one of them.
func TestClaimsNeverShareALetter(t *testing.T) {
	const total, workers = 300, 6
	everywhere(t, func(t *testing.T, r *register.Register) {
		addLetters(t, r, total)
		var mu sync.Mutex
		taken := map[int64]int{}
		var group errgroup.Group
		for range workers {
			group.Go(func() error {
				for {
					var ids []int64
					err := again(r, func(tx *register.Tx) error {
						got, err := tx.ClaimLetters(context.Background(), "daemon", now.Add(24*time.Hour), time.Hour, 7)
						ids = nil
						for _, l := range got {
							ids = append(ids, l.ID)
						}
						return err
					})
					if err != nil || len(ids) == 0 {
						return err
					}
					mu.Lock()
					for _, id := range ids {
						taken[id]++
					}
					mu.Unlock()
				}
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		for id, n := range taken {
			if n != 1 {
				t.Errorf("letter %d was handed out %d times", id, n)
			}
		}
		if len(taken) != total {
			t.Errorf("%d letters were handed out, want %d", len(taken), total)
		}
	})
}

// Case numbers run without gaps and doubles, whatever is rolled back and
// however many file at the same time.
func TestNumbersHaveNoGaps(t *testing.T) {
	const workers, each = 5, 20
	everywhere(t, func(t *testing.T, r *register.Register) {
		var group errgroup.Group
		for w := range workers {
			random := rand.New(rand.NewPCG(uint64(w), 1))
			group.Go(func() error {
				for i := range each {
					fails := random.IntN(3) == 0
					err := again(r, func(tx *register.Tx) error {
						if _, err := fileMail(context.Background(), tx, w*each+i+1); err != nil {
							return err
						}
						if fails {
							return errOurs
						}
						return nil
					})
					if err != nil && !errors.Is(err, errOurs) {
						return err
					}
				}
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			all, err := tx.Cases(ctx, register.CaseFilter{})
			var numbers, want []string
			for i, c := range all {
				numbers = append(numbers, c.Number)
				want = append(want, fmt.Sprintf("2026-%04d", i+1))
			}
			slices.Sort(numbers)
			same(t, "numbers", numbers, want)
			if len(all) == 0 || len(all) == workers*each {
				t.Errorf("%d cases: nothing was rolled back, or everything", len(all))
			}
			return err
		})
		if err := r.Check(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// Two daemons that poll the same mailbox receive each mail once, also when it
// lies there twice.
func TestTwoPollersReceiveEachMailOnce(t *testing.T) {
	const mails = 40
	everywhere(t, func(t *testing.T, r *register.Register) {
		var mu sync.Mutex
		filed := map[string]int{}
		var group errgroup.Group
		for w := range 2 {
			group.Go(func() error {
				for i := range mails {
					in := receipt(i%(mails/2) + 1)
					in.UID = uint32(i + 1)
					in.Raw = append(fmt.Appendf(nil, "Received: by %d\r\n", i), in.Raw...)
					ours := false
					err := again(r, func(tx *register.Tx) error {
						ours = false
						line, fresh, err := tx.Receive(context.Background(), in, now)
						if err != nil || !fresh {
							return err
						}
						outcome := register.Ignored
						if _, err := tx.Earlier(context.Background(), line); errors.Is(err, register.ErrNotFound) {
							ours, outcome = true, register.Filed
						} else if err != nil {
							return err
						}
						return tx.Settle(context.Background(), line.ID, outcome, "", 0, "")
					})
					if err != nil {
						return fmt.Errorf("poller %d: %w", w, err)
					}
					if ours {
						mu.Lock()
						filed[in.Content]++
						mu.Unlock()
					}
				}
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		for content, n := range filed {
			if n != 1 {
				t.Errorf("%s was filed %d times", content, n)
			}
		}
		if len(filed) != mails/2 || count(t, r) != mails {
			t.Errorf("%d mails were filed of %d lines, want %d of %d", len(filed), count(t, r), mails/2, mails)
		}
	})
}

func TestNumbersGrowPastFourDigits(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			if err := errors.Join(tx.NumberGiven(ctx, "2026-9998"), tx.NumberGiven(ctx, "2026-0041"), tx.NumberGiven(ctx, "2025-0007")); err != nil {
				return err
			}
			var got []string
			for i, year := range []int{2026, 2026, 2025, 2027} {
				inquiry := register.Inquiry{Member: "anna.bro@medlem.example"}
				c := register.Case{State: register.StateHeld}
				if err := tx.AddInquiry(ctx, &inquiry); err != nil {
					return err
				}
				c.Inquiry = inquiry.ID
				if err := tx.AddCase(ctx, &c, year); err != nil {
					return fmt.Errorf("case %d: %w", i, err)
				}
				got = append(got, c.Number)
			}
			same(t, "numbers", got, []string{"2026-9999", "2026-10000", "2025-0008", "2027-0001"})
			return nil
		})
		for _, bad := range []string{"", "2026", "2026-41", "2026--0041", "26-0041", "2026-0041 "} {
			err := r.Update(t.Context(), func(tx *register.Tx) error { return tx.NumberGiven(t.Context(), bad) })
			if err == nil || !strings.Contains(err.Error(), "no case number") {
				t.Errorf("number %q: %v", bad, err)
			}
		}
	})
}

// A case that an Update has read stays as it is until the end of it: of several
// that change it at the same time none is lost.
func TestUpdatesOfOneCaseFollowEachOther(t *testing.T) {
	const workers = 6
	everywhere(t, func(t *testing.T, r *register.Register) {
		do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 1)) })
		var group errgroup.Group
		for range workers {
			group.Go(func() error {
				return again(r, func(tx *register.Tx) error {
					ctx := context.Background()
					c, err := tx.Case(ctx, "2026-0001")
					if err != nil {
						return err
					}
					time.Sleep(5 * time.Millisecond) // what comes between reading and writing
					c.Unit += "x"
					return errors.Join(tx.UpdateCase(ctx, c), tx.AddEvent(ctx, &register.Event{Case: c.Number, At: now, Who: "system", What: "changed"}))
				})
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			c, err := tx.Case(ctx, "2026-0001")
			same(t, "unit", c.Unit, strings.Repeat("x", workers))
			return errors.Join(err, tx.VerifyEvents(ctx, "2026-0001"))
		})
	})
}

// Who receives a copy of a mail that another daemon is just filing waits for
// the end of that, and then sees it.
func TestCopyWaitsForTheFirst(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		received, seen := make(chan struct{}), make(chan error, 1)
		go func() {
			<-received
			seen <- r.Update(context.Background(), func(tx *register.Tx) error {
				other := receipt(1)
				other.UID, other.Raw = 2, append([]byte("Received: by other\r\n"), other.Raw...)
				line, _, err := tx.Receive(context.Background(), other, now)
				if err != nil {
					return err
				}
				return second(tx.Earlier(context.Background(), line))
			})
		}()
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			line, _, err := tx.Receive(ctx, receipt(1), now)
			close(received)
			time.Sleep(100 * time.Millisecond) // long enough for the other to look, did it not wait
			return errors.Join(err, tx.Settle(ctx, line.ID, register.Filed, "", 0, ""))
		})
		if err := <-seen; err != nil {
			t.Errorf("the copy: %v", err)
		}
	})
}
