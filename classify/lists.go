package classify

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// label is the mark of a list item: "1)", "b.", "Spørgsmål 3:" or a bullet.
type label struct {
	start, end int // of the mark in the text
	style      string
	value      int  // 1, 2, 3 …; 0 for bullets
	atLine     bool // it begins a line
}

// labels finds everything that looks like the mark of a list item.
func (a asking) labels(text string, s stretch) []label {
	var ls []label
	for line := range lines(text, s) {
		in := line.trim(text)
		if in.start == in.end {
			continue
		}
		if l, ok := romanLabel(text, in); ok {
			ls = append(ls, l)
		}
		if l, ok := a.label(text, in, true); ok {
			ls = append(ls, l)
			in.start = l.end
		}
		ls = a.inside(ls, text, in)
	}
	return ls
}

// inside adds the marks within a line.
func (a asking) inside(ls []label, text string, in stretch) []label {
	for i := in.start + 1; i+2 < in.end; i++ {
		next := text[i+1]
		if !isSpace(text[i]) && (text[i] != '?' || isSpace(next)) {
			continue
		}
		rest := stretch{i + 1, in.end}
		if next == '(' || digit(next) {
			if l, ok := a.label(text, rest, false); ok && inline(text, in.start, i, l) {
				ls = append(ls, l)
			}
		} else if stops(text[i-1]) {
			if l, ok := a.ordinalLabel(text, rest); ok && startsUpper(text[l.end:in.end]) {
				ls = append(ls, l)
			}
		}
	}
	return ls
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimSpace(s))
	return unicode.IsUpper(r)
}

// romanNumerals are those that lists reach.
var romanNumerals = map[string]int{"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12}

func romanLabel(text string, s stretch) (label, bool) {
	m, ok := roman(s.of(text))
	if !ok || romanNumerals[strings.ToLower(m.value)] == 0 {
		return label{}, false
	}
	return label{s.start, s.start + m.end, "i" + m.sign, romanNumerals[strings.ToLower(m.value)], true}, true
}

// ordinalLabel reads "Spørgsmål 3:".
func (a asking) ordinalLabel(text string, s stretch) (label, bool) {
	in := s.of(text)
	m := a.ordinal.groups(in)
	if m == nil {
		return label{}, false
	}
	value := in[m[len(m)-2]:m[len(m)-1]]
	n := atoi(value)
	if !number(value) {
		n = int(value[0]|0x20-'a') + 1
	}
	return label{s.start, s.start + m[1], "word", n, true}, true
}

// inline reports whether a mark inside a line can begin an item: after the
// end of a sentence, and for "2." and "2:" only there.
func inline(text string, start, i int, l label) bool {
	before := strings.TrimRight(text[start:i], " \t")
	if text[i] == '?' { // "… der?2)"
		return strings.HasSuffix(l.style, ")")
	}
	if before == "" || strings.HasSuffix(l.style, ")") {
		return !strings.HasSuffix(before, "§") && !strings.HasSuffix(before, "stk.")
	}
	return strings.HasSuffix(before, "?") || strings.HasSuffix(before, ".") && !strings.HasSuffix(before, "stk.") && !strings.HasSuffix(before, "nr.") || strings.HasSuffix(before, ":")
}

// label reads one mark at the start of a stretch.
func (a asking) label(text string, s stretch, atLine bool) (label, bool) {
	in := s.of(text)
	if m, ok := numbered(in); ok {
		if m.sign == "." && a.months.begins(strings.TrimSpace(in[m.end:])) {
			return label{}, false
		}
		return label{s.start, s.start + m.end, "1" + m.sign, atoi(m.value), atLine}, true
	}
	if !atLine {
		return label{}, false
	}
	if l, ok := a.ordinalLabel(text, s); ok {
		return l, true
	}
	if m, ok := lettered(in); ok {
		return label{s.start, s.start + m.end, "a" + m.sign, int(m.value[0]|0x20-'a') + 1, true}, true
	}
	if m, ok := bullet(in); ok {
		return label{s.start, s.start + m.end, "bullet " + m.sign, 0, true}, true
	}
	return label{}, false
}

func atoi(digits string) int {
	n := 0
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

// runs keeps the marks that count on from 1 in their style; bullets need two.
// Counting may begin again at the start of a line.
func runs(ls []label) map[string][]label {
	m := map[string][]label{}
	for _, l := range ls {
		run := m[l.style]
		if l.value == 0 {
			m[l.style] = append(run, l)
			continue
		}
		want := 1
		if len(run) > 0 {
			want = run[len(run)-1].value + 1
		}
		if l.value == want || l.value == 1 && l.atLine || l.style == "word" {
			m[l.style] = append(run, l)
		}
	}
	for style, run := range m {
		if len(run) < 2 && style != "word" {
			delete(m, style)
		}
	}
	return m
}

// items returns the outermost list of questions in a stretch: of the styles
// whose items ask, the one that begins first.
func (a asking) items(text string, s stretch) []label {
	var best []label
	all := runs(a.labels(text, s))
	for _, style := range sortedKeys(all) {
		run := all[style]
		if (best == nil || run[0].start < best[0].start) && a.asksList(text, s, run) {
			best = run
		}
	}
	return best
}

func sortedKeys[V any](m map[string]V) []string {
	var ks []string
	for k := range m {
		ks = append(ks, k)
	}
	slices.Sort(ks)
	return ks
}

// asksList decides whether a list consists of questions: half of its items
// ask, or all begin with a question word, or the line before it makes them.
func (a asking) asksList(text string, s stretch, run []label) bool {
	if run[0].style == "word" {
		return true
	}
	marked, askers, openers := 0, 0, 0
	for i, l := range run {
		end := s.end
		if i+1 < len(run) {
			end = run[i+1].start
		}
		item, ok := firstParagraph(text, stretch{l.end, end})
		if !ok {
			continue
		}
		first := item.of(text)
		mark := strings.Contains(first, "?")
		marked += one(mark)
		askers += one(a.asker.begins(first) || a.requests(first) >= 0)
		openers += one(mark || a.opener.begins(first))
	}
	if marked*2 >= len(run) || askers == len(run) || openers*2 >= len(run) && a.announced(text, s.start, run[0].start) {
		return true
	}
	last := run[len(run)-1]
	return a.stem(text, s.start, run[0].start) && !strings.Contains(text[s.start:run[0].start], "?") &&
		(last.end >= s.end || !strings.Contains(text[last.end:s.end], "? "))
}

// stem reports whether the line before a list is the beginning of each of its
// questions, or promises questions: "Vil forvaltningen:", "Jeg ønsker svar på:".
func (a asking) stem(text string, from, to int) bool {
	before := strings.TrimSpace(text[from:to])
	if !strings.HasSuffix(before, ":") {
		return false
	}
	before = strings.TrimSpace(before[strings.LastIndexAny(before, "\n.?!")+1:])
	return a.opener.begins(before) || a.promises.within(before)
}

// announced reports whether the line before a list promises questions.
func (a asking) announced(text string, from, to int) bool {
	before := strings.TrimSpace(text[from:to])
	if i := strings.LastIndexAny(before, "\n.?!"); i >= 0 && i+1 < len(before) {
		before = before[i+1:]
	}
	return a.announces.within(before)
}
