package register

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"inquiryd/internal/cpr"
)

const events = `SELECT id, case_number, at, who, what, detail, COALESCE(ledger_id, 0), prev, hash, erased FROM events`

func readEvent(s scan) (e Event, err error) {
	err = s(&e.ID, &e.Case, instant{&e.At}, &e.Who, &e.What, parsed{&e.Detail}, &e.Ledger, &e.Prev, &e.Hash, &e.Erased)
	return e, err
}

// AddEvent keeps e as the last event of its case, and sets its Prev and Hash,
// and its ID, which it has only when the
// transaction ends after [Tx.Expect] or [Tx.Gather]. The case remembers how many
// events it has and the last one's hash.
func (tx *Tx) AddEvent(ctx context.Context, e *Event) (err error) {
	defer name(&err, "add event %q of case %q", e.What, e.Case)
	if e.At.IsZero() {
		return errors.New("it has no time")
	}
	c, err := tx.chain(ctx, e.Case)
	if err != nil {
		return err
	}
	e.tidy()
	e.Prev = c.head
	e.Hash = e.sum()
	if tx.gathers {
		tx.added.events = append(tx.added.events, &addedEvent{e, c.events + 1})
	} else if e.ID, err = tx.insert(ctx, `
		INSERT INTO events (`+eventColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, e.values(c.events+1)...); err != nil {
		return err
	}
	c.events, c.head, c.changed = c.events+1, e.Hash, true
	return nil
}

const eventColumns = `case_number, position, at, who, what, detail, ledger_id, prev, hash`

func (e *Event) values(position int) []any {
	return []any{e.Case, position, e.At.UnixMilli(), e.Who, e.What, document(e.Detail), orNull(e.Ledger), e.Prev, e.Hash}
}

// tidy makes e what will be read again, so that its hash holds then.
func (e *Event) tidy() {
	e.At, e.Who, e.What = round(e.At), clean(e.Who), clean(e.What)
	if len(e.Detail) == 0 {
		e.Detail = nil
		return
	}
	detail := make(map[string]string, len(e.Detail))
	for k, v := range e.Detail {
		v = clean(v)
		if !isDigest(v) { // among the digits of one in some hundreds a number seems to be
			v = cpr.Mask(v) // what a person gave as the reason may hold one, and events stay
		}
		detail[clean(k)] = v
	}
	e.Detail = detail
}

// isDigest reports a SHA-256 in hexadecimal digits, as of a letter that is approved.
func isDigest(v string) bool {
	sum, err := hex.DecodeString(v)
	return err == nil && len(sum) == sha256.Size
}

// sum is the SHA-256 over the JSON list of all that e says, in the order of the
// table's columns; members of detail are sorted by name.
func (e *Event) sum() string {
	b, err := json.Marshal([]any{e.Prev, e.Case, e.At.UnixMilli(), e.Who, e.What, document(e.Detail), e.Ledger})
	if err != nil {
		panic(err) // strings and numbers always have a JSON form
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Events returns what happened to a case, in order.
func (tx *Tx) Events(ctx context.Context, caseNumber string) (_ []Event, err error) {
	defer name(&err, "list events of case %q", caseNumber)
	return many(ctx, tx, readEvent, events+` WHERE case_number = $1 ORDER BY position`, clean(caseNumber))
}

// VerifyEvents returns an [ErrTampered] that names the first event of the case
// whose hash does not hold or that is missing. The chain shows changes by a
// mistake or by someone who did not know of it; who can rewrite the whole
// register can rewrite the chain too, unless its last hash is also kept
// elsewhere.
func (tx *Tx) VerifyEvents(ctx context.Context, caseNumber string) (err error) {
	defer name(&err, "verify case %q", caseNumber)
	end, err := tx.chain(ctx, clean(caseNumber))
	if err != nil {
		return err
	}
	all, err := tx.Events(ctx, caseNumber)
	if err != nil {
		return err
	}
	return verify(all, *end)
}

// VerifyChain is [Tx.VerifyEvents] for events that were read elsewhere, as from
// an export: those of one case, in their order, of which head is said to be the
// hash of the last. Without a head it cannot see that the last ones are missing.
func VerifyChain(all []Event, head string) error {
	end := chain{events: len(all), head: head}
	if head == "" && len(all) > 0 {
		end.head = all[len(all)-1].Hash
	}
	return verify(all, end)
}

func verify(all []Event, end chain) error {
	var v verifier
	for _, e := range all {
		v.add(e)
	}
	return v.end(end)
}

// verifier follows the events of one case.
type verifier struct {
	events int
	prev   string
	err    error // of the first that does not hold
	erased seal  // over the erased ones so far
	open   bool  // erased ones have come that no seal was seen over
}

// add takes the next event.
func (v *verifier) add(e Event) {
	v.events++
	switch {
	case v.err != nil:
	case e.Prev != v.prev:
		v.err = fmt.Errorf("%w: event %d (%s, id %d) does not follow the one before it", ErrTampered, v.events, e.What, e.ID)
	case e.Erased:
		v.erased.add(e)
		v.open = true
	case e.Hash != e.sum():
		v.err = fmt.Errorf("%w: event %d (%s, id %d) is not as it was written", ErrTampered, v.events, e.What, e.ID)
	}
	if e.What == whatErased && !e.Erased {
		if v.err == nil && e.Detail[detailSeal] != v.erased.sum() {
			v.err = fmt.Errorf("%w: the events before event %d are not those that were erased then", ErrTampered, v.events)
		}
		v.open = false
	}
	v.prev = e.Hash
}

// end says whether all events were as they were written, and none is missing.
func (v *verifier) end(is chain) error {
	if v.err == nil && v.open {
		return fmt.Errorf("%w: erased events have no seal", ErrTampered)
	}
	if v.err == nil && (v.events != is.events || v.prev != is.head) {
		return fmt.Errorf("%w: there are %d events, and event %d was the last", ErrTampered, v.events, is.events)
	}
	return v.err
}
