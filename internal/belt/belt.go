package belt

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"sync"

	"golang.org/x/sync/semaphore"

	"inquiryd/intake"
)

// The bounds of the belt.
const (
	Mails      = 200     // on their way at once, at most
	Group      = 64      // mails of a group, at most
	groupBytes = 1 << 20 // of a group, but for its last mail
	beltBytes  = 4 << 20 // of raw mail; a larger mail has the belt to itself
	fetchBytes = 1 << 20 // asked for by one command
	fetchMails = 48
)

// Mail is a mail on the belt.
type Mail[R any] struct {
	intake.Entry
	Raw       []byte
	Truncated bool
	Err       error // why it could not be fetched or read
	Read      R     // what a reader made of it
	ready     chan struct{}
}

// Belt is the way of some mails.
type Belt[R any] struct {
	Box   Box
	Limit int64 // bytes of a mail that are fetched
	// Read reads a mail: several at once, in any order.
	Read func(context.Context, *Mail[R]) error
	// File gets the mails that have come, in their order, one group after the other.
	File func(context.Context, []*Mail[R]) error

	room   *semaphore.Weighted // bytes
	places chan struct{}       // one for each mail on the belt
	unread chan *Mail[R]
	line   chan *Mail[R] // in the order of arrival
}

// Box is where the mails are fetched from.
type Box interface {
	FetchMany(ctx context.Context, entries []intake.Entry, limit int64) ([]intake.Fetched, error)
}

// Run takes mails along, and returns when all are filed or something is wrong. When
// the connection is lost, those that had come are filed before the error is returned.
func (b *Belt[R]) Run(ctx context.Context, entries []intake.Entry) error {
	fetching, stop := context.WithCancel(ctx)
	defer stop()
	b.room, b.places = semaphore.NewWeighted(beltBytes), make(chan struct{}, Mails)
	b.unread, b.line = make(chan *Mail[R], Mails), make(chan *Mail[R], Mails)
	var fetchErr error
	var stations sync.WaitGroup
	stations.Go(func() { fetchErr = b.fetch(fetching, entries) })
	for range runtime.GOMAXPROCS(0) {
		stations.Go(func() { b.read(fetching) })
	}
	err := b.file(ctx)
	stop() // after an error nothing more need be fetched
	for m := range b.line {
		<-m.ready // a reader may still be at it
		b.leaves(m)
	}
	stations.Wait()
	return cmp.Or(err, fetchErr)
}

// enters waits until there is room for a mail.
func (b *Belt[R]) enters(ctx context.Context, e intake.Entry) error {
	select {
	case b.places <- struct{}{}:
		return b.room.Acquire(ctx, weight(e))
	case <-ctx.Done():
		return ctx.Err()
	}
}

// leaves makes room again: the mail is kept, or given up.
func (b *Belt[R]) leaves(m *Mail[R]) {
	b.room.Release(weight(m.Entry))
	<-b.places
	var nothing R
	m.Raw, m.Read = nil, nothing
}

func weight(e intake.Entry) int64 {
	if e.Size < 0 {
		return beltBytes
	}
	return min(e.Size, beltBytes)
}

// fetch puts mails on the belt.
func (b *Belt[R]) fetch(ctx context.Context, entries []intake.Entry) error {
	defer close(b.line)
	defer close(b.unread)
	for len(entries) > 0 {
		n, err := b.batch(ctx, entries)
		if err != nil {
			return err
		}
		fetched, err := b.Box.FetchMany(ctx, entries[:n], b.Limit)
		for _, f := range fetched {
			m := &Mail[R]{Entry: f.Entry, Raw: f.Raw, Truncated: f.Truncated, Err: f.Err, ready: make(chan struct{})}
			b.unread <- m // both have room for all that may be on the belt
			b.line <- m
		}
		if err != nil {
			return fmt.Errorf("fetch %d mails from UID %d: %w", n, entries[0].UID, err)
		}
		entries = entries[n:]
	}
	return nil
}

// batch is how many mails are fetched by the next command: no more than there
// is room for now, and one at least, for which it waits.
func (b *Belt[R]) batch(ctx context.Context, entries []intake.Entry) (n int, err error) {
	if err := b.enters(ctx, entries[0]); err != nil {
		return 0, err
	}
	bytes := weight(entries[0])
	for n = 1; n < min(len(entries), fetchMails); n++ {
		bytes += weight(entries[n])
		if bytes > fetchBytes || !b.room.TryAcquire(weight(entries[n])) {
			break
		}
		select {
		case b.places <- struct{}{}:
			continue
		default:
			b.room.Release(weight(entries[n]))
		}
		break
	}
	return n, nil
}

// read is one reader. A mail that makes the reading panic is an error like any
// other: it is kept, and a person sees it.
func (b *Belt[R]) read(ctx context.Context) {
	for m := range b.unread {
		if m.Err == nil {
			m.Err = b.readSafely(ctx, m)
		}
		close(m.ready)
	}
}

func (b *Belt[R]) readSafely(ctx context.Context, m *Mail[R]) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("read UID %d: panic: %v", m.UID, p)
		}
	}()
	return b.Read(ctx, m)
}

// file files what comes along, group by group.
func (b *Belt[R]) file(ctx context.Context) error {
	for group := b.group(nil); len(group) > 0; group = b.group(group[:0]) {
		err := b.File(ctx, group)
		for _, m := range group {
			b.leaves(m)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// group waits for the next mail and takes those along that have come too.
func (b *Belt[R]) group(group []*Mail[R]) []*Mail[R] {
	m, open := <-b.line
	for bytes := int64(0); open; {
		<-m.ready
		group = append(group, m)
		if bytes += int64(len(m.Raw)); len(group) == Group || bytes > groupBytes {
			return group
		}
		select {
		case m, open = <-b.line:
		default:
			return group
		}
	}
	return group
}
