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
// sure that one of them is for an administration that has none of the cases. The
// subject, which is that of our letter, does not count.
func (w *work) asksElsewhere(ctx context.Context, j judgement) (a asked, ok bool, err error) {
	m := *w.mail
	m.Subject = ""
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
	ok = a.hold == "" && slices.ContainsFunc(a.questions, func(q askedQuestion) bool {
		return q.Decision.Filed && !slices.ContainsFunc(cases, func(c register.Case) bool {
			return c.Administration == q.Decision.Administration || slices.Contains(c.Contributing, q.Decision.Administration)
		})
	})
	return a, ok, nil
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
