package register

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// Receive writes the ledger line of a mail, with outcome [Received], and keeps
// its raw bytes once per digest. fresh is false when the ledger has a line for
// that place already: then line is that one, and nothing is written. A line
// that was [Stuck] becomes Received, keeps its tries and counts as fresh.
//
// An empty Digest is made from Raw; one that is not Raw's SHA-256 is an error.
// On PostgreSQL a second daemon that receives the same mail waits here until
// the first one's transaction has ended.
func (tx *Tx) Receive(ctx context.Context, r Receipt, now time.Time) (line LedgerLine, fresh bool, err error) {
	defer name(&err, "receive mail %d of %q", r.UID, r.Mailbox)
	if err := r.seal(); err != nil {
		return LedgerLine{}, false, err
	}
	if tx.gathers && tx.expected.takes(r) {
		line, err = tx.addLine(ctx, r, now)
		return line, err == nil, err
	}
	if err := tx.keepRaw(ctx, r); err != nil {
		return LedgerLine{}, false, err
	}
	if err := tx.alone(ctx, indexed(r.Content)); err != nil {
		return LedgerLine{}, false, err
	}
	line = LedgerLine{Receipt: r, Outcome: Received}
	line.ArrivedAt = round(r.ArrivedAt)
	found, err := many(ctx, tx, func(s scan) (struct{}, error) {
		return struct{}{}, s(&line.ID, instant{&line.SeenAt}, &line.Tries)
	}, `
		INSERT INTO ledger (mailbox, uid_validity, uid, digest, content, message_id, sender, subject, nature, size, arrived_at, seen_at, outcome)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'received')
		ON CONFLICT (mailbox, uid_validity, uid) DO UPDATE SET digest = excluded.digest, content = excluded.content,
			message_id = excluded.message_id, sender = excluded.sender, subject = excluded.subject, nature = excluded.nature,
			size = excluded.size, arrived_at = excluded.arrived_at, outcome = 'received', reason = ''
			WHERE ledger.outcome = 'stuck'
		RETURNING id, seen_at, tries`,
		indexed(r.Mailbox), int64(r.UIDValidity), int64(r.UID), r.Digest, indexed(r.Content), indexed(r.MessageID), clean(r.From),
		clean(r.Subject), clean(r.Nature), r.Size, millis(r.ArrivedAt), now.UnixMilli())
	if err != nil {
		return LedgerLine{}, false, err
	}
	if len(found) > 0 {
		return line, true, nil
	}
	line, err = one(ctx, tx, readLine, ledgerLines+` WHERE mailbox = $1 AND uid_validity = $2 AND uid = $3`,
		indexed(r.Mailbox), int64(r.UIDValidity), int64(r.UID))
	return line, false, err
}

// Prepare does with a receipt what needs no transaction: it makes its digest, or
// holds it against the bytes, and packs these; in haste when many wait.
func (r *Register) Prepare(receipt *Receipt, many bool) error {
	if err := receipt.seal(); err != nil {
		return fmt.Errorf("prepare receipt: %w", err)
	}
	receipt.Packed = r.pack(receipt.Raw, many)
	receipt.Packed.digest = receipt.Digest
	return nil
}

// seal makes the digest, or holds it against the bytes.
func (r *Receipt) seal() error {
	if len(r.Raw) == 0 || r.Digest != "" && r.Packed.digest == r.Digest {
		return nil
	}
	sum := sha256.Sum256(r.Raw)
	digest := hex.EncodeToString(sum[:])
	if r.Digest == "" {
		r.Digest = digest
	}
	if r.Digest != digest {
		return fmt.Errorf("digest %s is not that of the raw bytes, %s", r.Digest, digest)
	}
	return nil
}

// Stick counts a failed try to fetch or keep a mail, of which no more than
// Mailbox, UIDValidity, UID and Size need be known, and returns how many there
// were. Its line is [Stuck], with why as the reason, until Receive succeeds; a
// line with another outcome keeps that.
func (tx *Tx) Stick(ctx context.Context, r Receipt, why string, now time.Time) (tries int, err error) {
	defer name(&err, "count try for mail %d of %q", r.UID, r.Mailbox)
	return one(ctx, tx, value[int], `
		INSERT INTO ledger (mailbox, uid_validity, uid, digest, content, message_id, sender, subject, nature, size, arrived_at, seen_at, outcome, reason, tries)
		VALUES ($1, $2, $3, '', '', $4, $5, $6, $7, $8, $9, $10, 'stuck', $11, 1)
		ON CONFLICT (mailbox, uid_validity, uid) DO UPDATE SET tries = ledger.tries + 1,
			reason = CASE WHEN ledger.outcome IN ('stuck', 'received') THEN excluded.reason ELSE ledger.reason END
		RETURNING tries`,
		indexed(r.Mailbox), int64(r.UIDValidity), int64(r.UID), indexed(r.MessageID), clean(r.From), clean(r.Subject), clean(r.Nature),
		r.Size, millis(r.ArrivedAt), now.UnixMilli(), clean(why))
}

// TryAgain gives a mail that is [Stuck] all its tries back. [ErrNotFound]: no
// such mail is stuck.
func (tx *Tx) TryAgain(ctx context.Context, ledgerID int64) (err error) {
	defer name(&err, "try mail %d again", ledgerID)
	return tx.change(ctx, `UPDATE ledger SET tries = 0 WHERE id = $1 AND outcome = 'stuck'`, ledgerID)
}

// GiveUp ignores a mail that is [Stuck], for a reason. It stays where it lies on
// the server: its bytes are not known, and elsewhere nobody would know what it
// is. [ErrNotFound]: no such mail is stuck.
func (tx *Tx) GiveUp(ctx context.Context, ledgerID int64, reason string, at time.Time) (err error) {
	defer name(&err, "give up mail %d", ledgerID)
	return tx.change(ctx, `UPDATE ledger SET outcome = 'ignored', reason = $2, moved_to = mailbox, moved_at = $3 WHERE id = $1 AND outcome = 'stuck'`,
		ledgerID, clean(reason), at.UnixMilli())
}

// keepRaw keeps the bytes of a mail under its digest, once.
func (tx *Tx) keepRaw(ctx context.Context, r Receipt) error {
	if len(r.Raw) == 0 {
		return nil
	}
	packed := tx.packed(r.Raw, r.Packed)
	_, err := tx.exec(ctx, `INSERT INTO raw_mails (digest, size, bytes) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING`,
		r.Digest, packed.size, packed.bytes)
	return err
}

// Raw returns the mail with that digest as it came, after holding it against
// the digest: [ErrCorrupt] when it is another now, [ErrNotFound] when it is not
// kept.
func (tx *Tx) Raw(ctx context.Context, digest string) (_ []byte, err error) {
	defer name(&err, "read mail with digest %.12s", digest)
	var packed []byte
	size, err := one(ctx, tx, func(s scan) (size int64, err error) {
		return size, s(&size, &packed)
	}, `SELECT size, bytes FROM raw_mails WHERE digest = $1`, clean(digest))
	if err != nil {
		return nil, err
	}
	raw, err := tx.r.value(ctx, packed, size)
	if err != nil {
		return nil, err
	}
	if (&Receipt{Digest: digest, Raw: raw}).seal() != nil {
		return nil, fmt.Errorf("%w: its digest is another now", ErrCorrupt)
	}
	return raw, nil
}

// alone lets only one transaction at a time receive mails that say the same, so
// that [Tx.Earlier] sees what another daemon has just received.
func (tx *Tx) alone(ctx context.Context, content string) error {
	if content == "" {
		return nil
	}
	return tx.allAlone(ctx, []string{content})
}
