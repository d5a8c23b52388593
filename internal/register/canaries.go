package register

import (
	"context"
	"time"
)

// Canary is a mail of ours to ourselves that shows that the whole way is open.
type Canary struct {
	MessageID string // without angle brackets
	Ledger    int64  // as which mail it came back; 0: not yet
	WrittenAt time.Time
	SeenAt    time.Time // when it came back; zero: not yet
}

// AddCanary keeps a canary that was just written; one with its Message-ID stays
// as it is.
func (tx *Tx) AddCanary(ctx context.Context, c Canary) (err error) {
	defer name(&err, "add canary")
	_, err = tx.exec(ctx, `INSERT INTO canaries (message_id, written_at) VALUES ($1, $2) ON CONFLICT (message_id) DO NOTHING`,
		indexed(c.MessageID), c.WrittenAt.UnixMilli())
	return err
}

// SeeCanary notes as which mail and when a canary first came back, and returns
// it; [ErrNotFound] when none was sent under that Message-ID.
func (tx *Tx) SeeCanary(ctx context.Context, messageID string, ledgerID int64, at time.Time) (_ Canary, err error) {
	defer name(&err, "see canary")
	if err := tx.change(ctx, `UPDATE canaries SET ledger_id = COALESCE(ledger_id, $2), seen_at = COALESCE(seen_at, $3) WHERE message_id = $1`,
		indexed(messageID), orNull(ledgerID), at.UnixMilli()); err != nil {
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

const canaries = `SELECT message_id, COALESCE(ledger_id, 0), written_at, seen_at FROM canaries`

func readCanary(s scan) (c Canary, err error) {
	err = s(&c.MessageID, &c.Ledger, instant{&c.WrittenAt}, instant{&c.SeenAt})
	return c, err
}
