package classify_test

import (
	"strings"
	"testing"

	"inquiryd/classify"
)

func TestLeans(t *testing.T) {
	leaning := map[string][]string{
		"da": {"Hvem skal reparere dem?", "Hvornår sker det?", "Hvad koster det?", "Hvem har ansvaret for det?", "Hvornår bliver det gjort?", "Hvornår bliver det endelig færdigt?",
			"Og hvem betaler for det ?", "Hvad er baggrunden for dette?", "Hvordan følges det op?"},
		"en": {"Who will repair them?", "What does it cost?", "When will it be fixed?", "Who pays for that?", "How much did it cost?"},
		"sv": {"Vem ska laga dem?", "Vad kostar det?", "När blir det gjort?"},
		"no": {"Hvem skal reparere dem?", "Når blir det gjort?"},
		"de": {"Wer repariert das?", "Wann wird es repariert?", "Was kostet es?"},
	}
	upright := map[string][]string{
		"da": {"", "Hvad koster den nye bro?", "Hvad gør I for de ældre?", "Hvad koster det at gå i svømmehal?", "Hvem ejer grunden?", "Hvad er status?",
			"Hvor mange ansatte har kommunen, og hvor mange af dem taler arabisk, og hvad gør I ved det?", "Er det rigtigt, at borgmesteren rejser?", "Hvad mener I om det nye stadion?"},
		"en": {"What is this building used for?", "Who owns the land?", "What does it cost to swim?"},
	}
	for language, questions := range leaning {
		c := compiled(t, classify.Config{Language: language, Administrations: []classify.Administration{{ID: "A", Name: "A", Keywords: []string{"kanal"}}}})
		for _, q := range questions {
			if !c.Leans(q) {
				t.Errorf("%s: %q stands by itself", language, q)
			}
		}
		for _, q := range upright[language] {
			if c.Leans(q) {
				t.Errorf("%s: %q leans", language, q)
			}
		}
	}
}

// A question that says nothing and only asks on goes with the one before it, and
// no other does.
func TestAskingOn(t *testing.T) {
	c := compiled(t, classify.Config{Language: "da", Administrations: []classify.Administration{
		{ID: "TMF", Name: "Teknik", Keywords: []string{"cykelsti*^3"}},
		{ID: "BUF", Name: "Børn", Keywords: []string{"skole*^3"}},
	}})
	tests := []struct{ before, question, want string }{
		{"Hvor mange huller er der på cykelstierne?", "Hvem skal reparere dem?", "TMF"},
		{"Hvor mange huller er der på cykelstierne?", "Hvad koster det på skolerne?", "BUF"}, // it says itself
		{"Hvor mange huller er der på cykelstierne?", "Hvad er status på lufthavnen?", ""},   // another theme
		{"Hvad er status på lufthavnen?", "Hvem betaler for det?", ""},                       // nobody knows that either
		{"", "Hvem betaler for det?", ""},
	}
	for _, test := range tests {
		d := c.DecideAmong(classify.Input{Question: test.question, Before: test.before}, 2)
		if d.Filed != (test.want != "") || d.Filed && d.Administration != test.want {
			t.Errorf("%q after %q: %q, %v", test.question, test.before, d.Administration, d.Filed)
		}
		if test.want == "TMF" && (!strings.HasPrefix(d.Why, "it asks on about the question before: ") || len(d.Evidence) != 1 || d.Evidence[0].Zone != "question before") {
			t.Errorf("why: %s, by %+v", d.Why, d.Evidence)
		}
	}
}

func compiled(t *testing.T, cfg classify.Config) *classify.Classifier {
	t.Helper()
	c, err := classify.Compile(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
