package register

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// ClaimLetters takes up to n letters from the outbox that are due, those due
// first before the others, and counts an attempt for each. A claim holds for
// the lease: a letter that is neither accepted, delayed nor failed by then, as
// when its holder died, is due again; a holder that starts anew frees what it
// had by [Tx.ReleaseLetters]. Two claims never hand out the same
// letter within its lease, also not on several daemons. An answer that was not
// cleared is never handed out.
func (tx *Tx) ClaimLetters(ctx context.Context, holder string, now time.Time, lease time.Duration, n int) (_ []Letter, err error) {
	defer name(&err, "claim letters")
	claimed, err := many(ctx, tx, tx.letter(ctx), letters+` WHERE status IN ('written', 'unknown') AND due <= $1
		AND (kind <> '`+formal+`' OR cleared <> '') ORDER BY due, letters.id LIMIT $2`+tx.r.dialect.skipLocked, now.UnixMilli(), n)
	if err != nil {
		return nil, err
	}
	until := round(now.Add(lease))
	ids := make([]int64, len(claimed))
	for i := range claimed {
		l := &claimed[i]
		l.Due = until
		l.Attempts++
		ids[i] = l.ID
	}
	err = tx.changeAll(ctx, `UPDATE letters SET due = $1, attempts = attempts + 1, claimed_by = $2`, ids, until.UnixMilli(), holder)
	return claimed, err
}

// ReleaseLetter makes a letter due that a daemon claimed and did not begin with,
// which was no attempt; one that another has by now is left to it.
func (tx *Tx) ReleaseLetter(ctx context.Context, id int64, daemon string, now time.Time) (err error) {
	defer name(&err, "release letter %d", id)
	_, err = tx.exec(ctx, `UPDATE letters SET due = $3, claimed_by = '', attempts = attempts - 1 WHERE id = $1 AND claimed_by = $2 AND attempts > 0 AND status IN ('written', 'unknown')`,
		id, clean(daemon), now.UnixMilli())
	return err
}

// ReleaseLetters makes the letters due that holder claimed and said no more of,
// and returns how many they were. A daemon calls it once, when it starts: what
// it had claimed before it died need not wait for the lease.
func (tx *Tx) ReleaseLetters(ctx context.Context, holder string, now time.Time) (n int, err error) {
	defer name(&err, "release letters of %q", holder)
	changed, err := tx.exec(ctx, `UPDATE letters SET due = $2, claimed_by = '' WHERE claimed_by = $1 AND status IN ('written', 'unknown') AND due > $2`,
		holder, now.UnixMilli())
	return int(changed), err
}

// HurryLetters makes due now what waits in the outbox for a time after latest,
// and returns how many letters that were. No letter is put off that far but by
// a clock that was wrong and has come back.
func (tx *Tx) HurryLetters(ctx context.Context, now, latest time.Time) (n int, err error) {
	defer name(&err, "hurry letters")
	changed, err := tx.exec(ctx, `UPDATE letters SET due = $2 WHERE status IN ('written', 'unknown') AND due > $1`, latest.UnixMilli(), now.UnixMilli())
	return int(changed), err
}

// Acceptance is a letter that the server took, and the server's word.
type Acceptance struct {
	Letter   int64
	Response string
}

// LetterAccepted is [Tx.LettersAccepted] for one letter.
func (tx *Tx) LetterAccepted(ctx context.Context, id int64, at time.Time, response string) error {
	return tx.LettersAccepted(ctx, at, Acceptance{id, response})
}

// LettersAccepted notes that the server took letters, each of which may be named
// once. One that has bounced meanwhile stays bounced. [ErrNotFound]: one of them
// is not there.
func (tx *Tx) LettersAccepted(ctx context.Context, at time.Time, all ...Acceptance) (err error) {
	defer name(&err, "note acceptance of %d letters", len(all))
	for len(all) > 0 {
		n := 1
		for _, many := range []int{16, 4} { // few numbers, so that there are few statements to prepare
			if len(all) >= many {
				n = many
				break
			}
		}
		args := []any{at.UnixMilli()}
		var each, ids strings.Builder
		for i, a := range all[:n] {
			args = append(args, a.Letter, clean(a.Response))
			fmt.Fprintf(&each, " WHEN $%d THEN $%d", 2*i+2, 2*i+3)
			fmt.Fprintf(&ids, ", $%d", 2*i+2)
		}
		noted, err := tx.exec(ctx, `UPDATE letters SET sent_at = $1, response = CASE id`+each.String()+` END, last_error = '', claimed_by = '',
			status = CASE WHEN status = 'bounced' THEN status ELSE 'accepted' END WHERE id IN (`+ids.String()[2:]+`)`, args...)
		if err != nil {
			return err
		}
		if noted != int64(n) {
			return ErrNotFound
		}
		all = all[n:]
	}
	return nil
}

// LetterDelayed puts a letter off until due, as [Written], or as [Unknown] when
// the server may have taken it. One that is no longer in the outbox, since
// another daemon posted it, stays as it is.
func (tx *Tx) LetterDelayed(ctx context.Context, id int64, status LetterStatus, due time.Time, why string) (err error) {
	defer name(&err, "delay letter %d", id)
	return tx.change(ctx, `UPDATE letters SET last_error = $4, claimed_by = '',
		due = CASE WHEN status IN ('written', 'unknown') THEN $3 ELSE due END,
		status = CASE WHEN status IN ('written', 'unknown') THEN $2 ELSE status END WHERE id = $1`, id, status, due.UnixMilli(), clean(why))
}

// LetterFailed ends all posting of a letter: it [Bounced], also after it was
// accepted, or we [GaveUp] on it, unless it was accepted meanwhile.
func (tx *Tx) LetterFailed(ctx context.Context, id int64, status LetterStatus, why string) (err error) {
	defer name(&err, "note failure of letter %d", id)
	return tx.change(ctx, `UPDATE letters SET last_error = $3, claimed_by = '',
		status = CASE WHEN $2 = 'bounced' OR status IN ('written', 'unknown') THEN $2 ELSE status END WHERE id = $1`, id, status, clean(why))
}

// Waiting returns the letters of the outbox, whenever they are due, oldest
// first; answers that wait for approval are not in it yet.
func (tx *Tx) Waiting(ctx context.Context) (_ []Letter, err error) {
	defer name(&err, "list the outbox")
	return many(ctx, tx, tx.letter(ctx), letters+` WHERE status IN ('written', 'unknown') AND (kind <> '`+formal+`' OR cleared <> '')
		ORDER BY +letters.id`) // the sign keeps the outbox's index in use
}

// LettersIn returns the letters of a status ("": of any), newest first, at most
// limit of them (0: all).
func (tx *Tx) LettersIn(ctx context.Context, status LetterStatus, limit int) (_ []Letter, err error) {
	defer name(&err, "list letters")
	var w where
	w.equal("status", string(status))
	order := `letters.id`
	switch status { // the few that are not accepted have indexes of their own, which the sign keeps in use
	case Written, Unknown:
		w.add("status IN ('written', 'unknown')")
		order = `+letters.id`
	case Bounced, GaveUp:
		w.add("status IN ('bounced', 'gave up')")
		order = `+letters.id`
	}
	query := letters + w.clause() + ` ORDER BY ` + order + ` DESC` + w.limit(limit, 0)
	return many(ctx, tx, tx.letter(ctx), query, w.args...)
}

// PostAgain puts a letter that we [GaveUp] on back into the outbox, as it is:
// with the same bytes and Message-ID. [ErrNotFound] when there is none of that
// number that we gave up on.
func (tx *Tx) PostAgain(ctx context.Context, id int64, now time.Time) (err error) {
	defer name(&err, "post letter %d again", id)
	return tx.change(ctx, `UPDATE letters SET status = 'written', due = $2, ready_at = $2, attempts = 0, last_error = ''
		WHERE id = $1 AND status = 'gave up' AND NOT dropped`, id, now.UnixMilli())
}

// Unfiled returns letters with ids above after that were accepted and are not in
// the Sent folder yet, oldest first: at most limit of them (0: all), of no more
// than so many bytes together (0: of any number), but one at least.
func (tx *Tx) Unfiled(ctx context.Context, after int64, limit int, bytes int64) (_ []Letter, err error) {
	defer name(&err, "list letters for the Sent folder")
	last, left := after, bytes
	err = tx.each(ctx, func(s scan) error {
		var id, size int64
		if err := s(&id, &size); err != nil {
			return err
		}
		if left -= size; bytes == 0 || left >= 0 || last == after {
			last = id
		}
		return nil
	}, `SELECT letters.id, raw_size FROM letters JOIN letter_contents ON letter_contents.letter_id = letters.id
		WHERE sent_at IS NOT NULL AND NOT filed_sent AND letters.id > $1 ORDER BY letters.id LIMIT $2`, after, atMost(limit))
	if err != nil || last == after {
		return nil, err
	}
	return many(ctx, tx, tx.letter(ctx), letters+` WHERE sent_at IS NOT NULL AND NOT filed_sent AND letters.id > $1 AND letters.id <= $2
		ORDER BY letters.id`, after, last)
}

// LettersFiled notes that letters are in the Sent folder.
func (tx *Tx) LettersFiled(ctx context.Context, ids ...int64) (err error) {
	defer name(&err, "note filing of %d letters", len(ids))
	return tx.changeAll(ctx, `UPDATE letters SET filed_sent = TRUE`, ids)
}

// OutboxDepth returns how many letters should have gone by now and have not,
// claimed and delayed ones and forwardings that are still to be written included
// and answers that wait for approval not, and since when the oldest of them should
// (the zero time when there is none).
func (tx *Tx) OutboxDepth(ctx context.Context, now time.Time) (n int, oldest time.Time, err error) {
	defer name(&err, "measure outbox")
	for _, query := range []string{`SELECT COUNT(*), MIN(ready_at) FROM letters WHERE status IN ('written', 'unknown') AND ready_at <= $1
		AND (kind <> '` + formal + `' OR cleared <> '')`, `SELECT COUNT(*), MIN(since) FROM unforwarded WHERE case_id > 0 AND since <= $1`} {
		_, err = one(ctx, tx, func(s scan) (struct{}, error) {
			var more int
			var since time.Time
			err := s(&more, instant{&since})
			if n += more; more > 0 && (oldest.IsZero() || since.Before(oldest)) {
				oldest = since
			}
			return struct{}{}, err
		}, query, now.UnixMilli())
		if err != nil {
			return 0, time.Time{}, err
		}
	}
	return n, oldest, nil
}
