package register_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"inquiryd/internal/register"
)

// secret is a word that no other mail says.
const secret = "Hemmelighedsfuld"

// fileSecret files a mail that says secret wherever a mail can, and ends it.
func fileSecret(ctx context.Context, tx *register.Tx, n int) (register.Inquiry, error) {
	r := receipt(n)
	r.Subject, r.From = secret, secret+"@medlem.example"
	r.Raw = []byte("Subject: " + secret + "\r\n\r\n" + secret + fmt.Sprint(n) + "\r\n")
	r.Digest, r.MessageID = "", secret+fmt.Sprint(n)+"@medlem.example"
	line, _, err := tx.Receive(ctx, r, now)
	if err != nil {
		return register.Inquiry{}, err
	}
	q := register.Inquiry{Ledger: line.ID, Member: secret + "@medlem.example", MemberName: secret, Kind: "question", Subject: secret, Introduction: secret,
		MessageID: secret, ArrivedAt: now}
	if err := tx.AddInquiry(ctx, &q); err != nil {
		return q, err
	}
	c := register.Case{Inquiry: q.ID, State: register.StateClosed, OpenedAt: now, ClosedAt: now.AddDate(0, 0, 3), Administration: "teknik", Unit: secret,
		Signatory: secret, Access: "members", External: map[string]string{"f2_case": "7"}}
	if err := tx.AddCase(ctx, &c, 2026); err != nil {
		return q, err
	}
	question := register.Question{Inquiry: q.ID, Case: c.ID, Number: 1, Text: secret + "?", Answer: secret, AnsweredBy: secret, AnsweredAt: now}
	letter := register.Letter{Key: c.Number + "/copy/" + secret, Kind: "answer", Case: c.Number, Inquiry: q.ID, Recipient: secret + "@medlem.example",
		Sender: secret, Role: "member", MessageID: c.Number + "@kk.example", Subject: secret, Raw: []byte(secret), Text: secret, PDF: []byte(secret),
		Due: now, Status: register.Accepted, SentAt: now}
	about := letter // a digest of the morning, about no case
	about.Key, about.Case, about.Inquiry, about.MessageID, about.Kind = "digest/"+fmt.Sprint(n), "", 0, "digest"+fmt.Sprint(n), "digest"
	about.Recipient, about.Sender, about.Subject = "fordeler@kk.example", "", "Overblik"
	event := register.Event{Case: c.Number, At: now, Who: "official " + secret + "@teknik.example", What: "answered", Detail: map[string]string{"reason": secret}, Ledger: line.ID}
	second := register.Event{Case: c.Number, At: now, Who: "system", What: "closed"}
	return q, errors.Join(tx.AddQuestion(ctx, &question), one(tx.AddLetter(ctx, &letter)), one(tx.AddLetter(ctx, &about)), tx.AddEvent(ctx, &event), tx.AddEvent(ctx, &second),
		tx.AddTask(ctx, &register.Task{Case: c.Number, What: secret, At: now}), tx.Settle(ctx, line.ID, register.Filed, "a member asks", q.ID, c.Number))
}

func one(_ bool, err error) error { return err }

func eraseOne(ctx context.Context, tx *register.Tx, n int) error {
	q, err := fileSecret(ctx, tx, n)
	return errors.Join(err, second(tx.Erase(ctx, q.ID, "cli x", "retention", now)))
}

// T30: what an ended case said is gone, its number, dates and outcome stay, and
// its chain of events holds.
func TestErase(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		var q register.Inquiry
		do(t, r, func(ctx context.Context, tx *register.Tx) (err error) {
			_, err = fileMail(ctx, tx, 1)
			if err != nil {
				return err
			}
			q, err = fileSecret(ctx, tx, 2)
			return err
		})
		var done register.Erased
		do(t, r, func(ctx context.Context, tx *register.Tx) (err error) {
			done, err = tx.Erase(ctx, q.ID, "cli maria", "five years are over", now.AddDate(5, 0, 0))
			return err
		})
		same(t, "done", done, register.Erased{Cases: []string{"2026-0002"}, Mails: 1, Letters: 1, Events: 2})
		if err := r.Scrub(t.Context()); err != nil {
			t.Fatal(err)
		}
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			inquiry, err := tx.Inquiry(ctx, q.ID)
			c, err2 := tx.Case(ctx, "2026-0002")
			questions, err3 := tx.Questions(ctx, c.ID)
			events, err4 := tx.Events(ctx, c.Number)
			letters, err5 := tx.LettersOf(ctx, c.Number)
			line, err6 := tx.Line(ctx, 2)
			tasks, err7 := tx.Tasks(ctx, false)
			about, err8 := tx.LetterByMessageID(ctx, "digest2")
			if all := fmt.Sprintf("%+v %+v %+v %+v %+v %+v %+v %s", inquiry, c, questions, events, letters, line, tasks, about.Raw); strings.Contains(all, secret) {
				t.Errorf("it still says %s: %s", secret, all)
			}
			if inquiry.ErasedAt.IsZero() || c.Administration != "teknik" || c.External["f2_case"] != "7" || line.Outcome != register.Filed || line.Digest == "" {
				t.Errorf("left: %+v %+v %+v", inquiry, c, line)
			}
			if len(events) != 3 || events[0].Who != "official" || events[2].What != "erased" || events[2].Detail["reason"] != "five years are over" {
				t.Errorf("events: %+v", events)
			}
			if _, err := tx.Raw(ctx, line.Digest); !errors.Is(err, register.ErrNotFound) {
				t.Errorf("raw: %v", err)
			}
			list, err9 := tx.Cases(ctx, register.CaseFilter{Text: secret})
			same(t, "found", len(list), 0)
			other, err10 := tx.LettersOf(ctx, "2026-0001")
			if len(other) != 2 || len(other[0].Raw) == 0 {
				t.Errorf("another case lost letters: %+v", other)
			}
			return errors.Join(err, err2, err3, err4, err5, err6, err7, err8, err9, err10, tx.VerifyEvents(ctx, "2026-0002"), tx.VerifyEvents(ctx, "2026-0001"), register.VerifyChain(events, ""))
		})
		if _, err := r.Audit(t.Context(), func(register.Progress) {}); err != nil {
			t.Error(err)
		}
		do(t, r, func(ctx context.Context, tx *register.Tx) error { // twice changes nothing
			again, err := tx.Erase(ctx, q.ID, "cli maria", "again", now)
			same(t, "again", again, register.Erased{})
			return err
		})
	})
}

// A case that is not over is not erased, nor one with a letter in the outbox.
func TestEraseRefuses(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 1)) })
		err := r.Update(t.Context(), func(tx *register.Tx) error { return second(tx.Erase(t.Context(), 1, "cli", "x", now)) })
		if !errors.Is(err, register.ErrUnended) {
			t.Error(err)
		}
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			c, err := tx.Case(ctx, "2026-0001")
			c.State, c.ClosedAt = register.StateClosed, now
			return errors.Join(err, tx.UpdateCase(ctx, c))
		})
		err = r.Update(t.Context(), func(tx *register.Tx) error { return second(tx.Erase(t.Context(), 1, "cli", "x", now)) })
		if !errors.Is(err, register.ErrUnended) || !strings.Contains(err.Error(), "waits to be posted") {
			t.Error(err)
		}
	})
}

// What is left of an erased case cannot be changed unseen.
func TestTheSealHolds(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		var events []register.Event
		do(t, r, func(ctx context.Context, tx *register.Tx) error { return eraseOne(ctx, tx, 1) })
		look(t, r, func(ctx context.Context, tx *register.Tx) (err error) {
			events, err = tx.Events(ctx, "2026-0001")
			return err
		})
		for name, change := range map[string]func([]register.Event) []register.Event{
			"what happened":    func(e []register.Event) []register.Event { e[0].What = "refused"; return e },
			"when":             func(e []register.Event) []register.Event { e[1].At = now.AddDate(1, 0, 0); return e },
			"who":              func(e []register.Event) []register.Event { e[0].Who = "member"; return e },
			"one is gone":      func(e []register.Event) []register.Event { return e[1:] },
			"no seal":          func(e []register.Event) []register.Event { return e[:2] },
			"another seal":     func(e []register.Event) []register.Event { e[2].Detail["seal"] = "x"; return e },
			"erased by itself": func(e []register.Event) []register.Event { e[2].Erased = true; return e },
		} {
			copied := make([]register.Event, len(events))
			copy(copied, events)
			copied[2].Detail = map[string]string{}
			for k, v := range events[2].Detail {
				copied[2].Detail[k] = v
			}
			if err := register.VerifyChain(change(copied), ""); !errors.Is(err, register.ErrTampered) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := register.VerifyChain(events, events[2].Hash); err != nil {
			t.Error(err)
		}
		err := r.Update(t.Context(), func(tx *register.Tx) error { return tx.Run(t.Context(), `UPDATE events SET what = 'x' WHERE id = 1`) })
		if err == nil {
			t.Error("an erased event was changed")
		}
	})
}

// T30: nothing of it is left in the bytes of the file and the log beside it.
func TestNothingIsLeftOnTheDisk(t *testing.T) {
	cfg := file.make(t)
	r := open(t, cfg)
	onDisk := func() (all []byte) {
		for _, name := range []string{cfg.Path, cfg.Path + "-wal"} {
			b, err := os.ReadFile(name)
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
			all = append(all, bytes.ToLower(b)...)
		}
		return all
	}
	word := []byte(strings.ToLower(secret))
	var ids []int64
	do(t, r, func(ctx context.Context, tx *register.Tx) error {
		for n := 1; n <= 60; n++ {
			if n%3 == 0 {
				q, err := fileSecret(ctx, tx, n)
				if err != nil {
					return err
				}
				ids = append(ids, q.ID)
			} else if _, err := fileMail(ctx, tx, n); err != nil {
				return err
			}
		}
		return nil
	})
	if !bytes.Contains(onDisk(), word) {
		t.Fatal("the word was never on the disk: the test shows nothing")
	}
	do(t, r, func(ctx context.Context, tx *register.Tx) error {
		for _, id := range ids {
			if _, err := tx.Erase(ctx, id, "cli", "retention", now); err != nil {
				return err
			}
		}
		return nil
	})
	if err := r.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if all := onDisk(); bytes.Contains(all, word) || bytes.Contains(all, word[4:]) {
		t.Errorf("the word is on the disk %d times", bytes.Count(all, word[4:]))
	}
	if err := r.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// What letters about other cases show of an erased one goes too, while they wait
// to be posted nothing is erased, and what was taken out before stays as it is.
func TestEraseOfWhatOthersQuote(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		quote := func(n int, status register.LetterStatus) (id int64) {
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				l := register.Letter{Key: fmt.Sprint("quoting/", n), Kind: "forwarding", Case: "2026-0002", Recipient: "svar@kk.example", Role: "official", MessageID: fmt.Sprint("quoting", n),
					Raw: []byte("Der blev spurgt: " + secret), Text: secret, Due: now, Status: status}
				if status == register.Accepted {
					l.SentAt = now
				}
				err := one(tx.AddLetter(ctx, &l))
				id = l.ID
				return errors.Join(err, tx.Quote(ctx, l.ID, "2026-0001"), tx.Quote(ctx, l.ID, "2026-0001"))
			})
			return id
		}
		var q register.Inquiry
		do(t, r, func(ctx context.Context, tx *register.Tx) (err error) {
			if q, err = fileSecret(ctx, tx, 1); err == nil {
				_, err = fileMail(ctx, tx, 2)
			}
			return err
		})
		waits, lean := quote(1, register.Written), quote(2, register.Accepted)
		erase := func() error {
			return r.Update(t.Context(), func(tx *register.Tx) error {
				return errors.Join(tx.Unquote(t.Context(), lean, "2026-0001", []byte("spurgt"), "spurgt", now), second(tx.Erase(t.Context(), q.ID, "cli", "x", now)))
			})
		}
		if err := erase(); !errors.Is(err, register.ErrUnended) {
			t.Error(err)
		}
		do(t, r, func(ctx context.Context, tx *register.Tx) error { return tx.LetterAccepted(ctx, waits, now, "250") })
		if err := erase(); err != nil {
			t.Fatal(err)
		}
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			first, err := tx.Letter(ctx, waits)
			other, err2 := tx.Letter(ctx, lean)
			quoting, err3 := tx.Quoting(ctx, "2026-0001")
			if len(first.Raw) > 0 || first.Text != "" || string(other.Raw) != "spurgt" || other.Text != "spurgt" || len(quoting) != 0 {
				t.Errorf("%q %q, %q %q, %d", first.Raw, first.Text, other.Raw, other.Text, len(quoting))
			}
			return errors.Join(err, err2, err3)
		})
	})
}
