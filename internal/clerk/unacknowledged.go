package clerk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"inquiryd/internal/register"
)

// unacknowledged are a member's mails that were not acknowledged since they had got
// too many letters already.
type unacknowledged struct {
	Task  int64
	Mails int
	First string // case
}

// leaveUnacknowledged notes that on the cases of an inquiry, and leaves the
// registrar one task for all such mails of a member, which counts them, until it
// is done: a flood of mails makes no flood of tasks.
func (w *work) leaveUnacknowledged(ctx context.Context, q register.Inquiry, cases []register.Case) error {
	for _, c := range cases {
		if err := w.event(ctx, register.Event{Case: c.Number, Who: "system", What: "not acknowledged"}); err != nil {
			return err
		}
	}
	note := fmt.Sprintf("not acknowledged %x", sha256.Sum256([]byte(q.Member)))
	var u unacknowledged
	text, _, err := w.tx.Note(ctx, note)
	if err == nil {
		err = json.Unmarshal([]byte(text), &u)
	}
	if err != nil && !errors.Is(err, register.ErrNotFound) {
		return err
	}
	last := cases[len(cases)-1].Number
	u.Mails++
	u.First = cmp.Or(u.First, cases[0].Number)
	if u.Mails > 1 {
		err = w.tx.RewordTask(ctx, u.Task, fmt.Sprintf(
			"%d mails of one member are not acknowledged, in cases from %s to %s, since the member got so many letters within a day: look for a loop", u.Mails, u.First, last))
	}
	if u.Mails == 1 || errors.Is(err, register.ErrNotFound) { // done: what comes now is news
		task := register.Task{Case: cases[0].Number, Ledger: w.line.ID, At: w.now,
			What: "not acknowledged, since the member got so many letters within a day: look for a loop"}
		err = w.tx.AddTask(ctx, &task)
		u = unacknowledged{Task: task.ID, Mails: 1, First: cases[0].Number}
	}
	if err != nil {
		return fmt.Errorf("leave a task: %w", err)
	}
	kept, err := json.Marshal(u)
	return errors.Join(err, w.tx.SetNote(ctx, note, string(kept), w.now))
}
