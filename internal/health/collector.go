package health

import (
	"time"

	"inquiryd/internal/register"
)

var (
	outcomes = register.Settled
	states   = []register.State{register.StateHeld, register.StateOpen, register.StateAnswered, register.StateApproved}
	statuses = []register.LetterStatus{register.Written, register.Unknown, register.Bounced, register.GaveUp}
)

// show adds the last look, and what was counted, to a page. A scrape costs no
// query. What the register holds is left out while it is out of reach: an old
// figure would look like a good one.
func (h *Health) show(p *page) {
	p.set(h.counts.set)
	show := func(name string, value float64, labels ...string) {
		p.show("inquiryd_"+name, value, append(labels, "tenant", h.Tenant)...)
	}
	s, err := h.last()
	show("work_turns", one(h.Alive() == nil))
	show("register_up", one(err == nil && s.err == nil))
	show("last_look_timestamp_seconds", unix(s.at))
	for _, name := range Alarms() {
		show("alarm", one(s.rings(name)), "name", name)
	}
	for _, secret := range h.Secrets {
		if !secret.Expires.IsZero() {
			show("oauth_secret_left_seconds", secret.Expires.Sub(h.Now()).Seconds(), "mailbox", secret.Mailbox)
		}
	}
	if err == nil && s.err == nil {
		h.measures(show, s)
	}
}

func (h *Health) measures(show func(string, float64, ...string), s sight) {
	age := func(since time.Time) float64 {
		if since.IsZero() {
			return 0
		}
		return max(h.Now().Sub(since).Seconds(), 0)
	}
	account := func(day string, a register.Account) {
		show("ledger_received_mails", float64(a.Seen), "day", day)
		for _, o := range outcomes {
			show("ledger_mails", float64(a.Outcomes[o]), "day", day, "outcome", string(o))
		}
	}
	account("today", s.Today)
	account("yesterday", s.Yesterday)
	show("ledger_imbalance", float64(s.Imbalance()))
	show("stuck_mails", float64(s.Stuck))
	show("last_mail_timestamp_seconds", unix(s.LastMail))
	for _, state := range states {
		show("cases", float64(s.Cases[state]), "state", string(state))
	}
	show("cases_overdue", float64(s.Overdue))
	show("held_oldest_age_seconds", age(s.HeldSince))
	show("tasks_open", float64(s.Tasks))
	show("task_oldest_age_seconds", age(s.TaskSince))
	for _, status := range statuses {
		show("letters", float64(s.Letters[status]), "status", string(status))
	}
	show("outbox_letters", float64(s.Outbox))
	show("outbox_oldest_age_seconds", age(s.OutboxSince))
	for _, name := range h.Mailboxes {
		show("last_poll_timestamp_seconds", unix(s.polled(name)), "mailbox", name)
	}
	if s.Canary.WrittenAt.IsZero() {
		return
	}
	show("canary_last_timestamp_seconds", unix(s.Canary.WrittenAt))
	show("canary_travel_seconds", or(s.Canary.SeenAt, h.Now()).Sub(s.Canary.WrittenAt).Seconds())
}

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

func unix(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}
