package notify

import "slices"

// gutter is the space between columns of a table, in mm.
const gutter = 4.0

// rowGap is the space between rows, in mm.
const rowGap = 0.9

// tableSizes are the sizes, as parts of the text's, that a table is tried in.
var tableSizes = []float64{1, 0.9, 0.8}

// tableStrips sets a table row by row, with a line below each row: in the size
// of the text, or in a smaller one so that no word is broken. A table that is
// too wide for that is set as a list of what each row says.
func (t *typesetter) tableStrips(b block, size, line, width float64) []strip {
	for _, part := range tableSizes {
		if columns, ok := t.columns(b, size*part, width); ok {
			return t.rowStrips(b, columns, size*part, line*part)
		}
	}
	var list []strip
	for i, record := range records(b) {
		set := t.textStrips(record, size, line, width)
		if i > 0 && len(set) > 0 {
			set[0].gap = line * paragraphGap(size)
		}
		list = append(list, set...)
	}
	return list
}

func (t *typesetter) rowStrips(b block, columns []column, size, line float64) (list []strip) {
	var head []strip
	for i, row := range b.rows {
		var cells [][][]piece
		rows := 0
		for j, spans := range row {
			set := t.lines(spans, size, columns[j].width)
			if at(b.right, j) {
				flushRight(set, columns[j].width)
			}
			rows = max(rows, len(set))
			cells = append(cells, set)
		}
		for k := range rows {
			s := strip{height: line, size: size, keep: k < rows-1 && rows < 20 || i == 0 && b.head}
			s.rule = k == rows-1
			if k == 0 && i > 0 {
				s.gap = rowGap
			}
			for j, set := range cells {
				for _, p := range at(set, k) {
					p.x += columns[j].x
					s.pieces = append(s.pieces, p)
				}
			}
			if i > 0 && b.head {
				s.head = head
			}
			list = append(list, s)
		}
		if i == 0 && len(list) < 8 { // a head that takes half a page is not repeated
			head = slices.Clone(list)
		}
	}
	return list
}

// flushRight moves lines to the right of their column.
func flushRight(lines [][]piece, width float64) {
	for _, line := range lines {
		if n := len(line); n > 0 {
			move := width - line[n-1].x - line[n-1].width
			for i := range line {
				line[i].x += max(move, 0)
			}
		}
	}
}

type column struct{ x, width float64 }

// columns shares the width out: each column has room for its longest word;
// those that need little more get that, the others share the rest. It does not
// hold when the words need more than the width.
func (t *typesetter) columns(b block, size, width float64) ([]column, bool) {
	var words, need []float64
	for _, row := range b.rows {
		for j, spans := range row {
			if j == len(need) {
				words, need = append(words, 0), append(need, 0)
			}
			for _, word := range t.tokens(spans) {
				words[j] = max(words[j], t.width(word.span, size)+0.1)
			}
			for _, line := range t.lines(spans, size, 10*width) {
				if n := len(line); n > 0 {
					need[j] = max(need[j], line[n-1].x+line[n-1].width+0.1)
				}
			}
		}
	}
	room := width - gutter*float64(max(len(need)-1, 0))
	for j, w := range words {
		room -= w
		need[j] = max(need[j]-w, 0)
	}
	if room < 0 {
		return nil, false
	}
	columns := make([]column, len(need))
	x := 0.0
	for j, more := range share(need, room) {
		columns[j] = column{x, words[j] + more}
		x += columns[j].width + gutter
	}
	return columns, true
}

// records are the rows of a table as paragraphs that name the head of each cell.
func records(b block) (list []block) {
	rows, head := b.rows, [][]span(nil)
	if b.head && len(rows) > 1 {
		rows, head = rows[1:], rows[0]
	}
	for _, row := range rows {
		r := block{depth: b.depth, quote: b.quote}
		for j, cell := range row {
			if len(r.spans) > 0 {
				r.spans = append(r.spans, span{text: "\n"})
			}
			if h := at(head, j); len(h) > 0 {
				r.spans = append(append(r.spans, h...), span{text: ": ", bold: true})
			}
			r.spans = append(r.spans, cell...)
		}
		list = append(list, r)
	}
	return list
}

// share gives each column what it needs, and at most an equal part of what
// the modest ones leave.
func share(need []float64, room float64) []float64 {
	got := make([]float64, len(need))
	open := make([]int, len(need))
	for j := range open {
		open[j] = j
	}
	for len(open) > 0 {
		part := room / float64(len(open))
		greedy := slices.DeleteFunc(slices.Clone(open), func(j int) bool { return need[j] <= part })
		for _, j := range open {
			if got[j] = min(need[j], part); need[j] <= part {
				room -= need[j]
			}
		}
		if len(greedy) == len(open) {
			break
		}
		open = greedy
	}
	return got
}
