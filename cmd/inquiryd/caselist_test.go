package main

import (
	"fmt"
	"strings"
	"testing"

	"inquiryd/classify"
	"inquiryd/internal/register"
)

// A held case is with nobody: the rules' guess does not look like an
// administration that has it.
func TestWithOfAHeldCaseIsAGuess(t *testing.T) {
	for _, c := range []struct {
		state register.State
		id    string
		want  string
	}{{register.StateHeld, "TMF", "TMF?"}, {register.StateHeld, "", "-"}, {register.StateOpen, "TMF", "TMF"}} {
		if got := with(c.state, c.id); got != c.want {
			t.Errorf("%s %s: got %s", c.state, c.id, got)
		}
	}
}

// Ids of different lengths keep the points below each other.
func TestEvidenceIsAligned(t *testing.T) {
	var b strings.Builder
	tellQuestion(&b, false, explainedQuestion{Number: 1, Text: "?", Decision: &classify.Decision{Evidence: []classify.Evidence{
		{Administration: "BØRN", Points: 1, Keyword: "skole*", Zone: "question"}, {Administration: "Vej&Vand", Points: 1, Keyword: "vej*", Zone: "question"},
	}}})
	if !strings.Contains(b.String(), "BØRN       1.00  skole*") || !strings.Contains(b.String(), "Vej&Vand   1.00  vej*") {
		t.Errorf("got %s", b.String())
	}
}

// What a state does not allow is told without the rooms that said so.
func TestTransitionText(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("decide on case 2026-0004: finish case 2026-0004: %w: case 2026-0004 is approved and cannot become answered", register.ErrTransition),
			"case 2026-0004 is approved and cannot become answered"},
		{fmt.Errorf("decide on case 2026-0004: release case 2026-0004, which is open: %w", register.ErrTransition),
			"release case 2026-0004, which is open: its state does not allow that"},
	} {
		if got := transitionText(c.err, "2026-0004"); got != c.want {
			t.Errorf("got %s", got)
		}
	}
}
