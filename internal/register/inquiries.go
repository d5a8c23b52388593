package register

import (
	"context"
	"time"
)

const inquiries = `SELECT id, COALESCE(ledger_id, 0), member, member_name, member_title, kind, subject, introduction, message_id, refs,
	arrived_at, COALESCE(follows, ''), acknowledged, erased_at FROM inquiries`

func readInquiry(s scan) (q Inquiry, err error) {
	err = s(&q.ID, &q.Ledger, &q.Member, &q.MemberName, &q.MemberTitle, &q.Kind, &q.Subject, &q.Introduction, &q.MessageID,
		parsed{&q.References}, instant{&q.ArrivedAt}, &q.Follows, &q.Acknowledged, instant{&q.ErasedAt})
	return q, err
}

// AddInquiry keeps q and sets its ID. A ledger line leads to one inquiry only:
// a second one for it is an error.
func (tx *Tx) AddInquiry(ctx context.Context, q *Inquiry) (err error) {
	defer name(&err, "add inquiry")
	if tx.gathers {
		return tx.addInquiry(ctx, q)
	}
	q.ID, err = tx.insert(ctx, `
		INSERT INTO inquiries (`+inquiryColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, q.values()...)
	return err
}

const inquiryColumns = `ledger_id, member, member_name, member_title, kind, subject, introduction, message_id, refs, arrived_at, follows, acknowledged`

func (q *Inquiry) values() []any {
	return []any{orNull(q.Ledger), indexed(q.Member), clean(q.MemberName), clean(q.MemberTitle), clean(q.Kind), clean(q.Subject), clean(q.Introduction),
		indexed(q.MessageID), clean(document(q.References)), millis(q.ArrivedAt), orNull(q.Follows), q.Acknowledged}
}

// Inquiry returns an inquiry, or [ErrNotFound].
func (tx *Tx) Inquiry(ctx context.Context, id int64) (_ Inquiry, err error) {
	defer name(&err, "read inquiry %d", id)
	return one(ctx, tx, readInquiry, inquiries+` WHERE id = $1`, id)
}

// InquiryByMessageID returns the first inquiry that the member sent under that
// Message-ID, or [ErrNotFound]. Another member's is never returned: a
// Message-ID is easily copied.
func (tx *Tx) InquiryByMessageID(ctx context.Context, member, messageID string) (_ Inquiry, err error) {
	defer name(&err, "look for inquiry by Message-ID")
	return one(ctx, tx, readInquiry, inquiries+` WHERE message_id = $1 AND member = $2 AND message_id <> '' ORDER BY id LIMIT 1`,
		indexed(messageID), indexed(member))
}

// SubjectsOf returns the subjects of the inquiries of a member that arrived at
// or after since and were acknowledged.
func (tx *Tx) SubjectsOf(ctx context.Context, member string, since time.Time) (_ []string, err error) {
	defer name(&err, "list subjects of a member")
	all, err := peekMany(ctx, tx, value[string], `SELECT subject FROM inquiries WHERE member = $1 AND arrived_at >= $2 AND acknowledged = TRUE ORDER BY +id`, // the sign keeps the index of days in use
		indexed(member), since.UnixMilli())
	for _, q := range tx.added.inquiries {
		if q.Acknowledged && indexed(q.Member) == indexed(member) && q.ArrivedAt.UnixMilli() >= since.UnixMilli() {
			all = append(all, clean(q.Subject))
		}
	}
	return all, err
}

// SetAcknowledged notes that the inquiry's acknowledgement is written.
func (tx *Tx) SetAcknowledged(ctx context.Context, id int64) (err error) {
	defer name(&err, "note acknowledgement of inquiry %d", id)
	if q := tx.added.inquiry[id]; q != nil {
		q.Acknowledged = true
		return nil
	}
	return tx.change(ctx, `UPDATE inquiries SET acknowledged = TRUE WHERE id = $1`, id)
}

// SetKind changes the kind of an inquiry.
func (tx *Tx) SetKind(ctx context.Context, id int64, kind string) (err error) {
	defer name(&err, "set kind of inquiry %d", id)
	return tx.change(ctx, `UPDATE inquiries SET kind = $2 WHERE id = $1`, id, clean(kind))
}
