package register

import (
	"context"
	"time"

	"inquiryd/internal/cpr"
)

// AddTask keeps t and sets its ID.
func (tx *Tx) AddTask(ctx context.Context, t *Task) (err error) {
	defer name(&err, "add task")
	t.ID, err = tx.insert(ctx, `
		INSERT INTO tasks (case_number, ledger_id, letter_id, what, at, done_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		orNull(t.Case), orNull(t.Ledger), orNull(t.Letter), cpr.Mask(clean(t.What)), t.At.UnixMilli(), millis(t.DoneAt))
	return err
}

// Tasks returns all tasks, or only those not done, oldest first.
func (tx *Tx) Tasks(ctx context.Context, openOnly bool) (_ []Task, err error) {
	defer name(&err, "list tasks")
	query := `SELECT id, COALESCE(case_number, ''), COALESCE(ledger_id, 0), COALESCE(letter_id, 0), what, at, done_at FROM tasks`
	if openOnly {
		query += ` WHERE done_at IS NULL`
	}
	return many(ctx, tx, func(s scan) (t Task, err error) {
		err = s(&t.ID, &t.Case, &t.Ledger, &t.Letter, &t.What, instant{&t.At}, instant{&t.DoneAt})
		return t, err
	}, query+` ORDER BY id`)
}

// RewordTask gives an open task other words; [ErrNotFound] when it is done.
func (tx *Tx) RewordTask(ctx context.Context, id int64, what string) (err error) {
	defer name(&err, "reword task %d", id)
	return tx.change(ctx, `UPDATE tasks SET what = $2 WHERE id = $1 AND done_at IS NULL`, id, cpr.Mask(clean(what)))
}

// FinishTask notes when a task was done; one that is done stays as it is.
func (tx *Tx) FinishTask(ctx context.Context, id int64, at time.Time) (err error) {
	defer name(&err, "finish task %d", id)
	return tx.change(ctx, `UPDATE tasks SET done_at = COALESCE(done_at, $2) WHERE id = $1`, id, at.UnixMilli())
}
