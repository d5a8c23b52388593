package register

import (
	"context"
	"errors"
	"fmt"
)

// Audit is what was found right in a register.
type Audit struct {
	Rows   map[string]int64 // by table
	Cases  int64            // whose chain of events holds
	Events int64            // in these chains
	Mails  int64            // whose bytes have the digest that they are kept under

	UnknownObjects int64 // in the object store, see [Register.UnknownObjects]
}

// Audit reads the whole register, in bounded memory, and reports all that does
// not hold: what [Register.Check] finds, and mails whose bytes are not those of
// their digest. Errors: [ErrCorrupt], [ErrTampered].
func (r *Register) Audit(ctx context.Context, tell func(Progress)) (a Audit, err error) {
	defer name(&err, "check register")
	if r.dialect.oneWriter {
		tell(Progress{"check pages", 0, -1})
		if err := checkPages(ctx, r.read.db, r.where); err != nil {
			return a, err
		}
	}
	err = r.View(ctx, func(tx *Tx) error {
		tables, err := tx.tables(ctx)
		if err != nil {
			return err
		}
		if a.Rows, err = tx.countRows(ctx, tables); err != nil {
			return err
		}
		chains := tx.verifyAll(ctx, func(events int) {
			a.Cases, a.Events = a.Cases+1, a.Events+int64(events)
			if a.Cases%1000 == 0 || a.Cases == a.Rows["cases"] {
				tell(Progress{"verify events", a.Cases, a.Rows["cases"]})
			}
		})
		if chains != nil && !errors.Is(chains, ErrTampered) {
			return chains
		}
		return errors.Join(chains, tx.verifyMails(ctx, &a, tell))
	})
	if err == nil {
		_, err = r.UnknownObjects(ctx, func(string) error { a.UnknownObjects++; return nil })
	}
	return a, err
}

// verifyMails holds every mail that is kept against its digest.
func (tx *Tx) verifyMails(ctx context.Context, a *Audit, tell func(Progress)) error {
	var wrong []error
	err := tx.each(ctx, func(s scan) error {
		var digest string
		var size int64
		var packed []byte
		if err := s(&digest, &size, &packed); err != nil {
			return err
		}
		raw, err := tx.r.value(ctx, packed, size)
		if err == nil && (&Receipt{Digest: digest, Raw: raw}).seal() != nil {
			err = fmt.Errorf("%w: its digest is another now", ErrCorrupt)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("mail with digest %.12s: %w", digest, err))
			return nil
		}
		if a.Mails++; a.Mails%1000 == 0 || a.Mails == a.Rows["raw_mails"] {
			tell(Progress{"verify mails", a.Mails, a.Rows["raw_mails"]})
		}
		return nil
	}, `SELECT digest, size, bytes FROM raw_mails`)
	return errors.Join(append(wrong, err)...)
}

// verifyAll verifies the events of every case, by one query. Each case whose
// chain holds is told, with how many events it has.
func (tx *Tx) verifyAll(ctx context.Context, tell func(events int)) error {
	var wrong []error
	var number string
	var end chain
	var v verifier
	last := func() {
		if number == "" {
			return
		}
		if err := v.end(end); err != nil {
			wrong = append(wrong, fmt.Errorf("verify case %q: %w", number, err))
			return
		}
		tell(v.events)
	}
	err := tx.each(ctx, func(s scan) error {
		var of string
		var is chain
		var e Event
		err := s(&of, &is.events, &is.head, &e.ID, instant{&e.At}, &e.Who, &e.What, parsed{&e.Detail}, &e.Ledger, &e.Prev, &e.Hash, &e.Erased)
		if err != nil {
			return err
		}
		if of != number {
			last()
			number, end, v = of, is, verifier{}
		}
		if e.Case = of; e.ID != 0 {
			v.add(e)
		}
		return nil
	}, `SELECT cases.number, cases.events, cases.head, COALESCE(e.id, 0), COALESCE(e.at, 0), COALESCE(e.who, ''), COALESCE(e.what, ''),
			COALESCE(e.detail, ''), COALESCE(e.ledger_id, 0), COALESCE(e.prev, ''), COALESCE(e.hash, ''), COALESCE(e.erased, FALSE)
		FROM cases LEFT JOIN events AS e ON e.case_number = cases.number ORDER BY cases.id, e.position`)
	if err == nil {
		last()
	}
	return errors.Join(append(wrong, err)...)
}
