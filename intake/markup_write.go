package intake

import (
	"regexp"
	"strings"
)

// decorate writes marks into text whose words are those of the page from a
// place on. Its lines stay, but for those of a table.
func (p *inkPage) decorate(text string, from int) string {
	runs := runsOf(text)
	words := p.words[from : from+len(runs)]
	whole := p.wholeTables(from, len(runs))
	var out strings.Builder
	at := 0
	for i := 0; i < len(runs); {
		j := i + 1
		if t := words[i].table; whole[t] {
			for j < len(runs) && words[j].table == t {
				j++
			}
			begin, end := lineAround(text, runs[i].start, runs[j-1].end)
			if alone := (i == 0 || runs[i-1].end <= begin) && (j == len(runs) || runs[j].start >= end); alone && begin >= at {
				out.WriteString(strings.TrimRight(text[at:begin], " \t\n") + "\n\n" + tableMarkup(text, runs[i:j], words[i:j]) + "\n")
				at = end + len(text[end:]) - len(strings.TrimLeft(text[end:], " \t\n"))
			}
			i = j
			continue
		}
		for j < len(runs) && sameLook(words[i], words[j]) && !whole[words[j].table] && !strings.Contains(text[runs[j-1].end:runs[j].start], "\n") {
			j++
		}
		if before, after := marks(words[i], text[runs[i].start:runs[j-1].end], i == 0 && j == len(runs)); before != "" {
			out.WriteString(text[at:runs[i].start] + before + text[runs[i].start:runs[j-1].end] + after)
			at = runs[j-1].end
			if words[i].href != "" {
				at += len(targetBehind.FindString(text[at:]))
			}
		}
		i = j
	}
	return strings.TrimSpace(out.String() + text[at:])
}

// targetBehind is where a link leads, behind its words.
var targetBehind = regexp.MustCompile(`^[ \t]*\n?<(?:https?|mailto):[^>\s]*>`)

func sameLook(a, b ink) bool {
	return a.bold == b.bold && a.italic == b.italic && a.href == b.href && a.table == b.table && a.cell == b.cell && a.row == b.row
}

// marks are what Markdown writes around words. Where all of a text looks alike,
// nothing stands out; an address stands for itself.
func marks(look ink, text string, all bool) (before, after string) {
	if look.bold && !all {
		before, after = "**", "**"
	}
	if look.italic && !all {
		before, after = before+"*", "*"+after
	}
	if look.href != "" && !strings.Contains(text, "://") && !strings.Contains(text, "@") && !strings.HasPrefix(strings.ToLower(text), "www.") {
		before, after = before+"[", "]("+look.href+")"+after
	}
	return before, after
}

// wholeTables are the tables of a piece of a page that hold data: they lie in
// it altogether, have two rows and two columns at least, and short cells.
func (p *inkPage) wholeTables(from, n int) map[int]bool {
	type shape struct{ words, inside, rows, cells int }
	shapes := map[int]*shape{}
	for i, w := range p.words {
		if w.table == 0 {
			continue
		}
		s := shapes[w.table]
		if s == nil {
			s = &shape{}
			shapes[w.table] = s
		}
		s.words++
		if i >= from && i < from+n {
			s.inside++
		}
		s.rows, s.cells = max(s.rows, w.row), max(s.cells, w.cell)
	}
	const longest = 25 // words of a cell on the average
	whole := map[int]bool{}
	for t, s := range shapes {
		whole[t] = s.words == s.inside && s.rows > 1 && s.cells > 1 && s.words < longest*s.rows*s.cells
	}
	return whole
}

// lineAround widens a range of a text to whole lines.
func lineAround(text string, start, end int) (int, int) {
	start = strings.LastIndexByte(text[:start], '\n') + 1
	if i := strings.IndexByte(text[end:], '\n'); i >= 0 {
		return start, end + i
	}
	return start, len(text)
}

// tableMarkup writes a table: its first row is the head, columns of figures are
// flush right.
func tableMarkup(text string, runs []run, words []ink) string {
	rows, columns := 0, 0
	for _, w := range words {
		rows, columns = max(rows, w.row), max(columns, w.cell)
	}
	cells := make([][]string, rows)
	for i := range cells {
		cells[i] = make([]string, columns)
	}
	for i := 0; i < len(runs); {
		j := i + 1
		for j < len(runs) && words[j].row == words[i].row && words[j].cell == words[i].cell {
			j++
		}
		cells[words[i].row-1][words[i].cell-1] = cellText(text, runs[i].start, runs[j-1].end)
		i = j
	}
	var out strings.Builder
	for i, row := range cells {
		out.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i > 0 {
			continue
		}
		for c := range columns {
			out.WriteString("|---")
			if c > 0 && ofFigures(cells[1:], c) {
				out.WriteString(":")
			}
		}
		out.WriteString("|\n")
	}
	return out.String()
}

// cellText is a range of a text with the marks that belong to it, on one line.
func cellText(text string, start, end int) string {
	start = strings.LastIndexAny(text[:start], "\n\t") + 1
	if i := strings.IndexAny(text[end:], "\n\t"); i >= 0 {
		end += i
	} else {
		end = len(text)
	}
	return strings.ReplaceAll(strings.Join(strings.Fields(text[start:end]), " "), "|", "\\|")
}

var figure = regexp.MustCompile(`^[-–−+(]?\d[\d.,  ]*[)%‰]?$`)

// ofFigures says whether a column has nothing but figures.
func ofFigures(rows [][]string, column int) bool {
	figures := 0
	for _, row := range rows {
		switch {
		case figure.MatchString(row[column]):
			figures++
		case row[column] != "":
			return false
		}
	}
	return figures > 0
}
