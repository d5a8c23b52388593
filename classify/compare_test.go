package classify_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"inquiryd/classify"
)

func rulesOf(t testing.TB, tmf, buf string) *classify.Classifier {
	t.Helper()
	c, err := classify.Compile(classify.Config{Administrations: []classify.Administration{
		{ID: "TMF", Keywords: []string{tmf}}, {ID: "BUF", Keywords: []string{buf}}}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCompare(t *testing.T) {
	old, new := rulesOf(t, "cykel*", "skole*"), rulesOf(t, "fortov*", "cykel*")
	var past []classify.Past
	for n := range 1000 { // more than a worker takes at a time
		for i, q := range []struct{ text, label string }{
			{"Hvor er cykelstien?", "BUF"}, // wrong, then right
			{"Hvor er cykelstien?", "TMF"}, // right, then wrong
			{"Hvor er skolen?", "BUF"},     // right, then held
			{"Hvor er skolen?", "TMF"},     // wrong, then held
			{"Hvor er fortovet?", "KFF"},   // held, then wrong
			{"Hvor er cykelstien?", "KFF"}, // wrong, then wrong elsewhere
			{"Hvor er huset?", "TMF"},      // held, and held
		} {
			past = append(past, classify.Past{ID: fmt.Sprintf("%04d/%d", n, i), Input: classify.Input{Question: q.text}, Of: 1, Label: q.label})
		}
	}
	c := classify.Compare(old, new, slices.Values(past))
	if c.Questions != 7000 || c.Old.Filed != 5000 || c.Old.Right != 2000 || c.New.Filed != 4000 || c.New.Right != 1000 || len(c.Moves) != 6000 {
		t.Errorf("%d questions, old %+v, new %+v, %d moves", c.Questions, c.Old, c.New, len(c.Moves))
	}
	want := []classify.Flow{{From: "TMF", To: "BUF", Questions: 3000, Better: 1000, Worse: 1000}, {From: "BUF", To: "", Questions: 2000, Better: 1000, Worse: 1000},
		{From: "", To: "TMF", Questions: 1000, Worse: 1000}}
	if !slices.Equal(c.Flows, want) {
		t.Errorf("flows %+v", c.Flows)
	}
	if first, last := c.Moves[0], c.Moves[5999]; first.ID != "0000/1" || first.Verdict != classify.Worse || last.ID != "0999/3" || last.Verdict != classify.Better {
		t.Errorf("from %+v to %+v", first, last)
	}
	if c.Moves[0].Evidence[0].Keyword != "cykel*" || c.Moves[0].Before == "" || c.Moves[0].After == "" {
		t.Errorf("%+v", c.Moves[0])
	}
}

// A question that says clearly whom it is for is not drawn to its neighbours; one that
// says so faintly is filed only where what stands around it does not speak for another.
func TestDecideAmong(t *testing.T) {
	in := classify.Input{Subject: "Cykler, cykelstier og cykelparkering", Question: "Hvor er skolen?"}
	clear := rulesOf(t, "cykel*^3", "skole*")
	if d := clear.DecideAmong(in, 2); d.Administration != "BUF" || !d.Filed {
		t.Errorf("among two: %+v", d)
	}
	if d := clear.DecideAmong(in, 1); d.Administration != "TMF" {
		t.Errorf("alone: %+v", d)
	}
	faint := rulesOf(t, "cykel*^3", "skole*^0.9")
	if d := faint.DecideAmong(in, 2); d.Administration != "BUF" || d.Filed || !strings.Contains(d.Why, "TMF has") {
		t.Errorf("faint, with another around: %+v", d)
	}
	in.Subject = "Spørgsmål om skolen"
	if d := faint.DecideAmong(in, 2); d.Administration != "BUF" || !d.Filed {
		t.Errorf("faint, with the same around: %+v", d)
	}
}
