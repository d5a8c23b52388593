package notify

import (
	"embed"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	texttemplate "text/template"
	"unicode/utf8"

	"inquiryd/internal/language"
)

//go:embed templates
var builtIn embed.FS

// Kinds are all kinds of letters; each has a .txt and a .html template.
var Kinds = []Kind{
	Acknowledgement, Forwarding, FollowUp, Answer, HeldNotice, Notice,
	Received, Returned, Redirected, Reminder, Escalation, Late, Digest, Interim, Question, Contribution, Contributed, Approval, SentBack, Confirmation, TooBig, Copy, Refusal,
}

// The templates that all letters of a language share.
const (
	layoutFile = "layout.html" // the page around every letter
	textParts  = "parts.txt"
	htmlParts  = "parts.html"
	reasons    = "reasons.txt" // for text and HTML alike
	nexts      = "next.txt"    // what comes after what was done; for both too
)

// templates are the letters of one language. Those that are built in are parsed
// when the first letter of a kind is written: an installation needs few of them,
// and together they take more memory than all else that waits.
type templates struct {
	source source
	name   string // of the language
	words  *words
	funcs  map[string]any
	feet   feet

	mu     sync.Mutex
	parsed map[Kind]pair
}

// pair is one letter's text and page.
type pair struct {
	text *texttemplate.Template
	html *htmltemplate.Template
}

// of returns the templates of a kind.
func (t *templates) of(kind Kind) (pair, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if p, ok := t.parsed[kind]; ok {
		return p, nil
	}
	if !slices.Contains(Kinds, kind) {
		return pair{}, fmt.Errorf("no template for kind %q in language %q", kind, t.name)
	}
	text, textErr := parseText(t.source, t.name, kind, t.funcs)
	html, htmlErr := t.parseHTML(kind)
	if err := errors.Join(textErr, htmlErr); err != nil {
		return pair{}, err
	}
	t.parsed[kind] = pair{text, html}
	return t.parsed[kind], nil
}

// letters are the templates of all languages of an installation. Those of a
// language are made when the first letter in it is written. It is safe for
// concurrent use.
type letters struct {
	source source
	set    *language.Set
	format *formatter

	mu   sync.Mutex
	made map[string]*templates
}

// in returns the templates of a language; nil when it is not there.
func (l *letters) in(name string) *templates {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t, ok := l.made[name]; ok {
		return t
	}
	of := l.set.Of(name)
	if of == nil {
		return nil
	}
	w := newWords(of)
	t := &templates{source: l.source, name: name, words: w, funcs: functions(w, l.format), parsed: map[Kind]pair{}}
	l.made[name] = t
	return t
}

// source finds a template in the folders of the installation, the first before
// the second, and then among those that are built in.
type source []string

// TemplateNames are the files that a folder of an installation can hold.
func TemplateNames(languages *language.Set) []string {
	names := []string{layoutFile}
	for _, code := range languages.Codes() {
		names = append(names, templatesOf(code)...)
	}
	return names
}

// templatesOf are the files of one language.
func templatesOf(code string) (names []string) {
	for _, shared := range []string{reasons, nexts, textParts, htmlParts} {
		names = append(names, code+"/"+shared)
	}
	for _, kind := range Kinds {
		names = append(names, code+"/"+string(kind)+".txt", code+"/"+string(kind)+".html")
	}
	return names
}

// BuiltInTemplates are the files of a language that is built in, by their names
// within its folder.
func BuiltInTemplates(code string) (map[string][]byte, error) {
	all := map[string][]byte{}
	for _, name := range templatesOf(code) {
		text, err := builtIn.ReadFile(path.Join("templates", name))
		if err != nil {
			return nil, err
		}
		all[path.Base(name)] = text
	}
	return all, nil
}

// read returns a template and the name that errors give it.
func (s source) read(name string) (text, called string, err error) {
	for _, folder := range s {
		called = filepath.Join(folder, filepath.FromSlash(name))
		raw, err := os.ReadFile(called)
		if err == nil && !utf8.Valid(raw) {
			return "", called, fmt.Errorf("%s: this is no text in UTF-8: save the file as UTF-8", called)
		}
		if err == nil {
			return strings.TrimPrefix(string(raw), "\uFEFF"), called, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", called, err
		}
	}
	raw, err := builtIn.ReadFile(path.Join("templates", name))
	if err != nil && len(s) > 0 {
		err = fmt.Errorf("%s: there is no such template: write it, or start from that of another language", filepath.Join(s[len(s)-1], filepath.FromSlash(name)))
	}
	return string(raw), name, err
}

// strangers are files that no letter would use: a misspelt name must not pass
// for an override.
func (l *letters) strangers() error {
	known := TemplateNames(l.set)
	var faults []error
	for _, folder := range l.source {
		err := fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			ext := path.Ext(name)
			if !entry.IsDir() && (ext == ".txt" || ext == ".html") && !slices.Contains(known, name) {
				faults = append(faults, fmt.Errorf("%s: no letter has this template; the names are da/answer.txt, en/answer.html and so on", filepath.Join(folder, name)))
			}
			return nil
		})
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

// check parses the templates that the installation has a part in, as they are,
// and reports every fault.
func (l *letters) check(configured string) error {
	faults := []error{l.strangers()}
	for _, code := range l.set.Codes() {
		if code != configured && !l.source.has(code) && !l.source.has(layoutFile) {
			continue
		}
		t := l.in(code)
		for _, kind := range Kinds {
			_, err := t.of(kind)
			for _, err := range unjoined(err) {
				if err != nil {
					err, _ = inTemplate(err)
				}
				faults = append(faults, err)
			}
		}
	}
	return errors.Join(dedupe(faults)...)
}

// has says whether one of the folders has a file or folder of that name.
func (s source) has(name string) bool {
	return slices.ContainsFunc(s, func(folder string) bool {
		_, err := os.Stat(filepath.Join(folder, name))
		return err == nil
	})
}

// unjoined are the errors that one is made of.
func unjoined(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

func parseText(s source, language string, kind Kind, funcs map[string]any) (*texttemplate.Template, error) {
	var root *texttemplate.Template
	for _, name := range []string{language + "/" + string(kind) + ".txt", language + "/" + textParts, language + "/" + reasons, language + "/" + nexts} {
		text, called, err := s.read(name)
		if err != nil {
			return nil, err
		}
		t := texttemplate.New(called).Funcs(funcs).Option("missingkey=error")
		if root == nil {
			root = t
		} else {
			t = root.New(called)
		}
		if _, err := t.Parse(text); err != nil {
			return nil, err
		}
	}
	if root.Lookup("subject") == nil {
		return nil, fmt.Errorf("template: %s:1: it defines no \"subject\"", root.Name())
	}
	return root, nil
}

func (t *templates) parseHTML(kind Kind) (*htmltemplate.Template, error) {
	root, err := t.parseLayout()
	if err != nil {
		return nil, err
	}
	for _, name := range []string{htmlParts, reasons, nexts, string(kind) + ".html"} {
		text, called, err := t.source.read(t.name + "/" + name)
		if err != nil {
			return nil, err
		}
		if _, err := root.New(called).Parse(inlineStyles(text)); err != nil {
			return nil, err
		}
	}
	return root, nil
}

// parseLayout begins a page.
func (t *templates) parseLayout() (*htmltemplate.Template, error) {
	text, called, err := t.source.read(layoutFile)
	if err != nil {
		return nil, err
	}
	root := htmltemplate.New(called).Funcs(t.funcs).Option("missingkey=error")
	if len(t.source) == 0 {
		root.Funcs(map[string]any{"foot": func(m *Model) (htmltemplate.HTML, error) { return t.feet.of(root, m) }})
		text = keepFoot(text)
	}
	return root.Parse(inlineStyles(text))
}

// dedupe keeps each fault once: a broken shared part fails every letter.
func dedupe(faults []error) (kept []error) {
	seen := map[string]bool{}
	for _, err := range faults {
		if err != nil && !seen[err.Error()] {
			seen[err.Error()] = true
			kept = append(kept, err)
		}
	}
	return kept
}
