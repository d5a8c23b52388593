package deadline

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// The units of terms: days of the calendar, days from Monday to Friday, and
// those of them that are neither holidays nor closing days.
const (
	Days        = "days"
	Weekdays    = "weekdays"
	WorkingDays = "working days"
)

// Term is a length of time in days of one sort.
type Term struct {
	Days int
	Unit string // Days, Weekdays or WorkingDays
}

// String is the term as it is written in a configuration.
func (t Term) String() string { return fmt.Sprint(t.Days, " ", t.Unit) }

// termForm is compiled when a term is first read, which not every start does.
var termForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(\d{1,4}) (day|days|week|weeks|weekday|weekdays|working day|working days)$`)
})

// ParseTerm reads "10 working days", "6 weekdays", "14 days" or "4 weeks".
func ParseTerm(s string) (Term, error) {
	m := termForm().FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return Term{}, fmt.Errorf("%q is not a term: write \"10 working days\", \"6 weekdays\", \"14 days\" or \"4 weeks\"", s)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return Term{}, fmt.Errorf("read term %q: %w", s, err)
	}
	unit := strings.TrimSuffix(m[2], "s") + "s"
	if unit == "weeks" {
		return Term{Days: 7 * n, Unit: Days}, nil
	}
	return Term{Days: n, Unit: unit}, nil
}

// ParseTerms reads terms with commas between, as "1 working day, 1 week".
func ParseTerms(s string) (all []Term, err error) {
	for part := range strings.SplitSeq(s, ",") {
		t, err := ParseTerm(part)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

// ParseAnswerTerm reads the term of an answer, which is a day at least: one of
// none would pass on the evening of the day that the question came.
func ParseAnswerTerm(s string) (Term, error) {
	t, err := ParseTerm(s)
	if err == nil && t.Days == 0 {
		return t, fmt.Errorf("%q leaves no time for an answer: write \"1 working day\" at least", s)
	}
	return t, err
}
