package intake

import (
	"strconv"
	"strings"
)

// Officials answer by writing between the lines of an unmarked quoted mail in
// a colour: "Se svar med rødt nedenfor." Where the sender says so, what is
// coloured in the page is taken for his.

const (
	markInk    = "\uE1AB" // coloured text begins; written into the line
	markInkEnd = "\uE1AC"
)

// coloured says whether the element has a colour that somebody chose: one
// that is not black, grey, the dark blue of old Outlooks or that of links.
func (a *pageAttributes) coloured() bool {
	c := a.colour
	for d := range strings.SplitSeq(a.style, ";") {
		if v, ok := strings.CutPrefix(d, "color:"); ok {
			c = v
		}
	}
	switch c {
	case "":
		return false
	case "red", "blue", "green", "purple", "orange", "darkred", "darkblue", "darkgreen":
		return true
	}
	r, g, b, ok := readColour(c)
	const vivid = 100 // between the strongest and the weakest part
	return ok && max(r, g, b)-min(r, g, b) >= vivid && c != "#0563c1"
}

// readColour reads #rrggbb and rgb(r,g,b).
func readColour(c string) (r, g, b int, ok bool) {
	if s, ok := strings.CutPrefix(c, "#"); ok && len(s) >= 6 {
		n, err := strconv.ParseUint(s[:6], 16, 32)
		return int(n >> 16), int(n >> 8 & 0xff), int(n & 0xff), err == nil
	}
	s, ok := strings.CutPrefix(c, "rgb(")
	parts := strings.Split(strings.TrimSuffix(s, ")"), ",")
	if !ok || len(parts) != 3 {
		return 0, 0, 0, false
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil {
			return 0, 0, 0, false
		}
		n[i] = v
	}
	return n[0], n[1], n[2], true
}

// takeInk removes the marks of colour from a line, and says whether all that
// stands on it is coloured.
func (s *pageState) takeInk(l string) (text string, inked bool) {
	if !strings.Contains(l, markInk) && !strings.Contains(l, markInkEnd) {
		return l, s.inks > 0
	}
	var b strings.Builder
	inked = true
	for l != "" {
		i := strings.Index(l, markInk[:2])
		if i < 0 || len(l) < i+3 {
			i = len(l)
		}
		if !onlyMarks(l[:i]) && s.inks == 0 {
			inked = false
		}
		b.WriteString(l[:i])
		if i == len(l) {
			break
		}
		switch mark := l[i : i+3]; mark {
		case markInk:
			s.inks++
		case markInkEnd:
			s.inks = max(0, s.inks-1)
		default:
			b.WriteString(mark)
		}
		l = l[i+3:]
	}
	return b.String(), inked
}

// onlyMarks says whether what stands before colour on a line is nothing but marks
// of quotes, or the bullet or number of a list, which have no colour of their own.
func onlyMarks(s string) bool {
	s = strings.Trim(s, " \t>\u00a0")
	return s == "" || strings.Trim(s, "-*•·–") == "" || len(s) <= 3 && strings.Trim(s, "0123456789.)") == ""
}

// sortInk gives the sender the coloured lines of what he quotes, unless most
// of it is coloured, and says whether there were any.
func (t *thread) sortInk() (found bool) {
	inked, all := 0, 0
	for _, l := range t.lines {
		if !l.blank() && (l.writer == tailLine || l.writer == quotedLine) {
			all++
			if l.inked {
				inked++
			}
		}
	}
	if inked == 0 || inked*10 > all*8 {
		return false
	}
	for i, l := range t.lines {
		if l.inked && !l.blank() && (l.writer == tailLine || l.writer == quotedLine) {
			t.lines[i].writer = ownLine
			t.lines[i].setText(unquote(l.text))
		}
	}
	return true
}
