package classify_test

import (
	"slices"
	"testing"

	"inquiryd/classify"
)

// TestSplitLanguages holds that each language that the rules know tells questions
// without marks, requests and what only explains from each other.
func TestSplitLanguages(t *testing.T) {
	for _, x := range []struct {
		language, text string
		want           []string
	}{
		{"en", "when does the playground open\nhow many bins are there in the park", []string{"when does the playground open", "how many bins are there in the park"}},
		{"en", "I would like to request a report on the roof. Please send me the figures as well.", []string{"I would like to request a report on the roof.", "Please send me the figures as well."}},
		{"en", "Is homework any good? asks the headmaster. How many schools have none?", []string{"How many schools have none?"}},
		{"en", "What does it cost?\n\nBackground\nParents have written. Must they pay?", []string{"What does it cost?"}},
		{"sv", "när öppnar lekplatsen\nvem har ansvaret för råttorna i parken", []string{"när öppnar lekplatsen", "vem har ansvaret för råttorna i parken"}},
		{"sv", "Dessutom önskar jag en översikt. Jag önskar även få siffrorna för 2024.", []string{"Dessutom önskar jag en översikt.", "Jag önskar även få siffrorna för 2024."}},
		{"sv", "Vem vill gå hem ensam? Därför vill jag veta hur många som arbetar på gården.", []string{"Därför vill jag veta hur många som arbetar på gården."}},
		{"sv", "Hur många lotter finns det?\n\nMvh\nAnna\n\nPS Jag vill också veta hur lång kön är.", []string{"Hur många lotter finns det?", "PS Jag vill också veta hur lång kön är."}},
		{"sv", "Jag ber nämnden redogöra för arvodena.\n\nJag undrar också vad de kostar.", []string{"Jag ber nämnden redogöra för arvodena.", "Jag undrar också vad de kostar."}},
		{"sv", "Vem älskar inte en bänk? Det gör jag i alla fall. Varför är bänken borta?", []string{"Varför är bänken borta?"}},
		{"no", "når åpner lekeplassen\nhvem har ansvaret for rottene i parken", []string{"når åpner lekeplassen", "hvem har ansvaret for rottene i parken"}},
		{"no", "Videre ber jeg om en oversikt over ledige lokaler.", []string{"Videre ber jeg om en oversikt over ledige lokaler."}},
		{"de", "wann öffnet der spielplatz\nwer ist für die ratten im park zuständig", []string{"wann öffnet der spielplatz", "wer ist für die ratten im park zuständig"}},
		{"de", "Was kostet das? Außerdem bitte ich um eine Übersicht.", []string{"Was kostet das?", "Außerdem bitte ich um eine Übersicht."}},
	} {
		c, err := classify.Compile(classify.Config{Language: x.language})
		if err != nil {
			t.Fatal(err)
		}
		q := c.Split(x.text)
		var got []string
		for _, one := range q.Questions {
			got = append(got, one.Text)
		}
		if q.Unasked || !slices.Equal(got, x.want) {
			t.Errorf("%s: %q: %q, want %q", x.language, x.text, got, x.want)
		}
	}
}
