package register

import (
	"context"
	"encoding/json"
)

const questions = `SELECT id, inquiry_id, COALESCE(case_id, 0), number, label, text, decision, filed, answer, answered_at, answered_by FROM questions`

func readQuestion(s scan) (q Question, err error) {
	var decision string
	err = s(&q.ID, &q.Inquiry, &q.Case, &q.Number, &q.Label, &q.Text, &decision, &q.Filed, &q.Answer, instant{&q.AnsweredAt}, &q.AnsweredBy)
	if decision != "" {
		q.Decision = json.RawMessage(decision)
	}
	return q, err
}

// AddQuestion keeps q and sets its ID, after [Tx.Expect] when the transaction
// ends. Its Number is taken once within the inquiry.
func (tx *Tx) AddQuestion(ctx context.Context, q *Question) (err error) {
	defer name(&err, "add question %d of inquiry %d", q.Number, q.Inquiry)
	if c := tx.added.caseByID[q.Case]; c != nil {
		c.questions, tx.added.questions = append(c.questions, q), append(tx.added.questions, q)
		return nil
	}
	q.ID, err = tx.insert(ctx, `
		INSERT INTO questions (`+questionColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, q.values()...)
	tx.index(q.Case)
	return err
}

const questionColumns = `inquiry_id, case_id, number, label, text, decision, filed, answer, answered_at, answered_by`

func (q *Question) values() []any {
	return []any{q.Inquiry, orNull(q.Case), q.Number, clean(q.Label), clean(q.Text), clean(string(q.Decision)), q.Filed,
		clean(q.Answer), millis(q.AnsweredAt), clean(q.AnsweredBy)}
}

// Questions returns the questions of a case in their order.
func (tx *Tx) Questions(ctx context.Context, caseID int64) (_ []Question, err error) {
	defer name(&err, "list questions of case %d", caseID)
	if all, ok := tx.added.questionsOf(caseID); ok {
		return all, nil
	}
	return many(ctx, tx, readQuestion, questions+` WHERE case_id = $1 ORDER BY number`, caseID)
}

// QuestionsOf returns the questions of an inquiry in their order.
func (tx *Tx) QuestionsOf(ctx context.Context, inquiry int64) (_ []Question, err error) {
	defer name(&err, "list questions of inquiry %d", inquiry)
	return many(ctx, tx, readQuestion, questions+` WHERE inquiry_id = $1 ORDER BY number`, inquiry)
}

// UpdateQuestion keeps q's case, decision and answer. What was asked never
// changes.
func (tx *Tx) UpdateQuestion(ctx context.Context, q Question) (err error) {
	defer name(&err, "update question %d", q.ID)
	before, err := one(ctx, tx, value[int64], `SELECT COALESCE(case_id, 0) FROM questions WHERE id = $1`+tx.locking(), q.ID)
	if err != nil {
		return err
	}
	tx.index(before)
	tx.index(q.Case)
	return tx.change(ctx, `
		UPDATE questions SET case_id = $2, decision = $3, filed = $4, answer = $5, answered_at = $6, answered_by = $7 WHERE id = $1`,
		q.ID, orNull(q.Case), clean(string(q.Decision)), q.Filed, clean(q.Answer), millis(q.AnsweredAt), clean(q.AnsweredBy))
}
