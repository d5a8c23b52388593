package register

import (
	"context"
	"errors"
	"time"
)

// Measures are figures about the register at one moment. Times are zero where
// there is nothing that they could be the time of.
type Measures struct {
	Today, Yesterday Account
	Unsettled        int // mails of any day of which nothing was decided

	Stuck      int
	StuckSince time.Time // when the first of them was seen

	Cases     map[State]int // those that have not ended
	Overdue   int           // open ones past their due date
	HeldSince time.Time     // when the one that is held longest became so

	Tasks     int       // work for a person that is not done
	TaskSince time.Time // of the oldest

	Letters     map[LetterStatus]int // all but those that were accepted
	Outbox      int                  // letters that should have gone by now
	OutboxSince time.Time            // since when the first of them should

	Refused      int       // letters of the last day to the registrar that will not arrive
	RefusedSince time.Time // when the first of them was written

	Mailboxes []MailboxState
	Hindered  []Hindrance
	LastMail  time.Time // when the last mail was seen that is no canary
	LastEntry time.Time // of the last event or ledger line written, by a clock that may have been wrong
	Canary    Canary    // the last one; zero: there was none
}

// Account is what the ledger says about the mails seen on one day.
type Account struct {
	Start    time.Time // of the day
	Seen     int
	Outcomes map[Outcome]int
	Hollow   int // said to belong to an inquiry that is not there
}

// Imbalance is by how many mails the account does not hold: each mail seen has
// one of the outcomes filed, followed up, answered, held, ignored or stuck, and
// those that belong to an inquiry have one.
func (a Account) Imbalance() int {
	rest := a.Seen
	for _, o := range Settled {
		rest -= a.Outcomes[o]
	}
	return max(rest, -rest) + a.Hollow
}

// Imbalance is by how many mails the ledger does not balance: those of these two
// days that are not accounted for, and those of any day of which nothing was
// decided.
func (m Measures) Imbalance() int {
	older := m.Unsettled - m.Today.Outcomes[Received] - m.Yesterday.Outcomes[Received]
	return m.Today.Imbalance() + m.Yesterday.Imbalance() + max(older, 0)
}

// Settled are the outcomes that the balance of the ledger is made of.
var Settled = []Outcome{Filed, FollowedUp, Answered, Held, Ignored, Stuck}

// Measure takes the figures at now; the zone of now says when its day began.
// Every query finds what it counts by an index and counts only what is alive
// or of these two days, so that it costs the same on a grown register.
func (tx *Tx) Measure(ctx context.Context, now time.Time) (m Measures, err error) {
	defer name(&err, "measure register")
	year, month, day := now.Date()
	midnight := func(n int) time.Time { return time.Date(year, month, day+n, 0, 0, 0, 0, now.Location()) }
	m = Measures{Cases: map[State]int{}, Letters: map[LetterStatus]int{}}
	for _, measure := range []func() error{
		func() (err error) { m.Today, err = tx.account(ctx, midnight(0), midnight(1)); return err },
		func() (err error) { m.Yesterday, err = tx.account(ctx, midnight(-1), midnight(0)); return err },
		func() error { return tx.measureCases(ctx, &m, now) },
		func() error { return tx.measureLetters(ctx, &m, now) },
		func() error { return tx.measureMails(ctx, &m) },
		func() (err error) { m.Mailboxes, err = tx.Mailboxes(ctx); return err },
		func() (err error) { m.Hindered, err = tx.hindrances(ctx, m.Mailboxes, now); return err },
		func() (err error) { m.Canary, err = tx.LastCanary(ctx); return unless(err, ErrNotFound) },
	} {
		if err := measure(); err != nil {
			return Measures{}, err
		}
	}
	return m, nil
}

// account counts the mails of one day twice, by two indexes.
func (tx *Tx) account(ctx context.Context, start, end time.Time) (Account, error) {
	a := Account{Start: start}
	var err error
	if a.Outcomes, err = tx.Balance(ctx, start, end); err != nil {
		return a, err
	}
	err = tx.first(ctx, []any{&a.Seen, &a.Hollow}, `SELECT
		(SELECT COUNT(*) FROM ledger WHERE seen_at >= $1 AND seen_at < $2),
		(SELECT COUNT(*) FROM ledger WHERE outcome IN ('filed', 'followed-up', 'answered') AND seen_at >= $1 AND seen_at < $2 AND inquiry_id IS NULL)`,
		start.UnixMilli(), end.UnixMilli())
	return a, err
}

func (tx *Tx) measureMails(ctx context.Context, m *Measures) error {
	return errors.Join(
		tx.first(ctx, []any{&m.Unsettled}, `SELECT COUNT(*) FROM ledger WHERE outcome = 'received'`),
		tx.first(ctx, []any{&m.Stuck, instant{&m.StuckSince}}, `SELECT COUNT(*), MIN(seen_at) FROM ledger WHERE outcome = 'stuck'`),
		tx.first(ctx, []any{instant{&m.LastMail}}, `SELECT seen_at FROM ledger WHERE id NOT IN (SELECT ledger_id FROM canaries WHERE ledger_id IS NOT NULL)
			ORDER BY id DESC LIMIT 1`),
		tx.first(ctx, []any{&m.Tasks, instant{&m.TaskSince}}, `SELECT COUNT(*), MIN(at) FROM tasks WHERE done_at IS NULL`),
		tx.lastEntry(ctx, m))
}

// lastEntry takes what was written last, not what has the latest time: so a
// clock that was wrong for a while is forgotten with the next entry.
func (tx *Tx) lastEntry(ctx context.Context, m *Measures) error {
	var event, line time.Time
	err := errors.Join(tx.first(ctx, []any{instant{&event}}, `SELECT at FROM events ORDER BY id DESC LIMIT 1`),
		tx.first(ctx, []any{instant{&line}}, `SELECT seen_at FROM ledger ORDER BY id DESC LIMIT 1`))
	if m.LastEntry = line; event.After(line) {
		m.LastEntry = event
	}
	return err
}

func (tx *Tx) measureCases(ctx context.Context, m *Measures, now time.Time) error {
	err := tx.each(ctx, func(s scan) error {
		var state State
		var n int
		err := s(&state, &n)
		m.Cases[state] = n
		return err
	}, `SELECT state, COUNT(*) FROM cases WHERE state IN ('held', 'open', 'answered', 'approved') GROUP BY state`)
	return errors.Join(err,
		tx.first(ctx, []any{&m.Overdue}, `SELECT COUNT(*) FROM cases WHERE state = 'open' AND due < $1`, now.UnixMilli()),
		tx.first(ctx, []any{instant{&m.HeldSince}}, `SELECT MIN(COALESCE(
			(SELECT MAX(at) FROM events WHERE case_number = cases.number AND what = 'held'), opened_at)) FROM cases WHERE state = 'held'`))
}

func (tx *Tx) measureLetters(ctx context.Context, m *Measures, now time.Time) (err error) {
	for _, some := range []string{`('written', 'unknown')`, `('bounced', 'gave up')`} {
		if err := tx.each(ctx, func(s scan) error {
			var status LetterStatus
			var n int
			err := s(&status, &n)
			m.Letters[status] = n
			return err
		}, `SELECT status, COUNT(*) FROM letters WHERE status IN `+some+` GROUP BY status`); err != nil {
			return err
		}
	}
	m.Outbox, m.OutboxSince, err = tx.OutboxDepth(ctx, now)
	return errors.Join(err, tx.first(ctx, []any{&m.Refused, instant{&m.RefusedSince}}, `SELECT COUNT(*), MIN(written_at) FROM letters
		WHERE status IN ('bounced', 'gave up') AND role = 'registrar' AND written_at > $1`, now.AddDate(0, 0, -1).UnixMilli()))
}

// first reads the first row of a query, if there is one.
func (tx *Tx) first(ctx context.Context, columns []any, query string, args ...any) error {
	_, err := one(ctx, tx, func(s scan) (struct{}, error) { return struct{}{}, s(columns...) }, query, args...)
	return unless(err, ErrNotFound)
}

// unless is err, but nil when it is other.
func unless(err, other error) error {
	if errors.Is(err, other) {
		return nil
	}
	return err
}
