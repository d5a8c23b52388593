package reply

import (
	"math/rand/v2"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"
)

// The day by which a member asks for an answer, and sentences with a day and an
// answer in them that ask for none.
func TestWishedDay(t *testing.T) {
	arrived := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC) // a Monday
	tests := []struct{ subject, text, want string }{
		{"", "Hvornår kommer cykelstien?\n\nØnskes besvaret senest den 20. marts.", "2026-03-20"},
		{"", "Spørgsmålene ønskes besvaret senest den 20. marts 2026.", "2026-03-20"},
		{"", "Det bedes besvaret skriftligt inden den 20/3.", "2026-03-20"},
		{"", "Jeg vil gerne have svar på mine spørgsmål senest fredag\nden 20. marts, tak.", "2026-03-20"},
		{"", "Jeg vil gerne bede om at få svar senest på fredag.", "2026-03-13"},
		{"", "Svar udbedes senest d. 2026-03-20", "2026-03-20"},
		{"", "Svar ønskes inden mandag den 16. marts", "2026-03-16"},
		{"Ønskes besvaret senest den 17. marts: cykelsti", "Hvornår kommer den?", "2026-03-17"},
		{"", "Svarfrist: 18. marts", "2026-03-18"},
		{"", "Jeg beder forvaltningen besvare dem inden den 5. januar 2027.", ""}, // too far to be meant
		{"", "Please answer by 20 March.", "2026-03-20"},
		{"", "I would like an answer no later than Friday 20 March 2026.", "2026-03-20"},
		{"", "An answer is requested before 20 March", "2026-03-20"},

		{"", "Svar udbedes inden mødet i Økonomiudvalget den 20. marts.", "2026-03-20"},
		{"", "Svar ønskes før udvalgsmødet den 20. marts.", "2026-03-20"},
		{"", "Kan jeg få svar inden torsdag kl. 12?", "2026-03-12"},
		{"", "Ps. Jeg vil meget gerne have svar inden torsdag.", "2026-03-12"},
		{"", "Bedes besvaret snarest muligt og senest den 20/3.", "2026-03-20"},
		{"", "Jeg ønsker svar på følgende spørgsmål senest\nfredag den 20. marts:\n\n1) Hvem?", "2026-03-20"},
		{"", "Please answer the following questions by 20 March.", "2026-03-20"},
		{"", "Please answer before the committee meeting on 20 March.", "2026-03-20"},
		{"", "Kan jeg få svar på, om stien er færdig inden torsdag?", ""},
		{"", "Kan jeg få at vide, om udvalget svarer før mødet den 20. marts?", ""},

		{"", "Jeg skal bruge svaret inden fredag.", "2026-03-13"},
		{"", "Jeg har brug for et svar inden den 20. marts, da sagen er på dagsordenen.", "2026-03-20"},
		{"", "Må jeg bede om en tilbagemelding før på torsdag?", "2026-03-12"},
		{"", "Besvarelsen bedes sendt til undertegnede senest 20. marts 2026.", "2026-03-20"},
		{"", "Redegørelsen bedes være mig i hænde senest 20.3.", "2026-03-20"},
		{"", "Deadline for svar er mandag d. 16. marts kl. 12.", "2026-03-16"},
		{"", "Could I have the answer by Friday morning?", "2026-03-13"},
		{"", "Redegørelsen fra 2025 blev afgivet senest den 20. marts.", ""},
		{"", "Hvor mange skal bruge hjælp inden den 20. marts?", ""},
		{"", "Har skolerne brug for flere lærere inden den 20. marts?", ""},

		{"", "Hvornår er cykelstien færdig?", ""},
		{"", "Bliver den færdig senest den 1. maj?", ""},
		{"", "Kan forvaltningen svare på, om stien er færdig senest den 1. maj?", ""},
		{"", "Jeg vil gerne have svar på, om stien er færdig inden den 1. maj.", ""},
		{"", "Jeg ønsker at vide om forvaltningen vil svare borgeren senest den 3. april.", ""},
		{"", "Jeg ønsker at vide om forvaltningen vil svare senest den 3. april.", ""},
		{"", "Jeg ønsker svar på hvorfor arbejdet ikke blev afsluttet inden den 3. april.", ""},
		{"", "Borgeren bad om svar senest den 1. marts og har intet hørt.", ""}, // past
		{"", "Ønskes besvaret senest den 9. februar 2026.", ""},
		{"", "Ønskes besvaret hurtigst muligt.", ""},
		{"", "Ønskes besvaret senest den 31. april.", ""}, // no such day
	}
	for _, test := range tests {
		got := ""
		if day := danish().WishedDay(test.subject, test.text, arrived); !day.IsZero() {
			got = day.Format(time.DateOnly)
		}
		if got != test.want {
			t.Errorf("%q %q: got %q, want %q", test.subject, test.text, got, test.want)
		}
	}
}

// TestMayWishPassesWishes holds the quick look at a paragraph to the expressions
// that it spares: texts made of them, with a letter or two changed.
func TestMayWishPassesWishes(t *testing.T) {
	x := danish()
	hold := func(t rapid.TB, paragraph string) {
		for _, form := range x.wishes {
			if form().MatchString(oneLine(paragraph)+" ") && !x.glance.sees(paragraph) {
				t.Errorf("%q is a wish", paragraph)
			}
		}
	}
	hold(t, "Jeg beder dig\nBESVARE det ſkriftligt allerſenest\nfredag")
	rapid.Check(t, func(t *rapid.T) {
		for _, form := range x.wishes {
			letters := []rune(rapid.StringMatching(form().String()).Draw(t, "paragraph"))
			hold(t, string(letters))
			i := rapid.IntRange(0, len(letters)-1).Draw(t, "where")
			letters[i] = unicode.SimpleFold(letters[i])
			hold(t, string(letters))
			letters[rapid.IntRange(0, len(letters)-1).Draw(t, "where else")] = rapid.SampledFrom([]rune(" \n\t,.:")).Draw(t, "sign")
			hold(t, string(letters))
		}
	})
}

func BenchmarkWishedDay(b *testing.B) {
	sentences := []string{"Jeg har talt med flere borgere, som undrer sig over, hvordan det hænger sammen i praksis.",
		"Det er efterhånden længe siden, at vi sidst fik en samlet status, og derfor spørger jeg nu.",
		"Svaret må gerne være kort, så længe det er til at forstå for almindelige mennesker."}
	random := rand.New(rand.NewPCG(7, 1))
	var texts []string
	for range 100 {
		text := "Kære forvaltning\n\n1. Hvornår bliver den nye cykelsti langs Nordre Vej færdig, og hvad har den kostet indtil nu?\n\n"
		for length := 800 + random.IntN(4200); len(text) < length; {
			text += sentences[random.IntN(3)] + " " + sentences[random.IntN(3)] + "\n\n"
		}
		texts = append(texts, text+"Med venlig hilsen\nEt medlem af rådet\n")
	}
	arrived := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		danish().WishedDay("Om noget", texts[i%len(texts)], arrived)
	}
}
