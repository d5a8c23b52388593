package classify_test

import (
	"slices"
	"testing"
	"time"
)

// TestApart holds that joined questions are parted only where each side clearly
// belongs to another administration.
func TestApart(t *testing.T) {
	c := rulesOf(t, "cykel*^2", "skole*^2")
	for text, want := range map[string][]string{
		"Hvor mange elever har skolen? Og hvornår bliver cykelstien færdig?":                       {"Hvor mange elever har skolen?", "Og hvornår bliver cykelstien færdig?"},
		"Hvor mange skoler er der? Og hvor mange elever har skolerne? Og hvor lang er cykelstien?": {"Hvor mange skoler er der? Og hvor mange elever har skolerne?", "Og hvor lang er cykelstien?"},
		"Hvor mange elever har skolen? Og hvornår bliver den udvidet?":                             {"Hvor mange elever har skolen? Og hvornår bliver den udvidet?"},
		"Hvor mange elever har skolen? Og hvor mange skoler er der?":                               {"Hvor mange elever har skolen? Og hvor mange skoler er der?"},
		"Er skolen lukket? Hvis ja, hvornår kommer cykelstien?":                                    {"Er skolen lukket? Hvis ja, hvornår kommer cykelstien?"},
		"Jeg går forbi skolen hver dag. Hvornår åbner den? Og hvornår bliver cykelstien færdig?":   {"Jeg går forbi skolen hver dag. Hvornår åbner den?", "Og hvornår bliver cykelstien færdig?"},
		"Jeg vil gerne vide, hvor mange elever skolen har, og hvornår cykelstien er færdig.":       {"Jeg vil gerne vide, hvor mange elever skolen har", "og hvornår cykelstien er færdig."},
		"Hvor mange elever har skolen, og hvor mange af dem bruger cykelstien?":                    {"Hvor mange elever har skolen, og hvor mange af dem bruger cykelstien?"},
		"Hvor mange elever har skolen, og hvornår åbner den nye skole?":                            {"Hvor mange elever har skolen, og hvornår åbner den nye skole?"},
		"Hvor mange elever har skolen? Hvis cykelstien er lukket, hvem skal de så ringe til?":      {"Hvor mange elever har skolen?", "Hvis cykelstien er lukket, hvem skal de så ringe til?"},
	} {
		var got []string
		for i, q := range c.Apart(c.Split(text), time.Now()).Questions {
			got = append(got, q.Text)
			if q.Number != i+1 {
				t.Errorf("%q: number %d of question %d", text, q.Number, i+1)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
