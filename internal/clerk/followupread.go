package clerk

import (
	"context"
	"fmt"
	"strings"

	"inquiryd/internal/register"
	"inquiryd/notify"
)

// What a member's reply says besides words of ours: nothing, thanks, what stands in
// our own letter, or something to be read.

// bare is a line without the greeting, the thanks and the closing that telephones'
// owners put on it: "Hej. Tak! Hvornår får jeg svar? Mvh Ida".
func (x *lexis) bare(line string) string {
	return x.closingBehind().ReplaceAllString(x.thanksAhead().ReplaceAllString(x.greetingAhead().ReplaceAllString(line, ""), ""), "$1")
}

// saysMore says whether what stands below a word is more than a name and a
// greeting: then the member wants it to be read.
func (x *lexis) saysMore(rest string) bool {
	rest = x.withoutClosing(rest)
	return len(strings.Fields(rest)) > 3 || strings.Contains(rest, "?")
}

// saysNothing says whether the mail on the desk is a reply with nothing in it but
// what it answers and a signature, as one that a thumb sent.
func (w *work) saysNothing() bool {
	m := w.mail
	if m.Encrypted || m.Truncated || len(m.Attachments) > 0 || !strings.Contains(w.subjectCase().FindString(m.Subject), ":") {
		return false
	}
	return w.Classifier.Split(unsigned(m.NewText, w.memberName())).Silent
}

// cutOurs leaves out, of a mail that was forwarded, our letter that stands in it as
// its text: what that asks was asked before.
func (w *work) cutOurs(ctx context.Context, c register.Case) error {
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
		if l.Role == string(notify.Member) {
			texts = append(texts, l.Text)
		}
	}
	if above := beforeOurs(w.mail.NewText, texts); above != "" && above != strings.TrimSpace(w.mail.NewText) {
		cut := *w.mail
		cut.NewText = above
		w.mail = &cut
	}
	return nil
}

// passesOn says whether the mail on the desk only says that it is for somebody's
// information.
func (w *work) passesOn() bool {
	text, ok := w.few()
	return ok && !strings.Contains(text, "?") && w.informs().MatchString(text)
}

// memberName is the name of the member who sent the mail on the desk, "" when
// it is no member's.
func (w *work) memberName() string {
	if p := w.sender(); p.member != nil {
		return p.member.Name
	}
	return ""
}
