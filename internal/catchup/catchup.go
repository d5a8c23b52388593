// Package catchup notices that the register is older than the mailboxes, and lets
// it be recovered before anything else is done.
//
// A register that was restored from yesterday's backup knows nothing of today, and
// one whose server gave way to another may lack the last commits. It is marked when
// somebody restores it ([Restored]); else the first look after the start, and after
// each change of its server, holds it against what came into the mailboxes and what
// lies in the folder of sent mail ([Watch.First]). Until it is recovered nothing is
// sent ([Watch.MustWait]).
package catchup

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
	"inquiryd/internal/sentmail"
)

// Watch is what a daemon knows of its register's age.
type Watch struct {
	Register  *register.Register
	Mailboxes []intake.MailboxConfig
	Dial      func(context.Context, intake.IMAPConfig) (*intake.Mailbox, error)
	Log       *slog.Logger
	Now       func() time.Time
	// Sent opens the folder of sent mail.
	Sent func(context.Context) (*sentmail.Folder, error)
	// Lease takes a lease, or prolongs it; ok is false while another daemon has it.
	Lease func(ctx context.Context, what string, long time.Duration) (ok bool, err error)
	// Recover takes in what the register lacks. It calls [Watch.Hold] before each
	// step, and [Watch.End] with the last one.
	Recover func(context.Context) error

	mutex  sync.Mutex
	looked bool
	server atomic.Pointer[string] // that of the register when it was looked at; nil: not yet
}

// ServerChanged says whether the server of a transaction is another one than when the
// register was held against the mailbox: it may lack what was committed since.
func (w *Watch) ServerChanged(ctx context.Context, tx *register.Tx) (bool, error) {
	server, err := tx.Server(ctx)
	return err == nil && w.another(server), err
}

func (w *Watch) another(server string) bool {
	before := w.server.Load()
	return before != nil && *before != server
}

// note marks a register that must be recovered.
const note = "recover"

// Restored marks a register that was put back from a backup: the next round
// recovers what it lacks from the mailbox. Until that is done no letter is
// posted and nobody is reminded.
func Restored(ctx context.Context, tx *register.Tx, now time.Time) error {
	if err := tx.SetNote(ctx, note, "restored", now); err != nil {
		return fmt.Errorf("mark the register as restored: %w", err)
	}
	return nil
}

// marked says whether the register is marked, and which server it is on.
func (w *Watch) marked(ctx context.Context) (must bool, server string, err error) {
	err = w.Register.View(ctx, func(tx *register.Tx) error {
		if server, err = tx.Server(ctx); err != nil {
			return err
		}
		_, _, err := tx.Note(ctx, note)
		return err
	})
	if errors.Is(err, register.ErrNotFound) {
		return false, server, nil
	}
	if err != nil {
		return false, server, fmt.Errorf("look whether the register was restored: %w", err)
	}
	return true, server, nil
}

// lookedNote says at which server's register a daemon has looked last.
const lookedNote = "looked at the register of server"

// MustWait says whether the register may lack what was done already, so that
// nothing may be sent. That another daemon has looked since the server changed is
// enough: it may have all the mailboxes.
func (w *Watch) MustWait(ctx context.Context) (bool, error) {
	must, server, err := w.marked(ctx)
	if must || err != nil || !w.another(server) {
		return must, err
	}
	var looked string
	err = w.Register.View(ctx, func(tx *register.Tx) error {
		looked, _, err = tx.Note(ctx, lookedNote)
		return err
	})
	if errors.Is(err, register.ErrNotFound) {
		err = nil
	}
	return looked != server, err
}

// hasLooked keeps that this daemon has held the register against the mailbox.
func (w *Watch) hasLooked(ctx context.Context, server string) error {
	if before := w.server.Load(); server != "" && (before == nil || *before != server) {
		err := w.Register.Update(ctx, func(tx *register.Tx) error { return tx.SetNote(ctx, lookedNote, server, w.Now()) })
		if err != nil {
			return fmt.Errorf("keep which server's register was looked at: %w", err)
		}
	}
	w.looked = true
	w.server.Store(&server)
	return nil
}

// lease is how long a daemon may be silent in the middle of a recovery
// before another one goes on with it.
const lease = 5 * time.Minute

// Hold takes the lease of the recovery, or prolongs it.
func (w *Watch) Hold(ctx context.Context) (ok bool, err error) { return w.Lease(ctx, note, lease) }

// End takes the mark and the lease away, by the commit that ends the recovery.
func (w *Watch) End(ctx context.Context, tx *register.Tx, holder string) error {
	_, err := tx.Lease(ctx, note, holder, w.Now(), w.Now())
	return errors.Join(err, tx.DropNote(ctx, note))
}

// First recovers what the register lacks, when it is marked, or when the first look
// after the start, or after its server changed, finds it older than the mailbox or
// the folder of sent mail. It does nothing most of the time. ok is false while
// another daemon is at it.
func (w *Watch) First(ctx context.Context) (ok bool, err error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	must, server, err := w.marked(ctx)
	if w.another(server) {
		w.Log.Warn("the register's server was started anew, or another took its place: looking whether anything was lost")
		w.looked = false
	}
	if err != nil || !must && w.looked {
		return err == nil, err
	}
	if !must {
		if must, err = w.older(ctx); err != nil {
			return false, err
		}
		if !must {
			return true, w.hasLooked(ctx, server)
		}
		w.Log.Warn("the register is older than the mailbox: recovering what it lacks")
		if err := w.Register.Update(ctx, func(tx *register.Tx) error { return Restored(ctx, tx, w.Now()) }); err != nil {
			return false, err
		}
	}
	if ok, err := w.Hold(ctx); err != nil || !ok {
		return ok, err
	}
	if err := w.Recover(ctx); err != nil {
		return false, fmt.Errorf("recover the register from the mailbox: %w", err)
	}
	return true, w.hasLooked(ctx, server)
}

// older says whether the register is older than the mailboxes: whether mail
// came and went that the ledger does not know, or letters of ours were sent.
func (w *Watch) older(ctx context.Context) (bool, error) {
	states, _, err := w.Polled(ctx)
	if err != nil {
		return false, err
	}
	for _, m := range w.Mailboxes {
		if state, ok := states[m.Name]; ok {
			if older, err := w.behind(ctx, m, state); err != nil || older {
				return older, err
			}
		}
	}
	return w.lacksLetters(ctx)
}

// behind says whether mail came into a mailbox since it was last read and has
// left it, without a line in the ledger. What was there before the first start
// needs none. Under a new UIDVALIDITY nobody knows.
func (w *Watch) behind(ctx context.Context, m intake.MailboxConfig, state register.MailboxState) (bool, error) {
	box, err := w.Dial(ctx, m.IMAPConfig)
	if err != nil {
		return false, fmt.Errorf("look at mailbox %s: %w", m.Name, err)
	}
	defer box.Close()
	validity, next, _ := box.State()
	if validity != state.UIDValidity {
		return true, nil
	}
	last := state.LastUID
	if state.AdoptedUID > last+1 {
		last = state.AdoptedUID - 1
	}
	if next <= last+1 {
		return false, nil
	}
	entries, err := box.List(ctx, last)
	if err != nil {
		return false, fmt.Errorf("list %s: %w", m.Name, err)
	}
	told := map[uint32]bool{}
	for _, e := range entries {
		told[e.UID] = e.UID < next
	}
	err = w.Register.View(ctx, func(tx *register.Tx) error {
		seen, err := tx.SeenAfter(ctx, m.Name, validity, last)
		for _, uid := range seen {
			told[uid] = uid < next
		}
		return err
	})
	count := uint32(0)
	for _, inside := range told {
		if inside {
			count++
		}
	}
	return count < next-1-last, err
}

// lacksLetters says whether the folder of sent mail has letters of ours that
// the register does not know, or takes for unsent, and that are younger than
// its last poll.
func (w *Watch) lacksLetters(ctx context.Context) (bool, error) {
	folder, err := w.Sent(ctx)
	if err != nil {
		return false, err
	}
	defer folder.Close()
	_, polled, err := w.Polled(ctx)
	if err != nil {
		return false, err
	}
	letters, err := folder.Youngest(ctx, polled.Truncate(time.Second))
	if err != nil {
		return false, err
	}
	for _, l := range letters {
		known, err := w.knows(ctx, l.ID)
		if err != nil || !known {
			return err == nil, err
		}
	}
	return false, nil
}

// Polled is when the mailboxes were read last: by name, and the latest.
func (w *Watch) Polled(ctx context.Context) (each map[string]register.MailboxState, last time.Time, err error) {
	each = map[string]register.MailboxState{}
	err = w.Register.View(ctx, func(tx *register.Tx) error {
		for _, p := range w.Mailboxes {
			state, err := tx.Mailbox(ctx, p.Name)
			if errors.Is(err, register.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			each[p.Name] = state
			if state.PolledAt.After(last) {
				last = state.PolledAt
			}
		}
		return nil
	})
	if err != nil {
		return nil, last, fmt.Errorf("read how far the mailboxes were read: %w", err)
	}
	return each, last, nil
}

// knows says whether the register knows that a letter was sent.
func (w *Watch) knows(ctx context.Context, messageID string) (known bool, err error) {
	err = w.Register.View(ctx, func(tx *register.Tx) error {
		l, err := tx.LetterByMessageID(ctx, messageID)
		known = err == nil && !l.SentAt.IsZero()
		return err
	})
	if errors.Is(err, register.ErrNotFound) {
		return false, nil
	}
	return known, err
}
