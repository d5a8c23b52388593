package intake

import (
	"bytes"
	"strings"
	"unicode/utf8"
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
	for len(b) > 0 {
		i := bytes.IndexAny(b, " \t\r\n\f")
		if i < 0 {
			p.word(string(b))
			return
		}
		if i > 0 {
			p.word(string(b[:i]))
		}
		p.space = true
		b = bytes.TrimLeft(b[i:], " \t\r\n\f")
	}
}

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
func (p *page) word(s string) {
	if p.out.Len() >= p.most {
		return
	}
	if p.blank > 0 || p.out.Len() == 0 {
		p.prefix()
	}
	if p.space && p.line > 0 {
		p.out.WriteByte(' ')
	}
	if left := p.most - p.out.Len(); len(s) > left {
		s = cutText(s, max(left, 0))
	}
	p.out.WriteString(s)
	p.space, p.mark, p.blank = false, false, 0
	p.line += utf8.RuneCountInString(s)
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
	p.space, p.mark, p.line = false, false, 0
}

// breakLines sees to at least n line ends before what follows, as a block
// does: 1 ends the line, 2 leaves one empty.
func (p *page) breakLines(n int) {
	if p.mark || p.out.Len() == 0 {
		return
	}
	for p.blank < n {
		p.newline()
	}
	p.space = false
}

// cell keeps the cells of a row apart.
func (p *page) cell() {
	if p.cells > 0 && p.line > 0 {
		p.out.WriteByte('\t')
		p.space = false
	}
	p.cells++
}
