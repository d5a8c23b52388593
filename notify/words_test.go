package notify

import (
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/language"
)

// wordsOf are the words of a language that is built in.
func wordsOf(code string) *words { return newWords((*language.Set)(nil).Of(code)) }

func TestDates(t *testing.T) {
	day := time.Date(2023, 3, 9, 12, 0, 0, 0, time.UTC)
	da, en, sv := wordsOf("da"), wordsOf("en"), wordsOf("sv")
	for _, c := range []struct{ got, want string }{
		{da.date(day), "9. marts 2023"},
		{da.day(day), "torsdag den 9. marts 2023"},
		{da.short(day), "9/3 2023"},
		{da.marginDate(day.AddDate(0, 0, 1)), "10-03-2023"},
		{da.dayOf("2026-04-10"), "fredag den 10. april 2026"},
		{da.dayOf("i morgen"), ""},
		{en.date(day), "9 March 2023"},
		{en.day(day), "Thursday 9 March 2023"},
		{en.short(day), "9 March 2023"},
		{en.marginDate(day), "9 March 2023"},
		{sv.date(day), "9 mars 2023"},
		{sv.day(day), "torsdagen den 9 mars 2023"},
		{sv.short(day), "9 mars 2023"},
		{sv.marginDate(day), "2023-03-09"},
		{da.date(time.Time{}) + da.day(time.Time{}) + da.short(time.Time{}) + da.marginDate(time.Time{}), ""},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestTopic(t *testing.T) {
	test := func(language, subject, want string) {
		t.Helper()
		if got := wordsOf(language).subjectTopic(subject); got != want {
			t.Errorf("%q: got %q, want %q", subject, got, want)
		}
	}
	test("da", "cykelstier", "cykelstier")
	test("da", "SV: VS: Re[2]: cykelstier", "cykelstier")
	test("da", "Politikerspørgsmål vedr. indsatsen mod rotter", "indsatsen mod rotter")
	test("da", "SV: Spørgsmål om cykelsti", "cykelsti")
	test("da", "3 spørgsmål om skoler", "skoler")
	test("da", "Spørgsmål til Socialforvaltningen om herberger", "herberger")
	test("da", "Spørgsmål: rotter", "rotter")
	test("da", "Spørgsmålet om alt", "Spørgsmålet om alt")
	test("da", "Spørgsmål om", "Spørgsmål om")
	test("da", "Omfartsvej", "Omfartsvej")
	test("da", "", "")
	test("en", "Re: Questions about cycle paths", "cycle paths")
	test("en", "Question on rats", "rats")
	test("sv", "SV: Fråga om cykelbanor", "cykelbanor")
	test("sv", "Frågor till Socialförvaltningen om härbärgen", "härbärgen")
	test("sv", "Frågan är fri", "Frågan är fri")
}

func TestGenitive(t *testing.T) {
	test := func(language string, a AdministrationView, want string) {
		t.Helper()
		if got := wordsOf(language).genitive(a); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	test("da", AdministrationView{Name: "Socialforvaltningen"}, "Socialforvaltningens")
	test("da", AdministrationView{Name: "Sekretariatet", Genitive: "Vores"}, "Vores")
	test("da", AdministrationView{Name: "Kulturhus"}, "Kulturhus'")
	test("da", AdministrationView{}, "Forvaltningens")
	test("en", AdministrationView{Name: "Roads"}, "Roads'")
	test("en", AdministrationView{Name: "Parks department"}, "Parks department's")
	test("en", AdministrationView{}, "The administration's")
	test("sv", AdministrationView{Name: "Socialförvaltningen"}, "Socialförvaltningens")
	test("sv", AdministrationView{Name: "Kulturhus"}, "Kulturhus")
	test("sv", AdministrationView{}, "Förvaltningens")
}

func TestExternalNumbers(t *testing.T) {
	got := wordsOf("da").externalNumbers(map[string]string{"zeta": "3", "edoc_case": "2", "f2_case": "1", "f2_document": ""})
	if want := []number{{"Sagsnummer i F2", "1"}, {"Sagsnummer i eDoc", "2"}, {"zeta", "3"}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestJoin(t *testing.T) {
	for want, list := range map[string][]string{"": nil, "a": {"a"}, "a og b": {"a", "b"}, "a, b og c": {"a", "b", "c"}} {
		if got := wordsOf("da").join(list); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestOneLine(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a\r\nBcc: b", "a Bcc: b"}, {"  a \t b ", "a b"}, {"a\x00b\x1bc", "a b c"}, {"a\u202eb\u2066c", "abc"}, {"\xff", "\uFFFD"}, {"a\u00a0b", "a b"},
		{strings.Repeat("æ", 50), strings.Repeat("æ", 8) + "…"},
	} {
		if got := oneLine(c.text, 20); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestFileName(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"plan.pdf", "plan.pdf"}, {"../../etc/passwd", "passwd"}, {`C:\x\plan.pdf`, "plan.pdf"}, {".htaccess", "htaccess"}, {"\u200b.htaccess", "htaccess"},
		{"", "attachment"}, {"...", "attachment"}, {"a\r\nb.txt", "a b.txt"}, {`a"b<c>.txt`, "a_b_c_.txt"}, {"/", "attachment"},
		{strings.Repeat("æ", 200) + ".docx", strings.Repeat("æ", 56) + ".docx"},
	} {
		if got := fileName(c.name); got != c.want {
			t.Errorf("%q: got %q, want %q", c.name, got, c.want)
		}
	}
}

// TestShare: narrow columns get what they need, wide ones share the rest.
func TestShare(t *testing.T) {
	if got := share([]float64{10, 500, 20}, 100); !slices.Equal(got, []float64{10, 70, 20}) {
		t.Errorf("got %v", got)
	}
	if got := share([]float64{200, 300}, 100); !slices.Equal(got, []float64{50, 50}) {
		t.Errorf("got %v", got)
	}
}

func TestDoorOpensAgain(t *testing.T) {
	var d door
	now := time.Unix(0, 0)
	for _, want := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute} {
		d.refuse(now)
		if got := d.shut(now); got != want {
			t.Errorf("shut for %v, want %v", got, want)
		}
	}
	if d.shut(now.Add(15*time.Minute)) != 0 {
		t.Error("still shut after its time")
	}
	d.refuse(now)
	d.open()
	if d.shut(now) != 0 {
		t.Error("shut after a good login")
	}
}

// TestLongAnswersAreReadInStep: reading takes time with an answer's length,
// not with its square; these would take minutes.
func TestLongAnswersAreReadInStep(t *testing.T) {
	f := newFormatter()
	for _, answer := range []string{
		strings.Repeat("linje\n", 50_000) + "slut",
		strings.Repeat("<b>x</b> ", 20_000) + "slut",
		strings.Repeat("| a ", 3_000) + "\n" + strings.Repeat("|-", 3_000) + "\n|slut|",
	} {
		if !strings.Contains(f.text(answer), "slut") {
			t.Errorf("%.10q: the end is lost", answer)
		}
	}
}
