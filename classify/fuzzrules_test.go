package classify_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/rogpeppe/go-internal/txtar"

	"inquiryd/classify"
)

// FuzzRules reads any text as rules: what is valid compiles, can be linted and
// its examples tried, and decides twice alike; every fault names a key.
func FuzzRules(f *testing.F) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		f.Fatalf("no lessons: %v", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		a := txtar.Parse(text)
		f.Add(string(a.Files[0].Data), string(a.Files[1].Data))
	}
	f.Add("[[rule]]\nname = 'x'\nto = 'y'\nbetween = ['y']\nfinal = true\n[[administration]]\nid = 'y'\nkle = ['05', 'x']\n", "x")
	f.Fuzz(func(t *testing.T, rules, question string) {
		var c file
		if toml.Unmarshal([]byte(rules), &c) != nil {
			return
		}
		cfg := c.config()
		k, err := classify.Compile(cfg)
		if valid := cfg.Validate(); (valid == nil) != (err == nil) {
			t.Fatalf("Validate says %v, Compile says %v", valid, err)
		}
		if err != nil {
			for line := range strings.Lines(err.Error()) {
				if key, _, ok := strings.Cut(line, ": "); !ok || strings.ContainsAny(key, " \t") && !strings.Contains(line, "\"") {
					t.Errorf("no key in %q", line)
				}
			}
			return
		}
		k.CheckExamples()
		classify.Lint(cfg, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
		in := classify.Input{Question: question, Subject: rules}
		if a, b := k.Decide(in), k.Decide(in); a.Administration != b.Administration || a.Why != b.Why {
			t.Errorf("decided %+v, then %+v", a, b)
		}
	})
}
