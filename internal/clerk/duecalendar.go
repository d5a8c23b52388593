package clerk

import (
	"slices"

	"inquiryd/internal/register"
	"inquiryd/notify"
)

// Those who handle a case have its deadline in their calendars from the
// forwarding on. So each letter that tells them of another date brings the event
// anew, and one that tells them that there is nothing left to do takes it away.

// The reasons with which the date of a case is another one, and with which it is
// none of the recipient's any more.
var (
	dateMoved = []Reason{ReasonInterim, ReasonInterimSent, ReasonDueMoved, ReasonNoReply}
	dateEnded = []Reason{ReasonPassedOn, ReasonGivenBack, ReasonGivenAway, ReasonGivenAwayInPart, ReasonWithdrawn, ReasonRejectedForYou, ReasonAsked}
)

// dueChange is the calendar file that goes with a letter to an official, if any.
func (w *work) dueChange(k notify.Kind, r Reason, c register.Case, q register.Inquiry) ([]notify.Attachment, error) {
	switch {
	case k == notify.Received && c.State != register.StateOpen, slices.Contains(dateEnded, r):
		return w.dueFile(c, q, true)
	case k == notify.FollowUp && c.State == register.StateOpen, slices.Contains(dateMoved, r):
		return w.dueFile(c, q, false)
	}
	return nil, nil
}

// dueFile is the deadline of a case as a calendar file, or its end.
func (w *work) dueFile(c register.Case, q register.Inquiry, ended bool) ([]notify.Attachment, error) {
	if c.Due.IsZero() && !ended {
		return nil, nil
	}
	d := notify.Deadline{Case: c.Number, Subject: q.Subject, Due: c.Due.In(w.Place), Ended: ended}
	if c.Due.IsZero() { // the clock stands; the event is known by its name
		d.Due = w.now.In(w.Place)
	}
	file, err := w.Writer.Calendar(w.tongue, w.Office, w.now, []notify.Deadline{d})
	return []notify.Attachment{file}, err
}
