package classify

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzSplit(f *testing.F) {
	f.Add("Kære alle\n\n1) Hvad koster det?\n2. maj var det lovet. Hvorfor ikke?\n\nMvh Bo")
	f.Add("Spørgsmål 1: Hvorfor? a) nej b) ja?\n- Hvem?\n- Hvor mange?\n\n(1) x? (2) y?")
	f.Add("1.2.3.4 ?????\n\n\n• \n• ?\n")
	c, err := Compile(Config{MaxQuestions: 10})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q := c.Split(text)
		if len(q.Questions) == 0 || len(q.Questions) > 10 {
			t.Fatalf("%d questions", len(q.Questions))
		}
		at := 0
		for i, x := range q.Questions {
			if x.Number != i+1 {
				t.Errorf("question %d has number %d", i+1, x.Number)
			}
			n := strings.Index(text[at:], x.Text)
			if n < 0 {
				t.Fatalf("question %q does not stand in the text, in order", x.Text)
			}
			at += n + len(x.Text)
			if i > 0 && strings.TrimSpace(x.Text) == "" {
				t.Errorf("question %d is empty", i+1)
			}
		}
	})
}

func FuzzDecide(f *testing.F) {
	f.Add("Hvornår bliver cykel-\nstien på Nørrebrogade ryddet? En mand på femogfyrre spørger.", "SV: stien", "plan.pdf")
	f.Add("a\u030A a\u00ad\u200b 65..70 -årig 17årige", "", "")
	c, err := Compile(Config{Places: []string{"uden for", "ved"},
		Administrations: []Administration{
			{ID: "A", Keywords: []string{"cykelsti", "park*", "*gade^2", "*skol*", "mand på 18..64", "0..17-årig*", "a-kasse"}},
			{ID: "B", Keywords: []string{"skole ~5 mobil*", "m.v.", "=bo", "cykelstinet", "nørrebro"}}},
		Rules: []Rule{{Name: "r", To: "A", All: []string{"cykel* | sti*"}, None: []string{"bus"}},
			{Name: "t", To: "B", Between: []string{"A", "B"}, Any: []string{"bo"}}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, question, subject, file string) {
		in := Input{Question: question, Subject: subject, Attachments: []string{file}}
		d := c.Decide(in)
		if again := c.Decide(in); again.Administration != d.Administration || again.Score != d.Score || len(again.Evidence) != len(d.Evidence) {
			t.Errorf("decided %v, then %v", d, again)
		}
		if d.Filed && d.Administration == "" {
			t.Error("filed to nobody")
		}
		zones := map[string]string{"question": question, "subject": subject, "attachment": file}
		for _, e := range d.Evidence {
			text, ok := zones[e.Zone]
			if !ok || e.Start < 0 || e.End <= e.Start || e.End > len(text) {
				t.Fatalf("evidence %+v lies outside of %q", e, text)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[e.Start:e.End]) {
				t.Errorf("evidence %+v cuts a letter", e)
			}
		}
	})
}

func FuzzKeyword(f *testing.F) {
	for _, s := range []string{"cykelsti", "skole*", "*sti*^2", "skole ~5 mobil*", "18..64-årig*", "=bo", "a-kasse", "m.v.", "*", "^", "~3", "x | y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		c := Config{Administrations: []Administration{{ID: "A", Keywords: []string{source}}},
			Rules: []Rule{{Name: "r", To: "A", All: []string{source}}}}
		valid := c.Validate()
		k, err := Compile(c)
		if (valid == nil) != (err == nil) {
			t.Fatalf("Validate says %v, Compile says %v", valid, err)
		}
		if err == nil {
			k.Decide(Input{Question: source + " og " + strings.Trim(source, "*=^")})
		}
	})
}
