package reply

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// heading is what a line says of the text below it.
type heading struct {
	numbers  []int
	question bool // it repeats the question; the answer may follow
	rest     string
}

// readHeading reads a line that names questions. Of a sentence that begins with
// such words, as "Spørgsmål 2 er besvaret ovenfor", it makes none.
func (x *Reader) readHeading(line string) (h heading, ok bool) {
	h, ok = x.readNamed(line)
	if topic().MatchString(h.rest) {
		h.rest = ""
	}
	return h, ok
}

// topic is what some write behind a number to say what it is about: "(økonomi):".
var topic = expression(`^\([^()]{1,60}\)\s*:[\s*_]*$`)

// readNamed is readHeading with all that stands behind the number.
func (x *Reader) readNamed(line string) (h heading, ok bool) {
	line = strings.TrimRight(line, "\r\n")
	if h, ok := x.dashedHeading(line); ok {
		return h, true
	}
	if m := x.ordinalHeading().FindStringSubmatch(line); m != nil && (m[2] != "" || m[3] == "") {
		numbers := Numbers(m[1])
		if i := x.ordinalNamed(m[1]); i >= 0 {
			numbers = []int{i + 1}
		}
		return heading{numbers: numbers, rest: m[3]}, true
	}
	if m := x.answerHeading().FindStringSubmatch(line); m != nil {
		h = heading{numbers: Numbers(m[1]), rest: m[3]}
		if x.together().MatchString(h.rest) {
			h.rest = ""
			return h, true
		}
		if strings.HasPrefix(m[2], ".") && x.ordinal().MatchString(m[3]) && lowerBeginning(m[3]) {
			return h, false
		}
		return h, m[2] != "" || !lowerBeginning(m[3]) || strings.HasPrefix(strings.ToLower(strings.TrimLeft(line, " *_#>")), "ad")
	}
	if m := x.questionHeading().FindStringSubmatch(line); m != nil {
		h = heading{numbers: Numbers(m[1]), question: true, rest: m[3]}
		if x.together().MatchString(h.rest) {
			return heading{numbers: h.numbers}, true
		}
		return h, m[2] != "" || !lowerBeginning(m[3])
	}
	return h, false
}

// ordinalNamed is the place of "first" or "second" among them, from 0; -1 when it
// is none.
func (x *Reader) ordinalNamed(name string) int {
	for _, l := range x.spoken {
		if i := slices.Index(l.Mail.Ordinals, strings.ToLower(name)); i >= 0 {
			return i
		}
	}
	return -1
}

// dashedHeading reads a heading with a dash behind its number: "Spørgsmål 2 – 4,2
// mio.". What ends as a heading does, as "Spørgsmål 2 - 4:", is a span.
func (x *Reader) dashedHeading(line string) (h heading, ok bool) {
	at := spacedDash().FindStringIndex(line)
	if at == nil || at[0] > 30 {
		return h, false
	}
	before, behind := line[:at[0]], line[at[1]:]
	m := x.answerHeading().FindStringSubmatch(before)
	question := m == nil
	if question {
		m = x.questionHeading().FindStringSubmatch(before)
	}
	if m == nil || m[2] != "" || m[3] != "" || spanEnd().MatchString(behind) {
		return h, false
	}
	return heading{numbers: Numbers(m[1]), question: question, rest: behind}, true
}

var (
	spacedDash = expression(`\s[-–]\s`)
	spanEnd    = expression(`^\d{1,3}\s*(?:[.:)*_]|$)`)
)

// readBare reads a line that begins with a number and nothing else. Of a day and
// of "2 - 3 uger" it makes none.
func (x *Reader) readBare(line string) (h heading, ok bool) {
	h, day, ok := x.readCounted(line)
	return h, ok && !day
}

// readCounted is readBare, and says whether the number is that of a day, which it
// may be: "1. juni".
func (x *Reader) readCounted(line string) (h heading, day, ok bool) {
	m := x.bareHeading().FindStringSubmatch(strings.TrimRight(line, "\r\n"))
	if m == nil || m[4] != "" && x.amount().MatchString(m[5]) {
		return h, false, false
	}
	return heading{numbers: []int{number(m[1] + m[3] + m[4])}, rest: m[5]}, m[2] == "." && x.ordinal().MatchString(m[5]), true
}

// countsAll is readBare for a text in which the lines with a number count from 1 to as many
// as there are questions: then "1. Juni" is the first answer, and no day.
func (x *Reader) countsAll(text string, questions int) func(string) (heading, bool) {
	count, days := 0, 0
	for line := range strings.Lines(text) {
		h, day, ok := x.readCounted(line)
		if !ok {
			continue
		}
		if count++; h.numbers[0] != count {
			return x.readBare
		}
		if day {
			days++
		}
	}
	if days == 0 || days == count || count != questions {
		return x.readBare
	}
	return func(line string) (heading, bool) {
		h, _, ok := x.readCounted(line)
		return h, ok
	}
}

func lowerBeginning(text string) bool { return unicode.IsLower(firstRune(text)) }

// Numbers reads "1", "1 og 2", "1, 2 og 4", "1-3".
func Numbers(text string) (numbers []int) {
	for _, m := range numberInList().FindAllStringSubmatch(text, -1) {
		n := number(m[2])
		if k := len(numbers); k > 0 && strings.ContainsAny(m[1], "-–") && n < numbers[k-1]+30 {
			for i := numbers[k-1] + 1; i < n; i++ {
				numbers = append(numbers, i)
			}
		}
		numbers = append(numbers, n)
	}
	return numbers
}

var numberInList = expression(`([^\d]*)(\d{1,3})`)

// section is the text below a heading.
type section struct {
	heading
	lines []string
}

// sections cuts a text at the lines that read takes for headings. A number that
// stands further in than the first heading is one of a list in an answer.
func (x *Reader) sections(text string, read func(string) (heading, bool)) (preamble string, list []section) {
	var before []string
	first := -1 // how far in the first heading stands; -1: not known
	for line := range strings.Lines(text) {
		h, ok := read(line)
		in := len(line) - len(strings.TrimLeft(line, " \t"))
		if _, bare := x.readBare(line); ok && bare && len(list) > 0 && len(h.numbers) > 0 {
			if first < 0 && h.numbers[0] == 1 { // the text was trimmed: its first line may have stood further in as well
				first = 0
			}
			ok = first < 0 || in <= first+1
		}
		switch {
		case ok:
			if first < 0 && (len(before) > 0 || len(list) > 0) {
				first = in
			}
			list = append(list, section{heading: h, lines: []string{h.rest}})
		case len(list) == 0:
			before = append(before, strings.TrimRight(line, "\r\n"))
		default:
			last := &list[len(list)-1]
			last.lines = append(last.lines, strings.TrimRight(line, "\r\n"))
		}
	}
	return strings.TrimSpace(strings.Join(before, "\n")), list
}

// readRow reads a row of a table with the answers: its first cell is the number.
func readRow(line string) (h heading, ok bool) {
	n, rest, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
	n = strings.TrimRight(n, ".): ")
	if !ok || n == "" || len(n) > 2 || strings.Trim(n, "0123456789") != "" {
		return h, false
	}
	return heading{numbers: []int{number(n)}, rest: strings.TrimSpace(rest)}, true
}

// underHeadings cuts a text at its headings. It holds only when each heading
// names a question of the case, or the headings count 1, 2, 3 … as many as
// there are questions. Numbers without a word count only where no heading has
// one: else they are a list inside an answer.
// Numbers of other questions, which were answered before, are no order.
func (x *Reader) underHeadings(numbers, others []int, text string) (h headedAnswers, ok bool) {
	for i, read := range []func(string) (heading, bool){x.readHeading, x.countsAll(text, len(numbers)), readRow} {
		preamble, list := x.sections(text, read)
		headed := false
		if i == 2 {
			if preamble, headed = x.withoutTableHead(preamble); !headed {
				continue
			}
		}
		switch {
		case len(list) == 0, len(list) > 1 && sameNumber(list): // a program began its list anew for each item
			continue
		case i == 1 && len(numbers)+len(others) == 1: // the only question needs no number: it is the answer's
			continue
		}
		translate, ok := headingNumbers(numbers, others, list)
		if !ok {
			continue
		}
		if answers := x.bodies(list, translate); len(answers) > 0 {
			return headedAnswers{answers, preamble, belowAll(list)}, true
		}
	}
	return h, false
}

// headedAnswers are answers that stand below headings, and what stands above the first and, apart
// from them, below the last.
type headedAnswers struct {
	answers         map[int]string
	preamble, below string
}

// belowAll is what stands below a list without empty lines, behind one: it is no more part
// of the last answer than of the others.
func belowAll(list []section) string {
	blank := func(line string) bool { return strings.TrimSpace(line) == "" }
	last := list[len(list)-1].lines
	at := slices.IndexFunc(last, blank)
	if at < 1 || len(list) < 2 || slices.ContainsFunc(list[:len(list)-1], func(s section) bool { return slices.ContainsFunc(s.lines, blank) }) {
		return ""
	}
	return strings.TrimSpace(strings.Join(last[at:], "\n"))
}

// sameNumber says whether all headings have one number.
func sameNumber(list []section) bool {
	return !slices.ContainsFunc(list, func(s section) bool { return s.question || !slices.Equal(s.numbers, list[0].numbers) })
}

// headingNumbers says which question each number of some headings means.
func headingNumbers(numbers, others []int, list []section) (translate func(int) int, ok bool) {
	var said []int
	for _, s := range list {
		for _, n := range s.numbers {
			if !slices.Contains(said, n) {
				said = append(said, n)
			}
		}
	}
	known := slices.Concat(numbers, others)
	if !slices.ContainsFunc(said, func(n int) bool { return !slices.Contains(known, n) }) {
		return func(n int) int { return n }, true
	}
	if slices.ContainsFunc(said, func(n int) bool { return slices.Contains(others, n) }) {
		return nil, false
	}
	slices.Sort(said)
	for i, n := range said {
		if n != i+1 || len(said) != len(numbers) {
			return nil, false
		}
	}
	return func(n int) int { return numbers[n-1] }, true
}

// byParagraphs are paragraphs of which each begins by naming a question in its first
// sentence, one for each question: "Til spørgsmål 2 kan vi oplyse, at …". One that names none
// goes on with the answer above.
func (x *Reader) byParagraphs(numbers []int, text string) (answers map[int]string, ok bool) {
	answers = map[int]string{}
	last := 0
	for _, p := range strings.Split(x.WithoutClosing(x.withoutOpening(text)), "\n\n") {
		m := x.paragraphNamed().FindStringSubmatch(p)
		switch {
		case m == nil && last == 0 && x.isCourtesy(p):
		case m == nil && last == 0:
			return nil, false
		case m == nil:
			answers[last] += "\n\n" + p
		default:
			if last = number(m[1]); answers[last] != "" || !slices.Contains(numbers, last) {
				return nil, false
			}
			answers[last] = p
		}
	}
	return answers, len(numbers) > 1 && len(answers) == len(numbers)
}

// byOrder are texts that stand in the order of the questions: as many bullets,
// Roman numerals, letters from a) on, or numbers that a program counted on or began
// anew, as there are questions.
func (x *Reader) byOrder(numbers []int, text string) (answers map[int]string, ok bool) {
	for _, read := range []func(string) (heading, bool){bullet, roman, lettered, x.readBare} {
		preamble, list := x.sections(text, read)
		if len(list) != len(numbers) || len(list) < 2 || !x.isCourtesy(preamble) {
			continue
		}
		answers = map[int]string{}
		for i, s := range list {
			if body := strings.TrimSpace(strings.Join(s.lines, "\n")); body != "" {
				answers[numbers[i]] = body
			}
		}
		if len(answers) == len(numbers) {
			return answers, true
		}
	}
	return nil, false
}

// byLines are as many short lines as there are questions: "June 2026", "£4.2m", "8,000".
func (x *Reader) byLines(numbers []int, text string) (answers map[int]string, ok bool) {
	const short = 45 // letters; a program breaks none so early
	answers = map[int]string{}
	for line := range strings.Lines(x.WithoutClosing(x.withoutOpening(text))) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			continue
		case len(answers) == len(numbers), utf8.RuneCountInString(line) > short:
			return nil, false
		}
		answers[numbers[len(answers)]] = line
	}
	return answers, len(numbers) > 1 && len(answers) == len(numbers)
}

// inLine are answers in one line that each begin with the number of a question:
// "1) ja 2) nej 3) 8.000".
func inLine(numbers []int, text string) (answers map[int]string, ok bool) {
	if len(numbers) < 2 || strings.Contains(strings.TrimSpace(text), "\n") {
		return nil, false
	}
	places := inLineNumber().FindAllStringSubmatchIndex(text, -1)
	if len(places) != len(numbers) || strings.TrimSpace(text[:places[0][0]]) != "" {
		return nil, false
	}
	answers = map[int]string{}
	for i, p := range places {
		end := len(text)
		if i+1 < len(places) {
			end = places[i+1][0]
		}
		body := strings.Trim(text[p[1]:end], " \t\n,;")
		if number(text[p[2]:p[3]]) != numbers[i] || body == "" {
			return nil, false
		}
		answers[numbers[i]] = body
	}
	return answers, true
}

var inLineNumber = expression(`(?:^|\s)(\d{1,2})\)\s`)

var (
	bulletLine   = expression(`^[-*•·–]\s+(.*)$`)
	romanLine    = expression(`^\s*\(?(?:[ivx]{1,5}|[IVX]{1,5})[.)]\s+(.*)$`)
	letteredLine = expression(`^\s*\(?([a-zæøåA-ZÆØÅ])[.)]\s+(.*)$`)
)

func bullet(line string) (h heading, ok bool) {
	if m := bulletLine().FindStringSubmatch(strings.TrimRight(line, "\r\n")); m != nil {
		return heading{rest: m[1]}, true
	}
	return h, false
}

func roman(line string) (h heading, ok bool) {
	if m := romanLine().FindStringSubmatch(strings.TrimRight(line, "\r\n")); m != nil {
		return heading{rest: m[1]}, true
	}
	return h, false
}

func lettered(line string) (h heading, ok bool) {
	if m := letteredLine().FindStringSubmatch(strings.TrimRight(line, "\r\n")); m != nil {
		return heading{rest: m[2]}, true
	}
	return h, false
}
