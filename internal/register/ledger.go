package register

import (
	"context"
	"time"
)

const ledgerLines = `SELECT id, mailbox, uid_validity, uid, digest, content, message_id, sender, subject, nature, size, arrived_at, seen_at,
	outcome, reason, COALESCE(inquiry_id, 0), COALESCE(case_number, ''), moved_to, moved_at, tries FROM ledger`

func readLine(s scan) (l LedgerLine, err error) {
	err = s(&l.ID, &l.Mailbox, &l.UIDValidity, &l.UID, &l.Digest, &l.Content, &l.MessageID, &l.From, &l.Subject, &l.Nature, &l.Size,
		instant{&l.ArrivedAt}, instant{&l.SeenAt}, &l.Outcome, &l.Reason, &l.Inquiry, &l.Case, &l.MovedTo, instant{&l.MovedAt}, &l.Tries)
	return l, err
}

// Line returns a line of the ledger, without Raw.
func (tx *Tx) Line(ctx context.Context, id int64) (_ LedgerLine, err error) {
	defer name(&err, "read ledger line %d", id)
	return one(ctx, tx, readLine, ledgerLines+` WHERE id = $1`, id)
}

// Earlier returns the first other line of the same mail: the same bytes
// (Digest) or the same words from the same sender (Content). One that led to a
// case goes before those that led to none. Lines that are
// [Stuck] or [Adopted] do not count, nor do later ones of which nothing is
// decided yet, so that of two copies one is always the first.
// [ErrNotFound]: there is none.
func (tx *Tx) Earlier(ctx context.Context, line LedgerLine) (_ LedgerLine, err error) {
	defer name(&err, "look for a copy of ledger line %d", line.ID)
	if tx.gathers && !tx.expected.meets(line.Receipt) {
		return LedgerLine{}, ErrNotFound
	}
	return one(ctx, tx, readLine, ledgerLines+` WHERE id IN (
			SELECT id FROM ledger WHERE digest = $1 AND digest <> ''
			UNION SELECT id FROM ledger WHERE content = $2 AND content <> '')
		AND id <> $3 AND outcome NOT IN ('stuck', 'adopted') AND (id < $3 OR outcome <> 'received')
		ORDER BY case_number IS NULL, id LIMIT 1`, clean(line.Digest), indexed(line.Content), line.ID)
}

// Copies returns the lines of the mail with that digest, in the order of their
// writing: one for each place that it was seen in.
func (tx *Tx) Copies(ctx context.Context, digest string) (_ []LedgerLine, err error) {
	defer name(&err, "list copies of the mail with digest %.12s", digest)
	return many(ctx, tx, readLine, ledgerLines+` WHERE digest = $1 AND digest <> '' ORDER BY id`, clean(digest))
}

// SeenAfter returns the UIDs above after that the ledger has a line for, in a
// mailbox under that UIDVALIDITY.
func (tx *Tx) SeenAfter(ctx context.Context, mailbox string, uidvalidity, after uint32) (_ []uint32, err error) {
	defer name(&err, "list UIDs of %q", mailbox)
	return many(ctx, tx, value[uint32], `SELECT uid FROM ledger WHERE mailbox = $1 AND uid_validity = $2 AND uid > $3 ORDER BY uid`,
		indexed(mailbox), int64(uidvalidity), int64(after))
}

// Settle says what became of a mail and why; inquiry and caseNumber are 0 and
// "" where it led to none. Settling it again replaces that.
func (tx *Tx) Settle(ctx context.Context, ledgerID int64, outcome Outcome, reason string, inquiry int64, caseNumber string) (err error) {
	defer name(&err, "settle ledger line %d as %s", ledgerID, outcome)
	if l := tx.added.lineByID[ledgerID]; l != nil {
		l.Outcome, l.Reason, l.Inquiry, l.Case = outcome, reason, inquiry, caseNumber
		return nil
	}
	return tx.change(ctx, `UPDATE ledger SET outcome = $1, reason = $2, inquiry_id = $3, case_number = $4 WHERE id = $5`,
		outcome, clean(reason), orNull(inquiry), orNull(caseNumber), ledgerID)
}

// Moved says where on the server mails lie now.
func (tx *Tx) Moved(ctx context.Context, ledgerIDs []int64, folder string, at time.Time) (err error) {
	defer name(&err, "note move of %d mails", len(ledgerIDs))
	return tx.changeAll(ctx, `UPDATE ledger SET moved_to = $1, moved_at = $2`, ledgerIDs, clean(folder), at.UnixMilli())
}

// Unmoved returns the lines of a mailbox that are settled and still lie where
// they came, by UID, at most limit of them (0: all).
func (tx *Tx) Unmoved(ctx context.Context, mailbox string, uidvalidity uint32, limit int) (_ []LedgerLine, err error) {
	defer name(&err, "list mails of %q to move", mailbox)
	return many(ctx, tx, readLine, ledgerLines+` WHERE mailbox = $1 AND uid_validity = $2
		AND moved_at IS NULL AND outcome NOT IN ('received', 'stuck', 'adopted') ORDER BY uid LIMIT $3`,
		indexed(mailbox), int64(uidvalidity), atMost(limit))
}

// LedgerFilter picks lines of the ledger; zero values pick all.
type LedgerFilter struct {
	Since, Until time.Time // seen at or after Since, before Until
	Outcome      Outcome
	Mailbox      string
	Limit        int
}

// LatestArrival is when the latest of the last hundred mails arrived, by the mail
// server's clock; the zero time when there is none.
func (tx *Tx) LatestArrival(ctx context.Context) (latest time.Time, err error) {
	lines, err := tx.Lines(ctx, LedgerFilter{Limit: 100})
	for _, l := range lines {
		if l.ArrivedAt.After(latest) {
			latest = l.ArrivedAt
		}
	}
	return latest, err
}

// Lines returns the lines that f picks, newest first, without Raw.
func (tx *Tx) Lines(ctx context.Context, f LedgerFilter) (_ []LedgerLine, err error) {
	defer name(&err, "list ledger")
	var w where
	w.during("seen_at", f.Since, f.Until)
	w.equal("outcome", string(f.Outcome))
	w.equal("mailbox", indexed(f.Mailbox))
	query := ledgerLines + w.clause() + ` ORDER BY seen_at DESC, id DESC` + w.limit(f.Limit, 0)
	return many(ctx, tx, readLine, query, w.args...)
}

// CasesOfMails returns the numbers of the cases that mails became, by the lines of
// the mails, which are those from first to last.
func (tx *Tx) CasesOfMails(ctx context.Context, first, last int64) (_ map[int64][]string, err error) {
	defer name(&err, "list cases of mails %d to %d", first, last)
	type filed struct {
		line   int64
		number string
	}
	all, err := many(ctx, tx, func(s scan) (f filed, err error) { err = s(&f.line, &f.number); return f, err },
		`SELECT i.ledger_id, c.number FROM inquiries i JOIN cases c ON c.inquiry_id = i.id WHERE i.ledger_id BETWEEN $1 AND $2 ORDER BY c.id`, first, last)
	cases := map[int64][]string{}
	for _, f := range all {
		cases[f.line] = append(cases[f.line], f.number)
	}
	return cases, err
}
