package notify

import (
	"fmt"
	htmltemplate "html/template"
	"net/url"
	"slices"
	"strings"
	"time"
)

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
