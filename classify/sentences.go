package classify

import (
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
func paragraphs(text string, s stretch) []stretch {
	var ps []stretch
	cur := stretch{-1, -1}
	for _, l := range lines(text, s) {
		if strings.TrimSpace(l.of(text)) == "" {
			if cur.start >= 0 {
				ps = append(ps, cur)
			}
			cur = stretch{-1, -1}
			continue
		}
		if cur.start < 0 {
			cur.start = l.start
		}
		cur.end = l.end
	}
	if cur.start >= 0 {
		ps = append(ps, cur)
	}
	return ps
}

// lines cuts a stretch into lines without their ends.
func lines(text string, s stretch) []stretch {
	var ls []stretch
	at := s.start
	for line := range strings.Lines(s.of(text)) {
		end := len(line)
		for end > 0 && (line[end-1] == '\n' || line[end-1] == '\r') {
			end--
		}
		ls = append(ls, stretch{at, at + end})
		at += len(line)
	}
	return ls
}

// sentences cuts a paragraph after . ! ? where a sentence really ends: not in
// an abbreviation, a number, a date or an address.
func (a asking) sentences(text string, p stretch) []stretch {
	var ss []stretch
	start := p.start
	for i := p.start; i < p.end; i++ {
		if !stops(text[i]) {
			continue
		}
		end := behindStop(text, i+1, p.end)
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

// stops reports a sign that may end a sentence.
func stops(c byte) bool { return c == '.' || c == '?' || c == '!' }

// behindStop is where the signs end that may follow the end of a sentence.
func behindStop(text string, at, limit int) int {
	for at < limit && strings.IndexByte(".!?)\"'", text[at]) >= 0 {
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
	if strings.IndexByte(text[i:end], '?') >= 0 || end >= limit {
		return true
	}
	next := strings.TrimSpace(text[end:limit])
	r, _ := utf8.DecodeRuneInString(next)
	if unicode.IsLower(r) {
		return false
	}
	if text[i] != '.' {
		return true
	}
	before := text[start:i]
	last := before[strings.LastIndexAny(before, " \n\t(")+1:]
	if a.short[strings.ToLower(last)] {
		return a.asker.begins(next) // "… affald m.m. Hvornår": an abbreviation at the end
	}
	if initials(last) || initial(last) && !a.opener.begins(next) {
		return false
	}
	return !number(last) || !a.months.begins(next)
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

// asks reports whether a sentence ends with a question mark.
func asks(s string) bool {
	s = strings.TrimRight(s, " \t\r\n\"')»«”“’!.")
	return strings.HasSuffix(s, "?")
}

// quoted reports a sentence in which only somebody else asks: a question in
// quotation marks that open within the sentence.
func quoted(s string) bool {
	end := strings.LastIndexByte(s, '?')
	after := strings.TrimLeft(s[end+1:], "!.?")
	for _, q := range []string{"\"\"", "”“", "”\"", "“„", "«»", "»«", "””"} {
		closing, size := utf8.DecodeRuneInString(q)
		if opened := strings.Index(s, q[size:]); strings.HasPrefix(after, string(closing)) && opened > 0 && opened < end {
			return true
		}
	}
	return false
}
