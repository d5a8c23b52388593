package health

import (
	"fmt"
	"strings"
	"time"

	"inquiryd/internal/language"
)

// phrases are what alarms say in a language.
type phrases struct{ language.Alarms }

// sentence is that of an alarm. It gets the figures of the finding.
func (p phrases) sentence(alarm string) string {
	s := p.Sentences
	return map[string]string{
		alarmPoll: s.Poll, alarmSilence: s.Silence, alarmOutbox: s.Outbox, alarmRefused: s.Refused, alarmHeld: s.Held, alarmTask: s.Task,
		alarmStuck: s.Stuck, alarmFolder: s.Folder, alarmClock: s.Clock, alarmLedger: s.Ledger, alarmRegister: s.Register, alarmSecret: s.Secret,
		alarmCanary: s.Canary, alarmHung: s.Hung,
	}[alarm]
}

// turn is what stands above the sentences of a turn.
func (p phrases) turn(t turn) string {
	return map[turn]string{begins: p.Begins, stays: p.Stays, ends: p.Ends}[t]
}

// words are those of a language, or the English ones.
func (h *Health) words(name string) phrases {
	if l := h.Languages.Of(name); l != nil {
		return phrases{l.Alarms}
	}
	return phrases{h.Languages.Of("en").Alarms}
}

// long is a length of time as a person says it.
type long time.Duration

// sentence says what is wrong. Moments are those of the installation's zone.
func (h *Health) sentence(name string, f finding) string {
	w := h.words(name)
	args := make([]any, len(f.args))
	for i, a := range f.args {
		switch v := a.(type) {
		case time.Time:
			args[i] = h.moment(v)
		case long:
			args[i] = w.length(time.Duration(v))
		default:
			args[i] = v
		}
	}
	return fmt.Sprintf(w.sentence(f.name), args...)
}

func (h *Health) moment(t time.Time) string { return t.In(h.Place).Format("2006-01-02 15:04") }

// length is a duration in its two largest units, as "2 days 3 hours".
func (w phrases) length(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	var parts []string
	for i, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second} {
		n := d / unit
		d -= n * unit
		switch {
		case n == 1:
			parts = append(parts, "1 "+w.Units[i])
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", n, w.Severals[i]))
		}
	}
	if len(parts) == 0 {
		return "0 " + w.Severals[3]
	}
	return sign + strings.Join(parts[:min(2, len(parts))], " ")
}
