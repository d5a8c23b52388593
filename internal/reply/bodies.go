package reply

import (
	"slices"
	"strings"
)

// What stands below the headings of answers, and what of it is no part of them.

// bodies are the texts of sections by the question that they answer. Where a
// question is repeated above its answer, only the answer is taken.
func (x *Reader) bodies(list []section, translate func(int) int) map[int]string {
	answered := map[int]bool{}
	for _, s := range list {
		for _, n := range s.numbers {
			answered[n] = answered[n] || !s.question
		}
	}
	answers := map[int]string{}
	for _, s := range list {
		lines := s.lines
		if i := slices.IndexFunc(lines, x.answerLine().MatchString); s.question && i >= 0 {
			lines = lines[i+1:]
		}
		body := x.withoutNextLabel(strings.TrimSpace(strings.Join(lines, "\n")))
		for _, n := range s.numbers {
			if s.question && answered[n] || body == "" {
				continue
			}
			to := translate(n)
			answers[to] = strings.TrimSpace(answers[to] + "\n\n" + body)
		}
	}
	return answers
}

// dropLater drops, at the end of answers, lines that say of a question without one that
// its answer comes later: they are no part of the answer above them.
func (x *Reader) dropLater(answers map[int]string) {
	for n, a := range answers {
		last := strings.LastIndexByte(a, '\n') + 1
		m := x.numberLater().FindStringSubmatch(a[last:])
		if last > 0 && m != nil && !slices.ContainsFunc(Numbers(m[1]), func(k int) bool { return answers[k] != "" }) {
			answers[n] = strings.TrimSpace(a[:last])
		}
	}
}

// withoutNextLabel drops a lone "Spørgsmål" at the end of an answer: it belongs to
// the question below.
func (x *Reader) withoutNextLabel(body string) string {
	last := strings.LastIndexByte(body, '\n') + 1
	if last > 0 && x.questionLabel().MatchString(body[last:]) {
		return strings.TrimSpace(body[:last])
	}
	return body
}

// withoutTableHead is a text without its last line when that is the head of a table
// with a row for each question.
func (x *Reader) withoutTableHead(text string) (rest string, headed bool) {
	last := strings.LastIndexByte(text, '\n') + 1
	if !x.tableHead().MatchString(text[last:]) {
		return text, false
	}
	return strings.TrimSpace(text[:last]), true
}
