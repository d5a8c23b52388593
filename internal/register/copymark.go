package register

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// mark is how far a copy has come. It lies in the target's notes, changes with
// each transaction, and is gone when the copy is whole.
type mark struct {
	Source  string    `json:"source"`          // what tells this source from others
	Table   string    `json:"table"`           // that is being copied, "" before the first
	After   []any     `json:"after,omitempty"` // key of its last row
	Foreign []foreign `json:"foreign,omitempty"`
}

// foreign is a reference between tables that the target does without until the
// copy is whole: rows come table by table, and tables refer to each other.
type foreign struct {
	Add string `json:"add"` // the statement that brings it back
}

const copyNote = "copy"

// begin takes up the mark of a copy of the same source, or makes one in a
// target that holds nothing.
func (c *copying) begin(ctx context.Context, source *Tx, tables []table) error {
	identity, err := source.identity(ctx)
	if err != nil {
		return err
	}
	return c.to.Update(ctx, func(tx *Tx) error {
		have, err := tx.tables(ctx)
		if err != nil {
			return err
		}
		if err := sameTables(tables, have); err != nil {
			return err
		}
		text, _, err := tx.Note(ctx, copyNote)
		switch {
		case err == nil:
			c.written = text
			return c.resume(text, identity)
		case !errors.Is(err, ErrNotFound):
			return err
		}
		rows, err := tx.countRows(ctx, have)
		if err != nil {
			return err
		}
		for _, t := range have {
			if rows[t.name] > 0 {
				return fmt.Errorf("%w: %s holds rows in %s: name an empty place", ErrOther, c.to.where, t.name)
			}
		}
		c.mark = mark{Source: identity}
		if c.mark.Foreign, err = tx.dropForeign(ctx); err != nil {
			return err
		}
		c.written = c.mark.text()
		return tx.SetNote(ctx, copyNote, c.written, c.now)
	})
}

func (m mark) text() string {
	b, err := json.Marshal(m)
	if err != nil {
		panic(err) // texts and numbers always have a JSON form
	}
	return string(b)
}

func (c *copying) resume(text, identity string) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&c.mark); err != nil {
		return fmt.Errorf("read how far the copy came: %w", err)
	}
	if c.mark.Source != identity {
		return fmt.Errorf("%w: %s is an unfinished copy of another: name an empty place", ErrOther, c.to.where)
	}
	for i, v := range c.mark.After {
		if n, ok := v.(json.Number); ok {
			whole, err := n.Int64()
			if err != nil {
				return fmt.Errorf("read how far the copy came: %w", err)
			}
			c.mark.After[i] = whole
		}
	}
	return nil
}

// step writes to the target in one transaction that ends with the mark next,
// unless another process has gone on with the same copy meanwhile.
func (c *copying) step(ctx context.Context, next mark, do func(*Tx) error) error {
	text := next.text()
	err := c.to.Update(ctx, func(tx *Tx) error {
		have, err := one(ctx, tx, value[string], `SELECT text FROM notes WHERE name = $1`+tx.locking(), copyNote)
		if err != nil {
			return err
		}
		if have != c.written {
			return fmt.Errorf("%w: another process copies to %s", ErrBusy, c.to.where)
		}
		if err := do(tx); err != nil {
			return err
		}
		return tx.SetNote(ctx, copyNote, text, c.now)
	})
	if err == nil {
		c.mark, c.written = next, text
	}
	return err
}

// identity tells a register from others by what it holds from its first mail
// on.
func (tx *Tx) identity(ctx context.Context) (string, error) {
	h := sha256.New()
	for _, query := range []string{
		`SELECT mailbox || ' ' || uid_validity || ' ' || uid || ' ' || seen_at FROM ledger ORDER BY id LIMIT 1`,
		`SELECT hash FROM events ORDER BY id LIMIT 1`,
	} {
		text, err := one(ctx, tx, value[string], query)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return "", err
		}
		fmt.Fprintf(h, "%q\n", text)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// refuseUnfinished refuses to work on what is not a whole copy yet.
func (r *Register) refuseUnfinished(ctx context.Context) error {
	var n int
	if err := r.write.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM notes WHERE name = $1`, copyNote).Scan(&n); err != nil {
		return r.fault(err)
	}
	if n > 0 {
		return fmt.Errorf("%w: %s: run inquiryd register copy again, and let it end", ErrUnfinished, r.where)
	}
	return nil
}
