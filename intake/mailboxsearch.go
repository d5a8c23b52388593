package intake

import (
	"context"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Present returns the UIDs from first to last of the messages that are in the
// mailbox and arrived since, or in the two days before: a server's days are not
// ours. A zero since means all.
func (b *Mailbox) Present(ctx context.Context, first, last uint32, since time.Time) (uids []uint32, err error) {
	if last < first {
		return nil, nil
	}
	b.commands.Lock()
	defer b.commands.Unlock()
	criteria := &imap.SearchCriteria{UID: []imap.UIDSet{{imap.UIDRange{Start: imap.UID(first), Stop: imap.UID(last)}}}}
	if !since.IsZero() {
		criteria.Since = since.AddDate(0, 0, -2)
	}
	err = b.call(ctx, "look what is there", b.listing(), func() error {
		found, err := b.client.UIDSearch(criteria, nil).Wait()
		if err != nil {
			return err
		}
		for _, uid := range found.AllUIDs() {
			if uint32(uid) >= first && uint32(uid) <= last {
				uids = append(uids, uint32(uid))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(uids)
	return slices.Compact(uids), nil
}

// Look is [Mailbox.List] for messages that are known to be there, some hundred at
// most: one that the server does not list is returned without size and arrival.
func (b *Mailbox) Look(ctx context.Context, uids []uint32) ([]Entry, error) {
	if len(uids) == 0 {
		return nil, nil
	}
	b.commands.Lock()
	defer b.commands.Unlock()
	var set imap.UIDSet
	for _, uid := range uids {
		set.AddNum(imap.UID(uid))
	}
	listed := map[uint32]Entry{}
	err := b.call(ctx, "list some", b.listing(), func() error {
		entries, err := b.list(set)
		if err != nil {
			return err
		}
		if err = b.complete(entries); err != nil {
			return err
		}
		for _, e := range entries {
			listed[e.UID] = e
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	all := make([]Entry, len(uids))
	for i, uid := range uids {
		e, ok := listed[uid]
		if !ok {
			e = Entry{UID: uid, Size: -1}
		}
		all[i] = e
	}
	return all, nil
}
