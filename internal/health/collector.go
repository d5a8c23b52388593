package health

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"inquiryd/internal/register"
)

var (
	outcomes = register.Settled
	states   = []register.State{register.StateHeld, register.StateOpen, register.StateAnswered, register.StateApproved}
	statuses = []register.LetterStatus{register.Written, register.Unknown, register.Bounced, register.GaveUp}
)

// collector shows the last look. A scrape costs no query.
type collector struct{ h *Health }

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("inquiryd_"+name, help, labels, nil)
}

// What a look shows. Times are Unix seconds; 0: not yet.
var (
	descAlarm     = desc("alarm", "1 while the alarm rings.", "name")
	descAlive     = desc("work_turns", "1 while the bell rings and no job hangs.")
	descLook      = desc("last_look_timestamp_seconds", "When the figures were taken.")
	descRegister  = desc("register_up", "1 when the register can be read and written.")
	descSeen      = desc("ledger_received_mails", "Mails that the ledger saw on that day.", "day")
	descLedger    = desc("ledger_mails", "The same by what became of them.", "day", "outcome")
	descImbalance = desc("ledger_imbalance", "Mails that the ledger does not account for; 0 when it balances.")
	descStuck     = desc("stuck_mails", "Mails that cannot be taken in.")
	descLastMail  = desc("last_mail_timestamp_seconds", "When the last mail was seen, canaries left out.")
	descCases     = desc("cases", "Cases that have not ended, by state.", "state")
	descOverdue   = desc("cases_overdue", "Open cases past their deadline.")
	descHeldAge   = desc("held_oldest_age_seconds", "How long the case that waits longest for the registrar has done so; 0: none.")
	descTasks     = desc("tasks_open", "Tasks that wait for a person.")
	descTaskAge   = desc("task_oldest_age_seconds", "Age of the oldest of them; 0: none.")
	descLetters   = desc("letters", "Letters that are not accepted, by status.", "status")
	descOutbox    = desc("outbox_letters", "Letters that should have gone by now.")
	descOutboxAge = desc("outbox_oldest_age_seconds", "By how much the first of them is late; 0: none.")
	descPolled    = desc("last_poll_timestamp_seconds", "When the mailbox was last read to its end.", "mailbox")
	descSecret    = desc("oauth_secret_left_seconds", "How long the client's secret of OAuth 2.0 still holds.", "mailbox")
	descTravel    = desc("canary_travel_seconds", "How long the last canary travelled; that which is under way, so far.")
	descCanary    = desc("canary_last_timestamp_seconds", "When the last canary was written.")
)

// Describe names the metrics.
func (c collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descAlarm, descAlive, descLook, descRegister, descSeen, descLedger, descImbalance, descStuck, descLastMail, descCases,
		descOverdue, descHeldAge, descTasks, descTaskAge, descLetters, descOutbox, descOutboxAge, descPolled, descSecret, descTravel, descCanary} {
		out <- d
	}
}

// Collect writes them. What the register holds is left out while it is out of
// reach: an old figure would look like a good one.
func (c collector) Collect(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	s, err := c.h.last()
	gauge(descAlive, one(c.h.Alive() == nil))
	gauge(descRegister, one(err == nil && s.err == nil))
	gauge(descLook, unix(s.at))
	for _, name := range Alarms() {
		gauge(descAlarm, one(s.rings(name)), name)
	}
	for _, secret := range c.h.Secrets {
		if !secret.Expires.IsZero() {
			gauge(descSecret, secret.Expires.Sub(c.h.Now()).Seconds(), secret.Mailbox)
		}
	}
	if err == nil && s.err == nil {
		c.measures(gauge, s)
	}
}

func (c collector) measures(gauge func(*prometheus.Desc, float64, ...string), s sight) {
	age := func(since time.Time) float64 {
		if since.IsZero() {
			return 0
		}
		return max(c.h.Now().Sub(since).Seconds(), 0)
	}
	for day, account := range map[string]register.Account{"today": s.Today, "yesterday": s.Yesterday} {
		gauge(descSeen, float64(account.Seen), day)
		for _, o := range outcomes {
			gauge(descLedger, float64(account.Outcomes[o]), day, string(o))
		}
	}
	gauge(descImbalance, float64(s.Imbalance()))
	gauge(descStuck, float64(s.Stuck))
	gauge(descLastMail, unix(s.LastMail))
	for _, state := range states {
		gauge(descCases, float64(s.Cases[state]), string(state))
	}
	gauge(descOverdue, float64(s.Overdue))
	gauge(descHeldAge, age(s.HeldSince))
	gauge(descTasks, float64(s.Tasks))
	gauge(descTaskAge, age(s.TaskSince))
	for _, status := range statuses {
		gauge(descLetters, float64(s.Letters[status]), string(status))
	}
	gauge(descOutbox, float64(s.Outbox))
	gauge(descOutboxAge, age(s.OutboxSince))
	for _, name := range c.h.Mailboxes {
		gauge(descPolled, unix(s.polled(name)), name)
	}
	if s.Canary.WrittenAt.IsZero() {
		return
	}
	gauge(descCanary, unix(s.Canary.WrittenAt))
	gauge(descTravel, or(s.Canary.SeenAt, c.h.Now()).Sub(s.Canary.WrittenAt).Seconds())
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
