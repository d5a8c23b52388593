package notify

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// words is what a language needs besides its templates.
type words struct {
	weekdays [7]string // Sunday first
	months   [12]string
	and      string
	margin   string            // layout of the date in the margin
	external map[string]string // names of other systems' numbers
	topic    *regexp.Regexp    // what stands before the topic in a subject
	page     string            // "Side %d af %d"
	strange  string            // what the mark in it stands for in a PDF
	letter   string            // file name of the PDF
	caseName string            // before a number at the foot of a page
	seeCase  string            // "see the answer in case %s of %s"
	calendar string            // file name of the calendar
	dueEvent string            // "Due: case %s"
	seeFiles string            // "the answer is enclosed as %s"
}

// replyMarks are what mail programs put before a subject.
const replyMarks = `^\s*(?:(?:sv|vs|re|fw|fwd|aw|wg)(?:\[\d+\])?\s*:\s*)*`

var languageWords = map[string]*words{
	"da": {
		weekdays: [7]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"},
		months:   [12]string{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"},
		and:      "og",
		margin:   "02-01-2006",
		external: map[string]string{"f2_case": "Sagsnummer i F2", "f2_document": "Dokumentnummer i F2", "edoc_case": "Sagsnummer i eDoc"},
		topic:    regexp.MustCompile(`(?i)` + replyMarks + `(?:(?:(?:\d+|nyt|nye|et|flere)\s+)?(?:politiker)?spørgsmål(?:\s+til\s+\S+forvaltningen)?\s*(?:vedr\.|vedr\b|vedrørende\b|om\b|angående\b|ang\.|:|-|–)\s*)?`),
		page:     "Side %d af %d",
		strange:  "%s står for tegn, der ikke kan trykkes her; de kan læses i mailen.",
		letter:   "Svar",
		caseName: "Sag",
		seeCase:  "Spørgsmålet er besvaret før. Der henvises til svaret i sag %s af %s, som er gengivet nedenfor.",
		calendar: "Frist",
		dueEvent: "Frist: sag %s",
		seeFiles: "Svaret er vedhæftet som %s.",
	},
	"en": {
		weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		months:   [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		and:      "and",
		margin:   "2 January 2006",
		external: map[string]string{"f2_case": "Case number in F2", "f2_document": "Document number in F2", "edoc_case": "Case number in eDoc"},
		topic:    regexp.MustCompile(`(?i)` + replyMarks + `(?:(?:(?:\d+|a|new|some)\s+)?questions?\s*(?:about\b|on\b|regarding\b|re\b|concerning\b|:|-|–)\s*)?`),
		page:     "Page %d of %d",
		strange:  "%s stands for characters that cannot be printed here; the mail has them.",
		letter:   "Answer",
		caseName: "Case",
		seeCase:  "The question was answered before. Please see the answer in case %s of %s, which is repeated below.",
		calendar: "Deadline",
		dueEvent: "Due: case %s",
		seeFiles: "The answer is enclosed as %s.",
	},
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
		m.ReplyLink = mailto(m.ReplyTo, w.caseName+" "+m.Numbers+": ")
	}
}

// date writes "9. marts 2023" or "9 March 2023"; nothing for the zero time.
func (w *words) date(t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case w.and == "og":
		return strconv.Itoa(t.Day()) + ". " + w.months[t.Month()-1] + " " + strconv.Itoa(t.Year())
	}
	return strconv.Itoa(t.Day()) + " " + w.months[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// day writes the date with its weekday: "torsdag den 9. marts 2023".
func (w *words) day(t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case w.and == "og":
		return w.weekdays[t.Weekday()] + " den " + w.date(t)
	}
	return w.weekdays[t.Weekday()] + " " + w.date(t)
}

// dayOf writes an ISO date as day does, and anything else not at all.
func (w *words) dayOf(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return ""
	}
	return w.day(t)
}

// short writes "9/3 2023", and the long form in English, where the order of
// day and month would be a guess.
func (w *words) short(t time.Time) string {
	if t.IsZero() || w.and != "og" {
		return w.date(t)
	}
	return fmt.Sprintf("%d/%d %d", t.Day(), t.Month(), t.Year())
}

// marginDate writes "10-03-2023".
func (w *words) marginDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(w.margin)
}

// join writes "a, b og c".
func (w *words) join(list []string) string {
	switch n := len(list); n {
	case 0:
		return ""
	case 1:
		return list[0]
	default:
		return strings.Join(list[:n-1], ", ") + " " + w.and + " " + list[n-1]
	}
}

// subjectTopic is what a subject is about: "SV: Spørgsmål om cykelstier"
// becomes "cykelstier".
func (w *words) subjectTopic(subject string) string {
	topic := strings.TrimSpace(subject[len(w.topic.FindString(subject)):])
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
			label := w.external[name]
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
		return cut(w.caseName+" "+w.join(numbers), 80)
	}
	return ""
}

// genitive is the administration's possessive: as configured, else by the
// language's rule.
func (w *words) genitive(a AdministrationView) string {
	switch {
	case a.Genitive != "":
		return a.Genitive
	case a.Name == "" && w.and == "og":
		return "Forvaltningens"
	case a.Name == "":
		return "The administration's"
	case strings.HasSuffix(strings.ToLower(a.Name), "s"), w.and == "og" && strings.ContainsAny(a.Name[len(a.Name)-1:], "xzXZ"):
		return a.Name + "'"
	case w.and == "og":
		return a.Name + "s"
	}
	return a.Name + "'s"
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
