package register

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"inquiryd/internal/objects"
)

// ErrOutside: a value is kept in the object store and cannot be had from there:
// the store cannot be reached or is not configured any more, and then the same
// succeeds when it is back; or the object is missing or another one, as the error
// says.
var ErrOutside = errors.New("register: cannot be had from the object store")

// outsideMark stands before the name of an object in the place of a value. What
// is packed begins otherwise (RFC 8878, section 3.1.1).
const outsideMark = "object:"

// largestMark is longer than any mark with a name.
const largestMark = 256

// What is moved into the store when nobody says otherwise.
const (
	outsideFrom  = 64 << 10
	outsideAfter = 30 * 24 * time.Hour
)

// outside is the store for large values that have lain for a while.
type outside struct {
	store objects.Store // nil: all is kept in the register
	from  int64         // bytes
	after time.Duration
}

func openOutside(c Config) (o outside, err error) {
	if c.Objects.IsZero() {
		return o, nil
	}
	secret, err := readSecret("secret of the object store", c.Objects.SecretKeyFile, c.Objects.SecretKeyEnv)
	if err != nil {
		return o, err
	}
	if o.store, err = objects.Open(c.Objects, secret); err != nil {
		return o, err
	}
	o.from, o.after = outsideFrom, outsideAfter
	if c.Objects.From > 0 {
		o.from = max(c.Objects.From, largestMark)
	}
	if c.Objects.AfterDays != nil {
		o.after = time.Duration(*c.Objects.AfterDays) * 24 * time.Hour
	}
	return o, nil
}

// value is what was packed, wherever it is kept.
func (r *Register) value(ctx context.Context, packed []byte, size int64) ([]byte, error) {
	if name, out := bytes.CutPrefix(packed, []byte(outsideMark)); out {
		var err error
		if packed, err = r.fetch(ctx, string(name)); err != nil {
			return nil, err
		}
	}
	return r.codec.unpack(packed, size)
}

// fetch reads an object and holds it against the digest in its name.
func (r *Register) fetch(ctx context.Context, name string) ([]byte, error) {
	if r.outside.store == nil {
		return nil, fmt.Errorf("%w: %s: write [register.objects] as it was", ErrOutside, name)
	}
	packed, err := r.outside.store.Get(ctx, name)
	if errors.Is(err, objects.ErrNotFound) {
		return nil, fmt.Errorf("%w: %s is missing there: put it back from the store's backup", ErrOutside, name)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOutside, err)
	}
	if !strings.HasSuffix(name, sumOf(packed)) {
		return nil, fmt.Errorf("%w: %s is another object now: put it back from the store's backup", ErrOutside, name)
	}
	return packed, nil
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Moved counts what was moved into the object store or out of it.
type Moved struct {
	Objects int
	Bytes   int64
}

// resident is a value in the register that may go into the store, or one that
// went.
type resident struct {
	name    string
	digest  string // of a mail; "" for a letter
	letter  int64
	packed  []byte
	size    int64 // of what went
	outside bool  // it went
}

// What is moved at a time: so many rows, and no more bytes than that unless one
// value alone has more; and so many calls to the store at once.
const (
	moveGroup = 64
	moveBytes = 16 << 20
	moveCalls = 8
)

// MovesOut says whether large values are kept outside.
func (r *Register) MovesOut() bool { return r.outside.store != nil }

// MoveOut moves mails and letters that are large and old enough into the object
// store, from where the last call stopped, and removes the objects that nothing
// names any more; all: from the beginning. Each is read from the store before the
// register lets go of it, so a call that breaks off loses nothing, and the next
// one goes on. A letter that waits to be posted stays. One daemon does it at a
// time. Without a store it does nothing.
func (r *Register) MoveOut(ctx context.Context, all bool, now time.Time, tell func(Moved)) (sum Moved, err error) {
	defer name(&err, "move large values into the object store")
	if r.outside.store == nil {
		return sum, nil
	}
	if err := r.dropGone(ctx); err != nil {
		return sum, err
	}
	for _, from := range []shelf{mailShelf, letterShelf} {
		after := int64(0)
		if !all {
			if after, err = r.movedUpTo(ctx, from); err != nil {
				return sum, err
			}
		}
		for more := true; more; {
			var moved Moved
			if moved, after, more, err = r.moveSome(ctx, from, after, now); err != nil {
				return sum, err
			}
			if sum.Objects, sum.Bytes = sum.Objects+moved.Objects, sum.Bytes+moved.Bytes; moved.Objects > 0 {
				tell(sum)
			}
		}
	}
	return sum, nil
}

// shelf is one kind of value that may go.
type shelf struct {
	note  string // how far it was moved
	query string // rows after $1 of at least $3 bytes, as far as a time $2, at most $4
	read  func(s scan) (row, error)
}

// row is one that may hold a large value.
type row struct {
	id     int64
	digest string
}

var (
	mailShelf = shelf{note: "objects: mails", query: `SELECT id, digest FROM ledger WHERE id > $1 AND seen_at < $2 AND size >= $3 AND digest <> '' ORDER BY id LIMIT $4`,
		read: func(s scan) (r row, err error) { return r, s(&r.id, &r.digest) }}
	letterShelf = shelf{note: "objects: letters", query: `SELECT letters.id, '' FROM letters JOIN letter_contents ON letter_contents.letter_id = letters.id
		WHERE letters.id > $1 AND written_at < $2 AND raw_size >= $3 AND status NOT IN ('written', 'unknown') ORDER BY letters.id LIMIT $4`,
		read: func(s scan) (r row, err error) { return r, s(&r.id, &r.digest) }}
)

// movedUpTo is the row that a shelf was cleared up to.
func (r *Register) movedUpTo(ctx context.Context, of shelf) (id int64, err error) {
	err = r.View(ctx, func(tx *Tx) error {
		text, _, err := tx.Note(ctx, of.note)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err == nil {
			id, err = strconv.ParseInt(text, 10, 64)
		}
		return err
	})
	return id, err
}

// moveSome moves what is to go of some rows.
func (r *Register) moveSome(ctx context.Context, of shelf, after int64, now time.Time) (moved Moved, last int64, more bool, err error) {
	var going []resident
	bytes := 0
	last = after
	err = r.View(ctx, func(tx *Tx) error {
		rows, err := many(ctx, tx, of.read, of.query, after, now.Add(-r.outside.after).UnixMilli(), r.outside.from, moveGroup)
		if err != nil {
			return err
		}
		more = len(rows) == moveGroup
		for _, row := range rows {
			one, ok, err := tx.resident(ctx, row)
			if err != nil {
				return err
			}
			if last = row.id; ok {
				going = append(going, one)
			}
			if bytes += len(one.packed); bytes >= moveBytes {
				more = true
				break
			}
		}
		return nil
	})
	if err != nil || last == after {
		return moved, last, more, err
	}
	if err := r.Update(ctx, func(tx *Tx) error { return tx.reserve(ctx, going, now) }); err != nil {
		return moved, last, more, err
	}
	err = each(ctx, going, func(ctx context.Context, v *resident) error {
		if err := r.keep(ctx, v); err != nil {
			return fmt.Errorf("%w: %w", ErrOutside, err)
		}
		return nil
	})
	if err != nil {
		return moved, last, more, err
	}
	err = r.Update(ctx, func(tx *Tx) error {
		moved = Moved{}
		for _, one := range going {
			ok, err := tx.letGo(ctx, one, now)
			if err != nil {
				return err
			}
			if ok {
				moved.Objects, moved.Bytes = moved.Objects+1, moved.Bytes+int64(len(one.packed))
			}
		}
		return tx.SetNote(ctx, of.note, strconv.FormatInt(last, 10), now)
	})
	return moved, last, more, err
}

// keep puts a value into the store, and reads it again: what said yes may be no store.
func (r *Register) keep(ctx context.Context, v *resident) error {
	if err := r.outside.store.Put(ctx, v.name, v.packed); err != nil {
		return err
	}
	got, err := r.outside.store.Get(ctx, v.name)
	if err == nil && !bytes.Equal(got, v.packed) {
		err = fmt.Errorf("it returns other bytes of %s than it was given", v.name)
	}
	return err
}

// each does something with all of some values, a few at a time.
func each(ctx context.Context, all []resident, do func(context.Context, *resident) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(moveCalls)
	for i := range all {
		g.Go(func() error { return do(ctx, &all[i]) })
	}
	return g.Wait()
}

// resident is the value that a row holds, when it is large and still here.
func (tx *Tx) resident(ctx context.Context, of row) (v resident, ok bool, err error) {
	query, arg, kind := `SELECT bytes FROM raw_mails WHERE digest = $1`, any(of.digest), "mails"
	if v.digest = of.digest; of.digest == "" {
		query, arg, kind, v.letter = `SELECT raw FROM letter_contents WHERE letter_id = $1`, of.id, "letters", of.id
	}
	v.packed, err = one(ctx, tx, value[[]byte], query, arg)
	if errors.Is(err, ErrNotFound) {
		return v, false, nil // erased
	}
	v.name = fmt.Sprintf("%s/%d-%s", kind, of.id, sumOf(v.packed))
	return v, err == nil && int64(len(v.packed)) >= tx.r.outside.from, err
}

// reserve writes down which objects will be made, so that each that ever is in
// the store is known here.
func (tx *Tx) reserve(ctx context.Context, going []resident, now time.Time) error {
	for _, v := range going {
		if _, err := tx.exec(ctx, `INSERT INTO objects (name, digest, letter, size, kept_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING`,
			v.name, v.digest, v.letter, len(v.packed), now.UnixMilli()); err != nil {
			return err
		}
	}
	return nil
}

// letGo puts the mark of an object in the place of the value that it is. ok is
// false when the value is another now, or the object is on its way out, since
// something was erased meanwhile: then it goes.
func (tx *Tx) letGo(ctx context.Context, v resident, now time.Time) (ok bool, err error) {
	n, err := tx.exec(ctx, `UPDATE objects SET kept_at = $2 WHERE name = $1 AND gone_at IS NULL`, v.name, now.UnixMilli())
	if err == nil && n == 1 {
		n, err = tx.replace(ctx, v, v.packed, []byte(outsideMark+v.name))
	}
	if err != nil || n == 1 {
		return n == 1, err
	}
	if moved, err := tx.isOutside(ctx, v); err != nil || moved {
		return false, err // by another daemon
	}
	_, err = tx.exec(ctx, `INSERT INTO objects (name, digest, letter, size, kept_at, gone_at) VALUES ($1, $2, $3, $4, $5, $5)
		ON CONFLICT (name) DO UPDATE SET gone_at = excluded.gone_at`, v.name, v.digest, v.letter, len(v.packed), now.UnixMilli())
	return false, err
}

// isOutside says whether the object stands in the place of the value already.
func (tx *Tx) isOutside(ctx context.Context, v resident) (bool, error) {
	query, arg := `SELECT 1 FROM raw_mails WHERE digest = $1 AND bytes = $2`, any(v.digest)
	if v.digest == "" {
		query, arg = `SELECT 1 FROM letter_contents WHERE letter_id = $1 AND raw = $2`, v.letter
	}
	found, err := many(ctx, tx, value[int64], query, arg, []byte(outsideMark+v.name))
	return len(found) > 0, err
}

// replace puts other bytes in the place of those that a row holds; it does
// nothing when it holds others.
func (tx *Tx) replace(ctx context.Context, v resident, before, after []byte) (int64, error) {
	if v.digest != "" {
		return tx.exec(ctx, `UPDATE raw_mails SET bytes = $3 WHERE digest = $1 AND bytes = $2`, v.digest, before, after)
	}
	return tx.exec(ctx, `UPDATE letter_contents SET raw = $3 WHERE letter_id = $1 AND raw = $2`, v.letter, before, after)
}

// MoveBack moves all that is in the object store into the register again, for
// one that is to do without.
func (r *Register) MoveBack(ctx context.Context, now time.Time, tell func(Moved)) (sum Moved, err error) {
	defer name(&err, "move values back from the object store")
	for after := ""; ; {
		some, err := r.keptAfter(ctx, after)
		if err != nil || len(some) == 0 {
			return sum, errors.Join(err, r.dropGone(ctx))
		}
		after = some[len(some)-1].name
		err = each(ctx, some, func(ctx context.Context, v *resident) (err error) {
			if v.outside { // if not, a move broke off
				v.packed, err = r.fetch(ctx, v.name)
			}
			return err
		})
		if err != nil {
			return sum, err
		}
		if err := r.Update(ctx, func(tx *Tx) error { return tx.takeBack(ctx, some, now) }); err != nil {
			return sum, err
		}
		for _, v := range some {
			if v.outside {
				sum.Objects, sum.Bytes = sum.Objects+1, sum.Bytes+int64(len(v.packed))
			}
		}
		tell(sum)
	}
}

// keptAfter are some objects, by name, that are not on their way out.
func (r *Register) keptAfter(ctx context.Context, after string) (some []resident, err error) {
	err = r.View(ctx, func(tx *Tx) (err error) {
		some, err = many(ctx, tx, func(s scan) (v resident, err error) { return v, s(&v.name, &v.digest, &v.letter, &v.size) },
			`SELECT name, digest, letter, size FROM objects WHERE gone_at IS NULL AND name > $1 ORDER BY name LIMIT $2`, after, moveGroup)
		bytes := int64(0)
		for i := range some {
			if err != nil {
				return err
			}
			if bytes += some[i].size; bytes > moveBytes && i > 0 {
				some = some[:i]
				break
			}
			some[i].outside, err = tx.isOutside(ctx, some[i])
		}
		return err
	})
	return some, err
}

// takeBack puts values in the place of their marks, and lets their objects go.
func (tx *Tx) takeBack(ctx context.Context, some []resident, now time.Time) error {
	for _, v := range some {
		if v.outside {
			if _, err := tx.replace(ctx, v, []byte(outsideMark+v.name), v.packed); err != nil {
				return err
			}
		}
		if _, err := tx.exec(ctx, `UPDATE objects SET gone_at = $2 WHERE name = $1`, v.name, now.UnixMilli()); err != nil {
			return err
		}
	}
	return errors.Join(tx.DropNote(ctx, mailShelf.note), tx.DropNote(ctx, letterShelf.note))
}

// dropMail and dropLetter say that nothing names the object of a mail or a
// letter any more, if it is one: see [Register.Scrub].
func (tx *Tx) dropMail(ctx context.Context, digest string, now time.Time) error {
	_, err := tx.exec(ctx, `UPDATE objects SET gone_at = $2 WHERE digest = $1 AND digest <> ''`, digest, now.UnixMilli())
	return err
}

func (tx *Tx) dropLetter(ctx context.Context, letter int64, now time.Time) error {
	_, err := tx.exec(ctx, `UPDATE objects SET gone_at = $2 WHERE letter = $1 AND letter <> 0`, letter, now.UnixMilli())
	return err
}

// dropGone removes the objects that nothing names any more.
func (r *Register) dropGone(ctx context.Context) error {
	if r.outside.store == nil {
		return r.refuseGone(ctx)
	}
	for {
		gone, err := r.gone(ctx)
		if err != nil || len(gone) == 0 {
			return err
		}
		for _, name := range gone {
			if err := r.outside.store.Delete(ctx, name); err != nil {
				return fmt.Errorf("remove object %s: %w: %w", name, ErrOutside, err)
			}
		}
		err = r.Update(ctx, func(tx *Tx) error {
			for name := range slices.Values(gone) {
				if _, err := tx.exec(ctx, `DELETE FROM objects WHERE name = $1 AND gone_at IS NOT NULL`, name); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}

// refuseGone is an error while objects of erased cases are in a store that
// nobody has told us of.
func (r *Register) refuseGone(ctx context.Context) error {
	gone, err := r.gone(ctx)
	if err == nil && len(gone) > 0 {
		return fmt.Errorf("remove object %s: %w: write [register.objects] as it was", gone[0], ErrOutside)
	}
	return err
}

func (r *Register) gone(ctx context.Context) (names []string, err error) {
	err = r.View(ctx, func(tx *Tx) (err error) {
		names, err = many(ctx, tx, value[string], `SELECT name FROM objects WHERE gone_at IS NOT NULL ORDER BY gone_at LIMIT $1`, moveGroup)
		return err
	})
	return names, err
}

// TryStore keeps something in the object store, reads it and removes it again.
// Without a store it does nothing.
func (r *Register) TryStore(ctx context.Context) error {
	if r.outside.store == nil {
		return nil
	}
	name, what := fmt.Sprintf("check-%d", time.Now().UnixNano()), []byte("inquiryd was here")
	if err := r.outside.store.Put(ctx, name, what); err != nil {
		return fmt.Errorf("write: %w: %w", ErrOutside, err)
	}
	got, err := r.outside.store.Get(ctx, name)
	if err == nil && !bytes.Equal(got, what) {
		err = errors.New("it returns other bytes than it was given")
	}
	if err = errors.Join(err, r.outside.store.Delete(ctx, name)); err != nil {
		return fmt.Errorf("read and remove: %w: %w", ErrOutside, err)
	}
	return nil
}
