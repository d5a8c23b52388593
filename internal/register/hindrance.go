package register

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Hindrance is a folder of the mail server that takes nothing.
type Hindrance struct {
	Folder string
	Since  time.Time
}

// SentFolder is what [Tx.Hinder] calls the folder of sent mail.
const SentFolder = ""

// hindranceFades is when a hindrance that nobody has met again is over: whoever
// met it may have stopped, or another daemon has taken over.
const hindranceFades = 3 * time.Hour

const hindered = "hindered "

// Hinder notes that a folder takes nothing: mail stays in a mailbox, or letters
// get no copy in [SentFolder].
func (tx *Tx) Hinder(ctx context.Context, mailbox, folder string, now time.Time) error {
	h, err := tx.hindrance(ctx, mailbox, now)
	if errors.Is(err, ErrNotFound) {
		h.Since, err = now, nil
	}
	if err != nil {
		return err
	}
	return tx.SetNote(ctx, hindered+mailbox, fmt.Sprintf("%d %s", h.Since.UnixMilli(), folder), now)
}

// Unhinder notes that it takes mail again.
func (tx *Tx) Unhinder(ctx context.Context, mailbox string) error {
	return tx.DropNote(ctx, hindered+mailbox)
}

// hindrance is what keeps mail in a mailbox; [ErrNotFound]: nothing, or nobody has
// met it lately.
func (tx *Tx) hindrance(ctx context.Context, mailbox string, now time.Time) (h Hindrance, err error) {
	text, at, err := tx.Note(ctx, hindered+mailbox)
	if err != nil {
		return h, err
	}
	since, folder, _ := strings.Cut(text, " ")
	began, err := strconv.ParseInt(since, 10, 64)
	if err != nil || now.Sub(at).Abs() > hindranceFades {
		return h, ErrNotFound
	}
	return Hindrance{folder, time.UnixMilli(began)}, nil
}

// hindrances are those of the folder of sent mail and of all mailboxes.
func (tx *Tx) hindrances(ctx context.Context, mailboxes []MailboxState, now time.Time) (all []Hindrance, err error) {
	for _, m := range append([]MailboxState{{Mailbox: SentFolder}}, mailboxes...) {
		h, err := tx.hindrance(ctx, m.Mailbox, now)
		switch {
		case err == nil:
			all = append(all, h)
		case !errors.Is(err, ErrNotFound):
			return nil, err
		}
	}
	return all, nil
}
