package sentmail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"inquiryd/intake"
	"inquiryd/notify"
)

// Account is whose folder of sent mail it is.
type Account struct {
	Dial   func(context.Context) (*intake.Mailbox, error)
	Folder string // its name; default: the one that the server marks
}

// selectSent dials for the folder of sent mail and selects it; "" when the server
// has none. unreadable says why it could not be selected: letters may be put into
// it all the same.
func (a Account) selectSent(ctx context.Context) (box *intake.Mailbox, folder string, unreadable, err error) {
	if box, err = a.Dial(ctx); err != nil {
		return nil, "", nil, fmt.Errorf("look for the folder of sent mail: %w", err)
	}
	if folder, err = box.Sent(ctx, a.Folder); err == nil && folder != "" {
		if unreadable = box.Select(ctx, folder); errors.Is(unreadable, intake.ErrConnection) || unreadable != nil && ctx.Err() != nil {
			err = fmt.Errorf("look at the folder of sent mail: %w", unreadable)
		}
	}
	if err != nil || folder == "" {
		box.Close()
		return nil, "", nil, err
	}
	return box, folder, unreadable, nil
}

// Reader knows our letters.
type Reader struct {
	Account
	Signer *notify.Signer
	Limits intake.Limits
	Log    *slog.Logger
	// Recipients are the addresses that a letter to one may have been signed for:
	// on the letter it may stand in its wire form.
	Recipients func(to string) []string
	// Original is the name of the file by which a mail travels with a letter.
	Original string
}

// Open opens the folder, and reads nothing of it yet. Without such a folder, or
// when it cannot be read, it is one that does not exist.
func (r *Reader) Open(ctx context.Context) (*Folder, error) {
	box, name, unreadable, err := r.selectSent(ctx)
	if err != nil {
		return nil, err
	}
	if unreadable != nil {
		r.Log.Warn("the folder of sent mail cannot be read", "folder", name, "err", unreadable)
		box.Close()
		box = nil
	}
	return newFolder(r, box), nil
}

// None is the folder of those who keep no copies.
func None() *Folder { return newFolder(nil, nil) }

// Read reads the letters that were sent since a time.
func (f *Folder) Read(ctx context.Context, since time.Time) error {
	if f.box == nil {
		return nil
	}
	entries, err := f.box.List(ctx, 0)
	if err != nil {
		return fmt.Errorf("list sent letters: %w", err)
	}
	for _, e := range entries {
		if !e.ArrivedAt.IsZero() && e.ArrivedAt.Before(since) {
			continue
		}
		l, err := f.letter(ctx, e, f.reader.Limits.Size)
		if err != nil {
			if errors.Is(err, intake.ErrConnection) || ctx.Err() != nil {
				return err
			}
			f.reader.Log.Warn("a sent letter cannot be read", "uid", e.UID, "err", err)
		}
		if l != nil {
			f.add(l)
		}
	}
	slices.SortStableFunc(f.letters, func(a, b *Letter) int { return a.Written.Compare(b.Written) })
	return nil
}

const (
	youngest  = 50
	beginning = 32 << 10 // of a letter, in bytes: it has the fields that prove it
)

// Youngest are the last letters of the folder, as far as they were sent since a
// time, by their beginnings.
func (f *Folder) Youngest(ctx context.Context, since time.Time) (letters []*Letter, err error) {
	if f.box == nil {
		return nil, nil
	}
	_, next, _ := f.box.State()
	entries, err := f.box.List(ctx, max(next, youngest+1)-(youngest+1))
	if err != nil {
		return nil, fmt.Errorf("list sent letters: %w", err)
	}
	for _, e := range entries {
		if e.ArrivedAt.Before(since) {
			continue
		}
		switch l, err := f.letter(ctx, e, beginning); {
		case errors.Is(err, intake.ErrConnection):
			return nil, err
		case err == nil && l != nil:
			letters = append(letters, l)
		}
	}
	return letters, nil
}

// Mail fetches a letter as it lies there.
func (f *Folder) Mail(ctx context.Context, l *Letter) (*intake.Mail, error) {
	raw, _, err := f.box.Fetch(ctx, l.entry, f.reader.Limits.Size)
	if err != nil {
		return nil, fmt.Errorf("fetch sent letter: %w", err)
	}
	return intake.Parse(raw, f.reader.Limits), nil
}

// letter reads a mail in the folder; nil when nothing proves that it is a letter
// of ours.
func (f *Folder) letter(ctx context.Context, e intake.Entry, limit int64) (*Letter, error) {
	raw, _, err := f.box.Fetch(ctx, e, limit)
	if errors.Is(err, intake.ErrGone) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("fetch sent letter: %w", err)
	}
	m := intake.Parse(raw, f.reader.Limits)
	claim, ok := f.reader.Signer.Read(m.MessageID)
	if !ok || claim.Kind == "" || len(m.To) != 1 {
		return nil, nil
	}
	if claim.Kind == notify.Approval {
		for _, a := range m.Attachments {
			f.digests = append(f.digests, a.SHA256)
		}
	}
	if !f.proves(claim, m.To[0].Address) {
		return nil, nil
	}
	return f.reader.describe(m, claim, e), nil
}

// proves says whether a letter was signed for its recipient: one to an approver for
// one of the letters that were to be approved, too.
func (f *Folder) proves(c notify.Claim, to string) bool {
	if slices.ContainsFunc(append(f.reader.Recipients(to), to), func(a string) bool { return f.reader.Signer.Proves(c, a) }) {
		return true
	}
	return c.Role == notify.Approver && slices.ContainsFunc(f.digests, func(digest string) bool { return f.reader.Signer.Bound(digest).Proves(c, to) })
}

// describe is what is kept in memory of a letter that was proven.
func (r *Reader) describe(m *intake.Mail, claim notify.Claim, e intake.Entry) *Letter {
	l := &Letter{ID: m.MessageID, Claim: claim, To: m.To[0].Address, Written: m.Date, Sent: e.ArrivedAt, entry: e}
	if l.Written.IsZero() {
		l.Written = e.ArrivedAt
	}
	if len(m.InReplyTo) > 0 {
		l.reply = m.InReplyTo[0]
	}
	switch claim.Kind {
	case notify.Forwarding, notify.HeldNotice, notify.Acknowledgement, notify.TooBig:
		l.Text = oneLine(m.Text)
	}
	switch claim.Kind {
	case notify.Forwarding, notify.HeldNotice, notify.Notice:
		for _, a := range m.Attachments {
			if a.Name == r.Original {
				l.Original = a.SHA256
			}
		}
	}
	return l
}
