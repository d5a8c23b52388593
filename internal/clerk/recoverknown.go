package clerk

import (
	"context"
	"errors"
	"fmt"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// unknown says whether the ledger lacks the mail. Each line stands for one
// mail, so that a copy that arrived later is told apart.
func (c *recovery) unknown(ctx context.Context, m oldMail, mail *intake.Mail) (bool, error) {
	if m.folder == "" { // its place says it
		return true, nil
	}
	digest := mail.Digest()
	if _, counted := c.known[digest]; !counted {
		err := c.Register.View(ctx, func(tx *register.Tx) error {
			lines, err := tx.Copies(ctx, digest)
			c.known[digest] = len(lines)
			return err
		})
		if err != nil {
			return false, err
		}
	}
	c.known[digest]--
	return c.known[digest] < 0, nil
}

// wasHandled says whether a mail that lies where it came was taken in before: a
// letter tells of it, or mails stay where they are and later ones were. A letter
// that the register has is about a mail that it has, and one that came with
// another mail is about that: this one only bears the same Message-ID.
func (c *recovery) wasHandled(ctx context.Context, m oldMail, mail *intake.Mail) (bool, error) {
	digest := mail.Digest()
	another, err := c.otherInquiry(ctx, mail)
	if err != nil {
		return false, err
	}
	for _, l := range c.past.About(digest, mail.MessageID, another) {
		if known, err := c.has(ctx, l.ID); err != nil || !known {
			return err == nil, err
		}
	}
	return c.Config.KeepInPlace && m.entry.ArrivedAt.Before(c.past.Last()), nil
}

// otherInquiry says whether the register has an inquiry from the same address
// under the Message-ID of a mail, with other content: then letters that only
// name that Message-ID, as an answer of weeks later, are about the inquiry.
func (c *recovery) otherInquiry(ctx context.Context, mail *intake.Mail) (other bool, err error) {
	if mail.MessageID == "" || len(mail.From) != 1 {
		return false, nil
	}
	err = c.Register.View(ctx, func(tx *register.Tx) error {
		address := mail.From[0].Address
		if m, ok := c.Roster.Find(address); ok {
			address = m.Address
		}
		q, err := tx.InquiryByMessageID(ctx, address, mail.MessageID)
		if errors.Is(err, register.ErrNotFound) || err == nil && q.Ledger == 0 {
			return nil
		}
		if err != nil {
			return err
		}
		line, err := tx.Line(ctx, q.Ledger)
		other = err == nil && line.Digest != mail.Digest()
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look for other mail under the same Message-ID: %w", err)
	}
	return other, nil
}
