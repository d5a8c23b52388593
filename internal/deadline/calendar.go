package deadline

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
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

// Counting says which days and hours count: keys of [clerk].
type Counting struct {
	// Country names the public holidays that are not working days, as two
	// letters: at be ch cz de dk es fr gb ie it nl no pl se. Default "dk".
	Country string `toml:"country"`
	// ClosedDays are the installation's own closing days, as "2026-12-24" or
	// "12-24" for each year.
	ClosedDays []string `toml:"closed_days"`
	// ReceivedUntil is the time of a day, as "16:00", from which on a mail counts
	// as received on the next working day, as one of a day off does. Default:
	// a mail counts from the day that it came, whatever the hour.
	ReceivedUntil string `toml:"received_until"`
	// DueOnWorkingDay moves a deadline that ends on a day off to the next
	// working day.
	DueOnWorkingDay bool `toml:"due_on_working_day"`
	// OfficeHours are the hours of a working day in which mail is expected and
	// people can see to things, as "08:00-16:00", which is the default. Alarms
	// count in them.
	OfficeHours string `toml:"office_hours"`
}

// Calendar knows the working days and office hours of an installation. Moments
// may be given in any time zone; what it returns is in its own. It is safe for
// concurrent use.
type Calendar struct {
	counting       Counting
	asking         sync.Mutex // what is asked of business changes what it remembers
	business       *cal.BusinessCalendar
	place          *time.Location
	opens, closes  time.Duration // office hours, after midnight
	receivedBefore time.Duration // the same; only with ReceivedUntil
}

// NewCalendar is the calendar of an installation whose time zone is place. Its
// error has the faults of the keys, each with its key first.
func NewCalendar(counting Counting, place *time.Location) (*Calendar, error) {
	c := &Calendar{counting: counting, place: place}
	var errs []error
	fault := func(key string, err error) {
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", key, err))
		}
	}
	var err error
	if c.business, err = business(cmp.Or(counting.Country, "dk"), counting.ClosedDays); err != nil {
		errs = append(errs, err)
	}
	c.opens, c.closes, err = parseHours(cmp.Or(counting.OfficeHours, "08:00-16:00"))
	fault("office_hours", err)
	if counting.ReceivedUntil != "" {
		c.receivedBefore, err = ParseClock(counting.ReceivedUntil)
		fault("received_until", err)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return c, nil
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

// mostClosed are the closing days that each year may have: with week-ends and
// holidays they always leave some days to work.
const mostClosed = 200

// business are the days that are neither week-ends nor holidays nor closed.
func business(country string, closed []string) (*cal.BusinessCalendar, error) {
	var errs []error
	h, ok := holidays(country)
	if !ok {
		errs = append(errs, fmt.Errorf("country: %q has no calendar here: use one of at be ch cz de dk es fr gb ie it nl no pl se, and closed_days for the rest", country))
	}
	b := cal.NewBusinessCalendar()
	b.Cacheable = true // a holiday is reckoned from Easter, and each day asked for with each deadline
	b.AddHoliday(slices.Clone(h)...)
	yearly := 0
	for i, day := range closed {
		own, err := closedDay(day)
		if err != nil {
			errs = append(errs, fmt.Errorf("closed_days[%d]: %w", i, err))
			continue
		}
		if own.EndYear == 0 {
			yearly++
		}
		b.AddHoliday(own)
	}
	if yearly > mostClosed {
		errs = append(errs, fmt.Errorf("closed_days: %d days of every year would leave none to work: write those of one year with it, as \"2026-12-24\", and %d without at most", yearly, mostClosed))
	}
	return b, errors.Join(errs...)
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
	return &cal.Holiday{Name: s, Month: t.Month(), Day: t.Day(), Func: dayOfMonth}, nil
}

// dayOfMonth is cal.CalcDayOfMonth, but no day in a year without a 29 February.
func dayOfMonth(h *cal.Holiday, year int) time.Time {
	day := cal.CalcDayOfMonth(h, year)
	if day.Month() != h.Month {
		return time.Time{}
	}
	return day
}

// noon is the middle of a moment's day here: no change of the clock comes near.
func (c *Calendar) noon(at time.Time) time.Time {
	y, m, d := at.In(c.place).Date()
	return time.Date(y, m, d, 12, 0, 0, 0, c.place)
}

// end is the last second of a moment's day here.
func (c *Calendar) end(at time.Time) time.Time {
	y, m, d := at.In(c.place).Date()
	return time.Date(y, m, d, 23, 59, 59, 0, c.place)
}

// After is the last second of the day that the term ends on. The first day
// counted is the one after from.
func (c *Calendar) After(from time.Time, term Term) time.Time {
	day := c.noon(from)
	for left := term.Days; left > 0; {
		day = day.AddDate(0, 0, 1)
		if c.counts(day, term.Unit) {
			left--
		}
	}
	return c.end(day)
}

// Before is the noon of the day from which on no more than the term is left of
// what ends on a day: if that is a day off, of the working day before it.
func (c *Calendar) Before(ends time.Time, term Term) time.Time {
	day := c.noon(ends)
	for left := term.Days; left > 0; day = day.AddDate(0, 0, -1) {
		if c.counts(day, term.Unit) {
			left--
		}
	}
	for !c.Works(day) {
		day = day.AddDate(0, 0, -1)
	}
	return day
}

// between is how many days that count lie after one day up to another, which
// is among them.
func (c *Calendar) between(from, to time.Time, unit string) (n int) {
	for day, last := c.noon(from).AddDate(0, 0, 1), c.noon(to); !day.After(last); day = day.AddDate(0, 0, 1) {
		if c.counts(day, unit) {
			n++
		}
	}
	return n
}

// next is the noon of the first working day from a day on.
func (c *Calendar) next(day time.Time) time.Time {
	for day = c.noon(day); !c.Works(day); {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

func (c *Calendar) counts(day time.Time, unit string) bool {
	switch unit {
	case WorkingDays:
		return c.Works(day)
	case Weekdays:
		return !weekend(day)
	default:
		return true
	}
}

// Works says whether a moment's day is a working day.
func (c *Calendar) Works(at time.Time) bool {
	day := c.noon(at)
	c.asking.Lock()
	defer c.asking.Unlock()
	return c.business.IsWorkday(day)
}

// dayOff names the holiday or closing day that keeps a weekday from being a
// working day.
func (c *Calendar) dayOff(day time.Time) (name string, ok bool) {
	if weekend(day) || c.Works(day) {
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

// received is the noon of the day as of which a mail counts as received; late
// when it came too late on its day, off when that was a day off.
func (c *Calendar) received(arrived time.Time) (from time.Time, late, off bool) {
	day := c.noon(arrived)
	switch {
	case c.counting.ReceivedUntil == "":
		return day, false, false
	case !c.Works(day):
		return c.next(day), false, true
	case !arrived.Before(c.At(day, c.receivedBefore)):
		return c.next(day.AddDate(0, 0, 1)), true, false
	}
	return day, false, false
}
