package intake

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

var (
	// errNoBody says that the server answered without the message; asking
	// again may help, and if not, the message is stuck.
	errNoBody = finding("the server answers, but does not send the message")
	errTooBig = errors.New("the server announces more bytes than were asked for")
)

// Fetch downloads one message whole. A message larger than max bytes, or of
// unknown size, is fetched up to its first max bytes, which are its header and
// the beginning of its body; truncated is true when that is not all. The
// message stays unseen. The error is [ErrGone] when somebody has removed it.
//
// One call asks for one message. The answer is taken only when it has a body
// of exactly the announced length and the command ended well. A body of
// another length than RFC822.SIZE is asked for twice: servers are known to
// guess sizes, and known to cut bodies. What comes twice the same is what they
// have; it counts as truncated when more than a tenth is missing, and an empty
// one as no body.
func (b *Mailbox) Fetch(ctx context.Context, e Entry, max int64) (raw []byte, truncated bool, err error) {
	b.commands.RLock()
	defer b.commands.RUnlock()
	max = orMax(max)
	err = b.call(ctx, fmt.Sprintf("fetch message %d", e.UID), 2*(max+slack), func() error {
		raw, truncated, err = b.fetch(imap.UID(e.UID), e.Size, max)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	return raw, truncated, nil
}

func orMax(max int64) int64 {
	if max <= 0 {
		return defaultSize
	}
	return max
}

func (b *Mailbox) fetch(uid imap.UID, size, max int64) (raw []byte, truncated bool, err error) {
	partial := size < 0 || size > max
	raw, err = b.fetchBody(uid, partial, max)
	switch {
	case errors.Is(err, errNoBody), err == nil && len(raw) == 0 && size != 0:
		raw, err = b.fetchAgain(uid, partial, max)
	case err == nil && !partial && int64(len(raw)) != size:
		raw, err = b.compare(raw, uid, size, max)
	}
	if err == nil && len(raw) == 0 && size != 0 {
		err = errNoBody
	}
	if err != nil {
		return nil, false, err
	}
	got := int64(len(raw))
	switch {
	case size < 0:
		truncated = got == max
	case partial:
		truncated = got < size
	default:
		truncated = got < size-size/10
	}
	return raw, truncated, nil
}

// compare asks for the whole body again when it is not as long as announced.
func (b *Mailbox) compare(first []byte, uid imap.UID, size, max int64) ([]byte, error) {
	b.log.Debug("message differs from its announced size", "uid", uid, "size", size, "bytes", len(first))
	second, err := b.fetchBody(uid, false, max)
	if err == nil && len(second) != len(first) {
		err = findf("the server sends %d bytes, then %d, and announced %d", len(first), len(second), size)
	}
	return second, err
}

// fetchAgain follows an answer without a body: it looks whether the message is
// still there.
func (b *Mailbox) fetchAgain(uid imap.UID, partial bool, max int64) ([]byte, error) {
	there, err := b.present(imap.UIDSetNum(uid))
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, ErrGone
	}
	return b.fetchBody(uid, partial, max)
}

// present says whether any of the messages is in the mailbox.
func (b *Mailbox) present(uids imap.UIDSet) (bool, error) {
	found, err := b.client.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{uids}}, nil).Wait()
	if err != nil {
		return false, err
	}
	all, ok := found.All.(imap.UIDSet)
	if !ok {
		return false, nil
	}
	for _, r := range all {
		for _, asked := range uids {
			if r.Start <= asked.Stop && asked.Start <= r.Stop {
				return true, nil
			}
		}
	}
	return false, nil
}

// fetchBody asks for BODY.PEEK[] of one message. The command is always read to
// its end, or the connection cut: go-imap blocks otherwise.
func (b *Mailbox) fetchBody(uid imap.UID, partial bool, max int64) (raw []byte, err error) {
	section := &imap.FetchItemBodySection{Peek: true}
	if partial {
		section.Partial = &imap.SectionPartial{Size: max}
	}
	cmd := b.client.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}})
	err = error(errNoBody)
	for m := cmd.Next(); m != nil; m = cmd.Next() {
		for item := m.Next(); item != nil; item = m.Next() {
			if body, ok := item.(imapclient.FetchItemDataBodySection); ok && body.Literal != nil && errors.Is(err, errNoBody) {
				raw, err = b.readLiteral(body.Literal, max)
			}
		}
	}
	if closed := cmd.Close(); closed != nil {
		return nil, closed
	}
	return raw, err
}

// readLiteral reads exactly the announced length, if it is no more than max.
func (b *Mailbox) readLiteral(literal imap.LiteralReader, max int64) ([]byte, error) {
	if literal.Size() < 0 || literal.Size() > max {
		b.guard.refuse(errTooBig)
		return nil, errTooBig
	}
	raw := make([]byte, literal.Size())
	if _, err := io.ReadFull(literal, raw); err != nil {
		return nil, b.cutShort()
	}
	return raw, nil
}
