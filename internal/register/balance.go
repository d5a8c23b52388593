package register

import (
	"context"
	"time"
)

// outcomes are all outcomes that a line can have.
var outcomes = []Outcome{Received, Filed, FollowedUp, Answered, Held, Ignored, Stuck, Adopted}

// Balance counts the mails seen at or after since and before until (zero: from
// the first, to the last) by what became of them.
func (tx *Tx) Balance(ctx context.Context, since, until time.Time) (_ map[Outcome]int, err error) {
	defer name(&err, "balance ledger")
	var w where
	w.in("outcome", outcomes)
	w.during("seen_at", since, until)
	balance := map[Outcome]int{}
	err = tx.each(ctx, func(s scan) error {
		var outcome Outcome
		var n int
		err := s(&outcome, &n)
		balance[outcome] = n
		return err
	}, `SELECT outcome, COUNT(*) FROM ledger`+w.clause()+` GROUP BY outcome`, w.args...)
	return balance, err
}

// Day is the balance of one day.
type Day struct {
	Start    time.Time // its first moment, in the time zone asked for
	Outcomes map[Outcome]int
}

// Days returns the balance of each day from the one that since lies in to the
// one before until, in since's time zone: a day has 23 or 25 hours when clocks
// change.
func (tx *Tx) Days(ctx context.Context, since, until time.Time) ([]Day, error) {
	var days []Day
	year, month, day := since.Date()
	for n := 0; ; n++ {
		start := time.Date(year, month, day+n, 0, 0, 0, 0, since.Location())
		if !start.Before(until) {
			return days, nil
		}
		outcomes, err := tx.Balance(ctx, start, time.Date(year, month, day+n+1, 0, 0, 0, 0, since.Location()))
		if err != nil {
			return nil, err
		}
		days = append(days, Day{Start: start, Outcomes: outcomes})
	}
}
