package reply

import (
	"slices"
	"strings"
)

// An official may answer in a table that has more columns than questions and answers:
// the source of a number, who wrote it. Only the column of the answers is taken, and
// its writer is shown what was understood.

// byColumns are answers in a table whose head names the column of the answers. A row
// is of the question whose number or words stand in one of its cells.
func (x *Reader) byColumns(questions []Question, text string) (answers map[int]string, ok bool) {
	if !strings.Contains(text, "\t") {
		return nil, false
	}
	column := -1
	answers = map[int]string{}
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if column < 0 {
			if len(cells) > 2 {
				column = slices.IndexFunc(cells, x.answerLine().MatchString)
			}
			continue
		}
		i := slices.IndexFunc(questions, func(q Question) bool { return ofQuestion(cells, q) })
		switch {
		case len(cells) == 1:
			return answers, len(answers) > 1 // below the table, or a cell of several lines
		case i >= 0 && column < len(cells) && strings.TrimSpace(cells[column]) != "":
			answers[questions[i].Number] = strings.TrimSpace(cells[column])
		}
	}
	return answers, len(answers) > 1
}

// ofQuestion says whether one of the first cells of a row has the number or the words of a
// question.
func ofQuestion(cells []string, q Question) bool {
	if h, ok := readRow(strings.Join(cells, "\t")); ok {
		return h.numbers[0] == q.Number
	}
	return slices.ContainsFunc(cells, func(c string) bool { return Folded(c) == Folded(q.Text) })
}
