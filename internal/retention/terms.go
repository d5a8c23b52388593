package retention

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Terms are how long cases are kept after they have ended, as "5 years"; "" is
// for good.
type Terms struct {
	Keep   string
	ByKind map[string]string // instead of Keep
}

func (t Terms) of(kind string) string { return cmp.Or(t.ByKind[kind], t.Keep) }

func (t Terms) all() []string {
	all := []string{t.Keep}
	for _, keep := range t.ByKind {
		all = append(all, keep)
	}
	return all
}

// Check says whether term is how long cases are kept.
func Check(term string) error {
	if _, ok := keptSince(term, time.Unix(0, 0)); !ok && term != "" {
		return fmt.Errorf("%q is no time to keep cases: write it as \"5 years\", \"18 months\", \"4 weeks\" or \"90 days\", or leave it out to keep them for good", term)
	}
	return nil
}

// keptSince is the day before which cases have ended whose time is over; ok is
// false for cases that are kept for good.
func keptSince(term string, now time.Time) (since time.Time, ok bool) {
	number, unit, _ := strings.Cut(strings.TrimSpace(term), " ")
	u, err := strconv.ParseUint(number, 10, 64)
	if err != nil || u == 0 || len(number) > 3 {
		return since, false
	}
	n := int(u)
	switch strings.TrimSuffix(unit, "s") {
	case "year":
		return monthsBefore(now, 12*n), true
	case "month":
		return monthsBefore(now, n), true
	case "week":
		return now.AddDate(0, 0, -7*n), true
	case "day":
		return now.AddDate(0, 0, -n), true
	}
	return since, false
}

// monthsBefore is a moment so many months earlier: on the last day of a month that
// lacks its day, as February lacks the 30th. What came after that is not as old yet.
func monthsBefore(now time.Time, n int) time.Time {
	then := now.AddDate(0, -n, 0)
	if then.Day() != now.Day() {
		then = then.AddDate(0, 0, -then.Day())
	}
	return then
}
