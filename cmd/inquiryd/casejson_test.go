package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// A case proposes the KLE numbers of its questions, each once, to people and in
// JSON.
func TestCaseProposesNumbers(t *testing.T) {
	var d dossier
	for i, decision := range []string{`{"kle":"05.05.12","kle_title":"Belysning"}`, `{}`, ``, `{"kle":"21.00.00","kle_title":"Biblioteker"}`, `{"kle":"05.05.12","kle_title":"Belysning"}`} {
		d.Questions = append(d.Questions, register.Question{Number: i + 1, Text: "?", Decision: json.RawMessage(decision)})
	}
	if got := d.JSON(time.UTC).KLE; !slices.Equal(got, []string{"05.05.12", "21.00.00"}) {
		t.Errorf("in JSON %q", got)
	}
	var b strings.Builder
	d.tell(&b, false, time.UTC)
	for _, want := range []string{"KLE          05.05.12 Belysning (proposed)\n", "KLE          21.00.00 Biblioteker (proposed)\n"} {
		if strings.Count(b.String(), want) != 1 {
			t.Errorf("%q is not said once:\n%s", want, b.String())
		}
	}
}
