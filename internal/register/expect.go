package register

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// Expect says which mails a transaction is about to receive, by their places,
// digests and contents, and finds out at once which of them the register knows:
// [Tx.Receive] and [Tx.Earlier] need not ask then for each. From here on what
// the transaction adds is written in many rows at a time, see [Tx.AddNewLetter].
// All are of one mailbox.
//
// On PostgreSQL a second daemon that expects one of the same mails waits here
// until the first one's transaction has ended.
func (tx *Tx) Expect(ctx context.Context, mails []Receipt) (err error) {
	defer name(&err, "expect %d mails", len(mails))
	if len(mails) == 0 {
		return nil
	}
	var uids, digests, contents []any
	var alone []string
	for _, m := range mails {
		uids = append(uids, int64(m.UID))
		if m.Digest != "" {
			digests = append(digests, clean(m.Digest))
		}
		if content := indexed(m.Content); content != "" {
			contents, alone = append(contents, content), append(alone, content)
		}
	}
	if _, err := tx.ready(ctx); err != nil {
		return err
	}
	if err := tx.allAlone(ctx, alone); err != nil {
		return err
	}
	e := expected{places: map[place]bool{}, known: map[string]bool{}}
	for _, m := range mails {
		e.places[placeOf(m)] = true
	}
	// Within the bounds PostgreSQL goes by the index from the first of them to the
	// last; for a list it walked through the whole mailbox, as it planned when the
	// register was new.
	least, most := mails[0].UID, mails[0].UID
	for _, m := range mails {
		least, most = min(least, m.UID), max(most, m.UID)
	}
	box := []any{indexed(mails[0].Mailbox), int64(mails[0].UIDValidity), int64(least), int64(most)}
	err = tx.among(ctx, `SELECT uid FROM ledger WHERE mailbox = $1 AND uid_validity = $2 AND uid BETWEEN $3 AND $4 AND uid IN `, box, uids, func(s scan) error {
		uid, err := value[int64](s)
		delete(e.places, place{mails[0].Mailbox, mails[0].UIDValidity, uint32(uid)})
		return err
	})
	note := func(s scan) error {
		text, err := value[string](s)
		e.known[text] = true
		return err
	}
	if err == nil {
		err = tx.among(ctx, `SELECT digest FROM ledger WHERE digest IN `, nil, digests, note)
	}
	if err == nil {
		err = tx.among(ctx, `SELECT content FROM ledger WHERE content IN `, nil, contents, note)
	}
	if err != nil {
		return err
	}
	tx.gathers, tx.expected = true, e
	tx.stock = stock{size: len(mails)}
	return tx.fillStock(ctx, [idTables]int{len(e.places), len(mails), len(mails), 2 * len(mails)}) // people see the numbers of mails: no gaps
}

// Gather lets what the transaction adds from here on be written in many rows at a
// time, as after [Tx.Expect], with ids at hand for so many letters.
func (tx *Tx) Gather(ctx context.Context, letters int) (err error) {
	defer name(&err, "gather %d letters", letters)
	tx.gathers = true
	tx.stock = stock{size: (letters + 1) / 2}
	return tx.fillStock(ctx, [idTables]int{letterIDs: letters})
}

// expected is what is known of the mails that a transaction will receive.
type expected struct {
	places map[place]bool  // that the ledger has no line for
	known  map[string]bool // digests and contents that it has
}

// place is where a mail was seen.
type place struct {
	mailbox          string
	uidValidity, uid uint32
}

func placeOf(r Receipt) place { return place{r.Mailbox, r.UIDValidity, r.UID} }

// takes says whether a mail was expected and is new, which it is once only.
func (e *expected) takes(r Receipt) bool {
	p := placeOf(r)
	fresh := e.places[p]
	delete(e.places, p)
	return fresh
}

// meets says whether the same mail may have come before, and remembers that it
// came now.
func (e *expected) meets(r Receipt) bool {
	digest, content := clean(r.Digest), indexed(r.Content)
	met := digest != "" && e.known[digest] || content != "" && e.known[content]
	e.known[digest], e.known[content] = true, true
	return met
}

// among runs a query that ends with a list, with lists of a few lengths, so
// that there are few statements to prepare.
func (tx *Tx) among(ctx context.Context, query string, args, list []any, read func(scan) error) error {
	for some := range slices.Chunk(list, 64) {
		n := 1
		for n < len(some) {
			n *= 8
		}
		all := append(slices.Clone(args), some...)
		for range n - len(some) {
			all = append(all, some[0])
		}
		if err := tx.later(ctx, later{query: query + "(" + placeholders(len(args)+1, n) + ")", args: all, row: read}); err != nil {
			return err
		}
	}
	return nil
}

// allAlone is alone for several mails, in one order for all transactions.
func (tx *Tx) allAlone(ctx context.Context, contents []string) error {
	if tx.r.dialect.lockTexts == "" || len(contents) == 0 {
		return nil
	}
	slices.Sort(contents)
	return tx.later(ctx, later{query: tx.r.dialect.lockTexts, args: []any{slices.Compact(contents)}})
}

// ids are the tables whose rows are named before they are written.
type ids int

const (
	ledgerIDs ids = iota
	inquiryIDs
	caseIDs
	letterIDs
	idTables
)

var idTable = [idTables]string{"ledger", "inquiries", "cases", "letters"}

// stock are ids for rows that are written later.
type stock struct {
	size int // how many mails they are for
	next [idTables][]int64
	last [idTables]int64 // that was taken
}

// nextID is the id of the next row of a table.
func (tx *Tx) nextID(ctx context.Context, of ids) (int64, error) {
	if len(tx.stock.next[of]) == 0 {
		size := max(tx.stock.size, 1)
		wanted := [idTables]int{inquiryIDs: size, caseIDs: size, letterIDs: 2 * size}
		wanted[of] = max(wanted[of], 1)
		if err := tx.fillStock(ctx, wanted); err != nil {
			return 0, fmt.Errorf("take an id of %s: %w", idTable[of], err)
		}
	}
	next := tx.stock.next[of]
	tx.stock.next[of], tx.stock.last[of] = next[1:], next[0]
	return next[0], nil
}

// fillStock fetches ids of all tables by one query. With one writer the next ids
// are those after the last.
func (tx *Tx) fillStock(ctx context.Context, wanted [idTables]int) error {
	var columns []string
	var got [idTables]sql.NullInt64
	read := func(s scan) error { return s(&got[0], &got[1], &got[2], &got[3]) }
	if tx.r.dialect.oneWriter {
		for _, table := range idTable {
			columns = append(columns, `(SELECT COALESCE(MAX(id), 0) FROM `+table+`)`)
		}
		err := tx.peek(ctx, read, `SELECT `+strings.Join(columns, ", "))
		for of := range idTables {
			after := max(got[of].Int64, tx.stock.last[of])
			tx.stock.next[of] = nil
			for i := range int64(wanted[of]) {
				tx.stock.next[of] = append(tx.stock.next[of], after+1+i)
			}
		}
		return err
	}
	for of, table := range idTable { // whose sequence is looked up once for all rows
		columns = append(columns, fmt.Sprintf(`CASE WHEN i <= $%d THEN nextval((SELECT CAST(pg_get_serial_sequence('%s', 'id') AS regclass))) END`, of+2, table))
	}
	return tx.peek(ctx, func(s scan) error {
		err := read(s)
		for of, id := range got {
			if id.Valid {
				tx.stock.next[of] = append(tx.stock.next[of], id.Int64)
			}
		}
		return err
	}, `SELECT `+strings.Join(columns, ", ")+` FROM generate_series(1, $1) AS i`, slices.Max(wanted[:]), wanted[0], wanted[1], wanted[2], wanted[3])
}
