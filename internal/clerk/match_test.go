package clerk

import (
	"maps"
	"testing"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

func TestMatchAnswers(t *testing.T) {
	test := func(name string, numbers []int, text string, sure bool, want map[int]string) {
		t.Helper()
		var questions []register.Question
		for _, n := range numbers {
			questions = append(questions, register.Question{Number: n, Text: "Hvad?"})
		}
		m := intake.Parse([]byte("From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"+text), intake.Limits{})
		m.NewTextSure = true
		got, gotSure := matchAnswers(questions, nil, m, nil)
		if gotSure != sure || !maps.Equal(got, want) {
			t.Errorf("%s: got %v %v, want %v %v", name, gotSure, got, sure, want)
		}
	}
	test("one", []int{1}, "Ja, i juni.", true, map[int]string{1: "Ja, i juni."})
	test("one labelled", []int{3}, "Svar 3: Ja, i juni.", true, map[int]string{3: "Ja, i juni."})
	test("one with a list", []int{1}, "Der er to grunde:\n\n1. Penge.\n2. Tid.", true, map[int]string{1: "Der er to grunde:\n\n1. Penge.\n2. Tid."})
	test("by number", []int{2, 4}, "Svar 2:\nJa.\n\nSvar 4:\nNej.\nAldrig.", true, map[int]string{2: "Ja.", 4: "Nej.\nAldrig."})
	test("by order", []int{2, 4}, "1. Ja.\n2. Nej.", true, map[int]string{2: "Ja.", 4: "Nej."})
	test("courtesy first", []int{1, 2}, "Kære Anna\n\nTak for dine spørgsmål.\n\nAd 1) Ja.\n\nAd 2) Nej.", true, map[int]string{1: "Ja.", 2: "Nej."})
	test("more than courtesy first", []int{1, 2}, "Det er kommunens ansvar at rydde sne.\n\nAd 1) Ja.\n\nAd 2) Nej.", false, map[int]string{1: "Ja.", 2: "Nej."})
	test("a part", []int{1, 2}, "Svar 2: Nej.", true, map[int]string{2: "Nej."})
	test("one for all", []int{1, 2}, "Cykelstien er færdig i juni og har kostet 4 mio.", true, map[int]string{1: "Cykelstien er færdig i juni og har kostet 4 mio.", 2: "Cykelstien er færdig i juni og har kostet 4 mio."})
	test("question repeated", []int{1, 2}, "Spørgsmål 1: Hvornår?\nSvar 1: I juni.\nSpørgsmål 2: Hvad?\nSvar 2: 4 mio.", true, map[int]string{1: "I juni.", 2: "4 mio."})
	test("question repeated without a heading of the answer", []int{1, 2}, "Spørgsmål 1: Hvad?\nI juni.\nSpørgsmål 2: Hvad?\n4 mio.", true, map[int]string{1: "I juni.", 2: "4 mio."})
	test("foreign numbers", []int{1, 2}, "7. Ja.\n8. Nej.\n9. Måske.", false, map[int]string{1: "7. Ja.\n8. Nej.\n9. Måske.", 2: "7. Ja.\n8. Nej.\n9. Måske."})
	test("nothing", []int{1}, "   ", false, nil)
}

// What names a question that was answered before is no answer to the rest.
func TestAnswersToOthers(t *testing.T) {
	two, one := []register.Question{{Number: 2, Text: "Hvad koster den?"}}, []register.Question{{Number: 1, Text: "Hvornår?", Answer: "I juni."}}
	test := func(text string, sure bool, want map[int]string) {
		t.Helper()
		m := intake.Parse([]byte("From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"+text), intake.Limits{})
		m.NewTextSure = true
		got, gotSure := matchAnswers(two, one, m, nil)
		if gotSure != sure || !maps.Equal(got, want) {
			t.Errorf("%q: got %v %v, want %v %v", text, gotSure, got, sure, want)
		}
	}
	test("Svar 1: I juni.", true, map[int]string{})
	test("Svar 1: I juli.", false, map[int]string{})
	test("Svar 1: I juni.\nSvar 2: 4 mio.", true, map[int]string{2: "4 mio."})
	test("Svar 1: I juli.\nSvar 2: 4 mio.", false, map[int]string{2: "4 mio."})
	test("1. I juli.", false, map[int]string{})
	test("4 mio.", true, map[int]string{2: "4 mio."})
}

// Whatever a reply looks like, nothing is made up: each word of an answer is a
// word of the mail, and only the questions are answered.
func FuzzMatchAnswers(f *testing.F) {
	f.Add("Hvornår?", "Hvad koster det?", "Svar 1: I juni.\nSvar 2: 4 mio.", "Spørgsmål 1:\nHvornår?\n\nSvar 1:\n\nSpørgsmål 2:\nHvad koster det?\n\nSvar 2:\n\n-----\nHvorfor er sagen hos jer?\n")
	f.Add("Spørgsmål 2: Hvad?", "Hvad?", "> Spørgsmål 1: Spørgsmål 2: Hvad? Svar 1:\nja\n> Svar 2: nej\nmere", "Svar 1:\n")
	f.Add("0", "0", "00", "0")
	f.Add("a", "a", "1-3: x\nSpm. 1 og 2 y\nFørste spørgsmål: z\n- b\n- c", "")
	f.Fuzz(func(t *testing.T, first, second, reply, letter string) {
		questions := []register.Question{{Number: 1, Text: first}, {Number: 2, Text: second}}
		m := intake.Parse([]byte("From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"+reply), intake.Limits{})
		said := map[string]bool{}
		for _, w := range spots(m.Text) {
			said[w.word] = true
		}
		for _, others := range [][]register.Question{nil, questions[:1]} {
			answers, _ := matchAnswers(questions[len(others):], others, m, []string{letter})
			for n, text := range answers {
				if n != 2 && (n != 1 || len(others) > 0) {
					t.Errorf("an answer to question %d", n)
				}
				for _, w := range spots(text) {
					if !said[w.word] {
						t.Errorf("%q is not in the mail: %q", w.word, text)
					}
				}
			}
			namesQuestions(questions, m, []string{letter})
		}
	})
}
