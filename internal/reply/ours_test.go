package reply

import "testing"

// TestHoldsOurs holds that a sentence of our letters in an answer is seen, and that what
// was asked and answered before is none.
func TestHoldsOurs(t *testing.T) {
	letter := "Svaret er modtaget.\n\nSvar 1:\nStien bliver færdig i juni i år.\n\nEr noget forkert, så svar på denne mail."
	questions := []Question{{Number: 1, Text: "Hvornår?", Answer: "Stien bliver færdig i juni i år."}}
	for text, want := range map[string]bool{
		"Stien bliver færdig i juli.":                                              false,
		"Stien bliver færdig i juni i år.\nDet er sikkert.":                        false,
		"I juli.\n\nEr noget forkert, så svar på denne mail.":                      true,
		"I juli.\n\nEr noget forkert, så svar <mailto:a@kk.example>på denne mail.": true,
		"Svaret er modtaget.":                                                      false, // so may anybody write
	} {
		if got := holdsOurs(map[int]string{1: text}, questions, []string{letter}); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// TestBeforeOursTitle holds that the title of a page is cut with our letter below it.
func TestBeforeOursTitle(t *testing.T) {
	letter := "Til Teknik- og Miljøforvaltningen\n\nAnna Holm, MB, har mandag den 9. marts 2026 stillet et spørgsmål i sag 2026-0041."
	for above, want := range map[string]string{
		"I juni.\n\nPolitikerspørgsmål i sag 2026-0041": "I juni.",
		"I juni, som i sag 2025-0012":                   "I juni, som i sag 2025-0012",
		"I juni.\n\nProjektet 2026-0042":                "I juni.\n\nProjektet 2026-0042",
	} {
		if got := BeforeOurs(above+"\n\n"+letter, []string{letter}); got != want {
			t.Errorf("%q: %q, want %q", above, got, want)
		}
	}
}
