package clerk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// Copies of sent letters are made and noted in batches: after a kill so many at
// most are made twice.
const (
	copyBatch = 50
	copyBytes = 4 << 20 // of one batch; a larger letter is one by itself
)

// copySessions is how many connections one call of CopySent takes at most: some
// are lost to letters that the server refuses.
const copySessions = 8

// refusalHolds is how long a letter that the server refused is not tried again, and
// at most how long the folder is left alone when it takes none.
const refusalHolds = time.Hour

// copier makes the copies.
type copier struct {
	sync.Mutex
	refused map[int64]time.Time // letters, and when they were
	shut    time.Time           // when the folder was last found to take none
	pause   time.Duration       // how long it is left alone then; 0: it takes letters
}

// open says whether the folder may be tried.
func (c *copier) open(now time.Time) bool {
	return c.pause == 0 || now.Before(c.shut) || !now.Before(c.shut.Add(c.pause))
}

// close leaves the folder alone, for longer each time.
func (c *copier) close(now time.Time) {
	c.shut, c.pause = now, min(max(2*c.pause, time.Minute), refusalHolds)
}

// reopen lets all go that waited while the folder took none.
func (c *copier) reopen() {
	if c.pause != 0 {
		clear(c.refused)
	}
	c.pause = 0
}

// CopySent puts copies of accepted letters into the folder of sent mail, where
// people look for them, and where a register that is lost is recovered from. It
// has connections of its own, so that neither reading nor posting waits for it,
// and stops when there is no more to copy or another daemon is at it. What it
// leaves, also after an error, is left for the next call.
func (d *Desk) CopySent(ctx context.Context) (copied int, err error) {
	if d.Config.NoSentCopies {
		return 0, d.unhinder(ctx, register.SentFolder)
	}
	if d.Dial == nil || !d.copier.TryLock() {
		return 0, nil
	}
	defer d.copier.Unlock()
	if !d.copier.open(d.Now()) {
		return 0, nil
	}
	maps.DeleteFunc(d.copier.refused, func(_ int64, at time.Time) bool { return d.Now().Sub(at).Abs() > refusalHolds })
	after := int64(0)
	for range copySessions {
		begun := after
		n, err := d.copySession(ctx, &after)
		copied += n
		if err == nil || !errors.Is(err, intake.ErrConnection) || after == begun || d.copier.pause != 0 || ctx.Err() != nil {
			if copied == 0 && errors.Is(err, intake.ErrConnection) && ctx.Err() == nil {
				d.copier.close(d.Now())
			}
			return copied, err
		}
	}
	return copied, nil
}

// copySession copies the letters with ids above after, over one connection, and
// counts after up.
func (d *Desk) copySession(ctx context.Context, after *int64) (copied int, err error) {
	letters, err := d.uncopied(ctx, *after)
	if err != nil || len(letters) == 0 {
		return 0, err
	}
	box, folder, err := d.sentFolder(ctx)
	if err != nil || folder == "" {
		return 0, err
	}
	defer box.Close()
	for len(letters) > 0 && err == nil && ctx.Err() == nil {
		var n int
		n, err = d.copyBatch(ctx, box, folder, letters, after)
		if copied += n; err != nil || n == 0 { // where none can be put, the others cannot either
			break
		}
		letters, err = d.uncopied(ctx, *after)
	}
	if err == nil {
		_, err = d.hold(context.WithoutCancel(ctx), copyLease, 0) // others may go on at once
	}
	return copied, err
}

const copyLease = "sent copies"

// uncopied are the next letters without a copy, with ids above after; none while
// another daemon is at it.
func (d *Desk) uncopied(ctx context.Context, after int64) (letters []register.Letter, err error) {
	for len(letters) == 0 {
		err = d.Register.View(ctx, func(tx *register.Tx) (err error) {
			letters, err = tx.Unfiled(ctx, after, copyBatch, copyBytes)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read letters without a copy: %w", err)
		}
		if len(letters) == 0 {
			return nil, nil
		}
		after = letters[len(letters)-1].ID
		letters = slices.DeleteFunc(letters, func(l register.Letter) bool { return !d.copier.refused[l.ID].IsZero() })
	}
	if ok, err := d.hold(ctx, copyLease, d.Silence); err != nil || !ok {
		return nil, err
	}
	return letters, nil
}

// sentFolder dials for the folder of sent mail, which is selected if it can be;
// "" when the server has none.
func (d *Desk) sentFolder(ctx context.Context) (box *intake.Mailbox, folder string, err error) {
	if box, err = d.Dial(ctx, d.mailboxes[0].IMAPConfig); err != nil {
		return nil, "", fmt.Errorf("look for the folder of sent mail: %w", err)
	}
	if folder, err = box.Sent(ctx); err == nil && folder != "" {
		if err = box.Select(ctx, folder); err != nil && !errors.Is(err, intake.ErrConnection) {
			d.Log.Debug("the folder of sent mail cannot be read: letters are put into it all the same", "folder", folder, "err", err)
			err = nil
		}
	}
	if err != nil || folder == "" {
		box.Close()
		return nil, "", err
	}
	return box, folder, nil
}

// copyBatch copies letters, notes those that it has copied, and counts after up to
// the last one that the server said something about.
func (d *Desk) copyBatch(ctx context.Context, box *intake.Mailbox, folder string, letters []register.Letter, after *int64) (n int, err error) {
	if d.copier.pause != 0 {
		letters = letters[:1] // one shows whether it takes letters again
	}
	messages := make([]intake.Outgoing, len(letters))
	for i, l := range letters {
		messages[i] = intake.Outgoing{Raw: l.Raw, At: l.SentAt}
	}
	var ids []int64
	var refused []register.Letter
	var why error
	for i, failed := range box.AppendMany(ctx, folder, messages, true) {
		if errors.Is(failed, intake.ErrConnection) || failed != nil && ctx.Err() != nil {
			err = fmt.Errorf("copy letter %d to %q: %w", letters[i].ID, folder, failed)
			break
		}
		if *after = letters[i].ID; failed == nil {
			ids = append(ids, letters[i].ID)
			continue
		}
		refused, why = append(refused, letters[i]), failed
	}
	noting := context.WithoutCancel(ctx)
	noteErr := d.Register.Update(noting, func(tx *register.Tx) error { return tx.LettersFiled(noting, ids...) })
	if noteErr != nil {
		err = errors.Join(err, fmt.Errorf("note the copies of %d letters: %w", len(ids), noteErr))
	}
	return len(ids), errors.Join(err, d.refusedCopies(ctx, folder, len(ids), refused, why))
}

// refusedCopies notes what the server did not take: the letters, when it took
// others; else the folder takes none, and is left alone for a while.
func (d *Desk) refusedCopies(ctx context.Context, folder string, taken int, refused []register.Letter, why error) error {
	if taken > 0 {
		d.copier.reopen()
		if err := d.unhinder(ctx, register.SentFolder); err != nil {
			return err
		}
	}
	for _, l := range refused {
		d.copier.refused[l.ID] = d.Now()
		if taken > 0 {
			d.Log.Warn("a sent letter could not be copied to the folder of sent mail", "letter", l.ID, "folder", folder, "err", why)
		}
	}
	if taken > 0 || len(refused) == 0 {
		return nil
	}
	d.copier.close(d.Now())
	return d.hinder(ctx, register.SentFolder, folder, why)
}
