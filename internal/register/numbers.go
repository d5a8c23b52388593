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
	n, err := one(ctx, tx, value[int64], `
		INSERT INTO case_numbers (year, last) VALUES ($1, 1)
		ON CONFLICT (year) DO UPDATE SET last = case_numbers.last + 1 RETURNING last`, year)
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
