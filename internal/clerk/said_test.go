package clerk_test

import (
	"regexp"
	"slices"
	"strings"

	"inquiryd/internal/register"
	"inquiryd/notify"
)

// tellsWhat are the letters by which people hear what became of their words:
// conversations show their sentences.
var tellsWhat = []notify.Kind{notify.Confirmation, notify.Received, notify.Returned, notify.SentBack, notify.Notice, notify.HeldNotice, notify.Redirected}

var (
	// notSaid are the lines of a letter that are the same in all of its kind, or
	// that the case shows.
	notSaid = regexp.MustCompile(`^(?:Kære |Hej |Till registratorn|Svara på det här mejlet och skriv svaret under|Så här har vi förstått svaret:|Förvaltning: |Ämne: |Inkom: |Från: |Adress: |Ledamot: |Ärende \d+-\d+$|Til (?:fordeleren|den)|Svar på denne mail, og skriv svaret under|Sådan har vi forstået svaret:|Forvaltning: |Frist: |Emne: |Modtaget: |Fra: |Adresse: |Medlem: |Slags: |Fingeraftryk |Sag \d+-\d+(?:, .*)?$)`)
	// formLine begins a question or an answer of a form.
	formLine = regexp.MustCompile(`^(Spørgsmål|Fråga|Svar) \d+(?: \(\p{L}+\))?:`)
)

// said are the sentences of a letter that tell what was done, and the answers as
// they were understood.
func said(l register.Letter) (lines []string) {
	text := strings.ReplaceAll(l.Text, "\r\n", "\n")
	for _, end := range []string{"\nMed venlig hilsen", "\nMed vänlig hälsning", "\nSÅ HÄR AVGÖR DU DET", "\nSÅDAN AFGØR DU DET", "\nSend denne mail"} {
		text, _, _ = strings.Cut(text, end)
	}
	form, own := "", false
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		switch m := formLine.FindStringSubmatch(trimmed); {
		case m != nil:
			form = m[0]
			own = false
		case trimmed == "Du skrev:":
			own = true
		case trimmed == "":
			if form != "" && !strings.HasPrefix(form, "Svar") {
				form = ""
			}
		case notSaid.MatchString(trimmed):
			form = ""
		case strings.HasPrefix(form, "Svar"):
			lines, form = append(lines, form+" "+trimmed), ""
		case form != "", own && strings.HasPrefix(line, "  "), strings.HasPrefix(line, "  "):
		default:
			lines = append(lines, trimmed)
		}
	}
	return lines
}

// shown are the lines of a letter that a conversation shows: for those that tell
// what became of a word, what they say; else what was probably meant, earlier
// questions, and days.
func shown(l register.Letter) (lines []string) {
	if slices.Contains(tellsWhat, notify.Kind(l.Kind)) {
		return said(l)
	}
	for line := range strings.Lines(l.Text) {
		for _, begin := range []string{"Følger op på: ", "  Der blev spurgt: ", "  Svaret begynder: ", "  Hele svaret er ", "  Svaret er fortroligt", "  Er det samme svar", "Vi forventer at svare ", "Sagsnummer i ", "Dokumentnummer i ", "Ønsket svar: ", "Vi har kun læst selve mailen"} {
			if strings.HasPrefix(line, begin) {
				lines = append(lines, strings.TrimSpace(line))
			}
		}
	}
	return lines
}
