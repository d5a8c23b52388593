package register_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"inquiryd/internal/objects"
	"inquiryd/internal/register"
)

const (
	large = 2000 // bytes, of what is moved
	month = 30 * 24 * time.Hour
)

// later is when what was written now is old enough.
var later = now.Add(month + time.Hour)

// shelved is a register with a folder as its store.
func shelved(t *testing.T, r *register.Register) (folder string, store objects.Store) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "objects")
	store, err := objects.Open(objects.Config{URL: "file://" + folder}, "")
	if err != nil {
		t.Fatal(err)
	}
	r.KeepOutside(store, large, month)
	return folder, store
}

// files are the objects in a folder.
func files(t *testing.T, folder string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return all
}

// noise is text that does not become smaller, of so many bytes.
func noise(n int, seed uint64) string {
	random := rand.New(rand.NewPCG(seed, 1))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return base64.StdEncoding.EncodeToString(b)
}

// bulk is an ended inquiry whose mail and answer are large.
type bulk struct {
	inquiry, line int64
	raw           []byte // of both
}

// bulky files the nth such inquiry.
func bulky(ctx context.Context, tx *register.Tx, n int) (b bulk, err error) {
	b.raw = fmt.Appendf(nil, "Subject: %d\r\n\r\n%s\r\n", n, noise(3*large, uint64(n)))
	r := receipt(n)
	r.Raw, r.Size = b.raw, int64(len(b.raw))
	line, _, err := tx.Receive(ctx, r, now)
	if err != nil {
		return b, err
	}
	q := register.Inquiry{Ledger: line.ID, Member: "anna.bro@medlem.example", Kind: "question", MessageID: r.MessageID, ArrivedAt: now}
	if err := tx.AddInquiry(ctx, &q); err != nil {
		return b, err
	}
	b.inquiry, b.line = q.ID, line.ID
	c := register.Case{Inquiry: q.ID, State: register.StateClosed, OpenedAt: now, ClosedAt: now.AddDate(0, 0, 3), Administration: "teknik", Access: "members"}
	if err := tx.AddCase(ctx, &c, 2026); err != nil {
		return b, err
	}
	letter := register.Letter{Key: c.Number + "/answer", Kind: "answer", Case: c.Number, Inquiry: q.ID, Recipient: "anna.bro@medlem.example",
		MessageID: c.Number + "@kk.example", Raw: b.raw, Text: "Svar", PDF: []byte(noise(large, 3)), Due: now, Status: register.Accepted, SentAt: now}
	small := letter
	small.Key, small.MessageID, small.Raw = c.Number+"/receipt", c.Number+".receipt@kk.example", []byte("Kvittering")
	return b, errors.Join(one(tx.AddLetter(ctx, &letter)), one(tx.AddLetter(ctx, &small)),
		tx.Settle(ctx, line.ID, register.Filed, "a member asks", q.ID, c.Number))
}

// fileBulk files as many of them, from the nth on.
func fileBulk(t *testing.T, r *register.Register, from, to int) (all []bulk) {
	t.Helper()
	do(t, r, func(ctx context.Context, tx *register.Tx) error {
		for n := from; n <= to; n++ {
			b, err := bulky(ctx, tx, n)
			if err != nil {
				return err
			}
			all = append(all, b)
		}
		return nil
	})
	return all
}

func moveOut(t *testing.T, r *register.Register, at time.Time) register.Moved {
	t.Helper()
	moved, err := r.MoveOut(t.Context(), false, at, func(register.Moved) {})
	if err != nil {
		t.Fatal(err)
	}
	return moved
}

// reads holds mails and letters to what was written.
func reads(t *testing.T, r *register.Register, all ...bulk) error {
	t.Helper()
	return r.View(t.Context(), func(tx *register.Tx) error {
		for _, b := range all {
			line, err := tx.Line(t.Context(), b.line)
			if err != nil {
				return err
			}
			mail, err := tx.Raw(t.Context(), line.Digest)
			if err != nil {
				return err
			}
			letters, err := tx.LettersOf(t.Context(), line.Case)
			if err != nil {
				return err
			}
			if !bytes.Equal(mail, b.raw) || len(letters) != 2 || !bytes.Equal(letters[0].Raw, b.raw) || string(letters[1].Raw) != "Kvittering" || len(letters[0].PDF) == 0 {
				return fmt.Errorf("case %s reads otherwise: a mail of %d bytes, %d letters", line.Case, len(mail), len(letters))
			}
		}
		return nil
	})
}

// What is large and old is kept in the store and read from it; the rest stays.
func TestMoveOut(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		folder, _ := shelved(t, r)
		all := fileBulk(t, r, 1, 150)
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			_, small := fileMail(ctx, tx, 200)
			waiting := register.Letter{Key: "waits", Kind: "forwarding", Recipient: "teknik@kk.example", MessageID: "waits@kk.example",
				Raw: []byte(noise(large, 5)), Due: now}
			return errors.Join(small, one(tx.AddLetter(ctx, &waiting)))
		})
		if moved := moveOut(t, r, now.Add(month-time.Hour)); moved.Objects != 0 {
			t.Errorf("too young: %+v", moved)
		}
		moved := moveOut(t, r, later)
		if moved.Objects != 300 || moved.Bytes < 300*3*large || len(files(t, folder)) != 300 {
			t.Errorf("moved %+v, %d files", moved, len(files(t, folder)))
		}
		if moved := moveOut(t, r, later); moved.Objects != 0 {
			t.Errorf("moved twice: %+v", moved)
		}
		if err := reads(t, r, all...); err != nil {
			t.Error(err)
		}
		a, err := r.Audit(t.Context(), func(register.Progress) {})
		if err != nil || a.Mails != 151 || a.Rows["objects"] != 300 {
			t.Errorf("check: %+v, %v", a, err)
		}
		fileBulk(t, r, 151, 151)
		if moved := moveOut(t, r, later); moved.Objects != 2 {
			t.Errorf("the next one: %+v", moved)
		}
	})
}

// A store that is away, lacks an object or holds another one is told apart, and
// holds up nothing that does not need it.
func TestStoreIsAway(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		folder, _ := shelved(t, r)
		all := fileBulk(t, r, 1, 1)
		moveOut(t, r, later)
		away := folder + ".away"
		if err := os.Rename(folder, away); err != nil {
			t.Fatal(err)
		}
		read := func() error { return reads(t, r, all...) }
		if err := read(); !errors.Is(err, register.ErrOutside) || strings.Contains(err.Error(), "backup") {
			t.Errorf("away: %v", err)
		}
		do(t, r, func(ctx context.Context, tx *register.Tx) error { return second(fileMail(ctx, tx, 2)) })
		if err := errors.Join(os.RemoveAll(folder), os.Rename(away, folder)); err != nil {
			t.Fatal(err)
		}
		if err := read(); err != nil {
			t.Errorf("back again: %v", err)
		}
		for _, path := range files(t, folder) {
			if err := os.WriteFile(path, []byte("something else"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := read(); !errors.Is(err, register.ErrOutside) || !strings.Contains(err.Error(), "another object") {
			t.Errorf("another object: %v", err)
		}
		if _, err := r.Audit(t.Context(), func(register.Progress) {}); !errors.Is(err, register.ErrOutside) {
			t.Errorf("check: %v", err)
		}
		for _, path := range files(t, folder) {
			if strings.Contains(path, "mails") {
				os.Remove(path)
			}
		}
		if err := read(); !errors.Is(err, register.ErrOutside) || !strings.Contains(err.Error(), "missing") {
			t.Errorf("no object: %v", err)
		}
		r.KeepOutside(nil, 0, 0)
		if err := read(); !errors.Is(err, register.ErrOutside) || !strings.Contains(err.Error(), "[register.objects]") {
			t.Errorf("no store: %v", err)
		}
	})
}

// flaky is a store that does something before or after it keeps an object.
type flaky struct {
	objects.Store
	before, after func(name string) error
}

func (f flaky) Put(ctx context.Context, name string, content []byte) error {
	if f.before != nil {
		if err := f.before(name); err != nil {
			return err
		}
	}
	if err := f.Store.Put(ctx, name, content); err != nil || f.after == nil {
		return err
	}
	return f.after(name)
}

// careless is a store that says yes and keeps nothing, or something else, as what
// answers in the place of one.
type careless struct {
	objects.Store
	keeps []byte
}

func (careless) Put(context.Context, string, []byte) error { return nil }

func (c careless) Get(context.Context, string) ([]byte, error) {
	if c.keeps == nil {
		return nil, objects.ErrNotFound
	}
	return c.keeps, nil
}

// What a store does not return as it was given stays in the register.
func TestStoreThatKeepsNothing(t *testing.T) {
	r := open(t, memory.make(t))
	all := fileBulk(t, r, 1, 2)
	for _, store := range []careless{{}, {keeps: []byte("<html>Log in</html>")}} {
		r.KeepOutside(store, large, month)
		if moved, err := r.MoveOut(t.Context(), true, later, func(register.Moved) {}); !errors.Is(err, register.ErrOutside) || moved.Objects != 0 {
			t.Errorf("%q: moved %+v, %v", store.keeps, moved, err)
		}
		if err := reads(t, r, all...); err != nil {
			t.Errorf("%q: %v", store.keeps, err)
		}
	}
}

// A move that breaks off at any step loses nothing, and leaves no object that
// the register does not know of.
func TestMoveOutBreaksOff(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		folder, store := shelved(t, r)
		all := fileBulk(t, r, 1, 3)
		for _, at := range []string{"before", "after"} {
			for nth := 1; nth <= 3; nth++ {
				var count atomic.Int32 // several objects are on their way at a time
				stop := func(string) error {
					if count.Add(1) == int32(nth) {
						return errors.New("cut")
					}
					return nil
				}
				f := flaky{Store: store, before: stop}
				if at == "after" {
					f = flaky{Store: store, after: stop}
				}
				r.KeepOutside(f, large, month)
				if _, err := r.MoveOut(t.Context(), true, later, func(register.Moved) {}); !errors.Is(err, register.ErrOutside) {
					t.Fatalf("%s object %d: %v", at, nth, err)
				}
				if err := reads(t, r, all...); err != nil {
					t.Fatalf("%s object %d: %v", at, nth, err)
				}
			}
		}
		r.KeepOutside(store, large, month)
		if moved := moveOut(t, r, later); moved.Objects != 6 || len(files(t, folder)) != 6 {
			t.Errorf("in the end %+v, %d files", moved, len(files(t, folder)))
		}
	})
}

// Two daemons that move the same at the same time move it once, and neither takes
// it for something that is to go.
func TestTwoMoveOut(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		folder, store := shelved(t, r)
		all := fileBulk(t, r, 1, 3)
		var begun atomic.Bool
		r.KeepOutside(flaky{Store: store, before: func(string) error {
			if begun.Swap(true) {
				return nil
			}
			if moved := moveOut(t, r, later); moved.Objects != 6 {
				t.Errorf("the other one moved %+v", moved)
			}
			return nil
		}}, large, month)
		if moved := moveOut(t, r, later); moved.Objects != 0 {
			t.Errorf("moved twice: %+v", moved)
		}
		if err := r.Scrub(t.Context()); err != nil {
			t.Error(err)
		}
		if err := reads(t, r, all...); err != nil || len(files(t, folder)) != 6 {
			t.Errorf("%v, %d files", err, len(files(t, folder)))
		}
	})
}

// What is erased goes from the store too, also when it is erased on its way
// there, or while the store is away.
func TestErasedFromTheStore(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		folder, store := shelved(t, r)
		fileBulk(t, r, 3, 3) // so that the folder is there
		moveOut(t, r, later)
		all := fileBulk(t, r, 1, 2)
		erase := func(b bulk) error {
			return r.Update(t.Context(), func(tx *register.Tx) error { return second(tx.Erase(t.Context(), b.inquiry, "cli", "x", later)) })
		}
		var begun atomic.Bool
		r.KeepOutside(flaky{Store: store, before: func(string) error {
			if begun.Swap(true) {
				return nil
			}
			return errors.Join(erase(all[0]), r.Scrub(t.Context()))
		}}, large, month)
		if moved := moveOut(t, r, later); moved.Objects != 2 {
			t.Errorf("moved %+v while one was erased", moved)
		}
		r.KeepOutside(store, large, month)
		moveOut(t, r, later)
		if left := files(t, folder); len(left) != 4 {
			t.Errorf("after the next move: %q", left)
		}
		if err := erase(all[1]); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(folder, folder+".away"); err != nil {
			t.Fatal(err)
		}
		if err := r.Scrub(t.Context()); !errors.Is(err, register.ErrOutside) {
			t.Errorf("scrubbed without the store: %v", err)
		}
		if r.OneWriter() { // the disk is cleared all the same
			var free int
			if err := r.DB().QueryRowContext(t.Context(), "PRAGMA freelist_count").Scan(&free); err != nil || free != 0 {
				t.Errorf("%d pages of what was erased are left, %v", free, err)
			}
		}
		r.KeepOutside(nil, 0, 0)
		if err := r.Scrub(t.Context()); !errors.Is(err, register.ErrOutside) {
			t.Errorf("scrubbed with none: %v", err)
		}
		r.KeepOutside(store, large, month)
		if err := os.Rename(folder+".away", folder); err != nil {
			t.Fatal(err)
		}
		if err := r.Scrub(t.Context()); err != nil {
			t.Error(err)
		}
		if left := files(t, folder); len(left) != 2 {
			t.Errorf("after the scrub: %q", left)
		}
	})
}

// The same mail may come again after it was erased, even while it is moved: its
// object is never the one that goes.
func TestErasedMailComesAgain(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		_, store := shelved(t, r)
		var line register.LedgerLine
		again := func(n int, b bulk) {
			t.Helper()
			do(t, r, func(ctx context.Context, tx *register.Tx) (err error) {
				erased := second(tx.Erase(ctx, b.inquiry, "cli", "x", later))
				next := receipt(n)
				next.Raw, next.Size = b.raw, int64(len(b.raw))
				line, _, err = tx.Receive(ctx, next, now)
				return errors.Join(erased, err, tx.Settle(ctx, line.ID, register.Held, "x", 0, ""))
			})
		}
		read := func(b bulk) {
			t.Helper()
			if err := r.Scrub(t.Context()); err != nil {
				t.Fatal(err)
			}
			look(t, r, func(ctx context.Context, tx *register.Tx) error {
				got, err := tx.Raw(ctx, line.Digest)
				if err == nil && !bytes.Equal(got, b.raw) {
					t.Error("it reads otherwise")
				}
				return err
			})
		}
		all := fileBulk(t, r, 1, 1)
		moveOut(t, r, later)
		again(9, all[0])
		if _, err := r.MoveOut(t.Context(), true, later, func(register.Moved) {}); err != nil {
			t.Fatal(err)
		}
		read(all[0])
		next := fileBulk(t, r, 2, 2)
		var begun atomic.Bool
		r.KeepOutside(flaky{Store: store, before: func(string) error {
			if !begun.Swap(true) {
				again(10, next[0])
			}
			return nil
		}}, large, month)
		moveOut(t, r, later)
		r.KeepOutside(store, large, month)
		read(next[0])
	})
}

// What a letter showed of an erased case goes from the store with its old bytes.
func TestUnquotedInTheStore(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		folder, _ := shelved(t, r)
		all := fileBulk(t, r, 1, 2)
		var letter int64
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			letters, err := tx.LettersOf(ctx, "2026-0001")
			if err != nil {
				return err
			}
			letter = letters[0].ID
			return tx.Quote(ctx, letter, "2026-0002")
		})
		moveOut(t, r, later)
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			return errors.Join(tx.Unquote(ctx, letter, "2026-0002", []byte("the rest"), "the rest", later), second(tx.Erase(ctx, all[1].inquiry, "cli", "x", later)))
		})
		if err := r.Scrub(t.Context()); err != nil {
			t.Fatal(err)
		}
		if left := files(t, folder); len(left) != 1 || !strings.Contains(left[0], "mails") {
			t.Errorf("left: %q", left)
		}
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			l, err := tx.Letter(ctx, letter)
			if err == nil && string(l.Raw) != "the rest" {
				t.Errorf("it reads %.20q", l.Raw)
			}
			return err
		})
	})
}

// An installation may do without the store again.
func TestMoveBack(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		folder, store := shelved(t, r)
		all := fileBulk(t, r, 1, 70)
		moveOut(t, r, later)
		more := fileBulk(t, r, 71, 72) // which do not come so far
		r.KeepOutside(flaky{Store: store, before: func(string) error { return errors.New("cut") }}, large, month)
		if _, err := r.MoveOut(t.Context(), false, later, func(register.Moved) {}); !errors.Is(err, register.ErrOutside) {
			t.Errorf("a move that breaks off: %v", err)
		}
		all = append(all, more...)
		r.KeepOutside(store, large, month)
		moved, err := r.MoveBack(t.Context(), later, func(register.Moved) {})
		if err != nil || moved.Objects != 140 || len(files(t, folder)) != 0 {
			t.Errorf("moved %+v, %v, %d files", moved, err, len(files(t, folder)))
		}
		r.KeepOutside(nil, 0, 0)
		if err := reads(t, r, all...); err != nil {
			t.Error(err)
		}
		r.KeepOutside(store, large, month)
		if moved := moveOut(t, r, later); moved.Objects != 144 {
			t.Errorf("and out again: %+v", moved)
		}
	})
}

// Objects that a restored register does not know are told and can be removed; those
// that it moves again are its own, and a register that knows none removes none.
func TestUnknownObjects(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		ctx := t.Context()
		folder, store := shelved(t, r)
		unknown := func() (names []string) {
			t.Helper()
			if _, err := r.UnknownObjects(ctx, func(name string) error { names = append(names, name); return nil }); err != nil {
				t.Fatal(err)
			}
			return names
		}
		strange := []string{"mails/7-" + strings.Repeat("a", 64), "letters/.new-123"}
		for _, name := range append(strange, "readme.txt") {
			if err := store.Put(ctx, name, []byte("x")); err != nil {
				t.Fatal(err)
			}
		}
		nothing := func(string) error { return nil }
		if err := r.RemoveUnknownObjects(ctx, nothing); !errors.Is(err, register.ErrStrangeStore) {
			t.Errorf("a store of which nothing is known: %v", err)
		}
		all := fileBulk(t, r, 1, 40) // more than are asked for at a time
		moveOut(t, r, later)
		before := len(files(t, folder))
		if got := unknown(); len(got) != 2 || !slices.Contains(got, strange[0]) || !slices.Contains(got, strange[1]) {
			t.Errorf("unknown: %q", got)
		}
		a, err := r.Audit(ctx, func(register.Progress) {})
		if err != nil || a.UnknownObjects != 2 {
			t.Errorf("audit: %d unknown, %v", a.UnknownObjects, err)
		}
		if err := r.RemoveUnknownObjects(ctx, nothing); err != nil {
			t.Error(err)
		}
		if got := unknown(); len(got) != 0 || len(files(t, folder)) != before-2 {
			t.Errorf("left: %q, %d files of %d", got, len(files(t, folder)), before)
		}
		if err := reads(t, r, all...); err != nil {
			t.Error(err)
		}
	})
}
