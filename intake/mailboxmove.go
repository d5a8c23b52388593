package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// moveAtOnce bounds the messages of one command: its line must stay well below
// the 8,000 bytes that servers take at least.
const moveAtOnce = 500

// Move puts messages into another folder, which is created when missing; "/"
// separates levels in its name. Messages that are gone are no error. Without
// MOVE (RFC 6851) each message is copied, the copy checked (RFC 4315), and
// only then the original removed: after an error in between it is in both, and
// the error is [ErrCopied] when the server refused to remove it.
func (b *Mailbox) Move(ctx context.Context, uids []uint32, folder string) error {
	b.commands.Lock()
	defer b.commands.Unlock()
	var copied error
	for some := range slices.Chunk(uids, moveAtOnce) {
		var set imap.UIDSet
		for _, uid := range some {
			set.AddNum(imap.UID(uid))
		}
		err := b.call(ctx, fmt.Sprintf("move to %s", folder), slack, func() error {
			return b.into(folder, func(name string) error { return b.move(set, name) })
		})
		switch {
		case errors.Is(err, ErrCopied):
			copied = err
		case err != nil:
			return err
		}
	}
	return copied
}

func (b *Mailbox) move(uids imap.UIDSet, name string) error {
	if !b.canMove() {
		return b.moveByCopy(uids, name)
	}
	moved, err := b.client.Move(uids, name).Wait()
	if err != nil {
		return err
	}
	if named, _ := moved.SourceUIDs.(imap.UIDSet); count(named) >= count(uids) {
		return nil
	}
	return b.stillThere(uids)
}

// stillThere follows a MOVE whose answer does not name all messages: those that
// were gone, or a server that does not say, or says what is not so. To ask it to
// move them again could make a copy each time.
func (b *Mailbox) stillThere(uids imap.UIDSet) error {
	there, err := b.present(uids)
	if err == nil && there {
		err = fmt.Errorf("%w: the server says that it has moved them, and they are still there", ErrCopied)
	}
	return err
}

// canMove looks both at what was offered after the login and at what is now:
// without MOVE, go-imap's own Move can lose mail.
func (b *Mailbox) canMove() bool {
	now := b.client.Caps()
	return b.caps.Has(imap.CapMove) && now != nil && now.Has(imap.CapMove)
}

func (b *Mailbox) moveByCopy(uids imap.UIDSet, name string) error {
	if !b.caps.Has(imap.CapUIDPlus) {
		return finding("the server knows neither MOVE nor UIDPLUS any more: nothing was moved")
	}
	copied, err := b.client.Copy(uids, name).Wait()
	if err != nil {
		return err
	}
	if copied.UIDValidity == 0 {
		return b.copyUnsaid(uids)
	}
	if !within(copied.SourceUIDs, uids) || count(copied.SourceUIDs) != count(copied.DestUIDs) {
		return finding("the server's COPYUID does not fit what was copied: the originals stay")
	}
	deleted := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
	err = b.client.Store(copied.SourceUIDs, deleted, nil).Close()
	if err == nil {
		err = b.client.UIDExpunge(copied.SourceUIDs).Close()
	}
	if refused, ok := errors.AsType[*imap.Error](err); ok && refused.Type != imap.StatusResponseTypeBye {
		return fmt.Errorf("%w: the server says %s", ErrCopied, said(refused))
	}
	if err != nil {
		return fmt.Errorf("remove after the copy: %w", err)
	}
	return nil
}

// copyUnsaid follows a COPY whose answer names no copy, which is right only
// when there was nothing to copy.
func (b *Mailbox) copyUnsaid(uids imap.UIDSet) error {
	there, err := b.present(uids)
	if err != nil {
		return err
	}
	if there {
		return finding("the server does not confirm the copy by COPYUID: the originals stay")
	}
	return nil
}

// within says whether every UID of a set is in another one.
func within(set, whole imap.UIDSet) bool {
	size := count(whole)
	for _, r := range set {
		if r.Start == 0 || r.Stop < r.Start || uint64(r.Stop-r.Start) >= size {
			return false
		}
		for uid := uint64(r.Start); uid <= uint64(r.Stop); uid++ {
			if !whole.Contains(imap.UID(uid)) {
				return false
			}
		}
	}
	return true
}

// count is the number of UIDs, without listing them: a set can be 1:4294967295.
func count(set imap.UIDSet) (n uint64) {
	for _, r := range set {
		n += uint64(r.Stop) - uint64(r.Start) + 1
	}
	return n
}
