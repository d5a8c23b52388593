package sentmail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
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
	mostLetters = 50
	mostBytes   = 4 << 20 // of one batch; a larger letter is one by itself
)

// sessions is how many connections one call of Copy takes at most: some
// are lost to letters that the server refuses.
const sessions = 8

// refusalHolds is how long a letter that the server refused is not tried again, and
// at most how long the folder is left alone when it takes none.
const refusalHolds = time.Hour

// Copier makes the copies.
type Copier struct {
	Register *register.Register
	Account
	Silence time.Duration // how long who copies may be silent before another daemon goes on
	Log     *slog.Logger
	Now     func() time.Time
	// Hold takes the lease of those who copy, or prolongs it; ok is false while
	// another daemon has it.
	Hold func(ctx context.Context, long time.Duration) (ok bool, err error)
	// Hindered is told that the folder takes nothing, and why; of nil, that it
	// takes letters.
	Hindered func(ctx context.Context, folder string, why error) error

	none    sync.Once // said that there is no folder
	mutex   sync.Mutex
	refused map[int64]time.Time // letters, and when they were
	shut    time.Time           // when the folder was last found to take none
	pause   time.Duration       // how long it is left alone then; 0: it takes letters
}

// open says whether the folder may be tried.
func (c *Copier) open(now time.Time) bool {
	return c.pause == 0 || now.Before(c.shut) || !now.Before(c.shut.Add(c.pause))
}

// close leaves the folder alone, for longer each time.
func (c *Copier) close(now time.Time) {
	c.shut, c.pause = now, min(max(2*c.pause, time.Minute), refusalHolds)
}

// reopen lets all go that waited while the folder took none.
func (c *Copier) reopen() {
	if c.pause != 0 {
		clear(c.refused)
	}
	c.pause = 0
}

// Copy puts copies of accepted letters into the folder of sent mail. It stops when there is no more to copy or another daemon is at it. What it
// leaves, also after an error, is left for the next call.
func (c *Copier) Copy(ctx context.Context) (copied int, err error) {
	if !c.mutex.TryLock() {
		return 0, nil
	}
	defer c.mutex.Unlock()
	if !c.open(c.Now()) {
		return 0, nil
	}
	maps.DeleteFunc(c.refused, func(_ int64, at time.Time) bool { return c.Now().Sub(at).Abs() > refusalHolds })
	after := int64(0)
	for range sessions {
		begun := after
		n, err := c.session(ctx, &after)
		copied += n
		if err == nil || !errors.Is(err, intake.ErrConnection) || after == begun || c.pause != 0 || ctx.Err() != nil {
			if copied == 0 && errors.Is(err, intake.ErrConnection) && ctx.Err() == nil {
				c.close(c.Now())
			}
			return copied, err
		}
	}
	return copied, nil
}

// session copies the letters with ids above after, over one connection, and
// counts after up.
func (c *Copier) session(ctx context.Context, after *int64) (copied int, err error) {
	letters, err := c.uncopied(ctx, *after)
	if err != nil || len(letters) == 0 {
		return 0, err
	}
	box, folder, unreadable, err := c.selectSent(ctx)
	if err != nil {
		return 0, err
	}
	if folder == "" {
		c.none.Do(func() {
			c.Log.Warn("the server marks no folder as the one of sent mail: no copies of letters are kept until intake.sent_folder names one")
		})
		return 0, nil
	}
	defer box.Close()
	if unreadable != nil {
		c.Log.Debug("the folder of sent mail cannot be read: letters are put into it all the same", "folder", folder, "err", unreadable)
	}
	for len(letters) > 0 && err == nil && ctx.Err() == nil {
		var n int
		n, err = c.batch(ctx, box, folder, letters, after)
		if copied += n; err != nil || n == 0 { // where none can be put, the others cannot either
			break
		}
		letters, err = c.uncopied(ctx, *after)
	}
	if err == nil {
		_, err = c.Hold(context.WithoutCancel(ctx), 0) // others may go on at once
	}
	return copied, err
}

// uncopied are the next letters without a copy, with ids above after; none while
// another daemon is at it.
func (c *Copier) uncopied(ctx context.Context, after int64) (letters []register.Letter, err error) {
	for len(letters) == 0 {
		err = c.Register.View(ctx, func(tx *register.Tx) (err error) {
			letters, err = tx.Unfiled(ctx, after, mostLetters, mostBytes)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read letters without a copy: %w", err)
		}
		if len(letters) == 0 {
			return nil, nil
		}
		after = letters[len(letters)-1].ID
		letters = slices.DeleteFunc(letters, func(l register.Letter) bool { return !c.refused[l.ID].IsZero() })
	}
	if ok, err := c.Hold(ctx, c.Silence); err != nil || !ok {
		return nil, err
	}
	return letters, nil
}

// batch copies letters, notes those that it has copied, and counts after up to
// the last one that the server said something about.
func (c *Copier) batch(ctx context.Context, box *intake.Mailbox, folder string, letters []register.Letter, after *int64) (n int, err error) {
	if c.pause != 0 {
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
	noteErr := c.Register.Update(noting, func(tx *register.Tx) error { return tx.LettersFiled(noting, ids...) })
	if noteErr != nil {
		err = errors.Join(err, fmt.Errorf("note the copies of %d letters: %w", len(ids), noteErr))
	}
	return len(ids), errors.Join(err, c.noteRefused(ctx, folder, len(ids), refused, why))
}

// noteRefused notes what the server did not take: the letters, when it took
// others; else the folder takes none, and is left alone for a while.
func (c *Copier) noteRefused(ctx context.Context, folder string, taken int, refused []register.Letter, why error) error {
	if taken > 0 {
		c.reopen()
		if err := c.Hindered(ctx, folder, nil); err != nil {
			return err
		}
	}
	if c.refused == nil {
		c.refused = map[int64]time.Time{}
	}
	for _, l := range refused {
		c.refused[l.ID] = c.Now()
		if taken > 0 {
			c.Log.Warn("a sent letter could not be copied to the folder of sent mail", "letter", l.ID, "folder", folder, "err", why)
		}
	}
	if taken > 0 || len(refused) == 0 {
		return nil
	}
	c.close(c.Now())
	return c.Hindered(ctx, folder, why)
}
