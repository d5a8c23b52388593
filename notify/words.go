package notify

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"inquiryd/internal/language"
)

// words is what a language needs besides its templates.
type words struct {
	*language.Language
	topic func() *regexp.Regexp // what stands before the topic in a subject
}

// replyMarks are what mail programs put before a subject.
const replyMarks = `^\s*(?:(?:sv|vs|re|fw|fwd|aw|wg)(?:\[\d+\])?\s*:\s*)*`

func newWords(l *language.Language) *words {
	return &words{l, sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)` + replyMarks + `(?:` + l.Letters.Topic + `)?`) })}
}

// say puts into a model what letters say of it more than once.
func (w *words) say(m *Model) {
	m.Inquiry.Topic, m.Inquiry.Arrived = w.subjectTopic(m.Inquiry.Subject), w.day(m.Inquiry.ArrivedAt)
	for i := range m.Cases {
		c := &m.Cases[i]
		c.DueDay, c.WishedDay, c.Single = w.day(c.Due), w.day(c.Wished), len(c.Questions) == 1
	}
	m.Single, m.Numbers, m.ReplyLink = len(m.Cases) == 1, w.join(caseNumbers(m.Cases)), ""
	if m.ReplyTo != m.Office.Mailbox {
		m.ReplyLink = mailto(m.ReplyTo, w.Letters.Case+" "+m.Numbers+": ")
	}
}

// date writes "9. marts 2023" or "9 March 2023"; nothing for the zero time.
func (w *words) date(t time.Time) string { return w.write(w.Dates.Date, t) }

// day writes the date with its weekday: "torsdag den 9. marts 2023".
func (w *words) day(t time.Time) string { return w.write(w.Dates.Day, t) }

// short writes "9/3 2023" where the language has a short form that is clear.
func (w *words) short(t time.Time) string { return w.write(w.Dates.Short, t) }

// marginDate writes "10-03-2023".
func (w *words) marginDate(t time.Time) string { return w.write(w.Dates.Margin, t) }

func (w *words) write(layout language.Layout, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return w.Dates.In(layout, t)
}

// dayOf writes an ISO date as day does, and anything else not at all.
func (w *words) dayOf(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return ""
	}
	return w.day(t)
}

// join writes "a, b og c".
func (w *words) join(list []string) string {
	switch n := len(list); n {
	case 0:
		return ""
	case 1:
		return list[0]
	default:
		return strings.Join(list[:n-1], ", ") + " " + w.Letters.And + " " + list[n-1]
	}
}

// subjectTopic is what a subject is about: "SV: Spørgsmål om cykelstier"
// becomes "cykelstier".
func (w *words) subjectTopic(subject string) string {
	topic := strings.TrimSpace(subject[len(w.topic().FindString(subject)):])
	if topic == "" {
		return strings.TrimSpace(subject)
	}
	return topic
}

// number is a number that another system gave.
type number struct{ Label, Value string }

// externalNumbers lists the numbers of other systems, F2 before eDoc before
// the rest by name.
func (w *words) externalNumbers(external map[string]string) []number {
	known := []string{"f2_case", "f2_document", "edoc_case"}
	var rest []string
	for name := range external {
		if !slices.Contains(known, name) {
			rest = append(rest, name)
		}
	}
	slices.Sort(rest)
	var list []number
	for _, name := range append(known, rest...) {
		if value := external[name]; value != "" {
			label := w.Letters.External[name]
			if label == "" {
				label = name
			}
			list = append(list, number{label, value})
		}
	}
	return list
}

// caseFoot names the cases at the foot of a page.
func (w *words) caseFoot(cases []CaseView) string {
	if numbers := caseNumbers(cases); len(numbers) > 0 {
		return cut(w.Letters.Case+" "+w.join(numbers), 80)
	}
	return ""
}

// genitive is the administration's possessive: as configured, else by the
// language's rule.
func (w *words) genitive(a AdministrationView) string {
	p := w.Letters.Possess
	switch {
	case a.Genitive != "":
		return a.Genitive
	case a.Name == "":
		return p.Unnamed
	case strings.Contains(p.After, strings.ToLower(a.Name[len(a.Name)-1:])):
		return a.Name + p.Other
	}
	return a.Name + p.Ending
}

// oneLine makes text safe for a header or a heading: one line, no control or
// direction characters, at most limit bytes.
func oneLine(text string, limit int) string {
	if len(text) <= limit && plainText(text, false) {
		return text
	}
	text = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return ' '
		case hidden(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))), " ")
	return cut(text, limit)
}

// manyLines makes text safe for a body: LF line ends, no control characters
// but tabs, no direction overrides.
func manyLines(text string) string {
	if plainText(text, true) {
		return text
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, "\uFFFD"))
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r) || hidden(r):
			return -1
		case r == '\u2028' || r == '\u2029':
			return '\n'
		}
		return r
	}, text), "\n")
}

// plainText says of most texts, without a copy, that there is nothing to do
// about them: Latin letters and marks, with one space between words and, where
// there may be lines, single or double breaks between them.
func plainText(text string, lines bool) bool {
	before := byte(' ')
	for i := 0; i < len(text); {
		b := text[i]
		switch {
		case b > ' ' && b < 0x7f, b == ' ' && (before != ' ' || lines), b == '\n' && lines && before != ' ':
			i++
		case b < utf8.RuneSelf:
			return false
		default:
			r, size := utf8.DecodeRuneInString(text[i:])
			if !plainRune(r) {
				return false
			}
			i += size
		}
		before = b
	}
	return text == "" || before != ' ' && before != '\n'
}

// plainRune tells the letters and marks beyond ASCII that plainText knows.
func plainRune(r rune) bool {
	return r > 0xa0 && r < 0x180 && r != 0xad || r == '–' || r == '»' || r == '«' || r == '’'
}

// hidden tells characters that turn the reading direction around or stand
// for nothing: they make one text look like another.
func hidden(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0xFEFF || r == 0x00AD
}

// cut shortens text to limit bytes at a rune, with an ellipsis.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	end := limit - len("…")
	for end > 0 && text[end]&0xC0 == 0x80 {
		end--
	}
	return strings.TrimSpace(text[:end]) + "…"
}
