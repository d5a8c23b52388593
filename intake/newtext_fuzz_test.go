package intake

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"
)

// FuzzNewText holds what must be true of every text: the new text is valid
// UTF-8, made of words of the text in their order, and no longer than it.
func FuzzNewText(f *testing.F) {
	files, _ := filepath.Glob("testdata/newtext/*.txtar")
	for _, name := range files {
		if a, err := txtar.ParseFile(name); err == nil {
			m := Parse(a.Files[0].Data, Limits{})
			f.Add(m.Text, m.HTML, m.Subject)
		}
	}
	f.Fuzz(func(t *testing.T, text, page, subject string) {
		text, page = cleanText(text), cleanText(page)
		m := &Mail{Text: text, HTML: page, Subject: subject}
		got, _ := newText(m)
		if !utf8.ValidString(got) {
			t.Fatalf("new text is not UTF-8: %q", got)
		}
		if page == "" {
			checkWithin(t, text, got)
		}
		for _, p := range Interleaved(m) {
			if p.Text == "" || !utf8.ValidString(p.Text) {
				t.Fatalf("piece %q", p.Text)
			}
		}
	})
}

// checkWithin fails when got is not made of the words of text in their order.
func checkWithin(t *testing.T, text, got string) {
	t.Helper()
	if len(strings.TrimSpace(got)) > len(text)+strings.Count(text, "\n") {
		t.Fatalf("%d bytes of new text from %d", len(got), len(text))
	}
	words := strings.Fields(strings.ReplaceAll(text, ">", " "))
	for w := range strings.FieldsSeq(strings.ReplaceAll(got, ">", " ")) {
		for len(words) > 0 && words[0] != w {
			words = words[1:]
		}
		if len(words) == 0 {
			t.Fatalf("the new text %q has a word that %q has not there", got, text)
		}
		words = words[1:]
	}
}
