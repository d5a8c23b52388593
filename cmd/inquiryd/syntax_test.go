package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// What people write who do not know TOML is answered in their words.
func TestUnreadable(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{`language = da`, `text stands in quotes: write it as key = "text"`},
		{`language = “da”`, `write straight quotes (") in place of curved ones`},
		{`include = [„a“, "b"]`, `write straight quotes (") in place of curved ones`},
		{`language da`, `there is no = between the key and its value`},
		{`language: "da"`, `write = between a key and its value, not a colon`},
		{`language =`, `there is no value after the =`},
		{`language = "da`, `a quote is missing at the end of the text`},
		{`roster_file = "data\medlemmer.csv"`, `a backslash means something in quotes ("): write / in its place, or put the text in single quotes (')`},
		{`include = ["a" "b"]`, `in a list a comma, a quote or the closing ] is missing, here or just before`},
		{"[classify]\nmargin = 1,5", `write a decimal point in place of the comma, as 1.5`},
		{"[clerk]\nassemble = True", `write true or false, in small letters`},
		{"[clerk]\nassemble = ja # samlet", `write true or false, in small letters`},
		{"[clerk.kind.forespørgsel]", `a name with other letters than a to z stands in quotes: write it as [clerk.kind."forespørgsel"]`},
		{"[[member]", `a ] is missing: write a table of which there can be several as [[rule]]`},
		{"[[member]]\nvalid_from = 31/12-2026", `write a day without quotes, as 2026-01-31`},
		{"language = \"d\xe6\"", `a letter here is not in UTF-8: save the file as UTF-8`},
	} {
		_, err := parseConfig("config.toml", []byte("name = \"K\"\n"+c.line+"\n"))
		if err == nil || !strings.HasSuffix(err.Error(), ": "+c.want+"; the rest was not read") {
			t.Errorf("%s: got %v", c.line, err)
		}
	}
}

func TestUnreadableUTF16(t *testing.T) {
	var src []byte
	for _, u := range utf16.Encode([]rune("\ufeffname = \"K\"\r\n")) {
		src = append(src, byte(u), byte(u>>8))
	}
	_, err := parseConfig("config.toml", src)
	if err == nil || err.Error() != "config.toml:1: this is no text in UTF-8: save the file as UTF-8; the rest was not read" {
		t.Errorf("got %v", err)
	}
}

// A value that is told about is not told about again as what no parser can
// read.
func TestUnreadableValueIsToldOnce(t *testing.T) {
	_, err := parseConfig("config.toml", []byte("name = \"K\"\n[[rule]]\nname = \"a\"\nvalid_from = 01-02-2026\n"))
	if err == nil || err.Error() != "config.toml:4: rule[0].valid_from: this is a number: write a day without quotes, as 2026-01-31; the rest was not read" {
		t.Errorf("got %v", err)
	}
}

// What a file did not come to say, since it was not read to its end, is not
// said to be missing.
func TestUnreadIsNotMissing(t *testing.T) {
	dir := t.TempDir()
	right, err := os.ReadFile("testdata/config/right.toml")
	if err != nil {
		t.Fatal(err)
	}
	src, _, _ := strings.Cut(string(right), "\n# want\n")
	if err := os.WriteFile(filepath.Join(dir, "rules.toml"), []byte("[[administration]]\nid = “X”\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err = parseConfig(filepath.Join(dir, "config.toml"), []byte("include = [\"rules.toml\"]\n"+src+"\n"))
	if err == nil || strings.Count(err.Error(), "\n") > 0 || !strings.Contains(err.Error(), "rules.toml:2: write straight quotes") {
		t.Errorf("got %v", err)
	}
}
