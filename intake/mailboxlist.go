package intake

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Entry is a message in the mailbox, before it is fetched.
type Entry struct {
	UID       uint32
	Size      int64     // bytes, by RFC822.SIZE; -1 when the server does not say
	ArrivedAt time.Time // INTERNALDATE; zero when the server does not say
}

// entryBytes is more than the listing of one message takes.
const entryBytes = 512

// List returns every message with a UID above after, by ascending UID.
func (b *Mailbox) List(ctx context.Context, after uint32) ([]Entry, error) {
	if after == math.MaxUint32 {
		return nil, nil
	}
	b.commands.Lock()
	defer b.commands.Unlock()
	b.forget()
	var above imap.UIDSet
	above.AddRange(imap.UID(after+1), 0)
	var entries []Entry
	err := b.call(ctx, "list", b.listing(), func() (err error) {
		if entries, err = b.list(above); err != nil {
			return err
		}
		return b.complete(entries)
	})
	if err != nil {
		return nil, err
	}
	// "5:*" names the last message even when its UID is below 5.
	entries = slices.DeleteFunc(entries, func(e Entry) bool { return e.UID <= after })
	slices.SortFunc(entries, func(a, b Entry) int { return cmp.Compare(a.UID, b.UID) })
	return entries, nil
}

// listing is how many bytes a listing may take; more may have arrived since
// the mailbox was selected, but not without end.
func (b *Mailbox) listing() int64 {
	_, _, messages := b.State()
	return 16<<20 + entryBytes*int64(messages)
}

func (b *Mailbox) list(uids imap.UIDSet) (entries []Entry, err error) {
	cmd := b.client.Fetch(uids, &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: !b.undated.Load()})
	for m := cmd.Next(); m != nil; m = cmd.Next() {
		if e := readEntry(m); e.UID != 0 {
			entries = append(entries, e)
		}
	}
	err = cmd.Close()
	if err != nil && strings.Contains(err.Error(), "date-time") { // so go-imap names what it cannot read, and gives the connection up
		b.log.Warn("the server writes an INTERNALDATE that is none: it is asked for no more", "mailbox", b.cfg.mailbox(), "err", err)
		b.undated.Store(true)
	}
	return entries, err
}

func readEntry(m *imapclient.FetchMessageData) Entry {
	e := Entry{Size: -1}
	for item := m.Next(); item != nil; item = m.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			e.UID = uint32(item.UID)
		case imapclient.FetchItemDataRFC822Size:
			e.Size = item.Size
		case imapclient.FetchItemDataInternalDate:
			e.ArrivedAt = item.Time
		}
	}
	return e
}

// complete asks once more for those that came without size: news of their
// flags, sent unasked, is easily taken for the answer.
func (b *Mailbox) complete(entries []Entry) error {
	at := make(map[uint32]int)
	var again imap.UIDSet
	for i, e := range entries {
		if e.Size < 0 {
			at[e.UID] = i
			again.AddNum(imap.UID(e.UID))
		}
	}
	if len(at) == 0 {
		return nil
	}
	full, err := b.list(again)
	for _, e := range full {
		if i, ok := at[e.UID]; ok && e.Size >= 0 {
			entries[i] = e
		}
	}
	if err != nil {
		return fmt.Errorf("list sizes: %w", err)
	}
	return nil
}
