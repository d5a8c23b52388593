package retention

import (
	"testing"
	"time"
)

func TestTerms(t *testing.T) {
	now := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	for term, want := range map[string]time.Time{
		"1 year":      time.Date(2025, 3, 31, 12, 0, 0, 0, time.UTC),
		" 5 years ":   time.Date(2021, 3, 31, 12, 0, 0, 0, time.UTC),
		"18 months":   time.Date(2024, 9, 30, 12, 0, 0, 0, time.UTC),
		"4 weeks":     time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC),
		"999 days":    time.Date(2023, 7, 6, 12, 0, 0, 0, time.UTC),
		"1 day":       time.Date(2026, 3, 30, 12, 0, 0, 0, time.UTC),
		"":            {},
		"5":           {},
		"5 years ago": {},
		"year":        {},
		"-1 years":    {},
		"+1 year":     {},
		"0 years":     {},
		"1000 days":   {},
		"5 yearss":    {},
		"5 YEARS":     {},
	} {
		since, ok := keptSince(term, now)
		if !since.Equal(want) || ok == want.IsZero() {
			t.Errorf("%q: since %v, %v, want %v", term, since, ok, want)
		}
		if taken := Check(term) == nil; taken != (ok || term == "") {
			t.Errorf("%q is taken: %v", term, taken)
		}
	}
	terms := Terms{Keep: "5 years", ByKind: map[string]string{"question": "", "aktindsigt": "90 days"}}
	for kind, want := range map[string]string{"question": "5 years", "other": "5 years", "aktindsigt": "90 days"} {
		if got := terms.of(kind); got != want {
			t.Errorf("a case of kind %q is kept for %q, want %q", kind, got, want)
		}
	}
}
