package clerk

import (
	"context"
	"fmt"
	"strings"

	"inquiryd/internal/register"
	"inquiryd/internal/reply"
	"inquiryd/notify"
)

// What a member's reply says besides words of ours: nothing, thanks, what stands in
// our own letter, or something to be read.

// saysNothing says whether the mail on the desk is a reply with nothing in it but
// what it answers and a signature, as one that a thumb sent.
func (w *work) saysNothing() bool {
	m := w.mail
	if m.Encrypted || m.Truncated || len(m.Attachments) > 0 || !w.reader.Replies(m.Subject) {
		return false
	}
	return w.Classifier.Split(reply.Unsigned(m.NewText, w.memberName())).Silent
}

// complains says whether what reads like a reminder is no question: about a case that has
// its answer, "Jeg har ikke fået svar på mit spørgsmål" says that it is none.
func (w *work) complains() bool {
	const most = 4 // words of ours that ask without a mark: "Hvordan går det"
	return !strings.Contains(w.mail.NewText, "?") && len(strings.Fields(reply.Unsigned(w.mail.NewText, w.memberName()))) > most
}

// cutOurs leaves out, of a mail that was forwarded or whose writer deleted what marks a
// quote, our letter to a role that stands in it as its text: what that asks or answers
// was said before.
func (w *work) cutOurs(ctx context.Context, c register.Case, to notify.Role) error {
	const least = 8 // lines that a letter of ours has at least
	if strings.Count(w.mail.NewText, "\n") < least {
		return nil
	}
	letters, err := w.tx.LettersOf(ctx, c.Number)
	if err != nil {
		return fmt.Errorf("read letters of case %s: %w", c.Number, err)
	}
	var texts []string
	for _, l := range letters {
		if l.Role == string(to) {
			texts = append(texts, l.Text)
		}
	}
	if above := reply.BeforeOurs(w.mail.NewText, texts); above != "" && above != strings.TrimSpace(w.mail.NewText) {
		cut := *w.mail
		cut.NewText = above
		w.mail = &cut
	}
	return nil
}

// toRead is the mail on the desk with what tells how it is to be read.
func (w *work) toRead() reply.Mail {
	return reply.Mail{Mail: w.mail, Member: w.memberName(), Files: len(w.fileNames()) > 0}
}

// memberName is the name of the member who sent the mail on the desk, "" when
// it is no member's.
func (w *work) memberName() string {
	if p := w.sender(); p.member != nil {
		return p.member.Name
	}
	return ""
}
