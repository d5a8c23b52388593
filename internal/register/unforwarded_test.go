package register_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"inquiryd/internal/register"
)

func caseIDs(cases []register.Case) (all []int64) {
	for _, c := range cases {
		all = append(all, c.ID)
	}
	return all
}

// Cases whose forwarding was put off are taken in their order, within the bounds,
// once.
func TestUnforwardedCasesAreTakenOnce(t *testing.T) {
	for _, p := range []place{memory, file, server} {
		t.Run(p.name, func(t *testing.T) {
			r := open(t, p.make(t))
			var files []filed
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				for n := 1; n <= 5; n++ {
					f, err := fileMail(ctx, tx, n)
					if files = append(files, f); err != nil {
						return err
					}
					if err := tx.ForwardLater(ctx, f.c.ID, now.Add(time.Duration(n)*time.Minute)); err != nil {
						return err
					}
				}
				return nil
			})
			take := func(after int64, n, tries int, bytes int64) (cases []register.Case) {
				do(t, r, func(ctx context.Context, tx *register.Tx) (err error) {
					cases, err = tx.TakeUnforwarded(ctx, after, n, tries, bytes)
					return err
				})
				return cases
			}
			id := func(n int) int64 { return files[n-1].c.ID }
			size := files[0].line.Size
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				n, err := tx.ForwardingFailed(ctx, id(1))
				if n != 1 {
					t.Errorf("%d tries", n)
				}
				return err
			})
			gaveUp := errors.New("no")
			if err := r.Update(t.Context(), func(tx *register.Tx) error {
				if cases, err := tx.TakeUnforwarded(t.Context(), 0, 5, 3, 1<<20); err != nil || len(cases) != 5 {
					t.Errorf("took %v: %v", caseIDs(cases), err)
				}
				return gaveUp
			}); !errors.Is(err, gaveUp) {
				t.Fatal(err)
			}
			for _, step := range []struct {
				what     string
				after    int64
				n, tries int
				bytes    int64
				want     []int64
			}{
				{"none of those that failed too often", 0, 1, 1, 1 << 20, []int64{id(2)}},
				{"none before", id(4), 9, 3, 1 << 20, []int64{id(5)}},
				{"one at least", 0, 9, 3, 1, []int64{id(1)}},
				{"as many as bytes allow", 0, 9, 3, size + size/2, []int64{id(3)}},
				{"what is left", 0, 9, 3, 1 << 20, []int64{id(4)}},
				{"nothing twice", 0, 9, 3, 1 << 20, nil},
			} {
				if got := caseIDs(take(step.after, step.n, step.tries, step.bytes)); !slices.Equal(got, step.want) {
					t.Errorf("%s: took %v, want %v", step.what, got, step.want)
				}
			}
		})
	}
}

// Those of one inquiry are taken whatever came of them before, and the tries of all
// can be given back.
func TestUnforwardedCasesOfAnInquiry(t *testing.T) {
	for _, p := range []place{memory, server} {
		t.Run(p.name, func(t *testing.T) {
			r := open(t, p.make(t))
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				f, err := fileMail(ctx, tx, 1)
				g, err2 := fileMail(ctx, tx, 2)
				for _, id := range []int64{f.c.ID, g.c.ID, g.c.ID} {
					err = errors.Join(err, err2, tx.ForwardLater(ctx, id, now), second(tx.ForwardingFailed(ctx, id)))
				}
				taken, err3 := tx.TakeUnforwardedOf(ctx, f.inquiry.ID)
				if !slices.Equal(caseIDs(taken), []int64{f.c.ID}) {
					t.Errorf("took %v", taken)
				}
				if err := second(tx.ForwardingFailed(ctx, f.c.ID)); !errors.Is(err, register.ErrNotFound) {
					t.Errorf("a try of a case that was taken: %v", err)
				}
				if taken, err := tx.TakeUnforwarded(ctx, 0, 5, 1, 1<<20); err != nil || len(taken) != 0 {
					t.Errorf("took %v, which has failed: %v", taken, err)
				}
				if err := tx.ForwardAgain(ctx); err != nil {
					return err
				}
				taken, err4 := tx.TakeUnforwarded(ctx, 0, 5, 1, 1<<20)
				if !slices.Equal(caseIDs(taken), []int64{g.c.ID}) {
					t.Errorf("took %v", taken)
				}
				return errors.Join(err, err3, err4)
			})
		})
	}
}

// Two daemons never take the same case: the second passes over what the first one
// holds.
func TestTwoDaemonsTakeDifferentCases(t *testing.T) {
	r := open(t, server.make(t))
	do(t, r, func(ctx context.Context, tx *register.Tx) error {
		for n := 1; n <= 4; n++ {
			f, err := fileMail(ctx, tx, n)
			if err := errors.Join(err, tx.ForwardLater(ctx, f.c.ID, now)); err != nil {
				return err
			}
		}
		return nil
	})
	do(t, r, func(ctx context.Context, first *register.Tx) error {
		mine, err := first.TakeUnforwarded(ctx, 0, 3, 3, 1<<20)
		do(t, r, func(ctx context.Context, other *register.Tx) error {
			theirs, err := other.TakeUnforwarded(ctx, 0, 3, 3, 1<<20)
			if len(mine) != 3 || len(theirs) != 1 || slices.Contains(caseIDs(mine), theirs[0].ID) {
				t.Errorf("one took %v, the other %v", caseIDs(mine), caseIDs(theirs))
			}
			return err
		})
		return err
	})
}

// The words of a case of a backlog are found once its forwarding was written, or
// could not be.
func TestWordsOfUnforwardedCases(t *testing.T) {
	for _, p := range []place{file, server} {
		t.Run(p.name, func(t *testing.T) {
			r := open(t, p.make(t))
			var cases []register.Case
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				all := expected(t, r, 0, 4)
				if err := tx.Expect(ctx, all); err != nil {
					return err
				}
				for _, one := range all {
					c, err := fileAhead(ctx, tx, one, composed)
					if cases = append(cases, c); err != nil {
						return err
					}
					if c.ID != cases[0].ID {
						err = tx.ForwardLater(ctx, c.ID, now)
					}
					if err != nil {
						return err
					}
				}
				return nil
			})
			found := func(want int) {
				t.Helper()
				look(t, r, func(ctx context.Context, tx *register.Tx) error {
					got, err := tx.Cases(ctx, register.CaseFilter{Text: "tag", Limit: 10})
					if len(got) != want {
						t.Errorf("%d cases were found, want %d", len(got), want)
					}
					return err
				})
			}
			found(1)
			do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(tx.ForwardingFailed(ctx, cases[1].ID)) })
			found(2)
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				return second(tx.TakeUnforwardedOf(ctx, cases[2].Inquiry))
			})
			found(3)
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				return second(tx.TakeUnforwarded(ctx, 0, 9, 9, 1<<20))
			})
			found(4)
			if err := r.Check(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}
