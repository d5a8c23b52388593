package clerk

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"inquiryd/notify"
)

// Each reason has a sentence in all languages: one without is printed as it is.
func TestReasonsHaveSentences(t *testing.T) {
	w, err := notify.NewWriter(notify.Config{Language: "da", From: notify.Address{Name: "By", Address: "post@by.example"}, Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	raw := func(language, reason string) bool {
		t.Helper()
		c, err := w.Compose(notify.Letter{Kind: notify.Confirmation, To: notify.Address{Address: "anna.holm@medlem.example"}, Date: time.Unix(0, 0),
			MessageID: "reason@by.example", Model: notify.Model{Language: language, Reason: reason}})
		if err != nil {
			t.Fatalf("write the letter for %q in %s: %v", reason, language, err)
		}
		return slices.ContainsFunc(strings.Split(c.Text, "\n"), func(line string) bool { return strings.TrimSpace(line) == reason })
	}
	reasons := reasonConstants(t)
	for _, language := range []string{"da", "en", "sv"} {
		if !raw(language, "no-such-reason") {
			t.Errorf("%s: an unknown reason is not printed, so nothing would be found", language)
		}
		for name, reason := range reasons {
			if raw(language, reason) {
				t.Errorf("%s: %s (%q) has no sentence in the letters' templates", language, name, reason)
			}
		}
	}
}

// reasonConstants are the constants of type Reason in the package's source, by name.
func reasonConstants(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if kind, ok := spec.Type.(*ast.Ident); !ok || kind.Name != "Reason" || len(spec.Values) != 1 {
				return true
			}
			if value, ok := spec.Values[0].(*ast.BasicLit); ok {
				if found[spec.Names[0].Name], err = strconv.Unquote(value.Value); err != nil {
					t.Fatal(err)
				}
			}
			return true
		})
	}
	if _, ok := found["ReasonCPRWord"]; !ok || len(found) < 50 {
		t.Fatalf("only %d reasons found", len(found))
	}
	return found
}
