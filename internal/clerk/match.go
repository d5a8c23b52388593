package clerk

import (
	"regexp"
	"slices"
	"strings"

	"inquiryd/intake"
	"inquiryd/internal/register"
)

// heading is a line that says which question the text below it answers:
// "Svar 1:", "Spørgsmål 2", "Ad 3)", "4." – alone or with the answer behind.
var heading = regexp.MustCompile(`(?i)^[\s*_#]*(?:(?:ad\.?|svar|svar på spørgsmål|spørgsmål|spm\.?|spg\.?|answer|answer to question|question|q|a|nr\.?)\s*(?:nr\.?\s*)?(\d{1,3})\s*[.:)*_–-]*|(\d{1,2})[.):][\s*_]*)(?:\s+|$)(.*)$`)

// questionHeading is a heading that names a question rather than an answer.
var questionHeading = regexp.MustCompile(`(?i)^[\s*_#>]*(?:spørgsmål|spm|spg|question|q)\b`)

// answerLabel stands before a single answer; it also says that what follows is
// no word to us.
var answerLabel = regexp.MustCompile(`(?i)^[\s*_]*(?:svar|answer)\s*:[\s*_]*`)

// matchAnswers finds in an official's reply which text answers which question.
// Signs, in this order: answers written between the quoted questions; headings
// with the questions' numbers; one text for all. The result is by the number
// of the question. Not sure: a person must look before it is sent.
func matchAnswers(questions []register.Question, m *intake.Mail) (answers map[int]string, sure bool) {
	text := strings.TrimSpace(m.NewText)
	if len(questions) == 0 || text == "" {
		return nil, false
	}
	numbers := make([]int, len(questions))
	for i, q := range questions {
		numbers[i] = q.Number
	}
	defer func() {
		for _, q := range questions {
			if a, ok := answers[q.Number]; ok {
				answers[q.Number] = withoutQuestion(a, q.Text)
			}
		}
	}()
	if between, ok := betweenQuoted(numbers, intake.Interleaved(m)); ok {
		return between, m.NewTextSure && len(between) == len(numbers)
	}
	if under, preamble, ok := underHeadings(numbers, text); ok {
		return under, m.NewTextSure && isCourtesy(preamble)
	}
	text = answerLabel.ReplaceAllString(text, "")
	answers = map[int]string{}
	for _, q := range questions {
		if q.AnsweredAt.IsZero() { // those that were answered before keep their answer
			answers[q.Number] = text
		}
	}
	if len(answers) == 0 { // all have one: a text that replaces a single one is sure
		for _, q := range questions {
			answers[q.Number] = text
		}
		return answers, m.NewTextSure && len(questions) == 1
	}
	return answers, m.NewTextSure && !looksNumbered(text, len(numbers))
}

// namesQuestions says whether a reply says which questions it answers: by
// headings or by standing between the quoted questions.
func namesQuestions(questions []register.Question, m *intake.Mail) bool {
	var numbers []int
	for _, q := range questions {
		numbers = append(numbers, q.Number)
	}
	if _, ok := betweenQuoted(numbers, intake.Interleaved(m)); ok {
		return true
	}
	_, _, ok := underHeadings(numbers, strings.TrimSpace(m.NewText))
	return ok
}

// withoutQuestion drops the question when an answer begins by repeating it.
func withoutQuestion(answer, question string) string {
	words := strings.Fields(question)
	rest := answer
	for _, w := range words {
		rest = strings.TrimLeft(rest, " \t\r\n>*_\"")
		after, ok := strings.CutPrefix(rest, w)
		if !ok {
			return answer
		}
		rest = after
	}
	if rest = strings.TrimSpace(strings.TrimLeft(rest, "*_\"")); rest == "" {
		return answer
	}
	return rest
}

// underHeadings cuts a text at its headings. It holds only when each heading
// names a question of the case, or the headings count 1, 2, 3 … as many as
// there are questions.
func underHeadings(numbers []int, text string) (answers map[int]string, preamble string, ok bool) {
	type section struct {
		number int
		lines  []string
	}
	sections := []section{{}}
	quotedQuestion := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		match := heading.FindStringSubmatch(line)
		if match == nil {
			if !quotedQuestion || strings.TrimSpace(line) != "" {
				last := &sections[len(sections)-1]
				last.lines = append(last.lines, line)
			}
			continue
		}
		n := number(match[1] + match[2])
		quotedQuestion = questionHeading.MatchString(line)
		last := &sections[len(sections)-1]
		if last.number == n && n != 0 { // "Spørgsmål 1: …" and below it "Svar 1: …"
			if !quotedQuestion {
				last.lines = []string{match[3]}
			}
			continue
		}
		sections = append(sections, section{number: n, lines: []string{match[3]}})
	}
	if len(sections) == 1 {
		return nil, "", false
	}
	preamble = strings.TrimSpace(strings.Join(sections[0].lines, "\n"))
	sections = sections[1:]
	translate := func(n int) int { return n }
	if !slices.ContainsFunc(sections, func(s section) bool { return !slices.Contains(numbers, s.number) }) {
		// the numbers are those of the questions
	} else if len(sections) == len(numbers) && sections[0].number == 1 {
		translate = func(n int) int { return numbers[min(n, len(numbers))-1] }
	} else {
		return nil, "", false
	}
	answers = map[int]string{}
	for i, s := range sections {
		if translate(1) != 1 && s.number != i+1 {
			return nil, "", false
		}
		n := translate(s.number)
		body := strings.TrimSpace(strings.Join(s.lines, "\n"))
		if _, twice := answers[n]; twice || body == "" {
			continue
		}
		answers[n] = body
	}
	return answers, preamble, len(answers) > 0
}

// betweenQuoted finds answers that stand between the quoted questions.
func betweenQuoted(numbers []int, pieces []intake.Piece) (map[int]string, bool) {
	answers := map[int]string{}
	current := 0
	for i, p := range pieces {
		if p.Quoted {
			for line := range strings.Lines(p.Text) {
				match := heading.FindStringSubmatch(strings.TrimLeft(line, "> \t"))
				if match != nil && slices.Contains(numbers, number(match[1]+match[2])) {
					current = number(match[1] + match[2])
				}
			}
			continue
		}
		text := strings.TrimSpace(p.Text)
		if current == 0 || text == "" || i == 0 {
			continue
		}
		if before := answers[current]; before != "" {
			text = before + "\n\n" + text
		}
		answers[current] = text
	}
	return answers, len(answers) > 0
}

var courtesy = regexp.MustCompile(`(?i)^(?:kære|hej|hejsa|goddag|god dag|dear|hello|hi|tak for|thank|hermed|nedenfor|se (?:svar|nedenfor)|svar følger|svarene|forvaltningens svar|her (?:er|følger)|below|please find|vi kan svare)\b`)

// isCourtesy says whether what stands before the first answer may be left out:
// nothing, or a greeting and a phrase.
func isCourtesy(preamble string) bool {
	for line := range strings.Lines(preamble) {
		if line = strings.TrimSpace(line); line != "" && !courtesy.MatchString(line) {
			return false
		}
	}
	return len(preamble) < 300
}

// looksNumbered says whether a single text to several questions has a list in
// it that may be meant for them.
func looksNumbered(text string, questions int) bool {
	if questions < 2 {
		return false
	}
	n := 0
	for line := range strings.Lines(text) {
		if heading.MatchString(strings.TrimRight(line, "\r\n")) {
			n++
		}
	}
	return n > 1
}
