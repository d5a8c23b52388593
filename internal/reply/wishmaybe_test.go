package reply

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"inquiryd/internal/language"
)

// marsh is how a language is read that has the shortest words, and none for some.
func marsh() *Reader {
	l := *tongue("en")
	l.Mail.Reads, l.Mail.Wishes = nil, map[string][]string{
		"asks": {"o quest"}, "answer": {"k'a*", "da wod"}, "between": {"å", "e.g. to"}, "latest": {"v", "ęre de*"}, "limit": {"ø", "ſist day"}, "is": {"'s"}, "wanted": {"œ"}, "meeting": {"þing"},
	}
	return newReader(nil, &l)
}

// Wishes in the words of a language's file, and nothing that is none.
func TestWishedDayInLanguages(t *testing.T) {
	arrived := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC) // a Monday
	tests := []struct {
		x          *Reader
		text, want string
	}{
		{danish(), "Hvornår kommer den? (Svar ønskes senest den 20. marts.)", "2026-03-20"},

		{in("sv"), "När blir cykelbanan klar?\n\nÖnskas besvarat senast den 20 mars.", "2026-03-20"},
		{in("sv"), "Svar önskas före den 20 mars 2026.", "2026-03-20"},
		{in("sv"), "Jag vill gärna ha svar på mina frågor senast fredag\nden 20 mars, tack.", "2026-03-20"},
		{in("sv"), "TACKSAM FÖR SVAR SENAST FREDAG", "2026-03-13"},
		{in("sv"), "Vänligen besvara frågorna skriftligt innan den 20/3.", "2026-03-20"},
		{in("sv"), "Svar önskas före nämndmötet den 20 mars.", "2026-03-20"},
		{in("sv"), "Svarsfrist: 18 mars", "2026-03-18"},
		{in("sv"), "Sista dag för svar är den 18 mars", "2026-03-18"},
		{in("sv"), "Please answer by 20 March.", "2026-03-20"},
		{in("sv"), "Blir den klar senast den 1 maj?", ""},
		{in("sv"), "Jag vill gärna ha svar på om banan är klar senast den 1 maj.", ""},
		{in("sv"), "Jag önskar få veta när kontoret svarar senast den 3 april.", ""},
		{in("sv"), "Önskas besvarat snarast möjligt.", ""},
		{in("sv"), "Svar ønskes senest den 20. marts.", ""}, // Danish

		{marsh(), "O quest me k'amla e.g. to å V 20 March", "2026-03-20"},
		{marsh(), "O quest a\nda\nwod  å Ęre\n degn 20 March", "2026-03-20"},
		{marsh(), "Ø 's: 20 March", "2026-03-20"},
		{marsh(), "–SIST DAY 20 March", "2026-03-20"},
		{marsh(), "k'a v 20 March", ""},
	}
	for _, test := range tests {
		got := ""
		if day := test.x.WishedDay("", test.text, arrived); !day.IsZero() {
			got = day.Format(time.DateOnly)
		}
		if got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}

// The quick look spares no wish in other languages than Danish either.
func TestGlancePassesWishes(t *testing.T) {
	for _, x := range []*Reader{in("sv"), marsh()} {
		rapid.Check(t, func(t *rapid.T) {
			form := rapid.SampledFrom(x.wishes).Draw(t, "form")()
			letters := []rune(rapid.StringMatching(form.String()).Draw(t, "wish"))
			i := rapid.IntRange(0, len(letters)-1).Draw(t, "where")
			letters[i] = unicode.SimpleFold(letters[i])
			if wish := string(letters); form.MatchString(oneLine(wish)+" ") && !x.glance.sees(wish+"20/3") {
				t.Errorf("%q is a wish", wish)
			}
		})
	}
}

// A text of nothing but words between an answer and its day is seen in time, also
// where these are words for "at the latest", and so is one without blanks.
func TestGlanceIsQuick(t *testing.T) {
	g := newGlance([]*language.Language{{Mail: language.Mail{Wishes: map[string][]string{"answer": {"svar"}, "between": {"till"}, "latest": {"till"}}}}})
	begun := time.Now()
	for _, words := range []string{"till ", "till-"} {
		g.sees(strings.Repeat(words, 200_000))
	}
	if took := time.Since(begun); took > time.Second {
		t.Error("it took", took)
	}
}
