package classify_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"inquiryd/classify"
)

// taught are questions of two administrations in which a few words tell them
// apart, and "byen" and "kommunen" do not.
func taught() []classify.Labelled {
	var qs []classify.Labelled
	for i := range 30 {
		qs = append(qs,
			classify.Labelled{Label: "TMF", Text: fmt.Sprintf("Hvornår bliver %s nummer %d i byen lavet?", []string{"cykelstien", "cykelbroen", "fortovet"}[i%3], i)},
			classify.Labelled{Label: "BUF", Text: fmt.Sprintf("Hvor mange %s har kommunen i byen i år %d?", []string{"skolebørn", "skoleklasser", "vuggestuer"}[i%3], i)})
	}
	return append(qs, classify.Labelled{Label: "XXX", Text: "En alene"})
}

func TestSuggest(t *testing.T) {
	s, err := classify.Suggest(context.Background(), taught(), classify.SuggestOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if s.LeftOut["XXX"] != 1 || len(s.Administrations) != 2 {
		t.Errorf("left out %v, kept %d", s.LeftOut, len(s.Administrations))
	}
	var f file
	if err := toml.Unmarshal([]byte(s.TOML()), &f); err != nil {
		t.Fatalf("%v in:\n%s", err, s.TOML())
	}
	c, err := classify.Compile(f.config())
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"Er cykelparkeringen fuld?": "TMF", "Hvor er skolebadet?": "BUF", "Hvad med fortovene?": "TMF",
	} {
		if d := c.Decide(classify.Input{Question: text}); d.Administration != want {
			t.Errorf("%q: %s, not %s: %s", text, d.Administration, want, d.Why)
		}
	}
	if d := c.Decide(classify.Input{Question: "Hvad sker der i byen?"}); d.Filed {
		t.Errorf("a word of both files to %s: %s", d.Administration, d.Why)
	}
	again, _ := classify.Suggest(context.Background(), taught(), classify.SuggestOptions{})
	if again.TOML() != s.TOML() {
		t.Error("the same questions gave two suggestions")
	}
}

func TestSuggestNamesWhatMisleads(t *testing.T) {
	now, err := classify.Compile(classify.Config{Administrations: []classify.Administration{
		{ID: "TMF", Keywords: []string{"skole*"}}, {ID: "BUF", Keywords: []string{"vuggestue"}}}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := classify.Suggest(context.Background(), taught(), classify.SuggestOptions{Current: now})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Misleading) != 1 || s.Misleading[0].Keyword != "skole*" || s.Misleading[0].Wrong != 20 {
		t.Errorf("misleading: %+v", s.Misleading)
	}
	if !strings.Contains(s.TOML(), "skole*") {
		t.Error("the file does not say so")
	}
}

func TestSuggestStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := classify.Suggest(ctx, taught(), classify.SuggestOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if _, err := classify.Suggest(context.Background(), nil, classify.SuggestOptions{}); err == nil {
		t.Error("nothing to learn from is no error")
	}
}

func TestReport(t *testing.T) {
	c, err := classify.Compile(classify.Config{Administrations: []classify.Administration{
		{ID: "A", Keywords: []string{"park"}}, {ID: "B", Keywords: []string{"skole"}}}})
	if err != nil {
		t.Fatal(err)
	}
	r := classify.Test(c, []classify.Labelled{{Text: "parken", Label: "A"}, {Text: "skolen", Label: "A"},
		{Text: "skole og park", Label: "B"}, {Text: "intet", Label: "C"}})
	if r.Questions != 4 || r.Filed != 2 || r.FiledShare != 0.5 || r.Accuracy != 0.5 || r.FirstTwo != 0.5 {
		t.Errorf("%+v", r)
	}
	if len(r.Mistakes) != 1 || len(r.Held) != 2 || r.Unknown["C"] != 1 || r.Confusion["A"]["B"] != 1 || r.Confusion["B"][""] != 1 {
		t.Errorf("%+v", r)
	}
}
