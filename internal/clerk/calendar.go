package clerk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/se"
)

// workingDays is the unit of days that are neither in a week-end nor holidays
// nor closed.
const workingDays = "working days"

// Term is a length of time in days of one sort.
type Term struct {
	Days int
	Unit string // "days" of the calendar, "weekdays" (Monday to Friday) or "working days" (no holidays either)
}

// String is the term as it is written in a configuration.
func (t Term) String() string { return fmt.Sprint(t.Days, " ", t.Unit) }

var termForm = expression(`^(\d{1,4}) (day|days|week|weeks|weekday|weekdays|working day|working days)$`)

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
		return Term{Days: 7 * n, Unit: "days"}, nil
	}
	return Term{Days: n, Unit: unit}, nil
}

// calendar knows the working days of an installation. It is safe for concurrent
// use.
type calendar struct {
	asking   sync.Mutex // what is asked of business changes what it remembers
	business *cal.BusinessCalendar
	place    *time.Location
}

// holidays are the public holidays by country, ISO 3166-1 alpha-2.
func holidays(country string) ([]*cal.Holiday, bool) {
	all := map[string][]*cal.Holiday{
		"at": at.Holidays, "be": be.Holidays, "ch": ch.Holidays, "cz": cz.Holidays, "de": de.Holidays,
		"dk": dk.Holidays, "es": es.Holidays, "fr": fr.Holidays, "gb": gb.Holidays, "ie": ie.Holidays,
		"it": it.Holidays, "nl": nl.Holidays, "no": no.Holidays, "pl": pl.Holidays, "se": se.Holidays,
	}
	h, ok := all[strings.ToLower(country)]
	return h, ok
}

func newCalendar(country string, closed []string, place *time.Location) (*calendar, error) {
	h, ok := holidays(country)
	if !ok {
		return nil, fmt.Errorf("country: %q has no calendar here: use one of at be ch cz de dk es fr gb ie it nl no pl se, and closed_days for the rest", country)
	}
	b := cal.NewBusinessCalendar()
	b.Cacheable = true // a holiday is reckoned from Easter, and each day asked for with each deadline
	b.AddHoliday(slices.Clone(h)...)
	for i, day := range closed {
		own, err := closedDay(day)
		if err != nil {
			return nil, fmt.Errorf("closed_days[%d]: %w", i, err)
		}
		b.AddHoliday(own)
	}
	return &calendar{business: b, place: place}, nil
}

// closedDay reads "2026-12-24", or "12-24" for every year.
func closedDay(s string) (*cal.Holiday, error) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return &cal.Holiday{Name: s, Month: t.Month(), Day: t.Day(), StartYear: t.Year(), EndYear: t.Year(), Func: cal.CalcDayOfMonth}, nil
	}
	t, err := time.Parse("01-02", s)
	if err != nil {
		return nil, fmt.Errorf("%q is not a day: write \"2026-12-24\", or \"12-24\" for every year", s)
	}
	return &cal.Holiday{Name: s, Month: t.Month(), Day: t.Day(), Func: cal.CalcDayOfMonth}, nil
}

// noon is the middle of a moment's day here: no change of the clock comes near.
func (c *calendar) noon(at time.Time) time.Time {
	y, m, d := at.In(c.place).Date()
	return time.Date(y, m, d, 12, 0, 0, 0, c.place)
}

// end is the last second of a moment's day here.
func (c *calendar) end(at time.Time) time.Time {
	y, m, d := at.In(c.place).Date()
	return time.Date(y, m, d, 23, 59, 59, 0, c.place)
}

// after is the last second of the day that the term ends on, counted from the
// day after from, in the installation's time zone.
func (c *calendar) after(from time.Time, term Term) time.Time {
	day := c.noon(from)
	for left := term.Days; left > 0; {
		day = day.AddDate(0, 0, 1)
		if c.counts(day, term.Unit) {
			left--
		}
	}
	return c.end(day)
}

// before is the noon of the day from which on no more than the term is left of
// what ends on a day: if that is a day off, of the working day before it.
func (c *calendar) before(ends time.Time, term Term) time.Time {
	day := c.noon(ends)
	for left := term.Days; left > 0; day = day.AddDate(0, 0, -1) {
		if c.counts(day, term.Unit) {
			left--
		}
	}
	for !c.works(day) {
		day = day.AddDate(0, 0, -1)
	}
	return day
}

// between is how many days that count lie after one day up to another, which
// is among them.
func (c *calendar) between(from, to time.Time, unit string) (n int) {
	for day, last := c.noon(from).AddDate(0, 0, 1), c.noon(to); !day.After(last); day = day.AddDate(0, 0, 1) {
		if c.counts(day, unit) {
			n++
		}
	}
	return n
}

// next is the noon of the first working day from a day on.
func (c *calendar) next(day time.Time) time.Time {
	for day = c.noon(day); !c.works(day); {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

func (c *calendar) counts(day time.Time, unit string) bool {
	switch unit {
	case workingDays:
		return c.works(day)
	case "weekdays":
		return !weekend(day)
	default:
		return true
	}
}

// works says whether a moment's day is a working day.
func (c *calendar) works(at time.Time) bool {
	day := c.noon(at)
	c.asking.Lock()
	defer c.asking.Unlock()
	return c.business.IsWorkday(day)
}

// dayOff names the holiday or closing day that keeps a weekday from being a
// working day.
func (c *calendar) dayOff(day time.Time) (name string, ok bool) {
	if weekend(day) || c.works(day) {
		return "", false
	}
	day = c.noon(day)
	c.asking.Lock()
	defer c.asking.Unlock()
	_, _, h := c.business.IsHoliday(day)
	if h == nil {
		return "", true
	}
	return h.Name, true
}

func weekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}
