package clerk

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hbollon/go-edlib"

	"inquiryd/internal/cpr"
)

// lead is how a word begins, and how it is to be written.
type lead struct{ text, example string }

// The leads of the words, in both languages.
var (
	officialLeads = map[string][]lead{
		"da": {
			{"ikke vores", "Ikke vores"}, {"videresend til", "Videresend til TMF"}, {"omfordel til", "Omfordel til TMF"},
			{"frist", "Frist: 1. april 2026 fordi …"}, {"mere tid", "Mere tid til 1. april 2026 fordi …"}, {"ny frist", "Ny frist: 1. april 2026 fordi …"},
			{"afvises", "Afvises: grunden"}, {"kan ikke besvares", "Kan ikke besvares: grunden"}, {"kommentar", "Kommentar: …"},
			{"spørg", "Spørg: dit spørgsmål til medlemmet"}, {"spørg medlemmet", "Spørg: dit spørgsmål til medlemmet"}, {"delsvar", "Delsvar"},
			{"dublet", "Dublet 2026-0041"}, {"dublet af", "Dublet 2026-0041"}, {"allerede besvaret", "Allerede besvaret i 2026-0041"},
			{"rettelse", "Rettelse"}, {"bidrag", "Bidrag fra TMF"}, {"bidrag fra", "Bidrag fra TMF"}, {"bekræft", "Bekræft"}, {"adgang", "Adgang: fortrolig"}, {"status", "Status"},
		},
		"en": {
			{"not ours", "Not ours"}, {"redirect to", "Redirect to TMF"}, {"forward to", "Forward to TMF"},
			{"more time", "More time until 1 April 2026 because …"}, {"new deadline", "New deadline: 1 April 2026 because …"},
			{"refused", "Refused: the reason"}, {"cannot be answered", "Cannot be answered: the reason"}, {"comment", "Comment: …"},
			{"ask", "Ask: your question to the member"}, {"ask the member", "Ask: your question to the member"}, {"partial", "Partial"},
			{"duplicate", "Duplicate of 2026-0041"}, {"duplicate of", "Duplicate of 2026-0041"}, {"already answered", "Already answered in 2026-0041"},
			{"correction", "Correction"}, {"contribution", "Contribution from TMF"}, {"contribution from", "Contribution from TMF"}, {"confirm", "Confirm"}, {"access", "Access: confidential"},
			{"status", "Status"},
		},
	}
	memberLeads = map[string][]lead{
		"da": {{"status", "Status"}, {"træk tilbage", "Træk tilbage"}, {"tilbagetræk", "Træk tilbage"}, {"ny formulering", "Ny formulering: dit spørgsmål"}},
		"en": {{"status", "Status"}, {"withdraw", "Withdraw"}, {"new wording", "New wording: your question"}},
	}
	approverLeads = map[string][]lead{
		"da": {{"godkend", "Godkend"}, {"godkendt", "Godkend"}, {"returner", "Returner: grunden"}},
		"en": {{"approve", "Approve"}, {"approved", "Approve"}, {"return", "Return: the reason"}},
	}
	registrarLeads = map[string][]lead{
		"da": {{"luk", "Luk: grunden"}, {"afvis", "Afvis: grunden"}, {"sagstype", "Sagstype: aktindsigt"}, {"bidrag fra", "Bidrag fra TMF"}, {"adgang", "Adgang: fortrolig"}},
		"en": {{"close", "Close: the reason"}, {"reject", "Reject: the reason"}, {"kind", "Kind: aktindsigt"}, {"contribution from", "Contribution from TMF"}},
	}
)

// suggest finds the word that the first line of a mail was probably meant to
// be, when it is none: misspelt, or with an argument that cannot be read. Only
// a short line, or the short beginning of one before a colon, is looked at; a
// sentence is no word. The example says what the sender said after the word.
func suggest(leads map[string][]lead, text string) (example string, ok bool) {
	line, _ := firstLine(text)
	said := strings.Fields(strings.TrimRight(line, ".!?"))
	fields := strings.Fields(strings.ToLower(strings.TrimRight(line, ".!?")))
	before, after, colon := strings.Cut(line, ":")
	head := strings.TrimSpace(strings.TrimRight(before, "0123456789 ")) // "new wording 2:"
	number := strings.TrimPrefix(strings.TrimSpace(before), head)
	head = strings.ToLower(head)
	if head == "" || len(fields) == 0 {
		return "", false
	}
	least := 3
	try := func(said string, l lead, argument string) {
		limit := 0
		switch n := utf8.RuneCountInString(l.text); {
		case n > 7:
			limit = 2
		case n > 4, n == 4 && colon, n == 3 && colon && utf8.RuneCountInString(said) > 3:
			limit = 1
		}
		if d := edlib.OSADamerauLevenshteinDistance(said, l.text); d <= limit && d < least {
			example, ok, least = l.with(argument), true, d
		}
	}
	for _, language := range []string{"da", "en"} {
		for _, l := range leads[language] {
			words := len(strings.Fields(l.text))
			switch {
			case colon && utf8.RuneCountInString(head) <= 25:
				try(head, l, number+": "+strings.TrimSpace(after))
			case len(fields) <= max(4, words):
				try(strings.Join(fields, " "), l, "")
				fallthrough
			case len(fields) <= 8 && strings.Contains(l.example, " ") && len(fields) > words:
				n := min(words, len(fields))
				try(strings.Join(fields[:n], " "), l, " "+strings.Join(said[n:], " "))
			}
		}
	}
	return example, ok
}

// with is the word with what its sender wrote after it, when that can be read so,
// is short, and holds no personal identity number; else it is the example.
func (l lead) with(argument string) string {
	first := firstRune(l.text)
	own := string(unicode.ToUpper(first)) + l.text[utf8.RuneLen(first):] + argument
	if !strings.Contains(l.example, " ") || strings.Trim(argument, ": ") == "" || utf8.RuneCountInString(own) > 80 || cpr.In(own) {
		return l.example
	}
	o := readOrder(slices.Concat(orders, memberOrders, approverOrders, registrarOrders), own)
	switch {
	case o.word == wordNone:
		return l.example
	case o.word == wordMoreTime && o.why == "":
		_, why, _ := strings.Cut(l.example, " 2026 ")
		return own + " " + why
	}
	return own
}
