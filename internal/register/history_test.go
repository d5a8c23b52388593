package register_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"inquiryd/internal/register"
)

func TestHistory(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		var cases []register.Case
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			for n := range 4 {
				f, err := fileMail(ctx, tx, n+1)
				if err != nil {
					return err
				}
				cases = append(cases, f.c)
			}
			give := func(c *register.Case, to, who string) error {
				e, err := c.At(now).Assign(to, time.Time{}, who)
				if err == nil {
					err = tx.UpdateCase(ctx, *c)
				}
				if err == nil {
					err = tx.AddEvent(ctx, &e)
				}
				return err
			}
			if err := give(&cases[0], "teknik", "cli ib"); err != nil {
				return err
			}
			e, err := cases[1].At(now).Hold("unsure", "official x@y.example")
			if err != nil {
				return err
			}
			if err := tx.UpdateCase(ctx, cases[1]); err != nil {
				return err
			}
			if err := tx.AddEvent(ctx, &e); err != nil {
				return err
			}
			if _, err := cases[2].At(now).Redirect(cases[0].Number, "registrar"); err != nil {
				return err
			}
			return tx.UpdateCase(ctx, cases[2])
		})
		var got []string
		var handed []register.Handed
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			err := tx.History(ctx, now, receipt(4).ArrivedAt, func(p register.Past) error {
				got = append(got, fmt.Sprintf("%s/%d of %d %s %t", p.Case, p.Number, p.Of, p.Administration, p.Settled()))
				if p.Subject == "" || p.Text == "" || len(p.Decision) == 0 || p.ArrivedAt.IsZero() {
					t.Errorf("%+v", p)
				}
				return nil
			})
			if err != nil {
				return err
			}
			return tx.HandedOn(ctx, time.Time{}, time.Time{}, func(h register.Handed) error {
				handed = append(handed, h)
				return nil
			})
		})
		want := []string{"2026-0001/1 of 2 teknik true", "2026-0001/2 of 2 teknik true", "2026-0002/1 of 2 bornOgUnge false", "2026-0002/2 of 2 bornOgUnge false",
			"2026-0003/1 of 2 teknik true", "2026-0003/2 of 2 teknik true"}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got\n%q\nwant\n%q", got, want)
		}
		if len(handed) != 2 || handed[0].To != "teknik" || handed[0].Who != "cli ib" || handed[1].To != "" || handed[1].Reason != "unsure" {
			t.Errorf("handed on: %+v", handed)
		}
	})
}
