package register

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// ForwardLater notes that the questions of a case are still to be sent to its
// administration: the letter is written after others that are more urgent, by
// whoever takes the case by [Tx.TakeUnforwarded]. The words of a case that was just
// added are put into the index of the search then, too.
func (tx *Tx) ForwardLater(ctx context.Context, caseID int64, now time.Time) (err error) {
	defer name(&err, "put off the forwarding of case %d", caseID)
	if c := tx.added.caseByID[caseID]; c != nil {
		c.forwardSince = round(now)
		delete(tx.pending.words, caseID)
		return nil
	}
	_, err = tx.exec(ctx, `INSERT INTO unforwarded (case_id, since) VALUES ($1, $2) ON CONFLICT DO NOTHING`, caseID, now.UnixMilli())
	return err
}

// TakeUnforwarded takes cases whose forwarding is to be written, with ids above
// after, oldest first: at most n, whose inquiries' mails have no more than so many
// bytes together, but one at least. They do not wait any more once the transaction
// is committed. Those that failed as often as tries are left out. Two transactions
// never take the same case, also not on several daemons.
func (tx *Tx) TakeUnforwarded(ctx context.Context, after int64, n, tries int, bytes int64) (taken []Case, err error) {
	defer name(&err, "take cases to forward")
	waiting, err := many(ctx, tx, value[any], `SELECT case_id FROM unforwarded WHERE case_id > $1 AND tries < $2 ORDER BY case_id LIMIT $3`+
		strings.Replace(tx.r.dialect.skipLocked, "letters", "unforwarded", 1), after, tries, n)
	if err != nil || len(waiting) == 0 {
		return nil, err
	}
	sizes := map[int64]int64{}
	err = tx.among(ctx, `SELECT `+caseColumns+`, COALESCE((SELECT size FROM inquiries JOIN ledger ON ledger.id = ledger_id WHERE inquiries.id = cases.inquiry_id), 0)
		FROM cases WHERE cases.id IN `, nil, waiting, func(s scan) error {
		var c Case
		var size int64
		err := s(append(c.columns(), &size)...)
		taken, sizes[c.ID] = append(taken, c), size
		return err
	})
	if err == nil {
		err = tx.send(ctx)
	}
	if err != nil {
		return nil, err
	}
	slices.SortFunc(taken, func(a, b Case) int { return cmp.Compare(a.ID, b.ID) })
	for i, c := range taken {
		if bytes -= sizes[c.ID]; bytes < 0 && i > 0 {
			taken = taken[:i]
			break
		}
	}
	tx.indexAll(taken)
	return taken, tx.among(ctx, `DELETE FROM unforwarded WHERE case_id IN `, nil, waiting[:len(taken)], func(scan) error { return nil })
}

// TakeUnforwardedOf takes those cases of an inquiry whose forwarding is to be
// written, whatever came of it before.
func (tx *Tx) TakeUnforwardedOf(ctx context.Context, inquiry int64) (taken []Case, err error) {
	defer name(&err, "take cases of inquiry %d to forward", inquiry)
	ids, err := many(ctx, tx, value[int64], `DELETE FROM unforwarded WHERE case_id IN (SELECT id FROM cases WHERE inquiry_id = $1) RETURNING case_id`, inquiry)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	all, err := tx.CasesOf(ctx, inquiry)
	taken = slices.DeleteFunc(all, func(c Case) bool { return !slices.Contains(ids, c.ID) })
	tx.indexAll(taken)
	return taken, err
}

func (tx *Tx) indexAll(cases []Case) {
	for _, c := range cases {
		tx.index(c.ID)
	}
}

// ForwardingFailed counts a failed try to write the forwarding of a case, and
// returns how many there were; the case is found by its words from then on.
// [ErrNotFound]: it does not wait any more.
func (tx *Tx) ForwardingFailed(ctx context.Context, caseID int64) (tries int, err error) {
	defer name(&err, "count try to forward case %d", caseID)
	tx.index(caseID)
	return one(ctx, tx, value[int], `UPDATE unforwarded SET tries = tries + 1 WHERE case_id = $1 RETURNING tries`, caseID)
}

// ForwardAgain gives all cases whose forwarding is to be written their tries back.
func (tx *Tx) ForwardAgain(ctx context.Context) (err error) {
	defer name(&err, "try all forwardings again")
	_, err = tx.exec(ctx, `UPDATE unforwarded SET tries = 0 WHERE case_id > 0 AND tries > 0`)
	return err
}
