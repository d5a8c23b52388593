package notify

import (
	"strings"
	"unicode/utf8"
)

// text is an answer as plain text that means the same: lists keep their
// markers, links name where they lead, tables stand in columns.
func (f *formatter) text(answer string) string {
	var out []string
	blocks := readBlocks(string(f.html(answer, 3)))
	for i, b := range blocks {
		if i > 0 && !(b.marker != "" && (blocks[i-1].marker != "" || blocks[i-1].depth > 0)) {
			out = append(out, "")
		}
		out = append(out, b.lines()...)
	}
	return strings.Join(out, "\n")
}

func (b block) lines() []string {
	indent := strings.Repeat("  ", b.depth)
	switch b.kind {
	case ruleBlock:
		return []string{indent + "----------"}
	case tableBlock:
		return tableLines(b, indent)
	}
	first := indent
	if b.marker != "" {
		marker := strings.Replace(b.marker, "•", "-", 1)
		first = strings.Repeat("  ", b.depth-1) + marker + " "
		indent = strings.Repeat(" ", utf8.RuneCountInString(first))
	}
	lines := strings.Split(marked(b.spans, b.kind != headingBlock), "\n")
	for i, text := range lines {
		lines[i] = strings.TrimRight(indent+text, " ")
		if i == 0 {
			lines[i] = first + text
		}
	}
	return lines
}

// marked writes emphasis as *bold* and _italic_, and where a link leads.
func marked(spans []span, emphasis bool) string {
	var out strings.Builder
	for i, s := range spans {
		text := s.text
		if emphasis && s.bold {
			text = around(text, "*")
		}
		if emphasis && s.italic {
			text = around(text, "_")
		}
		out.WriteString(text)
		last := i == len(spans)-1 || spans[i+1].href != s.href
		if target := strings.TrimPrefix(s.href, "mailto:"); s.href != "" && last && !sameLink(linkText(spans[:i+1], s.href), target) {
			out.WriteString(" (" + target + ")")
		}
	}
	return out.String()
}

// linkText is the text of the link that ends here.
func linkText(spans []span, href string) string {
	text := ""
	for i := len(spans) - 1; i >= 0 && spans[i].href == href; i-- {
		text = spans[i].text + text
	}
	return text
}

func sameLink(text, target string) bool {
	bare := func(s string) string {
		return strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(s), "https://"), "http://"), "/")
	}
	return bare(strings.TrimSpace(text)) == bare(target)
}

// around puts a mark around text, inside its outer spaces.
func around(text, mark string) string {
	inner := strings.TrimSpace(text)
	if inner == "" {
		return text
	}
	return strings.Replace(text, inner, mark+inner+mark, 1)
}

// tableLimit is the widest table in characters that is set in columns.
const tableLimit = 72

// tableLines sets a table in columns, or as "head: cell" lines when it is too
// wide for a mail.
func tableLines(b block, indent string) []string {
	rows, width, total := tableWidths(b)
	if total > tableLimit {
		return tableRecords(b, rows, indent)
	}
	var lines []string
	for i, row := range rows {
		cells := make([]string, len(row))
		for j, cell := range row {
			cells[j] = cell + strings.Repeat(" ", width[j]-utf8.RuneCountInString(cell))
			if at(b.right, j) {
				cells[j] = strings.Repeat(" ", width[j]-utf8.RuneCountInString(cell)) + cell
			}
		}
		lines = append(lines, strings.TrimRight(indent+strings.Join(cells, "  "), " "))
		if i == 0 && b.head {
			for j := range cells {
				cells[j] = strings.Repeat("-", width[j])
			}
			lines = append(lines, indent+strings.Join(cells, "  "))
		}
	}
	return lines
}

func tableWidths(b block) (rows [][]string, width []int, total int) {
	for i, row := range b.rows {
		var cells []string
		for j, spans := range row {
			cell := strings.ReplaceAll(marked(spans, i > 0 || !b.head), "\n", " ")
			if j == len(width) {
				width = append(width, 0)
			}
			width[j] = max(width[j], utf8.RuneCountInString(cell))
			cells = append(cells, cell)
		}
		rows = append(rows, cells)
	}
	for _, w := range width {
		total += w + 2
	}
	return rows, width, total
}

func tableRecords(b block, rows [][]string, indent string) []string {
	if !b.head || len(rows) < 2 {
		var lines []string
		for _, row := range rows {
			lines = append(lines, indent+strings.Join(row, "; "))
		}
		return lines
	}
	var lines []string
	for i, row := range rows[1:] {
		if i > 0 {
			lines = append(lines, "")
		}
		for j, cell := range row {
			if j < len(rows[0]) && rows[0][j] != "" {
				cell = rows[0][j] + ": " + cell
			}
			lines = append(lines, indent+cell)
		}
	}
	return lines
}
