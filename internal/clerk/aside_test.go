package clerk

import (
	"slices"
	"strings"
	"testing"
)

// TestSaidToColleagues holds what officials say to us or to a colleague apart from
// what they answer.
func TestSaidToColleagues(t *testing.T) {
	for text, want := range map[string]bool{
		"Kaj, tager du den her?":                                        true,
		"Kan du tage den her? Frist om 14 dage.":                        true,
		"Jeg er i tvivl.\nVil du se på den, Kaj? Mvh":                   true,
		"Til orientering.":                                              true,
		"Jeg har bedt Kaj om at svare.":                                 true,
		"Tak for påmindelsen. Vi er på sagen.":                          true,
		"Svaret er under udarbejdelse.":                                 true,
		"Besvarelsen er sendt til godkendelse hos direktionen.":         true,
		"Svaret ligger i F2.":                                           true,
		"Vi bekræfter modtagelsen.":                                     true,
		"Modtaget. Vi er i gang.":                                       true,
		"Vi sender et svar i næste uge.":                                true,
		"Det er godkendt herfra.":                                       true,
		"Ja, det er rigtigt.":                                           false,
		"Vejen er under ombygning.":                                     false,
		"Vi har modtaget 12 klager i 2025.":                             false,
		"Borgeren kan kontakte Borgerservice.":                          false,
		"Forvaltningen arbejder på en ny plan for cykelstier.":          false,
		"Fire medarbejdere svarer på borgernes henvendelser.":           false,
		"Er du i tvivl, kan du se planen på hjemmesiden.":               false,
		"Projektet er i høring til den 1. maj.":                         false,
		"Lokalplanen er godkendt.":                                      false,
		"Vi har modtaget din henvendelse. Cykelstien er færdig i juni.": false,
		"Vi har modtaget din henvendelse, og den er registreret.":       true,
	} {
		said := danishLexis().asideIn(map[int]string{1: text}, "Anna Holm") || danishLexis().acknowledges(text) ||
			len(strings.Fields(text)) <= fewWords && slices.ContainsFunc(danishLexis().chats, func(c chat) bool { return c.reads().MatchString(text) })
		if said != want {
			t.Errorf("%q: said to a colleague: %v", text, said)
		}
	}
}
