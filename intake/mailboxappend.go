package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Outgoing is a message of ours that is to lie in a folder.
type Outgoing struct {
	Raw []byte
	At  time.Time // becomes its arrival
}

// Append puts a message of ours into a folder, which is created when missing,
// seen or not.
func (b *Mailbox) Append(ctx context.Context, folder string, m Outgoing, seen bool) error {
	b.commands.Lock()
	defer b.commands.Unlock()
	return b.call(ctx, "append to "+folder, slack, func() error {
		return b.into(folder, func(name string) error {
			_, err := b.beginAppend(name, m, seen).end()
			return err
		})
	})
}

// What may be on its way at a time.
const (
	appendsInFlight = 16
	bytesInFlight   = 1 << 20 // a larger message is on its way alone
)

// AppendMany is Append for several messages, in their order. It does not wait for
// the answer to one before it sends the next (RFC 9051 section 5.5), without any
// waiting at all where the server takes literals at once (RFC 7888). What the
// server refused is tried once more by itself. Each message has an error of its
// own; after [ErrConnection] nobody knows whether it is in the folder. A message
// that the server refuses before it was sent costs the connection: go-imap ends it.
func (b *Mailbox) AppendMany(ctx context.Context, folder string, messages []Outgoing, seen bool) []error {
	errs := make([]error, len(messages))
	refused, err := b.appendMany(ctx, folder, messages, seen, errs)
	for _, i := range refused {
		if err != nil {
			break
		}
		if again := b.Append(ctx, folder, messages[i], seen); errors.Is(again, ErrConnection) {
			err = again
		} else {
			errs[i] = again
		}
	}
	return errs
}

// appendMany fills errs and says which messages the server refused. Its error
// stands for all messages without an answer.
func (b *Mailbox) appendMany(ctx context.Context, folder string, messages []Outgoing, seen bool, errs []error) (refused []int, err error) {
	b.commands.Lock()
	defer b.commands.Unlock()
	answered := 0
	err = b.call(ctx, fmt.Sprintf("append %d messages to %s", len(messages), folder), slack, func() error {
		name, err := b.ensure(folder)
		if err != nil {
			return err
		}
		bytes, begun := 0, make([]*appending, 0, len(messages))
		for answered < len(messages) {
			if next := len(begun); next < len(messages) && fits(next-answered, bytes+len(messages[next].Raw)) {
				begun = append(begun, b.beginAppend(name, messages[next], seen))
				bytes += len(messages[next].Raw)
				continue
			}
			no, err := begun[answered].end()
			if err != nil && !no {
				return err
			}
			if errs[answered] = err; no {
				delete(b.folders.there, name) // somebody may have removed it
				refused = append(refused, answered)
			}
			bytes -= len(messages[answered].Raw)
			answered++
		}
		return nil
	})
	for i := answered; i < len(messages); i++ {
		errs[i] = err
	}
	return refused, err
}

// fits says whether one more may be on its way.
func fits(others, bytes int) bool {
	return others == 0 || others < appendsInFlight && bytes <= bytesInFlight
}

// appending is an APPEND on its way.
type appending struct {
	cmd   *imapclient.AppendCommand
	wrote error
}

func (b *Mailbox) beginAppend(name string, m Outgoing, seen bool) *appending {
	options := &imap.AppendOptions{Time: m.At}
	if seen {
		options.Flags = []imap.Flag{imap.FlagSeen}
	}
	a := &appending{cmd: b.client.Append(name, int64(len(m.Raw)), options)}
	_, a.wrote = bytes.NewReader(m.Raw).WriteTo(a.cmd)
	a.wrote = errors.Join(a.wrote, a.cmd.Close())
	return a
}

// end waits for the answer; refused says that it is the server's word about this
// message, which says more than the write that it stopped.
func (a *appending) end() (refused bool, err error) {
	if _, err := a.cmd.Wait(); err != nil {
		no, ok := errors.AsType[*imap.Error](err)
		return ok && no.Type != imap.StatusResponseTypeBye, err
	}
	return false, a.wrote
}
