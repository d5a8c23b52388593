package main

import (
	"encoding/json"
	"strings"
	"testing"

	"inquiryd/internal/statistics"
)

func TestRulesStats(t *testing.T) {
	a := newArchive(t, 40, func(i int) (string, string) {
		switch i % 4 {
		case 0:
			return "Hvornår bliver fortovet ved skolen lagt om?", "TMF" // filed to BUF, corrected
		case 1:
			return "Hvor mange elever har skolen?", "BUF"
		case 2:
			return "Er cykelstien langs skolen farlig?", "BUF" // held, the guess is right
		}
		return "Hvornår bliver cykelstien færdig?", "TMF"
	})
	out := strings.Join(strings.Fields(a.says("rules", "stats")), " ")
	for _, want := range []string{
		"40 questions; the rules filed 40: 30 right, 10 corrected", "corrected by: command 4, official 3, registrar 3",
		"BUF 30 20 10 66.7 % 0 0 TMF 10", "TMF 10 10 0 100.0 % 0 0",
		"skole* BUF 30 20 10 66.7 % TMF 10", "cykelsti* TMF 10 10 0 100.0 %",
		"2026-0037/1 1 Jan 2026 BUF TMF command en vej er ikke en skole",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, a.says("rules", "stats"))
		}
	}
	var s statistics.Rules
	if err := json.Unmarshal([]byte(a.says("rules", "stats", "--json", "--until", "2026-01-01")), &s); err != nil {
		t.Fatal(err)
	}
	if s.Filed.Corrected != 10 || len(s.Corrections) != 10 || s.Words[0].Keyword != "skole*" || s.Words[0].To["TMF"] != 10 || s.By["command"] != 4 {
		t.Errorf("%+v", s)
	}
	if out, status := a.runs("rules", "stats", "--since", "2027-01-01"); status != statusFound {
		t.Errorf("days without questions: status %d\n%s", status, out)
	}
}

// What a person decides by a command is counted with its reason.
func TestACommandFeedsTheStatistics(t *testing.T) {
	a := newArchive(t, 2, func(i int) (string, string) {
		return []string{"Hvor mange elever har skolen?", "Hvem ejer broen?"}[i], "?"
	})
	a.says("case", "assign", "2026-0001", "TMF", "--reason", "it is about the road")
	a.says("case", "assign", "2026-0002", "TMF")
	out := strings.Join(strings.Fields(a.says("rules", "stats")), " ")
	for _, want := range []string{"2 questions; the rules filed 1: 0 right, 1 corrected", "corrected by: command 1", "BUF TMF command it is about the road"} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
}
