package register_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/register"
)

func TestReceiveOnceForEachPlace(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		var first register.LedgerLine
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			line, fresh, err := tx.Receive(ctx, receipt(1), now)
			if !fresh || line.Outcome != register.Received || line.ID == 0 {
				t.Errorf("first: fresh %v, line %+v", fresh, line)
			}
			first = line
			return err
		})
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			other := receipt(2)
			other.UID = 1
			line, fresh, err := tx.Receive(ctx, other, now.Add(time.Hour))
			first.Raw = nil
			same(t, "stored line", line, first)
			if fresh {
				t.Error("the second was fresh")
			}
			return err
		})
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			moved := receipt(1)
			moved.UIDValidity++
			line, fresh, err := tx.Receive(ctx, moved, now)
			if !fresh {
				t.Error("another UIDVALIDITY was not fresh")
			}
			earlier, err2 := tx.Earlier(ctx, line)
			same(t, "earlier", earlier, first)
			return errors.Join(err, err2)
		})
	})
}

func TestReceiveHoldsDigestAgainstBytes(t *testing.T) {
	r := open(t, memory.make(t))
	wrong := receipt(1)
	wrong.Digest = strings.Repeat("0", 64)
	err := r.Update(t.Context(), func(tx *register.Tx) error { return third(tx.Receive(t.Context(), wrong, now)) })
	if err == nil || !strings.Contains(err.Error(), "digest") {
		t.Errorf("a wrong digest: %v", err)
	}
	right := receipt(1)
	sum := sha256.Sum256(right.Raw)
	right.Digest = hex.EncodeToString(sum[:])
	do(t, r, func(ctx context.Context, tx *register.Tx) error { return third(tx.Receive(ctx, right, now)) })
}

func third[A, B any](_ A, _ B, err error) error { return err }

// The column values that a hostile mail makes are kept, readable, on both
// databases, and still tell mails apart.
func TestReceiveTakesAnyText(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		long := strings.Repeat("ø", 5000)
		for i, text := range []string{"a\x00b", "a\xff\xfeb", long, long + "2", "\r\n\t", strings.Repeat("x", 1<<20)} {
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				in := receipt(i + 1)
				in.MessageID, in.Subject, in.From, in.Content = text, text, text, text
				line, fresh, err := tx.Receive(ctx, in, now)
				if err != nil || !fresh {
					return errors.Join(err, errOurs)
				}
				if _, err := tx.Earlier(ctx, line); !errors.Is(err, register.ErrNotFound) {
					t.Errorf("text %d is taken for an earlier one: %v", i, err)
				}
				q := register.Inquiry{Ledger: line.ID, Member: text, MessageID: text, Introduction: text, References: []string{text}}
				if err := tx.AddInquiry(ctx, &q); err != nil {
					return err
				}
				found, err := tx.InquiryByMessageID(ctx, text, text)
				if found.ID != q.ID {
					t.Errorf("text %d found inquiry %d, not %d", i, found.ID, q.ID)
				}
				return err
			})
		}
	})
}

func TestStickCountsUntilReceived(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		for want := 1; want <= 3; want++ {
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				tries, err := tx.Stick(ctx, register.Receipt{Mailbox: receipt(1).Mailbox, UIDValidity: 7, UID: 1, Size: 9}, fmt.Sprint("cut off ", want), now)
				if tries != want {
					t.Errorf("%d tries, want %d", tries, want)
				}
				return err
			})
		}
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			stuck, err := tx.Lines(ctx, register.LedgerFilter{Outcome: register.Stuck})
			if len(stuck) != 1 || stuck[0].Reason != "cut off 3" || stuck[0].Tries != 3 || stuck[0].Size != 9 {
				t.Errorf("stuck lines: %+v", stuck)
			}
			line, fresh, err2 := tx.Receive(ctx, receipt(1), now.Add(time.Hour))
			if !fresh || line.Outcome != register.Received || line.Tries != 3 || !line.SeenAt.Equal(now) {
				t.Errorf("received: fresh %v, %+v", fresh, line)
			}
			stored, err3 := tx.Line(ctx, line.ID)
			if stored.Reason != "" || stored.Digest != line.Digest {
				t.Errorf("stored: %+v", stored)
			}
			return errors.Join(err, err2, err3, tx.Settle(ctx, line.ID, register.Ignored, "a copy", 0, ""))
		})
		do(t, r, func(ctx context.Context, tx *register.Tx) error { // a line that is settled stays so
			_, err := tx.Stick(ctx, receipt(1), "late", now)
			line, fresh, err2 := tx.Receive(ctx, receipt(1), now)
			if fresh || line.Outcome != register.Ignored || line.Reason != "a copy" {
				t.Errorf("settled: fresh %v, %+v", fresh, line)
			}
			return errors.Join(err, err2)
		})
	})
}

// Of two copies that are received before either is settled, only the second
// has an earlier one: else both would be ignored.
func TestEarlierOfTwoUndecidedCopies(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			a, _, err := tx.Receive(ctx, receipt(1), now)
			again := receipt(1)
			again.UID, again.Raw = 2, append([]byte("Received: by x\r\n"), again.Raw...)
			b, _, err2 := tx.Receive(ctx, again, now)
			if _, err := tx.Earlier(ctx, a); !errors.Is(err, register.ErrNotFound) {
				t.Errorf("the first has an earlier one: %v", err)
			}
			earlier, err3 := tx.Earlier(ctx, b)
			if earlier.ID != a.ID {
				t.Errorf("earlier than the second is %d, want %d", earlier.ID, a.ID)
			}
			err4 := tx.Settle(ctx, b.ID, register.Filed, "", 0, "")
			earlier, err5 := tx.Earlier(ctx, a)
			if earlier.ID != b.ID {
				t.Errorf("other than the first is %d once it is filed, want %d", earlier.ID, b.ID)
			}
			return errors.Join(err, err2, err3, err4, err5)
		})
	})
}

func TestLedgerListsMovesAndBalances(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		fate := []register.Outcome{register.Filed, register.Held, register.Ignored, register.Received, register.Adopted, register.Filed}
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			for i, outcome := range fate {
				line, _, err := tx.Receive(ctx, receipt(i+1), now.Add(time.Duration(i)*12*time.Hour))
				if err != nil {
					return err
				}
				if outcome != register.Received {
					if err := tx.Settle(ctx, line.ID, outcome, "so it is", 0, ""); err != nil {
						return err
					}
				}
			}
			lines, err := tx.Lines(ctx, register.LedgerFilter{Outcome: register.Filed})
			same(t, "filed", uids(lines), []uint32{6, 1})
			lines, err2 := tx.Lines(ctx, register.LedgerFilter{Since: now.Add(time.Hour), Until: now.Add(36 * time.Hour), Mailbox: receipt(1).Mailbox})
			same(t, "the day", uids(lines), []uint32{3, 2})
			lines, err3 := tx.Lines(ctx, register.LedgerFilter{Limit: 2})
			same(t, "newest", uids(lines), []uint32{6, 5})
			unmoved, err4 := tx.Unmoved(ctx, receipt(1).Mailbox, 7, 3)
			same(t, "unmoved", uids(unmoved), []uint32{1, 2, 3})
			err5 := tx.Moved(ctx, []int64{unmoved[0].ID}, "Indgået", now)
			unmoved, err6 := tx.Unmoved(ctx, receipt(1).Mailbox, 7, 0)
			same(t, "unmoved then", uids(unmoved), []uint32{2, 3, 6})
			moved, err7 := tx.Line(ctx, 1)
			if moved.MovedTo != "Indgået" || !moved.MovedAt.Equal(now) {
				t.Errorf("moved to %q at %v", moved.MovedTo, moved.MovedAt)
			}
			balance, err8 := tx.Balance(ctx, time.Time{}, time.Time{})
			same(t, "balance", balance, map[register.Outcome]int{register.Filed: 2, register.Held: 1, register.Ignored: 1, register.Received: 1, register.Adopted: 1})
			return errors.Join(err, err2, err3, err4, err5, err6, err7, err8)
		})
	})
}

// A mail may become several cases, and its neighbours in the ledger none.
func TestCasesOfMails(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			f, err := fileMail(ctx, tx, 1)
			_, _, err2 := tx.Receive(ctx, receipt(2), now)
			g, err3 := fileMail(ctx, tx, 3)
			more := register.Case{Inquiry: f.inquiry.ID, State: register.StateOpen, OpenedAt: now, UpdatedAt: now}
			err4 := tx.AddCase(ctx, &more, 2026)
			cases, err5 := tx.CasesOfMails(ctx, f.line.ID, g.line.ID)
			same(t, "cases", cases, map[int64][]string{f.line.ID: {f.c.Number, more.Number}, g.line.ID: {g.c.Number}})
			cases, err6 := tx.CasesOfMails(ctx, f.line.ID, f.line.ID)
			same(t, "cases of one", cases, map[int64][]string{f.line.ID: {f.c.Number, more.Number}})
			return errors.Join(err, err2, err3, err4, err5, err6)
		})
	})
}

func uids(lines []register.LedgerLine) []uint32 {
	var all []uint32
	for _, l := range lines {
		all = append(all, l.UID)
	}
	return all
}

// On the night when summer time begins in Copenhagen the day has 23 hours.
func TestDaysFollowTheClock(t *testing.T) {
	copenhagen, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	r := open(t, memory.make(t))
	sunday := time.Date(2026, 3, 29, 0, 0, 0, 0, copenhagen)
	do(t, r, func(ctx context.Context, tx *register.Tx) error {
		for i, after := range []time.Duration{-time.Minute, 0, 22*time.Hour + 59*time.Minute, 23 * time.Hour} {
			if err := third(tx.Receive(ctx, receipt(i+1), sunday.Add(after))); err != nil {
				return err
			}
		}
		days, err := tx.Days(ctx, sunday.AddDate(0, 0, -1), sunday.AddDate(0, 0, 2))
		var got []int
		for _, d := range days {
			got = append(got, d.Outcomes[register.Received])
		}
		same(t, "mails of each day", got, []int{1, 2, 1})
		return err
	})
}

func TestMailboxes(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		for _, m := range []register.MailboxState{
			{Mailbox: "a", UIDValidity: 1, LastUID: 0, AdoptedAt: now},
			{Mailbox: "a", UIDValidity: 1<<32 - 1, LastUID: 1<<32 - 1, PolledAt: now},
		} {
			do(t, r, func(ctx context.Context, tx *register.Tx) error {
				err := tx.SetMailbox(ctx, m)
				got, err2 := tx.Mailbox(ctx, "a")
				same(t, "mailbox", got, m)
				return errors.Join(err, err2)
			})
		}
	})
}
