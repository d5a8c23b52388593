package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
)

// What the README shows of the demo is what the demo prints: line by line and
// in that order, but for days and digests.
func TestReadmeShowsTheDemoAsItIs(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, found := strings.Cut(string(readme), "Shortened:\n\n```\n")
	shown, _, closed := strings.Cut(shown, "```")
	if !found || !closed {
		t.Fatal("the README has no excerpt of the demo")
	}
	var out, errors bytes.Buffer
	if code := command([]string{"demo"}, &streams{in: strings.NewReader(""), out: &out, err: &errors}); code != 0 {
		t.Fatalf("demo ends with %d: %s", code, errors.String())
	}
	changing := regexp.MustCompile(`\b\d{1,2}\. [a-zæøå]+ \d{4}|\b\d{1,2} [A-Z][a-z]{2} \d{4}|\b\d{1,2}\.\d{1,2}\.\d{4}|[0-9a-f]{16}…|\b\d{4}-`)
	told := changing.ReplaceAllString(out.String(), "*")
	for line := range strings.Lines(changing.ReplaceAllString(shown, "*")) {
		if line = strings.TrimRight(line, "\n"); line == "" || line == "  …" {
			continue
		}
		_, rest, ok := strings.Cut(told, line+"\n")
		if !ok {
			t.Fatalf("the README shows a line that the demo does not print, or not there: %q", line)
		}
		told = rest
	}
}
