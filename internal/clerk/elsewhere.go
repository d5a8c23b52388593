package clerk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"inquiryd/internal/register"
	"inquiryd/internal/threading"
)

// A member who replies to a receipt may ask something new that another
// administration answers. As an addition to the case it would reach only those
// who have the case, and no letter would answer it.

// asksElsewhere are the questions of a reply about cases when the rules are
// sure that one of them is for an administration that has none of the cases, or when
// its writer gave it another subject. Else the subject, which is that of our letter,
// does not count.
func (w *work) asksElsewhere(ctx context.Context, j judgement) (a asked, ok bool, err error) {
	m := *w.mail
	other, err := w.otherSubject(ctx, j)
	if err != nil {
		return a, false, err
	}
	if !other {
		m.Subject = ""
	}
	if j.unverified || m.Encrypted || m.Truncated || strings.TrimSpace(m.NewText) == "" {
		return a, false, nil
	}
	if _, split, _ := w.split(&m, j.party); split.Unasked {
		return a, false, nil
	}
	cases, err := w.tx.CasesOf(ctx, j.link.Inquiry.ID)
	if err != nil {
		return a, false, fmt.Errorf("read cases of inquiry %d: %w", j.link.Inquiry.ID, err)
	}
	for _, c := range cases {
		_, waits, err := w.asker(ctx, c)
		if err != nil || waits || c.State == register.StateHeld {
			return a, false, err
		}
	}
	a = w.ask(&m, j.party, j.link.Inquiry.Kind)
	ok = other || a.hold == "" && slices.ContainsFunc(a.questions, func(q askedQuestion) bool {
		return q.Decision.Filed && !slices.ContainsFunc(cases, func(c register.Case) bool {
			return c.Administration == q.Decision.Administration || slices.Contains(c.Contributing, q.Decision.Administration)
		})
	})
	return a, ok, nil
}

// otherSubject says whether a reply about a case has a subject of its writer's own, without
// a mark of a reply or a number, that says what the reply is about, and is about nothing
// that was asked: another matter, begun by "reply" because the address is there. "One more
// question" says nothing of that.
func (w *work) otherSubject(ctx context.Context, j judgement) (bool, error) {
	subject := w.mail.Subject
	if w.reader.Replies(subject) || len(threading.Numbers(subject, 1)) > 0 {
		return false, nil
	}
	questions, err := w.tx.QuestionsOf(ctx, j.link.Inquiry.ID)
	if err != nil {
		return false, fmt.Errorf("read questions of inquiry %d: %w", j.link.Inquiry.ID, err)
	}
	asked := j.link.Inquiry.Subject + " " + j.link.Inquiry.Introduction
	for _, q := range questions {
		asked += " " + q.Text
	}
	text := w.mail.NewText
	return shareWord(subject, text) && !shareWord(subject, asked) && !shareWord(text, asked), nil
}

// shareWord says whether two texts have a word that begins with the same letters: an ending
// makes no difference. Short words are in any sentence.
func shareWord(one, other string) bool {
	const begins = 5
	known := " " + subjectFamily(other)
	for word := range strings.FieldsSeq(subjectFamily(one)) {
		if r := []rune(word); len(r) >= begins && strings.Contains(known, " "+string(r[:begins])) {
			return true
		}
	}
	return false
}

// fileElsewhere files a reply as an inquiry of its own that follows a case.
func (w *work) fileElsewhere(ctx context.Context, j judgement, a asked) error {
	a.wished = w.reader.WishedDay(w.mail.Subject, readable(w.mail), w.line.ArrivedAt.In(w.Place))
	w.asked = &a
	return w.fileFollowing(ctx, j)
}

// fileFollowing files the mail on the desk as an inquiry that follows a case.
func (w *work) fileFollowing(ctx context.Context, j judgement) error {
	c := j.link.Case
	if err := w.event(ctx, register.Event{Case: c.Number, Who: fromMember, What: "followed up by a new inquiry"}); err != nil {
		return err
	}
	return w.fileInquiry(ctx, j, c.Number)
}

// inquirySubject is the subject of an inquiry: its mail's, or, where that is the
// subject of our letter, what the case that it follows was about.
func (w *work) inquirySubject(j judgement, follows string) string {
	if follows != "" && len(threading.Numbers(w.mail.Subject, 1)) > 0 {
		return j.link.Inquiry.Subject
	}
	return w.mail.Subject
}
