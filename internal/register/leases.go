package register

import (
	"context"
	"time"
)

// Lease takes what name stands for, as the polling of a mailbox, for holder
// until then. It is true when nobody had it, when the last lease ran out before
// now, or when holder has it already: then it is prolonged, or given up with an
// until that is not after now. A lease saves work; nothing rests on it.
func (tx *Tx) Lease(ctx context.Context, what, holder string, now, until time.Time) (_ bool, err error) {
	defer name(&err, "take lease %q", what)
	n, err := tx.exec(ctx, `
		INSERT INTO leases (name, holder, until) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
			WHERE leases.until <= $4 OR leases.holder = excluded.holder`,
		indexed(what), clean(holder), until.UnixMilli(), now.UnixMilli())
	return n == 1, err
}

// Daemon is the name of the lease by which a daemon shows that it is alive.
func Daemon(holder string) string { return "daemon " + holder }

// ReleaseAbsent makes the letters due that were claimed by daemons whose lease
// has run out, and returns how many they were. Those that had no letters are
// forgotten after a day.
func (tx *Tx) ReleaseAbsent(ctx context.Context, now time.Time) (n int, err error) {
	defer name(&err, "release letters of absent daemons")
	changed, err := tx.exec(ctx, `UPDATE letters SET due = $1, claimed_by = '' WHERE claimed_by <> '' AND status IN ('written', 'unknown') AND due > $1
		AND claimed_by IN (SELECT holder FROM leases WHERE name = 'daemon ' || letters.claimed_by AND until <= $1)`, now.UnixMilli())
	if err != nil {
		return 0, err
	}
	_, err = tx.exec(ctx, `DELETE FROM leases WHERE name LIKE 'daemon %' AND until <= $1`, now.AddDate(0, 0, -1).UnixMilli())
	return int(changed), err
}

// Shared says whether several daemons may work on the register at a time.
func (r *Register) Shared() bool { return !r.dialect.oneWriter }

// ServerTime is what the clock of a shared register's server shows, which daemons
// can hold their own against; that of a file is this machine's.
func (tx *Tx) ServerTime(ctx context.Context) (_ time.Time, err error) {
	defer name(&err, "ask for the time")
	return one(ctx, tx, func(s scan) (time.Time, error) {
		var milliseconds int64
		err := s(&milliseconds)
		return time.UnixMilli(milliseconds), err
	}, tx.r.dialect.clock)
}
