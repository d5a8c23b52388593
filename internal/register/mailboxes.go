package register

import "context"

// Mailbox returns how far the mailbox has been read; [ErrNotFound] when it was
// never seen.
func (tx *Tx) Mailbox(ctx context.Context, mailbox string) (_ MailboxState, err error) {
	defer name(&err, "read mailbox %q", mailbox)
	return one(ctx, tx, readMailbox, mailboxes+` WHERE name = $1`, indexed(mailbox))
}

const mailboxes = `SELECT name, uid_validity, last_uid, adopted_at, adopted_uid, polled_at FROM mailboxes`

func readMailbox(s scan) (m MailboxState, err error) {
	err = s(&m.Mailbox, &m.UIDValidity, &m.LastUID, instant{&m.AdoptedAt}, &m.AdoptedUID, instant{&m.PolledAt})
	return m, err
}

// SetMailbox keeps how far a mailbox has been read.
func (tx *Tx) SetMailbox(ctx context.Context, m MailboxState) (err error) {
	defer name(&err, "keep mailbox %q", m.Mailbox)
	return tx.later(ctx, later{query: `
		INSERT INTO mailboxes (name, uid_validity, last_uid, adopted_at, adopted_uid, polled_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (name) DO UPDATE SET uid_validity = excluded.uid_validity, last_uid = excluded.last_uid,
			adopted_at = excluded.adopted_at, adopted_uid = excluded.adopted_uid, polled_at = excluded.polled_at`,
		args: []any{indexed(m.Mailbox), int64(m.UIDValidity), int64(m.LastUID), millis(m.AdoptedAt), int64(m.AdoptedUID), millis(m.PolledAt)}})
}

// Mailboxes returns how far each mailbox that was ever seen has been read, by
// name.
func (tx *Tx) Mailboxes(ctx context.Context) (_ []MailboxState, err error) {
	defer name(&err, "list mailboxes")
	return many(ctx, tx, readMailbox, mailboxes+` ORDER BY name`)
}
