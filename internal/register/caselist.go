package register

import (
	"context"
	"strings"
	"time"
	"unicode"
)

// CaseFilter picks cases; zero values pick all.
type CaseFilter struct {
	State          State
	Administration string
	Member         string // address on the roster
	Text           string // beginnings of words of its number, subject, member's name, questions or answers; all must occur
	DueBefore      time.Time
	Undated        bool // only cases without a deadline, as while the clock stands
	Limit, Offset  int
}

// CaseSummary is a case in a list.
type CaseSummary struct {
	Case
	Member    string // address on the roster
	Subject   string
	Questions int

	Kind         string // of the inquiry
	Acknowledged bool   // the inquiry, to the member
}

// Cases returns the cases that f picks: newest first, or with DueBefore the
// most urgent first.
func (tx *Tx) Cases(ctx context.Context, f CaseFilter) (_ []CaseSummary, err error) {
	defer name(&err, "list cases")
	query, args := f.query(tx.r.dialect)
	return many(ctx, tx, func(s scan) (c CaseSummary, err error) {
		err = s(append(c.columns(), &c.Member, &c.Subject, &c.Questions, &c.Kind, &c.Acknowledged)...)
		return c, err
	}, query, args...)
}

func (f CaseFilter) query(d dialect) (string, []any) {
	var w where
	w.equal("state", string(f.State))
	w.equal("administration", indexed(f.Administration))
	w.equal("member", indexed(f.Member))
	order := ` ORDER BY cases.id DESC`
	if !f.DueBefore.IsZero() {
		w.add("due < ?", f.DueBefore.UnixMilli())
		order = ` ORDER BY due, cases.id`
	}
	if f.Undated {
		w.add("due IS NULL")
	}
	if pattern := f.pattern(d); pattern != "" {
		w.add(d.find, pattern)
	}
	return `SELECT ` + caseColumns + `, member, subject, (SELECT COUNT(*) FROM questions WHERE case_id = cases.id), kind, acknowledged
		FROM cases JOIN inquiries ON inquiries.id = cases.inquiry_id` + w.clause() + order + w.limit(f.Limit, f.Offset), w.args
}

// pattern asks for all words of Text. What is neither letter nor digit parts
// words, except within one, as in a case number.
func (f CaseFilter) pattern(d dialect) string {
	var words []string
	for word := range strings.FieldsFuncSeq(f.Text, parts) {
		if word = strings.Trim(word, "-"); word != "" {
			words = append(words, d.pattern(word))
		}
	}
	return strings.Join(words, d.and)
}

func parts(r rune) bool { return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }
