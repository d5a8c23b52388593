package classify_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
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
// the kitchen table, a third of them misleading: a thing of one office at the
// place of another, a sick man of 45, a girl of 17. Each numbered set was scored
// once and then the rules were mended by it, so that it says nothing of unseen
// questions any more. Here they stand guard: at least
// 97 % right of those filed, 80 % filed.
func TestExampleOnEverydayQuestions(t *testing.T) {
	c, err := classify.Compile(example(t))
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob("testdata/questions/*.jsonl")
	if err != nil || len(names) < 9 {
		t.Fatalf("%d sets of questions: %v", len(names), err)
	}
	for _, name := range names {
		r := classify.Test(c, labelled(t, name))
		t.Logf("%s: %.1f %% right of the %.1f %% filed, %.1f %% in the first two", filepath.Base(name), 100*r.Accuracy, 100*r.FiledShare, 100*r.FirstTwo)
		if r.Accuracy < 0.97 || r.FiledShare < 0.80 || r.FirstTwo < 0.95 {
			t.Errorf("%s: %.1f %% right of the %.1f %% filed, %.1f %% in the first two: 97, 80 and 95 are asked", name, 100*r.Accuracy, 100*r.FiledShare, 100*r.FirstTwo)
		}
	}
}

// TestExampleHasNoWordOfEverybody holds the example to give no points for what
// any question of a council member may say.
func TestExampleHasNoWordOfEverybody(t *testing.T) {
	c, err := classify.Compile(example(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"Hvordan vurderer borgmesteren udviklingen?", "Vil borgmesteren redegøre for dette?", "Hvad er status, og hvad agter borgmesteren at gøre?"} {
		if d := c.Decide(classify.Input{Question: q}); len(d.Evidence) > 0 {
			t.Errorf("%s gives %v", q, d.Evidence)
		}
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
