package clerk

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"golang.org/x/sync/semaphore"

	"inquiryd/intake"
	"inquiryd/internal/paper"
	"inquiryd/internal/register"
)

// A round takes new mails in as on a belt, with all of its stations at work at
// the same time:
//
//	fetch ──▶ read ──▶ file ──▶ acknowledge (package outbox)
//	one       all      one
//	at a      cores    group
//	time               a time
//
// Mails keep the order of their arrival from end to end. What is on the belt is
// bounded by bytes and by number, from before the fetch until the commit. A
// group is what was ready while the one before it was being committed: a mail
// that comes alone is filed at once, and a backlog costs one wait for the disk
// for many mails. When one fails, nothing stays of its group, and each of the
// group is filed by itself: the one that fails then goes on the stuck list, the
// others are none the worse. Mails are moved when all of the round are filed: it
// is work for the mail server, which members would wait for.

// The bounds of the belt.
const (
	beltBytes  = 4 << 20 // of raw mail; a larger mail has the belt to itself
	fetchBytes = 1 << 20 // asked for by one command
	fetchMails = 48
	groupMails = 64
	groupBytes = 1 << 20
)

// bagged is how many acknowledgements may be with the courier: those of some
// groups, since what became of letters is noted between two groups.
const bagged = 6 * groupMails

// taken is a mail on the belt.
type taken struct {
	intake.Entry
	raw       []byte
	truncated bool
	err       error // why it could not be fetched or read
	mail      *intake.Mail
	receipt   register.Receipt // what the ledger says of it
	auth      intake.Authentication
	authWhy   string
	papers    []readPaper   // the files of an official
	asked     *asked        // what the rules say of it, if they were asked
	ready     chan struct{} // closed when it was read
}

// takeAll takes mails in, in their order. When the connection is lost, those
// that had come are filed before the error is returned.
func (r *round) takeAll(ctx context.Context, entries []intake.Entry) error {
	r.many = len(entries) > manyAtOnce
	fetching, stop := context.WithCancel(ctx)
	defer stop()
	b := belt{round: r, room: semaphore.NewWeighted(beltBytes), places: make(chan struct{}, inMemory),
		unread: make(chan *taken, inMemory), line: make(chan *taken, inMemory)}
	var fetchErr error
	var stations sync.WaitGroup
	stations.Go(func() { fetchErr = b.fetch(fetching, entries) })
	for range runtime.GOMAXPROCS(0) {
		stations.Go(func() { b.read(fetching) })
	}
	err := b.file(ctx)
	stop() // after an error nothing more need be fetched
	for t := range b.line {
		<-t.ready // a reader may still be at it
		b.leaves(t)
	}
	stations.Wait()
	switch {
	case err != nil:
		return err
	case fetchErr != nil:
		return fetchErr
	}
	if len(entries) > 0 {
		r.state.LastUID = max(r.state.LastUID, entries[len(entries)-1].UID)
	}
	return nil
}

// belt is the way of the mails of one round.
type belt struct {
	*round
	room   *semaphore.Weighted // bytes
	places chan struct{}       // one for each mail on the belt
	unread chan *taken
	line   chan *taken // in the order of arrival
}

// enters waits until there is room for a mail.
func (b *belt) enters(ctx context.Context, e intake.Entry) error {
	select {
	case b.places <- struct{}{}:
		return b.room.Acquire(ctx, weight(e))
	case <-ctx.Done():
		return ctx.Err()
	}
}

// leaves makes room again: the mail is kept, or given up.
func (b *belt) leaves(t *taken) {
	b.room.Release(weight(t.Entry))
	<-b.places
	t.raw, t.mail, t.asked, t.receipt.Raw, t.receipt.Packed = nil, nil, nil, nil, register.Packed{}
}

func weight(e intake.Entry) int64 {
	if e.Size < 0 {
		return beltBytes
	}
	return min(e.Size, beltBytes)
}

// fetch puts mails on the belt.
func (b *belt) fetch(ctx context.Context, entries []intake.Entry) error {
	defer close(b.line)
	defer close(b.unread)
	for len(entries) > 0 {
		n, err := b.batch(ctx, entries)
		if err != nil {
			return err
		}
		fetched, err := b.box.FetchMany(ctx, entries[:n], b.Intake.Limits.Size)
		for _, f := range fetched {
			t := &taken{Entry: f.Entry, raw: f.Raw, truncated: f.Truncated, err: f.Err, ready: make(chan struct{})}
			b.unread <- t // both have room for all that may be on the belt
			b.line <- t
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
func (b *belt) batch(ctx context.Context, entries []intake.Entry) (n int, err error) {
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

// read is one reader: what a mail says needs no register.
func (b *belt) read(ctx context.Context) {
	for t := range b.unread {
		if t.err == nil {
			b.readOne(ctx, t)
		}
		close(t.ready)
	}
}

// readOne reads a mail. One that makes the reading panic is an error like any
// other: it is kept, and a person sees it.
func (r *round) readOne(ctx context.Context, t *taken) {
	defer func() {
		if p := recover(); p != nil {
			t.err = fmt.Errorf("read UID %d: panic: %v", t.UID, p)
		}
	}()
	t.mail = intake.Parse(t.raw, r.Intake.Limits)
	t.mail.Truncated = t.mail.Truncated || t.truncated
	intake.Screen(t.mail, r.own())
	m := t.mail
	t.ArrivedAt = r.arrived(t.Entry, m)
	t.receipt = register.Receipt{
		Mailbox: r.cfg.Name, UIDValidity: r.state.UIDValidity, UID: t.UID, Content: m.Content(),
		MessageID: m.MessageID, Subject: m.Subject, Nature: string(m.Nature), Size: t.Size, ArrivedAt: t.ArrivedAt, Raw: t.raw,
	}
	if len(m.From) > 0 {
		t.receipt.From = m.From[0].Address
	}
	if t.err = r.Register.Prepare(&t.receipt, r.many); t.err != nil {
		return
	}
	if len(m.From) == 1 && len(m.Attachments) > 0 && len(r.identify(m.From[0].Address, t.ArrivedAt).administrations) > 0 {
		t.papers = readPapers(ctx, paper.Reader{PDFCommand: r.Config.PDFTextCommand, Door: r.door}, m)
	}
	t.auth, t.authWhy = intake.Authenticate(ctx, t.mail, r.Intake.Auth)
	r.askAhead(t)
}

// askAhead asks the rules about a mail that looks like a new inquiry, so that
// the filing, which is one for all, finds it done. What it turns out to be is
// said there.
func (r *round) askAhead(t *taken) {
	m := t.mail
	if m.Nature != intake.Person || len(m.From) != 1 || len(m.InReplyTo) > 0 {
		return
	}
	if p := r.identify(m.From[0].Address, t.ArrivedAt); p.member != nil {
		a := r.ask(m, p, r.cfg.Kind)
		a.wished = r.reader.WishedDay(m.Subject, readable(m), t.ArrivedAt.In(r.Place))
		t.asked = &a
	}
}
