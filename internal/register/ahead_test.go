package register_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"inquiryd/internal/register"
)

// fileMany files mails in one transaction, each with a letter that written
// composes.
func fileMany(t *testing.T, tx *register.Tx, all []register.Receipt, written func(n int, l *register.Letter) error) error {
	if err := tx.Expect(t.Context(), all); err != nil {
		return err
	}
	for i, one := range all {
		if _, err := fileAhead(t.Context(), tx, one, func(l *register.Letter) error { return written(i, l) }); err != nil {
			return err
		}
	}
	return nil
}

// What many mails add may be written while the transaction goes on. All of it is
// there in the end, or nothing when one row is refused, whenever that is found out.
func TestManyMailsAreAllOrNothing(t *testing.T) {
	for _, p := range []place{file, server} {
		t.Run(p.name, func(t *testing.T) {
			r := open(t, p.make(t))
			const mails = 70
			all := expected(t, r, 0, mails)
			twin := func(of int) func(int, *register.Letter) error {
				return func(n int, l *register.Letter) error {
					if n == of {
						l.MessageID = "2026-0001@kk.example" // that of the first
					}
					return composed(l)
				}
			}
			for _, bad := range []int{1, 20, mails - 1} {
				if err := r.Update(t.Context(), func(tx *register.Tx) error { return fileMany(t, tx, all, twin(bad)) }); err == nil {
					t.Fatalf("letter %d has the Message-ID of another", bad)
				}
				if n := count(t, r); n != 0 {
					t.Fatalf("%d mails stayed", n)
				}
			}
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				broken := tx.Try(ctx, func(tx *register.Tx) error { return fileMany(t, tx, all[:40], twin(30)) })
				if broken == nil {
					t.Error("an attempt went well that could not")
				}
				return fileMany(t, tx, all, twin(-1))
			})
			look(t, r, func(ctx context.Context, tx *register.Tx) error {
				list, err := tx.Cases(ctx, register.CaseFilter{})
				if len(list) != mails || list[0].Number != fmt.Sprintf("2026-%04d", mails) || list[mails-1].Number != "2026-0001" {
					t.Errorf("%d cases", len(list))
				}
				var errs []error
				for _, c := range list {
					letters, err := tx.LettersOf(ctx, c.Number)
					questions, err2 := tx.Questions(ctx, c.ID)
					if len(letters) != 1 || len(questions) != 2 {
						t.Errorf("case %s has %d letters and %d questions", c.Number, len(letters), len(questions))
					}
					errs = append(errs, err, err2)
				}
				return errors.Join(append(errs, err)...)
			})
			if err := r.Check(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}
