package clerk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// A register that was restored from yesterday's backup knows nothing of today.
// What it lacks is recovered from the mailbox, before anything else is done:
//
//   - The folder of sent mail has our letters. Each proves itself by its signed
//     Message-ID, so the numbers in them are never given again.
//   - The folders of the outcomes have the mails. Those that the ledger does not
//     know are taken in once more, oldest first, as they were: an inquiry gets
//     the numbers that its forwardings have, and each letter that is written
//     then has the Message-ID of one that was sent already, and is kept as that.
//   - A letter that no mail caused, since a person decided otherwise than by
//     mail, does to its case what it says.
//
// Nothing is posted meanwhile, and nothing of it is posted again. Where the
// letters do not tell what became of a mail, a person is asked.

// recoverNote marks a register that must be recovered.
const recoverNote = "recover"

// Restored marks a register that was put back from a backup: the next round
// recovers what it lacks from the mailbox. Until that is done no letter is
// posted and nobody is reminded.
func Restored(ctx context.Context, tx *register.Tx, now time.Time) error {
	if err := tx.SetNote(ctx, recoverNote, "restored", now); err != nil {
		return fmt.Errorf("mark the register as restored: %w", err)
	}
	return nil
}

// mustRecover says whether the register is marked.
func (d *Desk) mustRecover(ctx context.Context) (bool, error) {
	err := d.Register.View(ctx, func(tx *register.Tx) error {
		_, _, err := tx.Note(ctx, recoverNote)
		return err
	})
	if errors.Is(err, register.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look whether the register was restored: %w", err)
	}
	return true, nil
}

// caughtUp remembers that the register was held against the mailbox since this
// desk was made.
type caughtUp struct {
	sync.Mutex
	looked bool
	server atomic.Pointer[string] // that of the register then; nil: not looked yet
}

// another says whether the register's server is another one than when it was held
// against the mailbox: it may lack what was committed since.
func (c *caughtUp) another(server string) bool {
	before := c.server.Load()
	return before != nil && *before != server
}

// lookedNote says at which server's register a daemon has looked last.
const lookedNote = "looked at the register of server"

// mustWait says whether the register may lack what was done already, so that
// nothing may be sent. That another daemon has looked since the server changed is
// enough: it may have all the mailboxes.
func (d *Desk) mustWait(ctx context.Context) (bool, error) {
	must, err := d.mustRecover(ctx)
	server := d.Register.Server()
	if must || err != nil || !d.caught.another(server) {
		return must, err
	}
	var looked string
	err = d.Register.View(ctx, func(tx *register.Tx) error {
		looked, _, err = tx.Note(ctx, lookedNote)
		return err
	})
	if errors.Is(err, register.ErrNotFound) {
		err = nil
	}
	return looked != server, err
}

// hasLooked keeps that this desk has held the register against the mailbox.
func (d *Desk) hasLooked(ctx context.Context, server string) error {
	if before := d.caught.server.Load(); server != "" && (before == nil || *before != server) {
		err := d.Register.Update(ctx, func(tx *register.Tx) error { return tx.SetNote(ctx, lookedNote, server, d.Now()) })
		if err != nil {
			return fmt.Errorf("keep which server's register was looked at: %w", err)
		}
	}
	d.caught.looked = true
	d.caught.server.Store(&server)
	return nil
}

// recoverLease is how long a daemon may be silent in the middle of a recovery
// before another one goes on with it.
const recoverLease = 5 * time.Minute

// catchUp recovers what the register lacks, when it is marked, or when the
// first look after the start, or after its server changed, finds it older than the
// mailbox or the folder of sent mail. It does nothing most of the time. ok is false while another daemon is at it.
func (d *Desk) catchUp(ctx context.Context) (ok bool, err error) {
	d.caught.Lock()
	defer d.caught.Unlock()
	must, err := d.mustRecover(ctx)
	server := d.Register.Server()
	if d.caught.another(server) {
		d.Log.Warn("the register's server was started anew, or another took its place: looking whether anything was lost")
		d.caught.looked = false
	}
	if err != nil || !must && d.caught.looked {
		return err == nil, err
	}
	if !must {
		if must, err = d.older(ctx); err != nil {
			return false, err
		}
		if !must {
			return true, d.hasLooked(ctx, server)
		}
		d.Log.Warn("the register is older than the mailbox: recovering what it lacks")
		if err := d.Register.Update(ctx, func(tx *register.Tx) error { return Restored(ctx, tx, d.Now()) }); err != nil {
			return false, err
		}
	}
	if ok, err := d.hold(ctx, recoverNote, recoverLease); err != nil || !ok {
		return ok, err
	}
	if err := d.recover(ctx); err != nil {
		return false, fmt.Errorf("recover the register from the mailbox: %w", err)
	}
	return true, d.hasLooked(ctx, server)
}

// hold takes a lease, or prolongs it.
func (d *Desk) hold(ctx context.Context, what string, long time.Duration) (ok bool, err error) {
	err = d.Register.Update(ctx, func(tx *register.Tx) error {
		ok, err = tx.Lease(ctx, what, d.Holder, d.Now(), d.Now().Add(long))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("take the lease of %s: %w", what, err)
	}
	return ok, nil
}

// older says whether the register is older than the mailboxes: whether mail
// came and went that the ledger does not know, or letters of ours were sent.
func (d *Desk) older(ctx context.Context) (bool, error) {
	states, _, err := d.polled(ctx)
	if err != nil {
		return false, err
	}
	for _, m := range d.mailboxes {
		if state, ok := states[m.Name]; ok {
			if older, err := d.behind(ctx, m, state); err != nil || older {
				return older, err
			}
		}
	}
	return d.lacksLetters(ctx)
}

// behind says whether mail came into a mailbox since it was last read and has
// left it, without a line in the ledger. What was there before the first start
// needs none. Under a new UIDVALIDITY nobody knows.
func (d *Desk) behind(ctx context.Context, m intake.MailboxConfig, state register.MailboxState) (bool, error) {
	box, err := d.Dial(ctx, m.IMAPConfig)
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
	err = d.Register.View(ctx, func(tx *register.Tx) error {
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
func (d *Desk) lacksLetters(ctx context.Context) (bool, error) {
	folder, err := d.sentLetters(ctx)
	if err != nil {
		return false, err
	}
	defer folder.Close()
	_, polled, err := d.polled(ctx)
	if err != nil {
		return false, err
	}
	letters, err := folder.Youngest(ctx, polled.Truncate(time.Second))
	if err != nil {
		return false, err
	}
	for _, l := range letters {
		known, err := d.knows(ctx, l.ID)
		if err != nil || !known {
			return err == nil, err
		}
	}
	return false, nil
}

// knows says whether the register knows that a letter was sent.
func (d *Desk) knows(ctx context.Context, messageID string) (bool, error) {
	l, err := d.letterNamed(ctx, messageID)
	return !l.SentAt.IsZero(), err
}

// has says whether the register has a letter, sent or not.
func (d *Desk) has(ctx context.Context, messageID string) (bool, error) {
	l, err := d.letterNamed(ctx, messageID)
	return l.ID != 0, err
}

// letterNamed is the letter with that Message-ID; without one, the zero Letter.
func (d *Desk) letterNamed(ctx context.Context, messageID string) (l register.Letter, err error) {
	err = d.Register.View(ctx, func(tx *register.Tx) (err error) {
		l, err = tx.LetterByMessageID(ctx, messageID)
		return err
	})
	if errors.Is(err, register.ErrNotFound) {
		return register.Letter{}, nil
	}
	return l, err
}

// polled is when the mailboxes were read last: by name, and the latest.
func (d *Desk) polled(ctx context.Context) (each map[string]register.MailboxState, last time.Time, err error) {
	each = map[string]register.MailboxState{}
	err = d.Register.View(ctx, func(tx *register.Tx) error {
		for _, p := range d.mailboxes {
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

// outcomeFolders are the folders of the outcomes, each once.
func outcomeFolders(f intake.Folders) []string {
	var all []string
	seen := map[string]bool{}
	for _, name := range []string{f.Filed, f.Held, f.Ignored, f.Rejected} {
		if !seen[name] {
			all = append(all, name)
		}
		seen[name] = true
	}
	return all
}

// open dials for one folder of an account, by the server's name.
func (d *Desk) open(ctx context.Context, account intake.IMAPConfig, name string) (*intake.Mailbox, error) {
	account.Mailbox = name
	return d.Dial(ctx, account)
}
