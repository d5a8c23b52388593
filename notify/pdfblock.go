package notify

import (
	"math"
	"slices"
	"strings"
)

// The measures of the letter, in mm, points where it says so.
const (
	pageWidth, pageHeight = 210.0, 297.0
	textLeft, textWidth   = 25.0, 112.0
	marginLeft            = 150.0
	marginWidth           = 42.0
	topFirst, topNext     = 42.0, 25.0
	bottom                = 270.0 // where the text ends
	bodySize              = 9.8   // points
	bodyLine              = 5.1
	marginSize            = 8.5 // points
	marginLine            = 4.2
	listIndent            = 6.0
)

// headings are the sizes of headings in points and the space above them.
var headings = map[int]struct{ size, line, above float64 }{
	1: {13.5, 6.4, 8}, 2: {11.5, 5.6, 6.5}, 3: {10.5, 5.3, 5},
}

// strips sets blocks as the lines of a column.
func (t *typesetter) strips(blocks []block, size, line, width float64) (list []strip) {
	for i, b := range blocks {
		var set []strip
		switch b.kind {
		case tableBlock:
			set = t.tableStrips(b, size, line, width)
		case ruleBlock:
			set = []strip{{gap: line / 2, height: line / 2, size: size, rule: true}}
		default:
			set = t.textStrips(b, size, line, width)
		}
		if len(set) == 0 {
			continue
		}
		if set[0].gap == 0 && i > 0 {
			set[0].gap = line * paragraphGap(size)
			if blocks[i-1].kind == headingBlock && blocks[i-1].level > 1 {
				set[0].gap = line * 0.3
			}
			if b.keep && !blocks[i-1].keep {
				set[0].gap = line * 1.6 // the greeting
			}
			if before := blocks[i-1]; b.depth > 0 && before.depth > 0 && b.quote == before.quote && (b.marker != "" || before.marker != "") {
				set[0].gap = line * 0.2
			}
		}
		if b.keep || b.kind == headingBlock {
			for j := range set {
				set[j].keep = true
			}
		}
		if i+1 < len(blocks) && announces(b, blocks[i+1]) {
			set[len(set)-1].keep = true
		}
		list = append(list, set...)
	}
	return list
}

// announces says whether a paragraph leads to the list, table or quotation after
// it, as "Bilag:" does.
func announces(b, next block) bool {
	return b.kind == paragraphBlock && strings.HasSuffix(plain(b.spans), ":") && (next.kind == tableBlock || next.marker != "" || next.quote && !b.quote)
}

// paragraphGap is the space between paragraphs in lines. The margin is set
// tighter: readers that look for columns then take it as one.
func paragraphGap(size float64) float64 {
	if size < bodySize {
		return 0.35
	}
	return 0.62
}

// textStrips sets a paragraph, a heading or a list item.
func (t *typesetter) textStrips(b block, size, line, width float64) (list []strip) {
	gap := 0.0
	if b.kind == headingBlock {
		h, ok := headings[b.level]
		if !ok {
			h = headings[3]
			h.size, h.line, h.above = bodySize, bodyLine, 4
		}
		size, line, gap = h.size, h.line, h.above
	}
	indent := math.Min(float64(b.depth)*listIndent, width/2)
	lines := t.lines(b.spans, size, width-indent)
	for i, pieces := range lines {
		for j := range pieces {
			pieces[j].x += indent
		}
		s := strip{height: line, size: size, pieces: pieces, keep: keepLine(i, len(lines))}
		s.bar = b.quote
		if i == 0 {
			s.gap = gap
			if b.kind == headingBlock {
				s.title, s.whole = max(b.level, 1), plain(b.spans)
			}
			if b.marker != "" {
				s.pieces = slices.Insert(s.pieces, 0, t.marker(b.marker, size, indent))
			}
		}
		list = append(list, s)
	}
	return list
}

// marker stands left of its item, numbers flush right.
func (t *typesetter) marker(text string, size, indent float64) piece {
	s := span{text: t.faces.regular.drawable(text)}
	w := t.width(s, size)
	s.text += " "
	x := indent - listIndent + 1.5
	if text != "•" {
		x = math.Max(0, indent-w-1.8)
	}
	return piece{span: s, x: x, width: w}
}

// keepLine says that no page ends after the first line of a paragraph and
// none begins with its last.
func keepLine(i, n int) bool {
	return n > 1 && (i == 0 || i == n-2) || n <= 3 && i < n-1
}
