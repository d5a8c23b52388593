package health

import (
	"iter"
	"slices"
	"time"

	"inquiryd/internal/register"
)

// The alarms, by the name that metrics and the register know them by.
const (
	alarmPoll     = "poll"     // a mailbox was due several times and not read
	alarmSilence  = "silence"  // no mail came for some working time
	alarmOutbox   = "outbox"   // letters are late
	alarmRefused  = "refused"  // letters to the registrar do not arrive
	alarmHeld     = "held"     // a case has been held for some working time
	alarmTask     = "task"     // work for a person waits
	alarmStuck    = "stuck"    // mails cannot be taken in
	alarmFolder   = "folder"   // a folder of the mail server takes nothing
	alarmClock    = "clock"    // the clock jumped, or lies behind the register
	alarmLedger   = "ledger"   // the ledger does not balance
	alarmRegister = "register" // the register cannot be read or written
	alarmSecret   = "secret"   // a secret of OAuth 2.0 ends
	alarmCanary   = "canary"   // a canary did not come back
	alarmHung     = "hung"     // the work does not turn
)

// Alarms are the names of all alarms.
func Alarms() []string {
	return []string{alarmPoll, alarmSilence, alarmOutbox, alarmRefused, alarmHeld, alarmTask, alarmStuck, alarmFolder, alarmClock, alarmLedger,
		alarmRegister, alarmSecret, alarmCanary, alarmHung}
}

// finding is an alarm that rings, with the figures that its sentence shows.
type finding struct {
	name string
	args []any
}

// judge says what is wrong. While the register is out of reach, what was wrong
// in it stays so.
func (h *Health) judge(s sight) []finding {
	var wrong []finding
	ring := func(when bool, name string, args ...any) {
		if when {
			wrong = append(wrong, finding{name, args})
		}
	}
	ring(s.alive != nil, alarmHung)
	ring(s.jump != 0, alarmClock, long(s.jump))
	if s.err != nil {
		ring(s.at.Sub(s.gone) >= h.Alarm.Register.Duration, alarmRegister, s.gone)
		return slices.AppendSeq(wrong, h.seen.ofRegister())
	}
	behind := s.LastEntry.Sub(s.at)
	ring(s.jump == 0 && behind > h.Alarm.Clock.Duration, alarmClock, long(-behind))
	for _, name := range h.Mailboxes {
		since := h.polledAt(s, name)
		ring(h.overdue(h.Polls, since, h.Alarm.Polls, s.at), alarmPoll, name, since)
	}
	mail := or(s.LastMail, h.started)
	ring(h.WorkingTime(mail, s.at) > h.Alarm.Silence.Duration, alarmSilence, mail)
	ring(older(s.OutboxSince, s.at, h.Alarm.Outbox), alarmOutbox, s.Outbox, s.OutboxSince)
	ring(s.Refused > 0, alarmRefused, s.Refused, s.RefusedSince)
	ring(h.waited(s.HeldSince, s.at, h.Alarm.Held), alarmHeld, s.Cases[register.StateHeld], s.HeldSince)
	ring(h.waited(s.TaskSince, s.at, h.Alarm.Task), alarmTask, s.Tasks, s.TaskSince)
	ring(older(s.StuckSince, s.at, h.Alarm.Stuck), alarmStuck, s.Stuck, s.StuckSince)
	for _, x := range s.Hindered {
		ring(older(x.Since, s.at, h.Alarm.Folder), alarmFolder, x.Folder, x.Since)
	}
	ring(s.Imbalance() != 0, alarmLedger, s.Imbalance())
	for _, secret := range h.Secrets {
		ring(!secret.Expires.IsZero() && secret.Expires.Sub(s.at) < h.Alarm.Secret.Duration, alarmSecret, secret.Mailbox, secret.Expires)
	}
	since, missing := h.canaryMissing(s)
	ring(missing, alarmCanary, since)
	return wrong
}

// ofRegister are the findings that only the register can show.
func (s sight) ofRegister() iter.Seq[finding] {
	return func(yield func(finding) bool) {
		for _, f := range s.wrong {
			if !slices.Contains([]string{alarmHung, alarmClock, alarmRegister}, f.name) && !yield(f) {
				return
			}
		}
	}
}

// polledAt is since when a mailbox was not read. What was before the start
// counts only once this process has tried to read that mailbox: another may
// be read sooner.
func (h *Health) polledAt(s sight, name string) time.Time {
	i := slices.IndexFunc(s.Mailboxes, func(m register.MailboxState) bool { return m.Mailbox == name })
	if i < 0 || s.Mailboxes[i].PolledAt.IsZero() || !h.attempted(name) && s.Mailboxes[i].PolledAt.Before(h.started) {
		return h.started
	}
	return s.Mailboxes[i].PolledAt
}

// overdue says whether a schedule has rung n times since.
func (h *Health) overdue(rings Rings, since time.Time, n int, now time.Time) bool {
	t := since.In(h.Place)
	for range n {
		if t = rings.Next(t); t.IsZero() || t.After(now) {
			return false
		}
	}
	return true
}

// canaryGap is the least time between two canaries, however often their
// schedule rings.
const canaryGap = time.Minute

// canaryMissing says whether a canary is under way for too long, or was not
// even written.
func (h *Health) canaryMissing(s sight) (since time.Time, missing bool) {
	if h.Canaries == nil {
		return since, false
	}
	if !s.Canary.WrittenAt.IsZero() && s.Canary.SeenAt.IsZero() {
		return s.Canary.WrittenAt, older(s.Canary.WrittenAt, s.at, h.Alarm.Canary)
	}
	from := s.Canary.WrittenAt
	if from.Before(h.started) {
		from = h.started
	}
	due := h.Canaries.Next(from.In(h.Place))
	if next := s.Canary.WrittenAt.Add(canaryGap); due.Before(next) {
		due = next
	}
	return due, older(due, s.at, h.Alarm.Canary)
}

func older(since, now time.Time, limit Duration) bool {
	return !since.IsZero() && now.Sub(since) > limit.Duration
}

func (h *Health) waited(since, now time.Time, limit Duration) bool {
	return !since.IsZero() && h.WorkingTime(since, now) > limit.Duration
}

func or(t, otherwise time.Time) time.Time {
	if t.IsZero() {
		return otherwise
	}
	return t
}
