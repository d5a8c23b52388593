package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Fetched is what a fetch of one of several messages brought; see
// [Mailbox.Fetch].
type Fetched struct {
	Entry
	Raw       []byte
	Truncated bool
	Err       error // of this message alone: [ErrGone], or the server's refusal
}

// FetchMany downloads messages by one command and returns them in the order
// that they were asked for. What that command did not bring whole, in the
// announced length, is asked for once more by itself, with all the care of
// [Mailbox.Fetch]: so is a message that is larger than max bytes. An error
// means that the connection is lost or ctx is over; what came before it is
// returned too.
//
// All of them are in memory together: it is the caller who bounds their sizes.
func (b *Mailbox) FetchMany(ctx context.Context, entries []Entry, max int64) ([]Fetched, error) {
	max = orMax(max)
	bodies, err := b.fetchWhole(ctx, entries, max)
	if errors.Is(err, ErrConnection) || ctx.Err() != nil {
		return nil, cmp.Or(err, ctx.Err())
	}
	if err != nil {
		b.log.Debug("several messages cannot be had by one command", "messages", len(entries), "err", err)
	}
	all := make([]Fetched, 0, len(entries))
	for _, e := range entries {
		f := Fetched{Entry: e, Raw: bodies[e.UID]}
		if f.Raw == nil {
			if f.Raw, f.Truncated, f.Err = b.Fetch(ctx, e, max); errors.Is(f.Err, ErrConnection) || ctx.Err() != nil {
				return all, cmp.Or(f.Err, ctx.Err())
			}
		}
		all = append(all, f)
	}
	return all, nil
}

// fetchWhole returns the bodies that came in the announced length, by UID.
func (b *Mailbox) fetchWhole(ctx context.Context, entries []Entry, max int64) (map[uint32][]byte, error) {
	sizes := make(map[uint32]int64, len(entries))
	var uids imap.UIDSet
	bytes := int64(slack)
	for _, e := range entries {
		if e.Size > 0 && e.Size <= max {
			sizes[e.UID] = e.Size
			uids.AddNum(imap.UID(e.UID))
			bytes += e.Size
		}
	}
	if len(sizes) < 2 { // no better than one by itself
		return nil, nil
	}
	b.commands.RLock()
	defer b.commands.RUnlock()
	bodies := make(map[uint32][]byte, len(sizes))
	err := b.call(ctx, fmt.Sprintf("fetch %d messages", len(sizes)), bytes, func() error {
		return b.fetchBodies(uids, max, sizes, bodies)
	})
	return bodies, err
}

// fetchBodies takes the body of each message that was asked for, once, if it
// has the announced length. The command is always read to its end, or the
// connection cut: go-imap blocks otherwise.
func (b *Mailbox) fetchBodies(uids imap.UIDSet, max int64, sizes map[uint32]int64, bodies map[uint32][]byte) error {
	cmd := b.client.Fetch(uids, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}}})
	for m := cmd.Next(); m != nil; m = cmd.Next() {
		uid, raw, err := b.readBody(m, max)
		if err != nil {
			return errors.Join(err, cmd.Close())
		}
		if raw != nil && bodies[uid] == nil && int64(len(raw)) == sizes[uid] {
			bodies[uid] = raw
		}
	}
	return cmd.Close()
}

// readBody reads one message of an answer, but for a body of more than max
// bytes or a second one.
func (b *Mailbox) readBody(m *imapclient.FetchMessageData, max int64) (uid uint32, raw []byte, err error) {
	for item := m.Next(); item != nil; item = m.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			uid = uint32(item.UID)
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil {
				continue
			}
			if raw != nil || item.Literal.Size() > max {
				if _, err := io.Copy(io.Discard, item.Literal); err != nil {
					return 0, nil, b.cutShort()
				}
				continue
			}
			raw = make([]byte, item.Literal.Size())
			if _, err := io.ReadFull(item.Literal, raw); err != nil {
				return 0, nil, b.cutShort()
			}
		}
	}
	return uid, raw, nil
}

// cutShort ends a connection on which a literal ended early: go-imap would go
// on to decode beside it.
func (b *Mailbox) cutShort() error {
	b.guard.Close()
	<-b.client.Closed()
	return io.ErrUnexpectedEOF
}
