package main

import (
	"bytes"
	"os"
	"path/filepath"
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

// The configuration with which operation.md begins is right as it stands.
func TestTheFirstConfigurationIsRight(t *testing.T) {
	page, err := os.ReadFile("../../docs/operation.md")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(string(page), "```toml\n# config.toml\n")
	shown, _, _ = strings.Cut(shown, "```")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "members.csv"), []byte("name;title;address\nInge Dam;medlem;inge@mosevig.example\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	c, err := parseConfig(filepath.Join(dir, "config.toml"), []byte(shown))
	if err != nil {
		t.Fatal(err)
	}
	if f := c.checkRules(); f.err != nil || len(c.checkKinds()) > 0 || c.checkWords().err != nil || len(c.Administrations) != 2 {
		t.Errorf("%+v %+v %+v", f, c.checkKinds(), c.checkWords())
	}
}
