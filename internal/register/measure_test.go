package register_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// refuse writes a letter to the registrar that will not arrive.
func refuse(ctx context.Context, tx *register.Tx, key string, at time.Time) error {
	l := register.Letter{Key: key, Kind: "notice", Recipient: "fordeler@kk.example", Role: "registrar", MessageID: key + "@kk.example", Raw: []byte(key), Due: at}
	_, err := tx.AddLetter(ctx, &l)
	return errors.Join(err, tx.LetterFailed(ctx, l.ID, register.GaveUp, "550"))
}

func TestMeasure(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			m, err := tx.Measure(ctx, now)
			if m.Today.Imbalance() != 0 || m.Unsettled != 0 || m.Stuck != 0 || !m.LastMail.IsZero() || !m.LastEntry.IsZero() || m.Canary != (register.Canary{}) {
				t.Errorf("of nothing: %+v", m)
			}
			return err
		})
		yesterday := now.AddDate(0, 0, -1)
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			f, err := fileMail(ctx, tx, 1)
			f.c.At(now.Add(time.Minute))
			held, err2 := f.c.Hold("unsure", "registrar")
			task := register.Task{What: "look", At: now.Add(-time.Hour), Ledger: f.line.ID}
			done := register.Task{What: "look", At: yesterday, DoneAt: now}
			canary := receipt(7)
			return errors.Join(err, err2, tx.UpdateCase(ctx, f.c), tx.AddEvent(ctx, &held), tx.AddTask(ctx, &task), tx.AddTask(ctx, &done),
				second(tx.Stick(ctx, receipt(5), "cut", yesterday)),
				tx.SetMailbox(ctx, register.MailboxState{Mailbox: "b", PolledAt: now}), tx.SetMailbox(ctx, register.MailboxState{Mailbox: "a"}),
				tx.LetterFailed(ctx, f.letters[0].ID, register.Bounced, "gone"), refuse(ctx, tx, "old", now.Add(-23*time.Hour)), refuse(ctx, tx, "new", now),
				tx.AddCanary(ctx, register.Canary{MessageID: canary.MessageID, WrittenAt: now}), third(tx.Receive(ctx, canary, now.Add(time.Hour))),
				tx.Settle(ctx, f.line.ID+2, register.Ignored, "the canary", 0, ""), second(tx.SeeCanary(ctx, canary.MessageID, f.line.ID+2, now.Add(time.Hour))))
		})
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			m, err := tx.Measure(ctx, now.Add(2*time.Hour))
			same(t, "today", m.Today.Outcomes, map[register.Outcome]int{register.Filed: 1, register.Ignored: 1})
			same(t, "yesterday", m.Yesterday.Outcomes, map[register.Outcome]int{register.Stuck: 1})
			same(t, "imbalance", m.Imbalance(), 0)
			same(t, "stuck", m.Stuck, 1)
			same(t, "stuck since", m.StuckSince, yesterday)
			same(t, "cases", m.Cases, map[register.State]int{register.StateHeld: 1})
			same(t, "held since", m.HeldSince, now.Add(time.Minute))
			same(t, "tasks", m.Tasks, 1)
			same(t, "task since", m.TaskSince, now.Add(-time.Hour))
			same(t, "letters", m.Letters, map[register.LetterStatus]int{register.Bounced: 1, register.Written: 1, register.GaveUp: 2})
			same(t, "refused", m.Refused, 1) // of the last day, and to the registrar
			same(t, "refused since", m.RefusedSince, now)
			same(t, "outbox", m.Outbox, 1)
			same(t, "mailboxes", len(m.Mailboxes), 2)
			same(t, "first mailbox", m.Mailboxes[0].Mailbox, "a")
			same(t, "last mail", m.LastMail, yesterday) // the mail after it in the ledger is the canary
			same(t, "last entry", m.LastEntry, now.Add(time.Hour))
			same(t, "canary", m.Canary.SeenAt.Sub(m.Canary.WrittenAt), time.Hour)
			return err
		})
	})
}

// Each way in which the ledger can fail to account for a mail is seen.
func TestMeasureSeesWhatTheLedgerLost(t *testing.T) {
	tests := map[string]string{
		"nothing decided":            `UPDATE ledger SET outcome = 'received' WHERE id = 1`,
		"taken for mail from before": `UPDATE ledger SET outcome = 'adopted' WHERE id = 1`,
		"an inquiry that is none":    `UPDATE ledger SET inquiry_id = NULL WHERE id = 1`,
	}
	everywhere(t, func(t *testing.T, r *register.Register) {
		do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 1)) })
		for name, damage := range tests {
			if _, err := r.DB().ExecContext(t.Context(), damage); err != nil {
				t.Fatal(err)
			}
			look(t, r, func(ctx context.Context, tx *register.Tx) error {
				m, err := tx.Measure(ctx, now)
				if m.Today.Imbalance() != 1 || m.Imbalance() != 1 {
					t.Errorf("%s: the balance is out by %d, want 1: %+v", name, m.Today.Imbalance(), m.Today)
				}
				return err
			})
			if _, err := r.DB().ExecContext(t.Context(), `UPDATE ledger SET outcome = 'filed', inquiry_id = 1 WHERE id = 1`); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestAlarmsAreKept(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		first := register.Alarm{Name: "poll", Since: now}
		told := register.Alarm{Name: "poll", Since: now, ToldAt: now.Add(time.Minute), QuietAt: now.Add(time.Hour)}
		other := register.Alarm{Name: "clock", Since: now}
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			return errors.Join(tx.SetAlarm(ctx, first), tx.SetAlarm(ctx, other), tx.SetAlarm(ctx, told))
		})
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			all, err := tx.Alarms(ctx)
			same(t, "alarms", all, []register.Alarm{other, told})
			return err
		})
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			return errors.Join(tx.EndAlarm(ctx, "clock"), tx.EndAlarm(ctx, "none"))
		})
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			all, err := tx.Alarms(ctx)
			same(t, "alarms", all, []register.Alarm{told})
			return err
		})
	})
}

func TestCanariesAreKept(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			c := register.Canary{MessageID: "a@kk.example", WrittenAt: now}
			again := register.Canary{MessageID: "a@kk.example", WrittenAt: now.Add(time.Hour)}
			err := errors.Join(tx.AddCanary(ctx, c), tx.AddCanary(ctx, again))
			line, _, err4 := tx.Receive(ctx, receipt(1), now)
			copied, _, err5 := tx.Receive(ctx, receipt(2), now)
			seen, err2 := tx.SeeCanary(ctx, c.MessageID, line.ID, now.Add(time.Minute))
			twice, err3 := tx.SeeCanary(ctx, c.MessageID, copied.ID, now.Add(time.Hour))
			same(t, "a copy", twice, seen)
			same(t, "seen", seen, register.Canary{MessageID: c.MessageID, Ledger: line.ID, WrittenAt: now, SeenAt: now.Add(time.Minute)})
			_, none := tx.SeeCanary(ctx, "b@kk.example", 0, now)
			if !errors.Is(none, register.ErrNotFound) {
				t.Errorf("one that was never sent: %v", none)
			}
			return errors.Join(err, err2, err3, err4, err5)
		})
	})
}
