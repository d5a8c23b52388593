package clerk

import (
	"context"
	"time"

	"inquiryd/internal/register"
)

// shelveLease is how long a daemon may be silent while it moves mails and letters
// before another one may begin.
const shelveLease = 10 * time.Minute

// Shelve moves large mails and letters that have lain for a while into the
// object store, if there is one. One daemon does it at a time.
func (d *Desk) Shelve(ctx context.Context) error {
	if !d.Register.MovesOut() {
		return nil
	}
	if ok, err := d.hold(ctx, "objects", shelveLease); err != nil || !ok {
		return err
	}
	moved, err := d.Register.MoveOut(ctx, false, d.Now(), func(register.Moved) {})
	if moved.Objects > 0 {
		d.Log.Info("moved into the object store", "objects", moved.Objects, "bytes", moved.Bytes)
	}
	return err
}
