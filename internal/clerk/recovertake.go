package clerk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// take takes in one mail, unless the ledger has it.
func (c *recovery) take(ctx context.Context, m oldMail) error {
	raw, truncated, err := m.box.Fetch(ctx, m.entry, c.Intake.Limits.Size)
	if errors.Is(err, intake.ErrGone) {
		return nil
	}
	if err != nil && (ctx.Err() != nil || errors.Is(err, intake.ErrConnection)) {
		return fmt.Errorf("fetch UID %d of %s: %w", m.entry.UID, m.place(), err)
	}
	if err != nil { // where it came the next round sees to it
		if m.folder == "" {
			return nil
		}
		return c.leaveTask(ctx, fmt.Sprintf("the register was restored, and UID %d in folder %s cannot be read: look whether it is in the register", m.entry.UID, m.folder))
	}
	mail, err := c.read(raw, truncated)
	if err != nil {
		return c.leaveTask(ctx, fmt.Sprintf("the register was restored, and UID %d in folder %s cannot be read: %s", m.entry.UID, m.place(), firstWords(err)))
	}
	switch unknown, err := c.unknown(ctx, m, mail); {
	case err != nil || !unknown:
		return err
	case m.folder == "":
		if handled, err := c.wasHandled(ctx, m, mail); err != nil || !handled {
			return err // new mail
		}
	}
	line, err := c.file(ctx, m, mail)
	if err != nil {
		return err
	}
	c.taken++
	if line.Outcome == register.Held {
		c.held++
	}
	return c.moveOn(ctx, m, line)
}

// read is intake.Parse; a mail that makes it panic is an error.
func (d *Desk) read(raw []byte, truncated bool) (m *intake.Mail, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("read mail: panic: %v", p)
		}
	}()
	m = intake.Parse(raw, d.Intake.Limits)
	m.Truncated = m.Truncated || truncated
	intake.Screen(m, d.own())
	return m, nil
}

func (m oldMail) place() string { return cmp.Or(m.folder, m.Name) }

// receipt is what the ledger says of it. One that was stuck when the backup was
// made keeps its line.
func (m oldMail) receipt(ctx context.Context, tx *register.Tx, mail *intake.Mail) (register.Receipt, error) {
	validity, _, _ := m.box.State()
	r := register.Receipt{
		Mailbox: m.place(), UIDValidity: validity, UID: m.entry.UID, Digest: mail.Digest(), Content: mail.Content(), MessageID: mail.MessageID,
		Subject: mail.Subject, Nature: string(mail.Nature), Size: m.entry.Size, ArrivedAt: m.entry.ArrivedAt, Raw: mail.Raw,
	}
	if len(mail.From) > 0 {
		r.From = mail.From[0].Address
	}
	if m.folder == "" {
		return r, nil
	}
	stuck, err := tx.Lines(ctx, register.LedgerFilter{Outcome: register.Stuck, Mailbox: m.Name})
	if err != nil {
		return r, fmt.Errorf("read the stuck list: %w", err)
	}
	for _, l := range stuck {
		if l.Size == r.Size && l.ArrivedAt.Equal(r.ArrivedAt.Truncate(time.Millisecond)) {
			r.Mailbox, r.UIDValidity, r.UID = l.Mailbox, l.UIDValidity, l.UID
			break
		}
	}
	return r, nil
}

// file gives the mail its transaction, as it had one before.
func (c *recovery) file(ctx context.Context, m oldMail, mail *intake.Mail) (line register.LedgerLine, err error) {
	auth, authWhy := intake.Authenticate(ctx, mail, c.Intake.Auth)
	if m.folder == m.Folders.Filed && m.Folders.Filed != m.Folders.Held {
		auth, authWhy = "pass", "it was believed before the register was restored"
	}
	err = c.Register.Update(ctx, func(tx *register.Tx) error {
		w := &work{Desk: c.Desk, tx: tx, now: c.then(m), mail: mail, past: c.past, mailbox: m.Name}
		r, err := m.receipt(ctx, tx, mail)
		if err != nil {
			return err
		}
		var fresh bool
		if w.line, fresh, err = tx.Receive(ctx, r, c.Now()); err != nil || !fresh {
			return err
		}
		if err := c.applyNamed(ctx, w); err != nil {
			return err
		}
		if err := c.handle(ctx, w, auth, authWhy); err != nil {
			return err
		}
		line = w.line
		if m.folder == "" {
			return nil
		}
		return tx.Moved(ctx, []int64{w.line.ID}, m.folder, c.Now())
	})
	if err != nil {
		return line, fmt.Errorf("take in UID %d of %s again: %w", m.entry.UID, m.place(), err)
	}
	return line, nil
}

// then is when the mail was handled: at its arrival, as near as can be known.
func (c *recovery) then(m oldMail) time.Time {
	if t := m.entry.ArrivedAt; !t.IsZero() && t.Before(c.Now()) {
		return t
	}
	return c.Now()
}

// handle decides about the mail anew. What cannot be done again, since the
// register is not as it was then, is left to a person.
func (c *recovery) handle(ctx context.Context, w *work, auth intake.Authentication, authWhy string) error {
	line := w.line
	err := w.tx.Try(ctx, func(*register.Tx) error {
		if err := w.handle(ctx, auth, authWhy); err != nil {
			return err
		}
		return w.closeAnswered(ctx)
	})
	if err == nil || ctx.Err() != nil || register.Unavailable(err) || errors.Is(err, intake.ErrConnection) {
		return err
	}
	c.Log.Warn("a mail could not be joined to the restored register", "mail", line.ID, "err", err)
	w.line, w.past, w.now, w.answers = line, nil, c.Now(), nil
	if err := w.noticeOfMail(ctx, ReasonRecovered); err != nil {
		return err
	}
	return w.settle(ctx, register.Held, recoveredWhy, 0, "")
}

// recoveredWhy is the reason of mails that could not be joined.
const recoveredWhy = "the register was restored, and what became of this mail is not known"

// moveOn moves a mail whose outcome is another now to the folder of that.
func (c *recovery) moveOn(ctx context.Context, m oldMail, line register.LedgerLine) error {
	folder := folder(m.Folders, line)
	if m.folder == "" || folder == "" || folder == m.folder {
		return nil
	}
	err := m.box.Move(ctx, []uint32{m.entry.UID}, folder)
	if err != nil && !errors.Is(err, intake.ErrCopied) {
		if errors.Is(err, intake.ErrConnection) || ctx.Err() != nil {
			return fmt.Errorf("move mail to %q: %w", folder, err)
		}
		c.Log.Warn("mail stays in its folder: the other cannot be had", "folder", m.folder, "other", folder, "err", err)
		return nil
	}
	return c.Register.Update(ctx, func(tx *register.Tx) error { return tx.Moved(ctx, []int64{line.ID}, folder, c.Now()) })
}
