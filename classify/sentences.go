package classify

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// stretch is a piece of a text by its byte offsets.
type stretch struct{ start, end int }

func (s stretch) of(text string) string { return text[s.start:s.end] }

// trim takes white space off both ends.
func (s stretch) trim(text string) stretch {
	in := s.of(text)
	s.start += len(in) - len(strings.TrimLeftFunc(in, unicode.IsSpace))
	s.end = s.start + len(strings.TrimSpace(in))
	return s
}

// paragraphs cuts a stretch at empty lines.
func paragraphs(text string, s stretch) iter.Seq[stretch] {
	return func(yield func(stretch) bool) {
		cur := stretch{-1, -1}
		for l := range lines(text, s) {
			switch empty := strings.TrimSpace(l.of(text)) == ""; {
			case !empty && cur.start < 0:
				cur = l
			case !empty:
				cur.end = l.end
			case cur.start >= 0:
				if !yield(cur) {
					return
				}
				cur.start = -1
			}
		}
		if cur.start >= 0 {
			yield(cur)
		}
	}
}

// firstParagraph is the first of a stretch, if it has one.
func firstParagraph(text string, s stretch) (stretch, bool) {
	for p := range paragraphs(text, s) {
		return p, true
	}
	return stretch{}, false
}

// lines cuts a stretch into lines without their ends.
func lines(text string, s stretch) iter.Seq[stretch] {
	return func(yield func(stretch) bool) {
		for at := s.start; at < s.end; {
			next := s.end
			if n := strings.IndexByte(text[at:s.end], '\n'); n >= 0 {
				next = at + n + 1
			}
			end := next
			for end > at && (text[end-1] == '\n' || text[end-1] == '\r') {
				end--
			}
			if !yield(stretch{at, end}) {
				return
			}
			at = next
		}
	}
}

// sentences cuts a paragraph after . ! ? where a sentence really ends: not in
// an abbreviation, a number, a date or an address.
func (a asking) sentences(text string, p stretch) []stretch {
	const usual = 6 // sentences of a paragraph
	ss := make([]stretch, 0, usual)
	start := p.start
	for i := p.start; i < p.end; i++ {
		if !stops(text[i]) {
			continue
		}
		end := behindStop(text, i+1, p.end)
		if end < p.end && text[end] >= utf8.RuneSelf || end+1 < p.end && text[end] == ' ' && text[end+1] >= utf8.RuneSelf {
			end = behindPictures(text, end, p.end)
		}
		if end < p.end && !isSpace(text[end]) {
			continue
		}
		if !a.ends(text, start, i, end, p.end) {
			continue
		}
		ss = append(ss, stretch{start, end}.trim(text))
		start, i = end, end-1
	}
	if rest := (stretch{start, p.end}).trim(text); rest.start < rest.end {
		ss = append(ss, rest)
	}
	return ss
}

// joinedLines is a text whose lines are joined by blanks, so that phrases are found
// over the ends of lines. Every byte keeps its place.
func joinedLines(text string) string {
	if strings.IndexByte(text, '\n') < 0 {
		return text
	}
	return strings.ReplaceAll(text, "\n", " ")
}

// behindPictures is where the pictures end that stand behind a sentence in its
// line: "… i år? 🌳🌳".
func behindPictures(text string, at, limit int) int {
	for next := at; next < limit; {
		r, size := utf8.DecodeRuneInString(text[next:limit])
		next += size
		switch {
		case picture(r):
			at = next
		case r != ' ' && r != '\u00a0':
			return at
		}
	}
	return at
}

// picture reports a sign of a picture, as telephones write them.
func picture(r rune) bool {
	return r == '\u200d' || r == '\ufe0f' || unicode.In(r, unicode.So, unicode.Sk)
}

// stops reports a sign that may end a sentence.
func stops(c byte) bool { return stop[c] }

var stop = [256]bool{'.': true, '?': true, '!': true}

// behindStop is where the signs end that may follow the end of a sentence.
func behindStop(text string, at, limit int) int {
	for at < limit && strings.IndexByte(".!?)\"'*_", text[at]) >= 0 {
		at++
	}
	if at == limit || text[at] < utf8.RuneSelf {
		return at
	}
	for _, q := range [...]string{"»", "«", "”", "“", "’"} {
		if strings.HasPrefix(text[at:limit], q) {
			at += len(q)
		}
	}
	return at
}

// ends decides whether the sign at i ends a sentence that began at start.
func (a asking) ends(text string, start, i, end, limit int) bool {
	asked := strings.IndexByte(text[i:end], '?') >= 0
	if end >= limit || asked && !strings.ContainsAny(text[i:end], ")\"»«”“") {
		return true
	}
	next := strings.TrimSpace(text[end:limit])
	r, _ := utf8.DecodeRuneInString(next)
	if unicode.IsLower(r) { // "»Hvorfor?« spørger hun."
		return false
	}
	if asked {
		return true
	}
	if text[i] != '.' {
		return true
	}
	before := text[start:i]
	last := before[lastWord(before):]
	if len(last) <= a.longest && a.short[strings.ToLower(last)] {
		return a.asker.begins(next) // "… affald m.m. Hvornår": an abbreviation at the end
	}
	if initials(last) || initial(last) && !a.opener.begins(next) {
		return false
	}
	return !number(last) || !a.months.begins(next)
}

// lastWord is where the last word of a text begins.
func lastWord(text string) int {
	i := len(text)
	for i > 0 && text[i-1] != ' ' && text[i-1] != '\n' && text[i-1] != '\t' && text[i-1] != '(' {
		i--
	}
	return i
}

// initials reports two or three capital letters with points between them:
// "H.C. Andersens Boulevard" is one name.
func initials(s string) bool {
	n := 0
	for part := range strings.SplitSeq(s, ".") {
		if !initial(part) {
			return false
		}
		n++
	}
	return n == 2 || n == 3
}

// initial reports one capital letter.
func initial(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return size == len(s) && unicode.IsUpper(r)
}

func number(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// behindMarks are the signs of one byte that may stand behind a question mark.
var behindMarks = [256]bool{' ': true, '\t': true, '\r': true, '\n': true, '"': true, '\'': true, ')': true, '!': true, '.': true, '*': true, '_': true}

// asks reports whether a sentence ends with a question mark.
func asks(s string) bool {
	for s != "" {
		c := s[len(s)-1]
		size := 1
		if c >= utf8.RuneSelf {
			var r rune
			if r, size = utf8.DecodeLastRuneInString(s); !strings.ContainsRune("»«”“’", r) && !picture(r) {
				return false
			}
		} else if !behindMarks[c] {
			return c == '?'
		}
		s = s[:len(s)-size]
	}
	return false
}

// quoted reports a sentence in which only somebody else asks: a question in
// quotation marks that open within the sentence.
func quoted(s string) bool {
	end := strings.LastIndexByte(s, '?')
	after := strings.TrimLeft(s[end+1:], "!.?")
	for _, q := range []string{"\"\"", "”“", "”\"", "“„", "«»", "»«", "””"} {
		closing, size := utf8.DecodeRuneInString(q)
		if end < 0 || !strings.HasPrefix(after, string(closing)) {
			continue
		}
		if opened := strings.LastIndex(s[:end], q[size:]); opened > 0 {
			return true
		}
	}
	return false
}
