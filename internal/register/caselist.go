package register

import (
	"context"
	"slices"
	"strings"
	"time"
)

// CaseFilter picks cases; zero values pick all.
type CaseFilter struct {
	State          State
	Administration string
	Member         string // address on the roster
	Text           string // beginnings of words (of three letters and more, else the words) of its number, subject, member's name, questions or answers; all must occur
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

// Cases returns the cases that f picks: newest first, those of a member by
// their inquiries, or with DueBefore the most urgent first.
func (tx *Tx) Cases(ctx context.Context, f CaseFilter) (_ []CaseSummary, err error) {
	defer name(&err, "list cases")
	patterns, err := tx.patterns(ctx, f.Text)
	if err != nil || slices.Contains(patterns, "") {
		return nil, err
	}
	if tx.r.dialect.recent != "" && len(patterns) > 0 && f.Limit > 0 && f.DueBefore.IsZero() {
		page, enough, err := tx.recentCases(ctx, f, patterns)
		if err != nil || enough {
			return page, err
		}
	}
	return tx.listCases(ctx, f, patterns, tx.r.dialect.found)
}

// recentCases looks for words in the newest cases; enough: there is no need to
// look in the others, since the page is full or the other filters pick only
// these.
func (tx *Tx) recentCases(ctx context.Context, f CaseFilter, patterns []string) (page []CaseSummary, enough bool, err error) {
	if page, err = tx.listCases(ctx, f, patterns, tx.r.dialect.recent); err != nil || len(page) == f.Limit {
		return page, true, err
	}
	if f.State == "" {
		return page, false, nil
	}
	err = tx.first(ctx, []any{&enough}, `SELECT COALESCE(MIN(id), 0) > `+beforeNewest+` FROM cases WHERE state = $1`, string(f.State))
	return page, enough, err
}

func (tx *Tx) listCases(ctx context.Context, f CaseFilter, patterns []string, found string) ([]CaseSummary, error) {
	query, args := f.query(tx.r.dialect, patterns, found)
	return many(ctx, tx, func(s scan) (c CaseSummary, err error) {
		err = s(append(c.columns(), &c.Member, &c.Subject, &c.Questions, &c.Kind, &c.Acknowledged)...)
		return c, err
	}, query, args...)
}

// query walks through an index in the order of the list, so that a page costs
// the same on a grown register: through the cases, the inquiries of a member,
// or the cases that have the words, in the order of found.
func (f CaseFilter) query(d dialect, patterns []string, found string) (string, []any) {
	var w where
	w.equal("state", string(f.State))
	w.equal("administration", indexed(f.Administration))
	w.equal("member", indexed(f.Member))
	from, order := `cases`, `cases.id DESC`
	switch {
	case !f.DueBefore.IsZero():
		w.add("due < ?", f.DueBefore.UnixMilli())
		order = `due, cases.id`
	case f.Member != "" && len(patterns) == 0:
		order = `inquiries.id DESC, cases.id DESC`
	}
	if f.Undated {
		w.add("due IS NULL")
	}
	if len(patterns) > 0 {
		pattern := strings.Join(patterns, d.and)
		if f.DueBefore.IsZero() {
			from, order = w.bind(found, pattern), d.foundID+` DESC`
			f.bound(&w, d.foundID)
		} else {
			w.add(d.find, pattern)
		}
	}
	return `SELECT ` + caseColumns + `, member, subject, (SELECT COUNT(*) FROM questions WHERE case_id = cases.id), kind, acknowledged
		FROM ` + from + ` JOIN inquiries ON inquiries.id = cases.inquiry_id` + w.clause() + ` ORDER BY ` + order + w.limit(f.Limit, f.Offset), w.args
}

// bound looks for words only from the first case on that the other filters
// pick: those that have not ended are young. id is the case's in the index of
// words.
func (f CaseFilter) bound(w *where, id string) {
	if f.State != "" {
		w.add(id+` >= (SELECT COALESCE(MIN(id), 0) FROM cases WHERE state = ?)`, string(f.State))
	}
	if f.State != "" && f.Administration != "" {
		w.add(id+` >= (SELECT COALESCE(MIN(id), 0) FROM cases WHERE administration = ? AND state = ?)`, indexed(f.Administration), string(f.State))
	}
}
