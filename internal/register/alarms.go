package register

import (
	"context"
	"time"
)

// Alarm is something wrong that people are told of through a second channel.
type Alarm struct {
	Name    string
	Since   time.Time
	ToldAt  time.Time // last told; zero: not yet
	QuietAt time.Time // since when its cause is gone; zero: it is there
}

// Alarms returns the alarms that ring and those whose end was not told yet, by
// name.
func (tx *Tx) Alarms(ctx context.Context) (_ []Alarm, err error) {
	defer name(&err, "list alarms")
	return many(ctx, tx, func(s scan) (a Alarm, err error) {
		err = s(&a.Name, instant{&a.Since}, instant{&a.ToldAt}, instant{&a.QuietAt})
		return a, err
	}, `SELECT name, since, told_at, quiet_at FROM alarms ORDER BY name`)
}

// SetAlarm keeps an alarm in the place of the one with its name.
func (tx *Tx) SetAlarm(ctx context.Context, a Alarm) (err error) {
	defer name(&err, "keep alarm %q", a.Name)
	_, err = tx.exec(ctx, `INSERT INTO alarms (name, since, told_at, quiet_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (name) DO UPDATE SET since = excluded.since, told_at = excluded.told_at, quiet_at = excluded.quiet_at`,
		indexed(a.Name), a.Since.UnixMilli(), millis(a.ToldAt), millis(a.QuietAt))
	return err
}

// EndAlarm forgets the alarm with that name, if there is one.
func (tx *Tx) EndAlarm(ctx context.Context, alarm string) (err error) {
	defer name(&err, "end alarm %q", alarm)
	_, err = tx.exec(ctx, `DELETE FROM alarms WHERE name = $1`, indexed(alarm))
	return err
}
