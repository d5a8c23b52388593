package classify_test

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"inquiryd/classify"
)

// scored is a labelled question with what the files of questions say besides.
type scored struct {
	classify.Labelled
	Municipal *bool `json:"municipal"` // it could be one to a municipality
	Term      int   `json:"term"`      // of the parliament that it was asked in
}

// TestScoreRules prints how the example's rules, and learned ones, do on
// labelled questions: a row of a table for each. "make score-rules" runs it with
// INQUIRYD_SCORE naming the folder with the questions and INQUIRYD_EVERYDAY
// further files of questions in everyday words. Without them our own are scored.
func TestScoreRules(t *testing.T) {
	rules, err := classify.Compile(example(t))
	if err != nil {
		t.Fatal(err)
	}
	everyday := aims{right: 0.95, filed: 0.70}
	own := scoreLabelled(rules, "everyday words, our own", readScored(t, "testdata/questions/everyday.jsonl"), aims{}, everyday)
	if own.Accuracy < 0.95 || own.FiledShare < 0.70 {
		t.Errorf("%.1f %% right of the %.1f %% filed", 100*own.Accuracy, 100*own.FiledShare)
	}
	for _, file := range filepath.SplitList(os.Getenv("INQUIRYD_EVERYDAY")) {
		scoreLabelled(rules, "everyday words, "+filepath.Base(file), readScored(t, file), aims{0.89, 0.55, 0, 0.63}, everyday)
	}
	dir := os.Getenv("INQUIRYD_SCORE")
	if dir == "" {
		return
	}
	danish := readScored(t, filepath.Join(dir, "questions-da-dev.jsonl"))
	scoreLabelled(rules, "Danish, municipal", slices.DeleteFunc(danish, func(q scored) bool { return q.Municipal == nil || !*q.Municipal }),
		aims{0.926, 0.89, 0, 0.82}, aims{0.97, 0.85, 0.95, 0})
	scoreLexicon(t, filepath.Join(dir, "os2kle.txt"), danish)
	byTerm := map[int][]scored{}
	for _, q := range readScored(t, filepath.Join(dir, "questions-berlin-dev.jsonl")) {
		byTerm[q.Term] = append(byTerm[q.Term], q)
	}
	for _, term := range slices.Sorted(maps.Keys(byTerm)) {
		scoreLearned(t, fmt.Sprintf("Berlin, term %d, learned", term), byTerm[term], map[int]float64{17: 0.722, 18: 0.697}[term], map[int]float64{17: 0.74, 18: 0.71}[term])
	}
}

// scoreLexicon scores the example with OS2KLE behind it, and OS2KLE alone.
func scoreLexicon(t *testing.T, file string, danish []scored) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	behind := example(t)
	if behind.Lexicon, err = classify.ImportOS2KLE(string(text)); err != nil {
		t.Fatal(err)
	}
	alone := behind
	alone.Administrations, alone.Rules = slices.Clone(behind.Administrations), nil
	for i := range alone.Administrations {
		alone.Administrations[i].Keywords = nil
	}
	own := readScored(t, "testdata/questions/everyday.jsonl")
	municipal := slices.DeleteFunc(danish, func(q scored) bool { return q.Municipal == nil || !*q.Municipal })
	for _, c := range []struct {
		set       string
		config    classify.Config
		questions []scored
		target    aims
	}{
		{"Danish, OS2KLE behind the rules", behind, municipal, aims{0.97, 0.85, 0.95, 0}},
		{"our own, OS2KLE behind the rules", behind, own, aims{right: 0.95, filed: 0.70}},
	} {
		rules, err := classify.Compile(c.config)
		if err != nil {
			t.Fatal(err)
		}
		scoreLabelled(rules, c.set, c.questions, aims{}, c.target)
	}
	rules, err := classify.Compile(alone)
	if err != nil {
		t.Fatal(err)
	}
	row("Danish, OS2KLE alone", "best guess right, of all", test(rules, municipal).Best, 0.42, 0, len(municipal))
}

// row prints one line of the table: the figure, what a hand list of keywords
// (for learned rules: complement naive Bayes) reaches, and whether the target is
// met. Zero: not known, or none was set.
func row(set, figure string, value, reference, target float64, n int) {
	met, want, before := "", "-", "-"
	if reference > 0 {
		before = fmt.Sprintf("%.1f %%", 100*reference)
	}
	if target > 0 {
		want, met = fmt.Sprintf("≥ %.0f %%", 100*target), "missed"
		if value >= target {
			met = "met"
		}
	}
	fmt.Printf("| %-34s | %-28s | %9s | %6.1f %% | %-7s | %-6s | %5d |\n", set, figure, before, 100*value, want, met, n)
}

// aims are the shares that are aimed at, or those of the reference.
type aims struct{ right, filed, two, best float64 }

// scoreLabelled decides questions by hand-written rules.
func scoreLabelled(rules *classify.Classifier, set string, questions []scored, reference, target aims) classify.Report {
	r := test(rules, questions)
	row(set, "right when filed", r.Accuracy, reference.right, target.right, r.Filed)
	row(set, "filed", r.FiledShare, reference.filed, target.filed, r.Questions)
	row(set, "right in the first two", r.FirstTwo, reference.two, target.two, r.Questions)
	row(set, "best guess right, of all", r.Best, reference.best, target.best, r.Questions)
	return r
}

func test(rules *classify.Classifier, questions []scored) classify.Report {
	all := make([]classify.Labelled, len(questions))
	for i, q := range questions {
		all[i] = q.Labelled
	}
	return classify.Test(rules, all)
}

// The share of test questions that the surest are, and the number of questions
// that a label must have.
const (
	surest    = 0.6
	leastMany = 100
)

// scoreLearned learns from four fifths of the questions of labels that are
// frequent, and decides the rest.
func scoreLearned(t *testing.T, set string, questions []scored, reference, target float64) {
	t.Helper()
	many := map[string]int{}
	for _, q := range questions {
		many[q.Label]++
	}
	var learn, test []classify.Labelled
	for _, q := range questions {
		switch {
		case many[q.Label] < leastMany:
		case forTest(q.ID):
			test = append(test, q.Labelled)
		default:
			learn = append(learn, q.Labelled)
		}
	}
	suggestion, err := classify.Suggest(t.Context(), learn, classify.SuggestOptions{Language: "de"})
	if err != nil {
		t.Fatal(err)
	}
	rules, err := classify.Compile(suggestion.Config())
	if err != nil {
		t.Fatal(err)
	}
	type outcome struct {
		margin float64
		right  bool
	}
	outcomes := make([]outcome, len(test))
	for i, q := range test {
		d := rules.Decide(classify.Input{Subject: q.Subject, Question: q.Text})
		outcomes[i] = outcome{d.Margin, d.Administration == q.Label}
	}
	slices.SortStableFunc(outcomes, func(a, b outcome) int { return cmp.Compare(b.margin, a.margin) })
	right := func(some []outcome) float64 {
		wrong := slices.DeleteFunc(slices.Clone(some), func(o outcome) bool { return o.right })
		return 1 - float64(len(wrong))/float64(len(some))
	}
	sure := outcomes[:int(surest*float64(len(test)))]
	row(set, "right of all", right(outcomes), reference, target, len(outcomes))
	row(set, "right among the surest 60 %", right(sure), 0, 0.9, len(sure))
}

// forTest says whether a question is one to test by: the SHA-256 of "test " and
// its id, as a number, is divisible by five.
func forTest(id string) bool {
	sum := sha256.Sum256([]byte("test " + id))
	return new(big.Int).Mod(new(big.Int).SetBytes(sum[:]), big.NewInt(5)).Sign() == 0
}

func readScored(t *testing.T, file string) []scored {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []scored
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var q scored
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, q)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
