package reply

import (
	"maps"
	"testing"

	"inquiryd/intake"
)

// TestAListWithinAnAnswerIsItsOwn holds that numbers below an answer and further
// in do not answer other questions.
func TestAListWithinAnAnswerIsItsOwn(t *testing.T) {
	questions := []Question{{Number: 1, Text: "Hvor mange stier?"}, {Number: 2, Text: "Hvornår?"}, {Number: 3, Text: "Hvad?"}}
	for name, c := range map[string]struct {
		text string
		want map[int]string
	}{
		"further in": {"1. Der er 400 km.\n   1. 10 km brolagt\n   2. 390 km asfalt\n2. I 2027.\n3. 3 mio. kr.",
			map[int]string{1: "Der er 400 km.\n   1. 10 km brolagt\n   2. 390 km asfalt", 2: "I 2027.", 3: "3 mio. kr."}},
		"all further in, trimmed": {"   1. Ja.\n   2. Nej.\n   3. Måske.", map[int]string{1: "Ja.", 2: "Nej.", 3: "Måske."}},
		"all alike":               {" 1. Ja.\n 2. Nej.\n  3. Måske.", map[int]string{1: "Ja.", 2: "Nej.", 3: "Måske."}},
		"behind stars":            {"* 1. Ja.\n* 2. Nej.\n* 3. Måske.", map[int]string{1: "Ja.", 2: "Nej.", 3: "Måske."}},
		"words further":           {"Spørgsmål 1:\n    Svar 1: Ja.\nSpørgsmål 2:\n    Svar 2: Nej.\nSpørgsmål 3:\n    Svar 3: Måske.", map[int]string{1: "Ja.", 2: "Nej.", 3: "Måske."}},
	} {
		m := intake.Parse([]byte("From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"+c.text), intake.Limits{})
		if got, _ := danish().Match(questions, nil, m, nil); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}
