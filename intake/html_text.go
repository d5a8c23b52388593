package intake

import (
	"strings"
)

// text writes the text between two tags; white space is one space except in
// pre.
func (p *page) text(b []byte) {
	if p.hidden != "" {
		return
	}
	if p.pre > 0 {
		p.preformatted(b)
		return
	}
	for i := 0; i < len(b); {
		from := i
		for i < len(b) && !isPageSpace(b[i]) {
			i++
		}
		if i > from {
			writeWord(p, b[from:i])
		}
		for ; i < len(b) && isPageSpace(b[i]); i++ {
			p.space = true
		}
	}
}

// isPageSpace reports what HTML calls white space.
func isPageSpace(c byte) bool { return isWhite(c) || c == '\f' }

func (p *page) preformatted(b []byte) {
	s := strings.ReplaceAll(string(b), "\r\n", "\n")
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			p.newline()
		}
		if line != "" {
			p.word(line)
		}
	}
}

// word writes s on the current line, behind the space that waits for it.
func (p *page) word(s string) { writeWord(p, s) }

func writeWord[T string | []byte](p *page, s T) {
	if p.out.Len() >= p.most {
		return
	}
	if p.ended {
		p.newline()
	}
	if p.blank > 0 || p.out.Len() == 0 {
		p.prefix()
	}
	if p.space && p.line > 0 {
		p.out.WriteByte(' ')
	}
	if left := p.most - p.out.Len(); len(s) > left {
		s = T(cutText(string(s), max(left, 0)))
	}
	p.out.WriteString(string(s))
	p.space, p.mark, p.fresh, p.blank = false, false, false, 0
	p.line += len(s)
}

// prefix begins a line with the marks of the quotes that are open.
func (p *page) prefix() {
	const deepest = 10
	if p.quote > 0 {
		p.out.WriteString(strings.Repeat("> ", min(p.quote, deepest)))
	}
}

// newline ends the line, also an empty one; three empty lines in a row are
// enough.
func (p *page) newline() {
	const most = 4
	if p.space && p.line == 2 && strings.HasSuffix(p.out.String(), "--") {
		p.out.WriteByte(' ') // the line above a signature
	}
	if p.out.Len() > 0 && p.blank < most {
		p.out.WriteByte('\n')
		p.blank++
	}
	p.space, p.mark, p.fresh, p.ended, p.line = false, false, false, false, 0
}

// breakLines sees to at least n line ends before what follows, as a block
// does: 1 ends the line, 2 leaves one empty. The first block of a list item or
// of a cell begins on their line.
func (p *page) breakLines(n int) {
	if p.mark || p.fresh || p.out.Len() == 0 {
		return
	}
	for p.blank < n {
		p.newline()
	}
	p.space = false
}

// endBlock ends the line below a block; in a row, only when no cell follows.
func (p *page) endBlock() {
	if p.cells == 0 || p.line == 0 || p.mark || p.fresh {
		p.breakLines(1)
		return
	}
	p.ended, p.space = true, false
}

// cell keeps the cells of a row apart.
func (p *page) cell() {
	if p.cells > 0 && p.line > 0 {
		p.out.WriteByte('\t')
		p.space = false
	}
	p.cells++
	p.fresh, p.ended = true, false
}
