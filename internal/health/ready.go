package health

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"inquiryd/internal/register"
)

// unready are the alarms without which the daemon cannot do its work; the others
// are for people.
var unready = []string{alarmPoll, alarmOutbox, alarmRegister, alarmHung}

// Ready says whether the daemon can do its work, and in words how it is: a line
// for each thing, without a text, a name or an address of a mail.
func (h *Health) Ready() (ok bool, text string) {
	var b strings.Builder
	ok = true
	line := func(good bool, format string, args ...any) {
		ok = ok && good
		fmt.Fprintf(&b, map[bool]string{true: "ok    ", false: "wrong "}[good]+format+"\n", args...)
	}
	alive := h.Alive()
	line(alive == nil, "work: %s", orWell(alive, "turns"))
	s, err := h.last()
	if err != nil {
		line(false, "look: %v", err)
		return ok, b.String()
	}
	line(s.err == nil, "register: %s", map[bool]string{true: "can be read and written", false: "out of reach since " + h.moment(or(s.gone, s.at))}[s.err == nil])
	if s.err == nil {
		for _, name := range h.Mailboxes {
			polled := s.polled(name)
			line(!polled.IsZero() && !s.rings(alarmPoll, name), "mailbox %s: %s", name, h.ago("read", polled))
		}
		line(!s.rings(alarmOutbox), "outbox: %d letters are due%s", s.Outbox, h.after(s.OutboxSince))
	}
	for _, f := range s.wrong {
		if !slices.Contains(unready, f.name) {
			fmt.Fprintf(&b, "alarm %s: %s\n", f.name, h.sentence("en", f))
		}
	}
	return ok, b.String()
}

func orWell(err error, well string) string {
	if err != nil {
		return err.Error()
	}
	return well
}

// rings says whether an alarm rings, about the thing named if there is one.
func (s sight) rings(name string, about ...any) bool {
	return slices.ContainsFunc(s.wrong, func(f finding) bool {
		return f.name == name && (len(about) == 0 || f.args[0] == about[0])
	})
}

// polled is when a mailbox was read last, zero if never.
func (s sight) polled(name string) time.Time {
	for _, m := range s.Mailboxes {
		if m.Mailbox == name {
			return m.PolledAt
		}
	}
	return time.Time{}
}

func (h *Health) ago(done string, at time.Time) string {
	if at.IsZero() {
		return "not " + done + " yet"
	}
	return done + " at " + h.moment(at)
}

func (h *Health) after(since time.Time) string {
	if since.IsZero() {
		return ""
	}
	return ", the first since " + h.moment(since)
}

// Status is how the daemon is, in one line.
func (h *Health) Status() string {
	s, err := h.last()
	if err != nil {
		return err.Error()
	}
	if s.err != nil {
		return "the register is out of reach since " + h.moment(s.gone)
	}
	var polled time.Time
	for _, name := range h.Mailboxes {
		if at := s.polled(name); polled.IsZero() || at.Before(polled) {
			polled = at
		}
	}
	status := fmt.Sprintf("mailbox %s; %d letters wait; %d cases held, %d open", h.ago("read", polled), s.Outbox, s.Cases[register.StateHeld], s.Cases[register.StateOpen])
	if len(s.wrong) == 0 {
		return status
	}
	var names []string
	for _, f := range s.wrong {
		names = append(names, f.name)
	}
	return status + "; alarms: " + strings.Join(slices.Compact(names), ", ")
}
