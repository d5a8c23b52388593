package notify

import (
	"embed"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	texttemplate "text/template"
	"time"
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

// source finds a template in the folder of the installation before the
// built-in ones.
type source struct{ folder string }

// TemplateNames are the files that a folder of an installation can hold.
func TemplateNames() []string {
	names := []string{layoutFile}
	for _, language := range languages {
		names = append(names, language+"/"+reasons, language+"/"+nexts, language+"/"+textParts, language+"/"+htmlParts)
		for _, kind := range Kinds {
			names = append(names, language+"/"+string(kind)+".txt", language+"/"+string(kind)+".html")
		}
	}
	return names
}

// read returns a template and the name that errors give it.
func (s source) read(name string) (text, called string, err error) {
	if s.folder != "" {
		called = filepath.Join(s.folder, filepath.FromSlash(name))
		raw, err := os.ReadFile(called)
		if err == nil {
			return strings.TrimPrefix(string(raw), "\uFEFF"), called, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", called, err
		}
	}
	raw, err := builtIn.ReadFile(path.Join("templates", name))
	return string(raw), name, err
}

// strangers are files that no letter would use: a misspelt name must not pass
// for an override.
func (s source) strangers() error {
	if s.folder == "" {
		return nil
	}
	known := TemplateNames()
	var faults []error
	err := fs.WalkDir(os.DirFS(s.folder), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		ext := path.Ext(name)
		if !entry.IsDir() && (ext == ".txt" || ext == ".html") && !slices.Contains(known, name) {
			faults = append(faults, fmt.Errorf("%s: no letter has this template; the names are da/answer.txt, en/answer.html and so on", filepath.Join(s.folder, name)))
		}
		return nil
	})
	return errors.Join(append(faults, err)...)
}

// loadTemplates makes the letters of all languages ready. Where an installation
// has templates of its own all are parsed now, as they are, and every fault is
// reported.
func loadTemplates(s source, f *formatter) (map[string]*templates, error) {
	faults := []error{s.strangers()}
	all := map[string]*templates{}
	for _, language := range languages {
		t := &templates{source: s, name: language, funcs: functions(languageWords[language], f), parsed: map[Kind]pair{}}
		all[language] = t
		if s.folder == "" {
			continue
		}
		for _, kind := range Kinds {
			_, err := t.of(kind)
			faults = append(faults, unjoined(err)...)
		}
	}
	return all, errors.Join(dedupe(faults)...)
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
	if t.source.folder == "" {
		root.Funcs(map[string]any{"foot": func(m *Model) (htmltemplate.HTML, error) { return t.feet.of(root, m) }})
		text = keepFoot(text)
	}
	return root.Parse(inlineStyles(text))
}

var styleCall = regexp.MustCompile(`\{\{css "([a-z0-9]+)"\}\}`)

// inlineStyles writes the styles into the template, so that they need not be
// looked up and escaped for each letter.
func inlineStyles(template string) string {
	return styleCall.ReplaceAllStringFunc(template, func(call string) string {
		style, ok := styles[styleCall.FindStringSubmatch(call)[1]]
		if !ok {
			return call // its line is named when it is executed
		}
		return htmltemplate.HTMLEscapeString(style)
	})
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

// functions are what templates can call besides Go's own.
func functions(w *words, f *formatter) map[string]any {
	return map[string]any{
		"date":            w.date,
		"day":             w.day,
		"dayof":           w.dayOf,
		"short":           w.short,
		"margindate":      w.marginDate,
		"join":            w.join,
		"topic":           w.subjectTopic,
		"genitive":        w.genitive,
		"external":        w.externalNumbers,
		"numbers":         func(cases []CaseView) string { return w.join(caseNumbers(cases)) },
		"plural":          plural,
		"add":             func(a, b int) int { return a + b },
		"groups":          groups,
		"answers":         answers,
		"missing":         func(questions []QuestionView) string { return w.join(missing(questions)) },
		"indent":          indent,
		"markdown":        func(text string, level ...int) htmltemplate.HTML { return f.html(text, max(3, at(level, 0))) },
		"plaintext":       f.text,
		"paragraphs":      paragraphs,
		"signatures":      signatures,
		"senders":         senders,
		"administrations": administrationNames,
		"css":             css,
		"before":          func(a, b time.Time) bool { return a.Before(b) },
		"weblink":         weblink,
		"mailto": func(address, subject, body string) string {
			return mailto(address, subject) + "&body=" + escapeURL(body)
		},
		"megabytes": megabytes,
	}
}

// megabytes writes a size as people know it from their mail programs; nothing
// for one that is not known.
func megabytes(bytes int64) string {
	switch {
	case bytes <= 0:
		return ""
	case bytes < 1<<20:
		return fmt.Sprint((bytes+1<<10-1)>>10, " kB")
	}
	return fmt.Sprint((bytes+1<<19)>>20, " MB")
}

// plural chooses a word by number: plural 1 "dag" "dage" is "1 dag".
func plural(n int, one, many string) string {
	if n == 1 {
		return fmt.Sprint(n, " ", one)
	}
	return fmt.Sprint(n, " ", many)
}

func indent(by int, text string) string {
	pad := strings.Repeat(" ", by)
	return pad + strings.ReplaceAll(text, "\n", "\n"+pad)
}

func caseNumbers(cases []CaseView) (list []string) {
	for _, c := range cases {
		if c.Number != "" && !slices.Contains(list, c.Number) {
			list = append(list, c.Number)
		}
	}
	return list
}

// Group is a run of questions that share one answer.
type Group struct {
	Questions []QuestionView
	Answer    string
	Answered  bool
}

// groups puts questions together that were answered with the same words.
func groups(questions []QuestionView) (list []Group) {
	for _, q := range questions {
		answer := strings.TrimSpace(q.Answer)
		if n := len(list); n > 0 && answer != "" && list[n-1].Answer == answer {
			list[n-1].Questions = append(list[n-1].Questions, q)
			continue
		}
		list = append(list, Group{Questions: []QuestionView{q}, Answer: answer, Answered: answer != ""})
	}
	return list
}

// answers counts the questions that have an answer, sure or not.
func answers(questions []QuestionView) (n int) {
	for _, q := range questions {
		if strings.TrimSpace(q.Answer) != "" {
			n++
		}
	}
	return n
}

// missing are the numbers of the questions that have no answer for sure.
func missing(questions []QuestionView) (numbers []string) {
	for _, q := range questions {
		if !q.Answered {
			numbers = append(numbers, fmt.Sprint(q.Number))
		}
	}
	return numbers
}

// weblink is an address on the web as a link needs it.
func weblink(web string) string {
	if strings.HasPrefix(web, "https://") || strings.HasPrefix(web, "http://") {
		return web
	}
	return "https://" + web
}

// mailto is a link that opens a mail to an address with its subject (RFC 6068).
func mailto(address, subject string) string {
	return "mailto:" + strings.ReplaceAll(escapeURL(address), "%40", "@") + "?subject=" + escapeURL(subject)
}

func escapeURL(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// styles are written into the tags, since some mail programs drop the style
// sheet of a page.
var styles = map[string]string{
	"page":  "margin:0;padding:0;background-color:#f4f4f2;",
	"sheet": "max-width:44em;margin:0 auto;padding:28px 24px 32px;background-color:#ffffff;color:#1a1a1a;font-family:'Segoe UI',Calibri,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;overflow-wrap:break-word;word-wrap:break-word;",
	"h1":    "font-size:22px;line-height:1.3;margin:8px 0 18px;font-weight:bold;",
	"h2":    "font-size:18px;line-height:1.35;margin:26px 0 8px;font-weight:bold;",
	"h3":    "font-size:16px;line-height:1.4;margin:20px 0 6px;font-weight:bold;",
	"quote": "margin:0 0 14px;padding:2px 0 2px 14px;border-left:4px solid #8a8a85;",
	"table": "border-collapse:collapse;margin:0 0 14px;",
	"cell":  "border:1px solid #8a8a85;padding:4px 10px;vertical-align:top;",
	"fact":  "margin:0 0 4px;",
	"foot":  "margin-top:32px;padding-top:14px;border-top:1px solid #b5b5b0;font-size:14px;color:#4a4a48;",
	"link":  "color:#003d8f;",
	"plain": "margin:0;padding:0;",
}

func css(name string) (htmltemplate.CSS, error) {
	style, ok := styles[name]
	if !ok {
		return "", fmt.Errorf("no style is named %q", name)
	}
	return htmltemplate.CSS(style), nil
}
