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
