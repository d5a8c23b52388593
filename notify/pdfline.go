package notify

import (
	"strings"
	"unicode"
)

// strip is one line of a column as it will be printed: what is in it, how
// high it is, and whether it may stand alone at the end of a page.
type strip struct {
	gap    float64 // mm above it, nothing at the top of a page
	height float64 // mm
	size   float64 // points
	pieces []piece
	keep   bool    // on one page with the next strip
	rule   bool    // a line across below it
	head   []strip // the head of its table, which a page that begins here repeats
	bar    bool    // a bar at its left: a quotation
	title  int     // level of the heading that begins here
	whole  string
}

// piece is text in one style at a place in its line.
type piece struct {
	span
	x, width float64 // mm from the left of the column
}

// token is a word with the space before it, or a line break.
type token struct {
	span
	space, newline bool
}

// tokens cuts spans into words.
func (t *typesetter) tokens(spans []span) (list []token) {
	space := false
	for _, s := range spans {
		s.text = t.faces.of(s).drawable(s.text)
		for len(s.text) > 0 {
			end := strings.IndexAny(s.text, " \n")
			if end < 0 {
				end = len(s.text)
			}
			if end > 0 {
				word := s
				word.text = s.text[:end]
				list = append(list, token{span: word, space: space})
				space = false
				s.text = s.text[end:]
				continue
			}
			if s.text[0] == '\n' {
				list = append(list, token{newline: true})
				space = false
			} else {
				space = true
			}
			s.text = s.text[1:]
		}
	}
	return list
}

// lines breaks spans into lines of a width, first come first served. A word
// that is wider than the column is broken where the column ends.
func (t *typesetter) lines(spans []span, size, width float64) (lines [][]piece) {
	var line []piece
	x := 0.0
	flush := func() {
		lines = append(lines, line)
		line, x = nil, 0
	}
	for _, tok := range t.tokens(spans) {
		if tok.newline {
			flush()
			continue
		}
		blank := 0.0
		if tok.space && len(line) > 0 {
			blank = t.width(span{text: " ", bold: tok.bold, italic: tok.italic, fixed: tok.fixed}, size)
		}
		w := t.width(tok.span, size)
		if x+blank+w > width && len(line) > 0 && (tok.space || x+blank+w > 1.5*width) {
			flush()
			blank = 0
		}
		for x+blank+w > width {
			head, rest := t.split(tok.span, size, width-x-blank)
			if head.text == "" {
				break
			}
			line = appendPiece(line, head, x+blank, t.width(head, size), blank > 0)
			flush()
			tok.span, blank = rest, 0
			w = t.width(rest, size)
		}
		if tok.text != "" {
			line = appendPiece(line, tok.span, x+blank, w, blank > 0)
			x += blank + w
		}
	}
	if len(line) > 0 || len(lines) == 0 {
		flush()
	}
	return lines
}

// appendPiece joins words of one style into one piece, so that they are found
// as a phrase when somebody searches the letter.
func appendPiece(line []piece, s span, x, width float64, spaced bool) []piece {
	if n := len(line); n > 0 {
		last := &line[n-1]
		same := last.span
		same.text = s.text
		if same == s {
			if spaced {
				last.text += " "
			}
			last.text += s.text
			last.width = x + width - last.x
			return line
		}
		if spaced {
			last.text += " "
		}
	}
	return append(line, piece{span: s, x: x, width: width})
}

// split cuts a word at a width: after a hyphen or slash near the end, else
// anywhere between two characters. It always takes one character.
func (t *typesetter) split(s span, size, width float64) (head, rest span) {
	head, rest = s, s
	runes := []rune(s.text)
	n, cutAt := 0, 0
	for i := range runes {
		if t.width(span{text: string(runes[:i+1]), bold: s.bold, italic: s.italic, fixed: s.fixed}, size) > width {
			break
		}
		if !unicode.Is(unicode.Mn, runes[i]) {
			n = i + 1
		}
		if strings.ContainsRune("-/.&=_", runes[i]) {
			cutAt = i + 1
		}
	}
	if cutAt > n/2 {
		n = cutAt
	}
	if n = max(n, 1); n > len(runes) {
		n = len(runes)
	}
	head.text, rest.text = string(runes[:n]), string(runes[n:])
	return head, rest
}

// width measures text in mm.
func (t *typesetter) width(s span, size float64) float64 {
	t.font(s, size)
	return t.pdf.GetStringWidth(s.text)
}

// font makes the face current, and part of the file when it is first used.
func (t *typesetter) font(s span, size float64) {
	f := t.faces.of(s)
	if !t.loaded[f] {
		t.loaded[f] = true
		t.pdf.AddUTF8FontFromBytes(f.family, f.style, f.file)
	}
	t.pdf.SetFont(f.family, f.style, size)
}
