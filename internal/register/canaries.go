package register

import (
	"context"
	"time"
)

// Canary is a mail of ours to ourselves that shows that the whole way is open.
type Canary struct {
	MessageID string // without angle brackets
	WrittenAt time.Time
	SeenAt    time.Time // when it was read in the mailbox; zero: not yet
}

// AddCanary keeps a canary that was just written; one with its Message-ID stays
// as it is.
func (tx *Tx) AddCanary(ctx context.Context, c Canary) (err error) {
	defer name(&err, "add canary")
	_, err = tx.exec(ctx, `INSERT INTO canaries (message_id, written_at, seen_at) VALUES ($1, $2, $3) ON CONFLICT (message_id) DO NOTHING`,
		indexed(c.MessageID), c.WrittenAt.UnixMilli(), millis(c.SeenAt))
	return err
}

// SeeCanary notes when a canary was first read, and returns it; [ErrNotFound]
// when none was sent under that Message-ID.
func (tx *Tx) SeeCanary(ctx context.Context, messageID string, at time.Time) (_ Canary, err error) {
	defer name(&err, "see canary")
	if err := tx.change(ctx, `UPDATE canaries SET seen_at = COALESCE(seen_at, $2) WHERE message_id = $1`, indexed(messageID), at.UnixMilli()); err != nil {
		return Canary{}, err
	}
	return one(ctx, tx, readCanary, canaries+` WHERE message_id = $1`, indexed(messageID))
}

// LastCanary is the canary that was written last; [ErrNotFound] when there was
// none yet.
func (tx *Tx) LastCanary(ctx context.Context) (_ Canary, err error) {
	defer name(&err, "find the last canary")
	return one(ctx, tx, readCanary, canaries+` ORDER BY written_at DESC LIMIT 1`)
}

const canaries = `SELECT message_id, written_at, seen_at FROM canaries`

func readCanary(s scan) (c Canary, err error) {
	err = s(&c.MessageID, instant{&c.WrittenAt}, instant{&c.SeenAt})
	return c, err
}
