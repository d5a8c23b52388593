package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"inquiryd/classify"
	"inquiryd/internal/clerk"
	"inquiryd/internal/language"
	"inquiryd/notify"
)

// readLanguages reads the files of the installation's languages. Their faults
// have the lines of their own file.
func (c *configuration) readLanguages(f *faults, o *outline) {
	set, err := language.Load(c.Languages)
	c.tongues = set
	for _, e := range leaves(err) {
		var wrong language.Faults
		if !errors.As(e, &wrong) {
			f.add(o.line("languages"), "languages", "%s: %v: name a folder that can be read, or leave the key out", c.Languages, plain(e))
			continue
		}
		for _, one := range wrong {
			f.all = append(f.all, fault{position{one.File, one.Line}, one.Key, one.What})
		}
	}
}

// tongue is a language that was asked for; "" is that of letters.
func (c *configuration) tongue(code string) (*language.Language, error) {
	if code == "" {
		code = c.Language
	}
	if l := c.tongues.Of(code); l != nil {
		return l, nil
	}
	return nil, used(fmt.Errorf("there is no language %s", code), "inquiryd language list shows those that there are")
}

// tongueOfRules is what the file of the language of the rules says of them; nil
// when it says nothing.
func (c *configuration) tongueOfRules() *classify.Tongue {
	if l := c.tongues.Of(c.Classify.Language); l != nil {
		if t := classify.Tongue(l.Rules); t.Says() {
			return &t
		}
	}
	return nil
}

// checkWords says whether the orders that letters suggest are read as such.
func (c *configuration) checkWords() finding {
	l := c.tongues.Of(c.Language)
	if l == nil {
		return finding{err: fmt.Errorf("there is no language %s", c.Language)}
	}
	from := "built in"
	if c.tongues.Own(c.Language) {
		from = "with those of the folder " + c.Languages
	}
	var faults []error
	for _, e := range leaves(clerk.CheckLanguage(c.tongues, l)) {
		faults = append(faults, fmt.Errorf("%s: %w", filepath.Join(c.Languages, c.Language+".toml"), e))
	}
	faults = append(faults, c.placed(leaves(clerk.CheckIDs(c.tongues, l, c.Administrations))))
	return finding{what: fmt.Sprintf("words by mail in %s, %s, are understood as letters suggest them", l.Name, from), err: errors.Join(faults...)}
}

// languageVerb is about the languages of letters, orders and alarms.
type languageVerb struct {
	List  languageListVerb  `cmd:"" help:"List the languages."`
	Write languageWriteVerb `cmd:"" help:"Write a language that is built in into a folder."`
}

// languageListVerb lists the languages.
type languageListVerb struct{}

// Help is the page of this verb.
func (languageListVerb) Help() string {
	return `Lists the languages that letters, words by mail and alarms can have: those that
are built in, and those of the folder that the key languages of the
configuration names, if there is a configuration.`
}

// Run prints a line for each language.
func (languageListVerb) Run(_ context.Context, c *cli, s *streams) error {
	var set *language.Set
	config, err := c.load()
	if err == nil {
		set = config.tongues
	} else if !errors.Is(err, errNoConfig) {
		return err
	}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "CODE\tNAME\tFROM")
	for _, code := range set.Codes() {
		from := "built in"
		if set.Own(code) {
			from = set.Folder()
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", code, set.Of(code).Name, from)
	}
	return w.Flush()
}

// languageWriteVerb writes a language that is built in.
type languageWriteVerb struct {
	Code   string `arg:"" name:"CODE" help:"The language, as da, en or sv."`
	Folder string `arg:"" name:"FOLDER" help:"The folder that the key languages names. It is made when it is not there."`
	As     string `placeholder:"CODE" help:"The code of the language that you begin, as nb or de. Default: the same."`
}

// Help is the page of this verb.
func (languageWriteVerb) Help() string {
	return `Writes the file of a language that is built in, CODE.toml, and the templates of
its letters, CODE/*.txt and CODE/*.html, for a translator to start from. Files
that are there already stay as they are, and are named.

To change single phrases of a language that is built in, keep in CODE.toml only
the keys that differ, and in CODE/ only the templates that do.

Examples:

    inquiryd language write sv languages --as nb

    inquiryd language write da languages`
}

// Run writes the files.
func (v languageWriteVerb) Run(_ context.Context, s *streams) error {
	src, ok := language.Source(v.Code)
	if !ok {
		return used(fmt.Errorf("no language %s is built in", v.Code), "write one of "+strings.Join(language.BuiltIn(), ", "))
	}
	as := v.As
	if as == "" {
		as = v.Code
	}
	if !language.IsCode(as) {
		return used(fmt.Errorf("%q is not the code of a language", as), "write it as nb, or de-CH")
	}
	templates, err := notify.BuiltInTemplates(v.Code)
	if err != nil {
		return err
	}
	files := map[string][]byte{filepath.Join(v.Folder, as+".toml"): src}
	for name, text := range templates {
		files[filepath.Join(v.Folder, as, name)] = text
	}
	if err := os.MkdirAll(filepath.Join(v.Folder, as), 0o755); err != nil {
		return err
	}
	written := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		text := files[name]
		made, err := writeNew(name, text)
		if err != nil {
			return err
		}
		if made {
			written++
		} else if old, err := os.ReadFile(name); err != nil || !bytes.Equal(old, text) {
			s.say("%s was there, and stays as it is", name)
		}
	}
	there := ""
	if n := len(files) - written; n > 0 {
		there = fmt.Sprintf("; %d were there", n)
	}
	fmt.Fprintf(s.out, "wrote %s to %s%s\n", count(written, "file"), v.Folder, there)
	return nil
}

// writeNew writes a file, unless it is there.
func writeNew(name string, text []byte) (made bool, err error) {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, err = file.Write(text)
	return true, errors.Join(err, file.Close())
}
