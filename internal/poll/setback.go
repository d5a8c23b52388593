package poll

import (
	"context"
	"errors"
	"fmt"

	"inquiryd/internal/register"
)

// setBack tells a person, once for a UIDVALIDITY, that the server gives numbers
// anew which it had given before: the mailbox was put back from a copy of the
// server's files. A server must then give it a new UIDVALIDITY (RFC 9051 section
// 2.3.1.1); while it does not, mail that comes under a number that was read
// already is taken for read.
func (r *Round) setBack(ctx context.Context, tx *register.Tx, s register.MailboxState, next uint32) error {
	r.Log.Error("the mailbox was set back, and mail may be taken for read: give it a new UIDVALIDITY", "mailbox", r.Mailbox.Name, "next_uid", next, "last_uid", s.LastUID)
	note := fmt.Sprintf("set back %s %d", r.Mailbox.Name, s.UIDValidity)
	if _, _, err := tx.Note(ctx, note); !errors.Is(err, register.ErrNotFound) {
		return err
	}
	if err := tx.SetNote(ctx, note, fmt.Sprint(next), r.Now()); err != nil {
		return err
	}
	return r.Task(ctx, tx, fmt.Sprintf("the mailbox %s was set back on its server: its next mail gets UID %d, but %d was read already, so new mail up to that is not read: "+
		"let the server give the mailbox a new UIDVALIDITY, as by doveadm mailbox update --uid-validity, and it is read anew", r.Mailbox.Name, next, s.LastUID), nil)
}
