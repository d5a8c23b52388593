package clerk

import (
	"time"

	"inquiryd/intake"
)

const (
	clocksDiffer = 24 * time.Hour // by more than that a clock is wrong
	firstYear    = 2000           // what is said to have arrived before did not
)

// arrived is when a mail came: as its server says, from which deadlines count. A
// server that does not say, or whose clock is wrong, must not put a deadline where
// nobody ever looks: then it is now. A time to come can also mean that our own
// clock is behind; the date that the mail bears says whose.
func (k *taker) arrived(e intake.Entry, m *intake.Mail) time.Time {
	now := k.Now()
	switch {
	case e.ArrivedAt.Year() < firstYear: // the zero time too
	case !e.ArrivedAt.After(now.Add(clocksDiffer)):
		return e.ArrivedAt
	case !m.Date.IsZero() && m.Date.Sub(now).Abs() > m.Date.Sub(e.ArrivedAt).Abs():
		return e.ArrivedAt
	}
	k.Log.Warn("the mail server says no believable time of arrival: taking now", "mailbox", k.round.Mailbox.Name, "uid", e.UID, "says", e.ArrivedAt)
	return now
}
