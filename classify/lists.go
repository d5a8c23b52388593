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
	indent     int  // how far in it begins the line
}

// labels finds everything that looks like the mark of a list item.
func (a asking) labels(text string, s stretch) []label {
	var ls []label
	for line := range lines(text, s) {
		in := line.trim(text)
		if in.start == in.end {
			continue
		}
		start := in.start
		in.start += boldMark(in.of(text))
		if l, ok := romanLabel(text, in); ok {
			l.start, l.indent = start, start-line.start
			ls = append(ls, l)
		}
		if l, ok := a.label(text, in, true); ok {
			l.start, l.indent = start, start-line.start
			ls = append(ls, l)
			in.start = l.end
		}
		ls = a.inside(ls, text, in)
	}
	return ls
}

// boldMark is how many signs stand before a line by which plain text shows that
// it is bold: "*1. Hvor mange?*".
func boldMark(line string) int {
	n := len(line) - len(strings.TrimLeft(line, "*_"))
	if n > 2 || n == len(line) || isSpace(line[n]) {
		return 0
	}
	return n
}

// joins are the signs behind which a mark may stand within a line.
var joins = [256]bool{' ': true, '\t': true, '\r': true, '\n': true, '?': true}

// inside adds the marks within a line.
func (a asking) inside(ls []label, text string, in stretch) []label {
	for i := in.start + 1; i+2 < in.end; i++ {
		if !joins[text[i]] {
			continue
		}
		next := text[i+1]
		if text[i] == '?' && isSpace(next) {
			continue
		}
		rest := stretch{i + 1, in.end}
		if next == '(' || digit(next) {
			if l, ok := a.label(text, rest, false); ok && a.inline(text, in.start, i, l) {
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
	return label{s.start, s.start + m.end, "i" + m.sign, romanNumerals[strings.ToLower(m.value)], true, 0}, true
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
	return label{s.start, s.start + m[1], "word", n, true, 0}, true
}

// inline reports whether a mark inside a line can begin an item: after the
// end of a sentence, and for "2." and "2:" only there.
func (a asking) inline(text string, start, i int, l label) bool {
	before := strings.TrimRight(text[start:i], " \t")
	if text[i] == '?' { // "… der?2)"
		return strings.HasSuffix(l.style, ")")
	}
	words := a.words()
	if before == "" || strings.HasSuffix(l.style, ")") {
		return !strings.HasSuffix(before, "§") && !endsShort(before, words.sections)
	}
	return strings.HasSuffix(before, "?") || strings.HasSuffix(before, ".") && !endsShort(before, words.sections) && !endsShort(before, words.numeros) || strings.HasSuffix(before, ":")
}

// endsShort reports a text that ends with one of some abbreviations, and a point.
func endsShort(text string, abbreviations []string) bool {
	t, ok := strings.CutSuffix(text, ".")
	return ok && endsWithAny(t, abbreviations)
}

func endsWithAny(text string, endings []string) bool {
	return slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(text, e) })
}

// label reads one mark at the start of a stretch.
func (a asking) label(text string, s stretch, atLine bool) (label, bool) {
	in := s.of(text)
	if m, ok := numbered(in); ok {
		if m.sign == "." && a.months.begins(strings.TrimSpace(in[m.end:])) {
			return label{}, false
		}
		return label{s.start, s.start + m.end, "1" + m.sign, atoi(m.value), atLine, 0}, true
	}
	if !atLine {
		return label{}, false
	}
	if m, ok := sectioned(in); ok {
		return label{s.start, s.start + m.end, "1" + m.sign, atoi(m.value), true, 0}, true
	}
	if m, ok := tabled(in); ok {
		return label{s.start, s.start + m.end, "1" + m.sign, atoi(m.value), true, 0}, true
	}
	if l, ok := a.ordinalLabel(text, s); ok {
		return l, true
	}
	if m, ok := slashed(in); ok {
		return label{s.start, s.start + m.end, "1" + m.sign, atoi(m.value), true, 0}, true
	}
	if m, ok := keyed(in, a.words().named); ok {
		return label{s.start, s.start + m.end, "1" + m.sign, atoi(m.value), true, 0}, true
	}
	if m, ok := unsigned(in); ok && a.asker.begins(in[m.end:]) {
		return label{s.start, s.start + m.end, "1" + m.sign, atoi(m.value), true, 0}, true
	}
	if m, ok := lettered(in); ok {
		return label{s.start, s.start + m.end, "a" + m.sign, int(m.value[0]|0x20-'a') + 1, true, 0}, true
	}
	if m, ok := bullet(in); ok {
		return label{s.start, s.start + m.end, "bullet " + m.sign, 0, true, 0}, true
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

// maxSkipped is how many numbers a list may leave out, as one does from which
// an item was taken.
const maxSkipped = 2

// runs keeps the marks that count on in their style; bullets need two.
// Counting may begin again at the start of a line.
func runs(ls []label) map[string][]label {
	m := map[string][]label{}
	inner := map[string]bool{} // numbers below the first item were passed over
	for _, l := range ls {
		run := m[l.style]
		if len(run) == 1 && run[0].start == 0 && !inner[l.style] && l.atLine && (l.value == run[0].value+1 || l.value == 0) {
			run[0].indent = l.indent // the text was trimmed: how far in its first line stood shows in the next item
		}
		switch {
		case l.value == 0 && (len(run) == 0 || !l.within(run[0])) || l.style == "word" || l.value > 0 && goesOn(run, l):
			m[l.style] = append(run, l)
		case l.value == 1 && l.atLine && len(run) == 1 && !l.within(run[0]): // one mark by itself was none
			m[l.style] = []label{l}
		default:
			inner[l.style] = true
		}
	}
	for style, run := range m {
		if len(run) < 2 && style != "word" {
			delete(m, style)
		}
	}
	return m
}

// within reports whether a mark stands further in than that of a list's first
// item: it numbers what belongs to one.
func (l label) within(first label) bool { return l.atLine && l.indent > first.indent+1 }

// goesOn reports whether a number stands in the list that a run is. At the
// start of a line a list may begin anywhere, begin again, skip a number or give
// one twice; what is numbered below an item and further in is that item's own.
func goesOn(run []label, l label) bool {
	if len(run) == 0 {
		return l.value == 1 || l.atLine && l.style[0] == '1'
	}
	before := run[len(run)-1].value
	switch {
	case l.within(run[0]):
		return false
	case l.value == before+1:
		return true
	case !l.atLine:
		return false
	case l.value == 1:
		return run[0].value == 1
	}
	return l.style[0] == '1' && l.value >= before && l.value <= before+1+maxSkipped
}

// items returns the outermost list of questions in a stretch with its labels: of
// the styles whose items ask, the one that begins first.
func (a asking) items(text string, s stretch, labels []label) []label {
	var best []label
	all := runs(labels)
	for _, style := range sortedKeys(all) {
		for rest := all[style]; len(rest) > 0; {
			run := rest[:listEnd(text, rest)]
			if rest = rest[len(run):]; best != nil && run[0].start > best[0].start {
				break
			}
			if a.asksList(text, s, run) {
				best = run
				break
			}
		}
	}
	return best
}

// listEnd is how many marks of a run are one list: behind an empty line one
// that counts from 1 again is another.
func listEnd(text string, run []label) int {
	for i := 2; i+1 < len(run); i++ {
		if run[i].value != 1 || run[i-1].value < 2 || run[i+1].value != 2 || run[i].style == "word" {
			continue
		}
		if p, ok := firstParagraph(text, stretch{run[i-1].end, run[i].start}); ok && strings.Count(text[p.end:run[i].start], "\n") > 1 {
			return i
		}
	}
	return len(run)
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
	if a.parted.within(lastLine(text[s.start:run[0].start])) {
		return false // "Hvor mange elever er der, fordelt på:"
	}
	if a.runsOver(text, s, run) {
		return false
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
		if i+1 < len(run) { // a heading or a reason may stand above its question
			mark = strings.Contains(text[l.end:end], "?")
		}
		asker := a.asker.begins(first)
		requests := !asker && a.requests(first) >= 0
		marked += one(mark || requests)
		askers += one(asker || requests)
		openers += one(mark || a.opener.begins(first))
	}
	if marked*2 >= len(run) || askers == len(run) || openers*2 >= len(run) && a.announced(text, s.start, run[0].start) {
		return true
	}
	last := run[len(run)-1]
	before := strings.TrimRight(strings.TrimSpace(text[s.start:run[0].start]), "?")
	return (a.stem(text, s.start, run[0].start) || a.breaksOff(text, s.start, run) || a.asksForFollowing(text[s.start:run[0].start])) && !strings.Contains(before, "?") &&
		(last.end >= s.end || !strings.Contains(text[last.end:s.end], "? "))
}

// runsOver reports whether one question runs over a list: the line before it begins
// it, none of the items asks, and only the last has its mark: "Hvor mange har fået
// bolig: - unge - flygtninge - hjemløse?".
func (a asking) runsOver(text string, s stretch, run []label) bool {
	last := run[len(run)-1]
	if !a.asker.begins(lastLine(text[s.start:run[0].start])) || strings.IndexByte(text[run[0].start:last.end], '?') >= 0 {
		return false
	}
	p, ok := firstParagraph(text, stretch{last.end, s.end})
	if !ok || !asks(strings.TrimSpace(p.of(text))) {
		return false
	}
	return !slices.ContainsFunc(run, func(l label) bool { return a.opener.begins(text[l.end:]) })
}

// asksForFollowing reports a text that ends by asking for what follows: "Kan I
// sende mig følgende?".
func (a asking) asksForFollowing(text string) bool {
	t, ok := strings.CutSuffix(strings.TrimSpace(text), "?")
	return ok && endsWithAny(t, a.words().following)
}

// stem reports whether the line before a list is the beginning of each of its
// questions, or promises questions: "Vil forvaltningen:", "Jeg ønsker svar på:".
func (a asking) stem(text string, from, to int) bool {
	before := strings.TrimSpace(text[from:to])
	if !strings.HasSuffix(before, ":") {
		return false
	}
	before = strings.TrimSpace(before[strings.LastIndexAny(before, "\n.?!")+1:])
	const preposition = 5 // letters and a colon
	if a.asker.begins(before) && strings.Count(before, " ") > 2 && len(before)-lastWord(before) > preposition {
		return false // it asks by itself: "Hvornår åbner toiletterne på følgende steder:"
	}
	return a.opener.begins(before) || a.promises.within(before) ||
		endsWithAny(strings.TrimSuffix(before, ":"), a.words().following) && a.requests(before) >= 0
}

// breaksOff reports whether the line before a list begins a question that each of its
// items ends, without a sign between: "Vil forvaltningen 1) oplyse …, 2) redegøre …".
func (a asking) breaksOff(text string, from int, run []label) bool {
	const most = 4        // words
	const preposition = 4 // letters: "Er der planer om"
	before := lastLine(text[from:run[0].start])
	last, _ := utf8.DecodeLastRuneInString(before)
	return isLetter(last) && len(before)-lastWord(before) > preposition && strings.Count(before, " ") < most && a.opener.begins(before) && !a.asker.begins(before) &&
		!slices.ContainsFunc(run, func(l label) bool {
			first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text[l.end:], " \t*_"))
			return !unicode.IsLower(first)
		})
}

// lastLine is the last line of a text that is not empty.
func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndexByte(text, '\n')+1:]
}

// announced reports whether the line before a list promises questions.
func (a asking) announced(text string, from, to int) bool {
	before := strings.TrimSpace(text[from:to])
	if i := strings.LastIndexAny(before, "\n.?!"); i >= 0 && i+1 < len(before) {
		before = before[i+1:]
	}
	return a.announces.within(before)
}
