package mailtest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Stored is a message in a mailbox.
type Stored struct {
	UID   uint32
	Flags []string
	At    time.Time // INTERNALDATE
	Raw   []byte
}

// Messages lists a mailbox by ascending UID. It changes no flag and is never
// at fault.
func (s *IMAP) Messages(ctx context.Context, mailbox string) (stored []Stored, err error) {
	err = s.look(ctx, func(client *imapclient.Client) error {
		selected, err := client.Select(mailbox, &imap.SelectOptions{ReadOnly: true}).Wait()
		if err != nil || selected.NumMessages == 0 {
			return err
		}
		stored, err = fetchAll(client)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list mailbox %s: %w", mailbox, err)
	}
	return stored, nil
}

// fetchAll asks for the bodies and for the rest in two commands: odd messages
// come without flags.
func fetchAll(client *imapclient.Client) ([]Stored, error) {
	var all imap.UIDSet
	all.AddRange(1, 0)
	whole := &imap.FetchItemBodySection{Peek: true}
	bodies, err := client.Fetch(all, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{whole}}).Collect()
	if err != nil {
		return nil, err
	}
	raw := make(map[imap.UID][]byte)
	for _, m := range bodies {
		raw[m.UID] = m.FindBodySection(whole)
	}
	messages, err := client.Fetch(all, &imap.FetchOptions{UID: true, Flags: true, InternalDate: true}).Collect()
	if err != nil {
		return nil, err
	}
	var stored []Stored
	for _, m := range messages {
		one := Stored{UID: uint32(m.UID), At: m.InternalDate, Raw: raw[m.UID]}
		for _, flag := range m.Flags {
			one.Flags = append(one.Flags, string(flag))
		}
		stored = append(stored, one)
	}
	slices.SortFunc(stored, func(a, b Stored) int { return cmp.Compare(a.UID, b.UID) })
	return stored, nil
}

// Expunge removes one message as another client does.
func (s *IMAP) Expunge(ctx context.Context, mailbox string, uid uint32) error {
	return s.look(ctx, func(client *imapclient.Client) error {
		if _, err := client.Select(mailbox, nil).Wait(); err != nil {
			return fmt.Errorf("expunge from %s: %w", mailbox, err)
		}
		uids := imap.UIDSetNum(imap.UID(uid))
		deleted := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted}}
		if err := client.Store(uids, deleted, nil).Close(); err != nil {
			return fmt.Errorf("expunge from %s: %w", mailbox, err)
		}
		return client.Expunge().Close()
	})
}

// Renumber gives a mailbox a new UIDVALIDITY and its messages new UIDs from 1,
// in the same order, as a server does that was restored from a backup.
func (s *IMAP) Renumber(ctx context.Context, mailbox string) error {
	stored, err := s.Messages(ctx, mailbox)
	if err != nil {
		return err
	}
	if err := s.user.Delete(mailbox); err != nil {
		return fmt.Errorf("renumber %s: %w", mailbox, err)
	}
	if err := s.user.Create(mailbox, nil); err != nil {
		return fmt.Errorf("renumber %s: %w", mailbox, err)
	}
	for _, m := range stored {
		if _, err := s.Deliver(mailbox, m.Raw, m.At); err != nil {
			return err
		}
	}
	return nil
}

// Mailboxes are the names of all mailboxes, sorted.
func (s *IMAP) Mailboxes() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var names []string
	for name := range s.names {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// DeleteMailbox removes a mailbox and what is in it.
func (s *IMAP) DeleteMailbox(mailbox string) error {
	if err := s.user.Delete(mailbox); err != nil {
		return fmt.Errorf("delete mailbox %s: %w", mailbox, err)
	}
	s.forget(mailbox)
	return nil
}

// Flag sets a flag of one message, such as \Deleted or \Seen, as another
// client does.
func (s *IMAP) Flag(ctx context.Context, mailbox string, uid uint32, flag string) error {
	return s.look(ctx, func(client *imapclient.Client) error {
		if _, err := client.Select(mailbox, nil).Wait(); err != nil {
			return fmt.Errorf("flag in %s: %w", mailbox, err)
		}
		add := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.Flag(flag)}}
		return client.Store(imap.UIDSetNum(imap.UID(uid)), add, nil).Close()
	})
}
