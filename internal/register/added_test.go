package register_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// expected are the receipts of the mails after from up to to.
func expected(t testing.TB, r *register.Register, from, to int) (all []register.Receipt) {
	t.Helper()
	for n := from + 1; n <= to; n++ {
		one := receipt(n)
		if err := r.Prepare(&one, false); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

// fileAhead receives the nth mail in a transaction that expects it, and files it
// with texts and times that are not kept as they are. Its letter is written when
// it must be.
func fileAhead(ctx context.Context, tx *register.Tx, r register.Receipt, written func(*register.Letter) error) (c register.Case, err error) {
	line, fresh, err := tx.Receive(ctx, r, now.Add(1234*time.Microsecond))
	if err != nil || !fresh {
		return c, errors.Join(err, fmt.Errorf("fresh: %v", fresh))
	}
	if _, err := tx.Earlier(ctx, line); !errors.Is(err, register.ErrNotFound) {
		return c, fmt.Errorf("a copy of it was found: %v", err)
	}
	q := register.Inquiry{Ledger: line.ID, Member: "anna.bro@medlem.example", Kind: "question", Subject: "tag\x00", ArrivedAt: now.Add(time.Microsecond)}
	if err := tx.AddInquiry(ctx, &q); err != nil {
		return c, err
	}
	c = register.Case{Inquiry: q.ID, Administration: "BUF\xff", Contributing: []string{"TMF"}, State: register.StateOpen, HeldWhy: "\x00", OpenedAt: now.Add(999 * time.Nanosecond),
		Due: now.AddDate(0, 0, 14), Access: "public", External: map[string]string{}, UpdatedAt: now.In(time.FixedZone("x", 3600))}
	if err := tx.AddCase(ctx, &c, 2026); err != nil {
		return c, err
	}
	err = tx.SetReckoning(ctx, c.Number, register.Reckoning{From: now, Administration: "BUF\xff", Kind: "question"})
	for i := 2; i > 0 && err == nil; i-- { // the second before the first
		err = tx.AddQuestion(ctx, &register.Question{Inquiry: q.ID, Case: c.ID, Number: i, Text: "Hvad\xff?", Decision: []byte(`{"x":1}`), Filed: true})
	}
	if err == nil {
		err = tx.AddEvent(ctx, &register.Event{Case: c.Number, At: now, Who: "rules", What: "filed", Ledger: line.ID, Detail: map[string]string{"a": "b"}})
	}
	if err != nil {
		return c, err
	}
	l := register.Letter{Key: c.Number + "/forwarding/1", Kind: "forwarding", Case: c.Number, Inquiry: q.ID, Recipient: "buf@kk.example", Role: "official",
		MessageID: c.Number + "@kk.example", WrittenAt: now}
	if err := tx.AddNewLetter(ctx, &l, func() error { return written(&l) }); err != nil {
		return c, err
	}
	if err := tx.SetAcknowledged(ctx, q.ID); err != nil {
		return c, err
	}
	return c, tx.Settle(ctx, line.ID, register.Filed, "a member", q.ID, c.Number)
}

func composed(l *register.Letter) error {
	l.Subject, l.Raw, l.Text = "Spørgsmål", []byte("Subject: x\r\n\r\nHej\r\n"), "Hej\n"
	return nil
}

// answers is all that a transaction is asked about what it has just added.
func answers(ctx context.Context, tx *register.Tx, c register.Case) (all []any, err error) {
	ask := func(v any, e error) {
		all, err = append(all, v), errors.Join(err, e)
	}
	cases, e := tx.CasesOf(ctx, c.Inquiry)
	ask(cases, e)
	questions, e := tx.Questions(ctx, c.ID)
	for i := range questions {
		questions[i].ID = 0 // it has none before
	}
	ask(questions, e)
	r, ok, e := tx.Reckoning(ctx, c.Number)
	ask([]any{r, ok}, e)
	for _, recipient := range []string{"", "buf@kk.example", "nobody@kk.example"} {
		for _, since := range []time.Time{now.Add(-time.Hour), now, now.Add(time.Millisecond)} {
			n, e := tx.CountLetters(ctx, recipient, []string{"forwarding"}, since)
			ask(n, e)
		}
	}
	for _, role := range []string{"", "official", "member"} {
		n, e := tx.CountLettersOf(ctx, c.Number, role, nil, now)
		ask(n, e)
	}
	for _, since := range []time.Time{now, now.Add(time.Millisecond)} {
		subjects, e := tx.SubjectsOf(ctx, "anna.bro@medlem.example", since)
		ask(subjects, e)
	}
	return all, err
}

// What a transaction has added and not written yet is told as it will be read,
// and everything is there when it has ended.
func TestWhatWasJustAddedIsToldAsItWillBeRead(t *testing.T) {
	for _, p := range []place{memory, file, server} {
		t.Run(p.name, func(t *testing.T) {
			r := open(t, p.make(t))
			const mails = 23 // more than one statement writes
			all := expected(t, r, 0, mails)
			var cases []register.Case
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				if err := tx.Expect(ctx, all); err != nil {
					return err
				}
				for _, one := range all {
					c, err := fileAhead(ctx, tx, one, composed)
					if err != nil {
						return err
					}
					cases = append(cases, c)
				}
				c := cases[mails-1]
				if !tx.Adds(c.Number) || tx.Adds("2026-0900") {
					t.Errorf("it adds %s: %v", c.Number, tx.Adds(c.Number))
				}
				before, err := answers(ctx, tx, c)
				if err != nil {
					return err
				}
				if _, err := tx.Letter(ctx, 1<<40); !errors.Is(err, register.ErrNotFound) { // which wants to see all
					return err
				}
				if tx.Adds(c.Number) {
					t.Errorf("it still adds %s", c.Number)
				}
				after, err := answers(ctx, tx, c)
				if err == nil && !reflect.DeepEqual(before, after) {
					t.Errorf("before:\n%+v\nafter:\n%+v", before, after)
				}
				return err
			})
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				for i, c := range cases {
					if want := fmt.Sprintf("2026-%04d", i+1); c.Number != want {
						t.Errorf("case %s is not %s", c.Number, want)
					}
					letters, err := tx.LettersOf(ctx, c.Number)
					if err != nil {
						return err
					}
					if len(letters) != 1 || string(letters[0].Raw) != "Subject: x\r\n\r\nHej\r\n" {
						t.Errorf("letters of %s: %+v", c.Number, letters)
					}
					if err := tx.VerifyEvents(ctx, c.Number); err != nil {
						return err
					}
					line, err := tx.Line(ctx, int64(i+1))
					if err != nil {
						return err
					}
					if line.Case != c.Number || line.Inquiry != c.Inquiry || line.Outcome != register.Filed || !line.SeenAt.Equal(now.Add(time.Millisecond)) {
						t.Errorf("line of %s: %+v", c.Number, line)
					}
					if raw, err := tx.Raw(ctx, line.Digest); err != nil || string(raw) != string(receipt(i+1).Raw) {
						t.Errorf("mail of %s: %q, %v", c.Number, raw, err)
					}
				}
				return nil
			})
		})
	}
}

// A transaction that expects mails keeps apart those that it knows, copies among
// those that come together, and what is done to a case after it was written.
func TestExpectedMailsThatAreKnown(t *testing.T) {
	for _, p := range []place{memory, server} {
		t.Run(p.name, func(t *testing.T) {
			r := open(t, p.make(t))
			do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 1)) })
			all := expected(t, r, 0, 3)
			again := all[1] // the same mail in another place
			again.UID = 4
			moved := all[0] // and the first one
			moved.UID = 5
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				if err := tx.Expect(ctx, append(all, again, moved)); err != nil {
					return err
				}
				if _, fresh, err := tx.Receive(ctx, all[0], now); err != nil || fresh {
					t.Errorf("the first again: fresh %v, %v", fresh, err)
				}
				c, err := fileAhead(ctx, tx, all[1], composed)
				if err != nil {
					return err
				}
				for i, copied := range []register.Receipt{again, moved} {
					line, fresh, err := tx.Receive(ctx, copied, now)
					if err != nil || !fresh {
						t.Fatalf("copy %d: fresh %v, %v", i, fresh, err)
					}
					earlier, err := tx.Earlier(ctx, line)
					if err != nil || earlier.UID != []uint32{2, 1}[i] {
						t.Errorf("copy %d: %+v, %v", i, earlier, err)
					}
				}
				if err := tx.AddEvent(ctx, &register.Event{Case: c.Number, At: now, Who: "member", What: "followed-up"}); err != nil {
					return err
				}
				c.State = register.StateClosed
				if err := tx.UpdateCase(ctx, c); err != nil {
					return err
				}
				return second(fileAhead(ctx, tx, all[2], composed))
			})
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				for number, events := range map[string]int{"2026-0001": 3, "2026-0002": 2, "2026-0003": 1} {
					got, err := tx.Events(ctx, number)
					if err = errors.Join(err, tx.VerifyEvents(ctx, number)); err != nil || len(got) != events {
						t.Errorf("%s has %d events: %v", number, len(got), err)
					}
				}
				c, err := tx.Case(ctx, "2026-0002")
				if c.State != register.StateClosed {
					t.Errorf("it is %s", c.State)
				}
				return err
			})
		})
	}
}

// A letter that cannot be composed takes all with it, and no number.
func TestALetterThatCannotBeComposedLeavesNothing(t *testing.T) {
	for _, p := range []place{file, server} {
		t.Run(p.name, func(t *testing.T) {
			r := open(t, p.make(t))
			all := expected(t, r, 0, 2)
			broken := errors.New("the template is broken")
			file := func(written func(*register.Letter) error) error {
				return r.Update(t.Context(), func(tx *register.Tx) error {
					if err := tx.Expect(t.Context(), all); err != nil {
						return err
					}
					for i, one := range all {
						if _, err := fileAhead(t.Context(), tx, one, func(l *register.Letter) error {
							if i == 1 {
								return written(l)
							}
							return composed(l)
						}); err != nil {
							return err
						}
					}
					return nil
				})
			}
			if err := file(func(*register.Letter) error { return broken }); !errors.Is(err, broken) {
				t.Fatal(err)
			}
			if err := file(composed); err != nil {
				t.Fatal(err)
			}
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				cases, err := tx.Cases(ctx, register.CaseFilter{})
				if len(cases) != 2 || cases[0].Number != "2026-0002" || cases[1].Number != "2026-0001" {
					t.Errorf("cases: %+v", cases)
				}
				return err
			})
		})
	}
}
