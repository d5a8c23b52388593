package health

import (
	"strings"
	"testing"
	"time"

	"inquiryd/internal/language"
)

// Every alarm has its sentence in every language that is built in.
func TestSentences(t *testing.T) {
	h := &Health{Options: Options{Place: time.UTC}}
	at := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC)
	of := map[string][]any{
		alarmPoll: {"INBOX", at}, alarmSilence: {at}, alarmOutbox: {3, at}, alarmRefused: {3, at}, alarmHeld: {3, at}, alarmTask: {3, at},
		alarmStuck: {3, at}, alarmFolder: {"Filed", at}, alarmClock: {long(26 * time.Hour)}, alarmLedger: {3}, alarmRegister: {at}, alarmSecret: {"INBOX", at},
		alarmCanary: {at}, alarmHung: nil,
	}
	for _, code := range language.BuiltIn() {
		for alarm, args := range of {
			if said := h.sentence(code, finding{name: alarm, args: args}); said == "" || strings.Contains(said, "%!") {
				t.Errorf("%s: %s says %q", code, alarm, said)
			}
		}
	}
	for code, want := range map[string]string{"sv": "Maskinens klocka avviker 1 dag 2 timmar från vad den borde visa.", "tlh": "The clock of the machine differs by 1 day 2 hours from what it should be."} {
		if got := h.sentence(code, finding{name: alarmClock, args: of[alarmClock]}); got != want {
			t.Errorf("%s: got %q, want %q", code, got, want)
		}
	}
}
