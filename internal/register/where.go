package register

import (
	"fmt"
	"strings"
	"time"
)

// where collects the conditions of a query.
type where struct {
	terms []string
	args  []any
}

// add adds a condition, in which each ? stands for the next of args.
func (w *where) add(term string, args ...any) {
	w.terms = append(w.terms, w.bind(term, args...))
}

// bind is a part of the query outside of the conditions, in which each ? stands
// for the next of args.
func (w *where) bind(part string, args ...any) string {
	for _, arg := range args {
		w.args = append(w.args, arg)
		part = strings.Replace(part, "?", fmt.Sprintf("$%d", len(w.args)), 1)
	}
	return part
}

func (w *where) equal(column, value string) {
	if value != "" {
		w.add(column+" = ?", value)
	}
}

func (w *where) during(column string, since, until time.Time) {
	if !since.IsZero() {
		w.add(column+" >= ?", since.UnixMilli())
	}
	if !until.IsZero() {
		w.add(column+" < ?", until.UnixMilli())
	}
}

func (w *where) in(column string, values []Outcome) {
	w.terms = append(w.terms, column+" IN ("+placeholders(len(w.args)+1, len(values))+")")
	for _, v := range values {
		w.args = append(w.args, v)
	}
}

func (w *where) clause() string {
	if len(w.terms) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.terms, " AND ")
}

// limit is the end of a query: n rows after the first skip; 0: all.
func (w *where) limit(n, skip int) string {
	w.args = append(w.args, atMost(n), skip)
	return fmt.Sprintf(" LIMIT $%d OFFSET $%d", len(w.args)-1, len(w.args))
}

// atMost is n for LIMIT, where 0 means all.
func atMost(n int) int64 {
	if n <= 0 {
		return 1 << 60
	}
	return int64(n)
}
