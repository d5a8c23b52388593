package classify_test

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"inquiryd/classify"
)

// example is the configuration that is shipped.
func example(t testing.TB) classify.Config {
	t.Helper()
	b, err := os.ReadFile("../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Classify       classify.Config
		Administration []classify.Administration
		Rule           []classify.Rule
	}
	if err := toml.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	f.Classify.Administrations, f.Classify.Rules = f.Administration, f.Rule
	return f.Classify
}

func TestExampleHolds(t *testing.T) {
	c, err := classify.Compile(example(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.CheckExamples(); err != nil {
		t.Error(err)
	}
}

// TestExampleOnEverydayQuestions holds the example to questions in words of
// the kitchen table: at least 95 % right of those filed, 70 % filed.
func TestExampleOnEverydayQuestions(t *testing.T) {
	c, err := classify.Compile(example(t))
	if err != nil {
		t.Fatal(err)
	}
	r := classify.Test(c, labelled(t, "testdata/questions/everyday.jsonl"))
	if r.Accuracy < 0.95 || r.FiledShare < 0.70 {
		t.Errorf("%.1f %% right of the %.1f %% filed", 100*r.Accuracy, 100*r.FiledShare)
	}
}

func labelled(t testing.TB, name string) []classify.Labelled {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var ls []classify.Labelled
	for s := bufio.NewScanner(f); s.Scan(); {
		var l classify.Labelled
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		ls = append(ls, l)
	}
	return ls
}
