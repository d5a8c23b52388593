package main

import (
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"inquiryd/classify"
)

// readLexicon reads the subjects behind the rules. Their faults have the lines
// of their own file.
func (c *configuration) readLexicon(f *faults, o *outline) {
	name := c.Classify.LexiconFile
	if name == "" {
		return
	}
	text, err := os.ReadFile(name)
	if err != nil {
		f.add(o.line("classify.lexicon_file"), "classify.lexicon_file", "%s: %v: write it with \"inquiryd rules import-kle\", or leave the key out", name, plain(err))
		return
	}
	lexicon, err := classify.ParseLexicon(string(text))
	f.within(name, err)
	if err == nil {
		c.Classify.Lexicon = lexicon
	}
}

// within adds the faults of another file that are joined in err; their texts
// begin with "line 12: ".
func (f *faults) within(file string, err error) {
	for _, e := range leaves(err) {
		one := fault{position: position{file: file}, what: e.Error()}
		if rest, ok := strings.CutPrefix(one.what, "line "); ok {
			number, what, _ := strings.Cut(rest, ": ")
			if n, err := strconv.Atoi(number); err == nil {
				one.line, one.what = n, what
			}
		}
		f.all = append(f.all, one)
	}
}

// rulesImportVerb makes a lexicon of a file of the OS2KLE project.
type rulesImportVerb struct {
	File string `arg:"" name:"FILE" help:"Lines such as KLENummer='05.01.04':KLETitel='Vejnavne':Keywords[Weight]=vejnavn[5]; or - for standard input."`
}

// Help is the page of this verb.
func (rulesImportVerb) Help() string {
	return `Writes the KLE numbers with their titles and words in the form that the key
lexicon_file of [classify] names: a line for each number, to be edited like the
rules. Once named there it gives each question a KLE number as a proposal, and
speaks quietly for the administration whose key kle has the number, where the
rules leave a question open.

Example:

    inquiryd rules import-kle os2kle.txt >kle.txt`
}

// Run prints the lexicon.
func (v rulesImportVerb) Run(s *streams) error {
	text, err := v.read(s)
	if err != nil {
		return used(err, "name the file of OS2KLE")
	}
	lexicon, err := classify.ImportOS2KLE(string(text))
	if err != nil {
		f := &faults{file: v.File}
		f.within(v.File, err)
		return f
	}
	words := 0
	for _, t := range lexicon.Topics {
		words += len(t.Keywords)
	}
	if _, err := io.WriteString(s.out, "# KLE numbers with their words. Written by \"inquiryd rules import-kle "+filepath.Base(v.File)+"\".\n"+lexicon.String()); err != nil {
		return err
	}
	s.say("%s with %s", count(len(lexicon.Topics), "number"), count(words, "word"))
	return nil
}

func (v rulesImportVerb) read(s *streams) ([]byte, error) {
	if v.File == "-" {
		return io.ReadAll(s.in)
	}
	return os.ReadFile(v.File)
}
