package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// habit is a way of writing that TOML does not know, and what to write instead.
type habit struct {
	line *regexp.Regexp // of the line that cannot be read
	says string
}

// habits are what people bring along from letters, spreadsheets and other files.
var habits = []habit{
	{regexp.MustCompile(`^\s*\[\[[^\]]*\]\s*(?:#|$)`), "a ] is missing: write a table of which there can be several as [[rule]]"},
	{regexp.MustCompile(`^\s*\[[^\]"']*[^\x00-\x7f][^\]]*\]`), `a name with other letters than a to z stands in quotes: write it as [clerk.kind."forespørgsel"]`},
	{regexp.MustCompile(`[=\[,]\s*[“”„‟‘’‚»«]`), `write straight quotes (") in place of curved ones`},
	{regexp.MustCompile(`=\s*(?i:true|false|yes|no|ja|nej)\s*(?:#|$)`), "write true or false, in small letters"},
	{regexp.MustCompile(`=\s*[-+]?\d+,\d+`), "write a decimal point in place of the comma, as 1.5"},
	{regexp.MustCompile(`=\s*\d{1,2}[-./]\d{1,2}[-./]\d{2,4}`), "write a day without quotes, as 2026-01-31"},
	{regexp.MustCompile(`^\s*[\pL\d_.-]+\s*:`), "write = between a key and its value, not a colon"},
	{regexp.MustCompile(`=\s*\pL`), `text stands in quotes: write it as key = "text"`},
	{regexp.MustCompile(`^\s*[\pL\d_.-]+\s+[^=\s]`), "there is no = between the key and its value"},
	{regexp.MustCompile(`=\s*(?:#|$)`), "there is no value after the ="},
}

// parserWords are what the parser says, and what that means for whoever wrote it.
var parserWords = []struct{ parser, says string }{
	{"strings cannot have new lines", "a quote is missing at the end of the text"},
	{"escaped character", `a backslash means something in quotes ("): write / in its place, or put the text in single quotes (')`},
	{"array", "in a list a comma, a quote or the closing ] is missing, here or just before"},
}

// unreadable says why a file cannot be read at a line, and what to do. said is
// what the parser says about it.
func unreadable(src []byte, line int, said string) string {
	switch {
	case bytes.HasPrefix(src, []byte("\xff\xfe")), bytes.HasPrefix(src, []byte("\xfe\xff")), bytes.IndexByte(src, 0) >= 0:
		return "this is no text in UTF-8: save the file as UTF-8"
	case !utf8.Valid(lineOf(src, line)):
		return "a letter here is not in UTF-8: save the file as UTF-8"
	}
	for _, h := range habits {
		if h.line.Match(lineOf(src, line)) {
			return h.says
		}
	}
	for _, p := range parserWords {
		if strings.Contains(said, p.parser) {
			return p.says
		}
	}
	return fmt.Sprintf("%s: correct it (text stands in quotes)", said)
}

// lineOf is the line of a text with that number, counted from 1; nothing when
// it has fewer.
func lineOf(src []byte, number int) []byte {
	for line := range bytes.Lines(src) {
		if number--; number == 0 {
			return bytes.TrimRight(line, "\r\n")
		}
	}
	return nil
}
