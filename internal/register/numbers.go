package register

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// nextNumber draws a case number. The counter's row is held until the
// transaction ends, so that numbers run in the order of commits.
func (tx *Tx) nextNumber(ctx context.Context, year int) (string, error) {
	if year < 1000 || year > 9999 {
		return "", fmt.Errorf("draw case number: %d is no year", year)
	}
	if n := tx.added.numbers[year]; n != nil {
		n.last, n.changed = n.last+1, true
		return caseNumber(year, n.last), nil
	}
	var n int64
	err := tx.peek(ctx, func(s scan) error { return s(&n) }, `
		INSERT INTO case_numbers (year, last) VALUES ($1, 1)
		ON CONFLICT (year) DO UPDATE SET last = case_numbers.last + 1 RETURNING last`, year)
	if err == nil && tx.gathers {
		tx.added.numbers[year] = &drawn{last: n}
	}
	return caseNumber(year, n), err
}

func caseNumber(year int, n int64) string { return fmt.Sprintf("%04d-%04d", year, n) }

// yearAndNumber reads what caseNumber wrote.
func yearAndNumber(s string) (year int, n int64, err error) {
	before, after, _ := strings.Cut(s, "-")
	year, yearErr := strconv.Atoi(before)
	n, err = strconv.ParseInt(after, 10, 64)
	if yearErr != nil || err != nil || caseNumber(year, n) != s {
		return 0, 0, fmt.Errorf("%q is no case number", s)
	}
	return year, n, nil
}

// IsCaseNumber says whether a text is a case number, and nothing else.
func IsCaseNumber(text string) bool {
	_, _, err := yearAndNumber(text)
	return err == nil
}

// NumberGiven says that a case number was given to somebody, as a letter in the
// Sent folder shows after the register was restored from a backup: it is never
// drawn again. The numbers between stay unused.
func (tx *Tx) NumberGiven(ctx context.Context, number string) (err error) {
	defer name(&err, "keep case number")
	year, n, err := yearAndNumber(number)
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `
		INSERT INTO case_numbers (year, last) VALUES ($1, $2)
		ON CONFLICT (year) DO UPDATE SET last = excluded.last WHERE case_numbers.last < excluded.last`, year, n)
	return err
}

// SkipNumbers leaves out numbers of a year that may have been given to somebody
// before the register was restored from a backup: those up to the highest that
// was seen anywhere, and gap more. Numbers that lie more than a thousand ahead
// of what can be are not believed: anybody can write one.
func (tx *Tx) SkipNumbers(ctx context.Context, year, gap int, seen []string) (err error) {
	defer name(&err, "skip case numbers")
	last, err := one(ctx, tx, value[int64], `SELECT COALESCE(MAX(last), 0) FROM case_numbers WHERE year = $1`, year)
	if err != nil {
		return err
	}
	highest := last
	for _, number := range seen {
		if y, n, err := yearAndNumber(number); err == nil && y == year && n <= last+int64(gap)+1000 {
			highest = max(highest, n)
		}
	}
	return tx.NumberGiven(ctx, caseNumber(year, highest+int64(gap)))
}
