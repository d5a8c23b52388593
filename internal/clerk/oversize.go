package clerk

import (
	"context"
	"fmt"

	"inquiryd/internal/register"
	"inquiryd/internal/threading"
	"inquiryd/notify"
)

// tooBig says whether the mail on the desk is that of the inquiry and was too
// large to be fetched whole.
func (w *work) tooBig(q register.Inquiry) bool {
	return w.mail != nil && w.mail.Truncated && w.line.ID == q.Ledger
}

// tellTooBig tells a member that what they wrote about a case was too large,
// and what to do, and the registrar that something of it is missing.
func (w *work) tellTooBig(ctx context.Context, l threading.Link) error {
	if l.Case.State != register.StateHeld { // of a held case the registrar gets all mail anyway
		if err := w.noticeTooBig(ctx, l); err != nil {
			return err
		}
	}
	return w.replyToMember(ctx, l, notify.TooBig, ReasonTruncated, "")
}

// noticeTooBig tells the registrar that a mail about a case was too large,
// within the number of notices that a day may have.
func (w *work) noticeTooBig(ctx context.Context, l threading.Link) error {
	n, err := w.tx.CountLetters(ctx, w.Config.Registrar, []string{string(notify.Notice)}, w.now.Add(-day))
	if err != nil {
		return fmt.Errorf("count notices: %w", err)
	}
	if n >= w.Config.MaxNotices {
		return w.task(ctx, l.Case.Number, fmt.Sprintf("mail %d was too large: only its beginning was read", w.line.ID))
	}
	return w.notice(ctx, l.Case, l.Inquiry, ReasonTruncated, "")
}

// beginning is how much of a mail travels along that is too large to travel
// whole: its header and the first words.
const beginning = 64 << 10

// enclosed is a mail as it came, as a file of a letter; of one that servers
// would not take the beginning. whole is false then.
func (d *Desk) enclosed(raw []byte) (files []notify.Attachment, whole bool) {
	name := originalName
	if whole = int64(len(raw)) <= d.Config.MaxOriginal; !whole {
		name, raw = "original-beginning-only.eml", raw[:min(len(raw), beginning)]
	}
	return []notify.Attachment{{Name: name, MediaType: "message/rfc822", Content: raw}}, whole
}
