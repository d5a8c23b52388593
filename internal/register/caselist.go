package register

import (
	"context"
	"strings"
	"time"
)

// CaseFilter picks cases; zero values pick all.
type CaseFilter struct {
	State          State
	Administration string
	Member         string // address on the roster
	Text           string // words of the number, the subject, the questions or the answers; all must occur
	DueBefore      time.Time
	Limit, Offset  int
}

// CaseSummary is a case in a list.
type CaseSummary struct {
	Case
	Member    string // address on the roster
	Subject   string
	Questions int
}

// Cases returns the cases that f picks: newest first, or with DueBefore the
// most urgent first.
func (tx *Tx) Cases(ctx context.Context, f CaseFilter) (_ []CaseSummary, err error) {
	defer name(&err, "list cases")
	query, args := f.query()
	return many(ctx, tx, func(s scan) (c CaseSummary, err error) {
		err = s(append(c.columns(), &c.Member, &c.Subject, &c.Questions)...)
		return c, err
	}, query, args...)
}

func (f CaseFilter) query() (string, []any) {
	var w where
	w.equal("state", string(f.State))
	w.equal("administration", indexed(f.Administration))
	w.equal("member", indexed(f.Member))
	order := ` ORDER BY cases.id DESC`
	if !f.DueBefore.IsZero() {
		w.add("due < ?", f.DueBefore.UnixMilli())
		order = ` ORDER BY due, cases.id`
	}
	for word := range strings.FieldsSeq(f.Text) {
		w.add(`(cases.number LIKE ? ESCAPE '\' OR LOWER(subject) LIKE ? ESCAPE '\' OR EXISTS (SELECT 1 FROM questions
			WHERE case_id = cases.id AND (LOWER(text) LIKE ? ESCAPE '\' OR LOWER(answer) LIKE ? ESCAPE '\')))`, like(word, 4)...)
	}
	return `SELECT ` + caseColumns + `, member, subject, (SELECT COUNT(*) FROM questions WHERE case_id = cases.id)
		FROM cases JOIN inquiries ON inquiries.id = cases.inquiry_id` + w.clause() + order + w.limit(f.Limit, f.Offset), w.args
}

// like is the pattern for a word somewhere in a text, n times.
func like(word string, n int) []any {
	pattern := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(clean(word))) + "%"
	args := make([]any, n)
	for i := range args {
		args[i] = pattern
	}
	return args
}
