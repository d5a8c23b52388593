package clerk

import (
	"context"
	"fmt"
	"time"

	"inquiryd/internal/deadline"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// expiryStages are how many days before its end a client's secret of OAuth 2.0
// is warned of: time enough to order a new one, and then again. What would fall
// on a day off is said on the last working day before.
var expiryStages = []int{0, 1, 7, 14, 30}

// warnOfExpiry writes to the registrar before the secret ends with which a
// mailbox is logged in to: at each stage once, and when it is over.
func (d *Desk) warnOfExpiry(ctx context.Context) error {
	return d.Register.Update(ctx, func(tx *register.Tx) error {
		w := &work{Desk: d, tx: tx, now: d.Now()}
		for _, m := range d.Intake.Mailboxes() {
			if m.OAuth.SecretExpires.IsZero() {
				continue
			}
			if err := w.warnOfSecret(ctx, m.OAuth.ClientID, m.OAuth.SecretExpires); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *work) warnOfSecret(ctx context.Context, client string, end time.Time) error {
	left, next := daysUntil(w.now, end, w.Place), daysUntil(w.nextWorkingDay(), end, w.Place)
	for _, stage := range expiryStages {
		if left > stage && next >= stage {
			continue
		}
		day := end.In(w.Place).Format(time.DateOnly)
		key := fmt.Sprintf("secret/%s/%s/%d", client, day, stage)
		_, told, err := w.compose(ctx, draft{kind: notify.Notice, n: stage + 1, name: "secret-" + end.UTC().Format("20060102") + "-" + nameOf(client), key: key,
			urgent: true, to: w.registrar(), role: notify.Registrar, auto: "auto-generated",
			model: notify.Model{Reason: string(ReasonExpiry), Text: fmt.Sprintf("[intake.imap.oauth] client_id %s: %s", client, day)}})
		if err != nil || !told {
			return err
		}
		w.Log.Warn("the client's secret of OAuth 2.0 ends soon", "days", left, "end", day)
		return w.task(ctx, "", fmt.Sprintf("the secret with which the mailbox is logged in to ends on %s: order a new one, put it in its file, and set secret_expires", day))
	}
	return nil
}

// nextWorkingDay is the first working day after today.
func (w *work) nextWorkingDay() time.Time {
	return w.calendar.After(w.now, deadline.Term{Days: 1, Unit: deadline.WorkingDays})
}

// daysUntil counts midnights in the installation's place; a day that is over is
// less than 0.
func daysUntil(now, end time.Time, place *time.Location) int {
	date := func(t time.Time) time.Time {
		y, m, d := t.In(place).Date()
		return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	}
	return int(date(end).Sub(date(now)).Hours() / 24)
}

// nameOf is what of a text can stand in a Message-ID.
func nameOf(text string) string {
	var name []byte
	for _, c := range []byte(text) {
		if 'a' <= c && c <= 'z' || '0' <= c && c <= '9' {
			name = append(name, c)
		}
	}
	return string(name[:min(len(name), 32)])
}
