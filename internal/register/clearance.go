package register

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// ErrDigest says that a letter was to be cleared for other bytes than it has.
var ErrDigest = errors.New("register: the digest is not that of the letter's bytes")

// formal is the kind of letter that is posted only when it was cleared:
// notify.Answer.
const formal = "answer"

// clearedBefore marks the letters that were written by a version that knew no
// clearance, see migrations/0004_clearance.sql.
const clearedBefore = "when written"

// Digest is the SHA-256 of the letter's bytes, in hex: what an approver
// approves.
func (l Letter) Digest() string {
	sum := sha256.Sum256(l.Raw)
	return hex.EncodeToString(sum[:])
}

// MayGo says whether the letter may be posted: any letter but an answer, and
// an answer that was cleared for exactly the bytes that it has.
func (l Letter) MayGo() bool {
	return l.Kind != formal || l.Cleared == clearedBefore || l.Cleared != "" && l.Cleared == l.Digest()
}

// ClearLetter lets an answer letter go, for the bytes that have this digest
// and no others: [ErrDigest] when the letter has other ones, [ErrTransition]
// when it was dropped. Until then [Tx.ClaimLetters] does not hand it out. at
// is when it is first due.
func (tx *Tx) ClearLetter(ctx context.Context, id int64, digest string, at time.Time) (err error) {
	defer name(&err, "clear letter %d", id)
	l, err := tx.Letter(ctx, id)
	switch {
	case err != nil:
		return err
	case l.Digest() != digest:
		return ErrDigest
	case l.Status == Dropped:
		return fmt.Errorf("%w: it was dropped", ErrTransition)
	}
	return tx.change(ctx, `UPDATE letters SET cleared = $2, ready_at = $3, due = $3 WHERE id = $1`, id, digest, at.UnixMilli())
}

// DropLetter ends a draft that was not cleared: it is never posted. One that
// was cleared stays as it is, which dropped says.
func (tx *Tx) DropLetter(ctx context.Context, id int64, why string) (dropped bool, err error) {
	defer name(&err, "drop letter %d", id)
	n, err := tx.exec(ctx, `UPDATE letters SET dropped = TRUE, status = 'gave up', last_error = $2 WHERE id = $1 AND cleared = ''`, id, clean(why))
	return n > 0, err
}

// DropUnsent ends the letters of a case of some kinds that nobody has tried to
// post yet: what they say is no longer so. It returns how many they were.
func (tx *Tx) DropUnsent(ctx context.Context, caseNumber, why string, kinds ...string) (n int, err error) {
	defer name(&err, "drop letters of case %q", caseNumber)
	args := []any{clean(caseNumber), clean(why)}
	for _, kind := range kinds {
		args = append(args, kind)
	}
	dropped, err := tx.exec(ctx, `UPDATE letters SET dropped = TRUE, status = 'gave up', last_error = $2
		WHERE case_number = $1 AND status = 'written' AND claimed_by = '' AND kind IN (`+placeholders(3, len(kinds))+`)`, args...)
	return int(dropped), err
}
