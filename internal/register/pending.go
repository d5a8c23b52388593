package register

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// pending is what a transaction writes once, when it or an attempt within it
// ends, however often it changes before: the ends of the cases' chains of
// events, and their words for the search.
type pending struct {
	chains map[string]*chain // by case number; those read or changed so far
	words  map[int64]bool    // by id of the case
}

// chain is how many events a case has, and the last one's hash.
type chain struct {
	events  int
	head    string
	changed bool
}

func newPending() pending {
	return pending{chains: map[string]*chain{}, words: map[int64]bool{}}
}

// chain returns where the events of a case end. The case is locked until the
// end of the transaction, so that it is read once.
func (tx *Tx) chain(ctx context.Context, caseNumber string) (*chain, error) {
	if c := tx.pending.chains[caseNumber]; c != nil {
		return c, nil
	}
	found, err := peekMany(ctx, tx, func(s scan) (*chain, error) { // the chains of cases that were just added are known
		var c chain
		return &c, s(&c.events, &c.head)
	}, `SELECT events, head FROM cases WHERE number = $1`+tx.locking(), caseNumber)
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	tx.pending.chains[caseNumber] = found[0]
	return found[0], nil
}

// index notes that the words of a case have changed.
func (tx *Tx) index(caseID int64) {
	if caseID != 0 {
		tx.pending.words[caseID] = true
	}
}

// flush writes what is pending, in an order that is the same for all
// transactions.
func (tx *Tx) flush(ctx context.Context) error {
	if err := tx.writeAdded(ctx); err != nil {
		return err
	}
	for _, number := range slices.Sorted(maps.Keys(tx.pending.chains)) {
		c := tx.pending.chains[number]
		if !c.changed {
			continue
		}
		if err := tx.later(ctx, later{query: `UPDATE cases SET events = $2, head = $3 WHERE number = $1`, args: []any{number, c.events, c.head}, done: must}); err != nil {
			return fmt.Errorf("end chain of case %q: %w", number, err)
		}
		c.changed = false
	}
	if tx.write {
		if err := tx.indexWords(ctx); err != nil {
			return fmt.Errorf("index cases: %w", err)
		}
		if err := tx.settleWords(ctx); err != nil {
			return err
		}
	}
	return tx.send(ctx)
}

// indexWords indexes the words of the cases that have changed: of those whose
// ids follow each other, as of new ones, by one statement.
func (tx *Tx) indexWords(ctx context.Context) error {
	ids := slices.Sorted(maps.Keys(tx.pending.words))
	for len(ids) > 0 {
		n := 1
		for n < len(ids) && ids[n] == ids[0]+int64(n) {
			n++
		}
		if err := tx.later(ctx, later{query: tx.r.dialect.indexCases, args: []any{ids[0] - 1, ids[n-1]}}); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// SQLite's index of words is a tree of sorted runs, of which every update adds
// one. It would merge them by itself at every 64th page, hundreds of pages at a
// time, which that update has to wait for; so it is made to do little at a time,
// more often (0014 and 0020 of the migrations). A merge does not stop within the
// list of one word: the longest lists are why fewer pages bring nothing.
const (
	settleCases = 4 // are indexed before runs are merged again
	settlePages = 2 // are merged for each of them: filing writes about one, all merges included
)

// settleWords merges runs of the index of words, after enough cases.
func (tx *Tx) settleWords(ctx context.Context) error {
	tx.indexed += len(tx.pending.words)
	if tx.r.dialect.settle != "" {
		tx.r.unsettled += len(tx.pending.words)
	}
	clear(tx.pending.words)
	if tx.r.unsettled < settleCases {
		return nil
	}
	if _, err := tx.exec(ctx, tx.r.dialect.settle, tx.r.unsettled*settlePages); err != nil {
		return fmt.Errorf("settle index of words: %w", err)
	}
	tx.r.unsettled = 0
	return nil
}
