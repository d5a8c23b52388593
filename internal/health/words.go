package health

import (
	"fmt"
	"strings"
	"time"
)

// phrases are what alarms say in one language. Each sentence gets the figures
// of its finding.
type phrases struct {
	alarms   map[string]string
	turns    map[turn]string // above the sentences
	over     string          // in place of a sentence when an alarm ends
	footer   string
	units    [4]string // days, hours, minutes, seconds: one and several
	severals [4]string
}

var languages = map[string]phrases{
	"en": {
		alarms: map[string]string{
			alarmPoll:     "The mailbox %s has not been read since %v.",
			alarmSilence:  "No mail has come since %v.",
			alarmOutbox:   "%d letters have not gone out. The first has been due since %v.",
			alarmRefused:  "%d letters to the registrar were refused or came back, the first of %v. Who should hear of what waits does not (inquiryd letter list).",
			alarmHeld:     "%d cases wait for the registrar, the first since %v.",
			alarmTask:     "%d tasks wait for a person, the first since %v (inquiryd task list).",
			alarmStuck:    "%d mails cannot be taken in, the first since %v (inquiryd ledger --outcome stuck).",
			alarmClock:    "The clock of the machine differs by %v from what it should be.",
			alarmLedger:   "The ledger does not balance by %d mails (inquiryd ledger --balance).",
			alarmRegister: "The register can be neither read nor written since %v.",
			alarmSecret:   "The secret for logging in to the mailbox %s ends on %v.",
			alarmCanary:   "The canary of %v has not come back: mail does not travel the whole way.",
			alarmHung:     "The work does not turn: a job hangs, or the bell does not ring. A restart may help.",
		},
		turns:  map[turn]string{begins: "New:", stays: "Still:", ends: "Over:"},
		over:   "it began at %v and is over",
		footer: "This is inquiryd on %s at %v. The state of all: inquiryd case list --overdue, inquiryd task list, inquiryd ledger --balance.",
		units:  [4]string{"day", "hour", "minute", "second"}, severals: [4]string{"days", "hours", "minutes", "seconds"},
	},
	"da": {
		alarms: map[string]string{
			alarmPoll:     "Postkassen %s er ikke læst siden %v.",
			alarmSilence:  "Der er ikke kommet nogen mail siden %v.",
			alarmOutbox:   "%d breve er ikke sendt. Det første skulle være sendt %v.",
			alarmRefused:  "%d breve til fordeleren er afvist eller kommet tilbage, det første fra %v. Den, der skulle høre om det, der venter, får det ikke (inquiryd letter list).",
			alarmHeld:     "%d sager venter på fordeleren, den første siden %v.",
			alarmTask:     "%d opgaver venter på et menneske, den første siden %v (inquiryd task list).",
			alarmStuck:    "%d mails kan ikke tages ind, den første siden %v (inquiryd ledger --outcome stuck).",
			alarmClock:    "Maskinens ur afviger %v fra det, det burde vise.",
			alarmLedger:   "Postlisten stemmer ikke: %d mails er ikke gjort rede for (inquiryd ledger --balance).",
			alarmRegister: "Journalen kan ikke læses eller skrives siden %v.",
			alarmSecret:   "Hemmeligheden, der logger ind på postkassen %s, udløber %v.",
			alarmCanary:   "Kanariefuglen fra %v er ikke kommet tilbage: mail kommer ikke hele vejen.",
			alarmHung:     "Arbejdet står stille: et job hænger, eller klokken ringer ikke. En genstart kan hjælpe.",
		},
		turns:  map[turn]string{begins: "Nyt:", stays: "Stadig:", ends: "Ovre:"},
		over:   "begyndte %v og er ovre",
		footer: "Dette er inquiryd på %s, %v. Se det hele med: inquiryd case list --overdue, inquiryd task list, inquiryd ledger --balance.",
		units:  [4]string{"dag", "time", "minut", "sekund"}, severals: [4]string{"dage", "timer", "minutter", "sekunder"},
	},
}

// words are those of a language, or the English ones.
func words(language string) phrases {
	if w, ok := languages[language]; ok {
		return w
	}
	return languages["en"]
}

// long is a length of time as a person says it.
type long time.Duration

// sentence says what is wrong. Moments are those of the installation's zone.
func (h *Health) sentence(language string, f finding) string {
	w := words(language)
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
	return fmt.Sprintf(w.alarms[f.name], args...)
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
			parts = append(parts, "1 "+w.units[i])
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", n, w.severals[i]))
		}
	}
	if len(parts) == 0 {
		return "0 " + w.severals[3]
	}
	return sign + strings.Join(parts[:min(2, len(parts))], " ")
}
