package intake

import (
	"strings"
	"unicode"
)

// An attribution is what a mail program writes above a quoted mail: "Den 9.
// marts 2023 kl. 14.02 skrev Ida Holm <ida@medlem.example>:". Programs wrap
// it over as many as four lines. There are thousands of forms, but all have
// the same parts: a date, a time, a name, an address and a verb, most of them
// present, and a colon at the end. So it is told by its parts, in whatever
// order the language puts them.

// parts are what was found on a line that can be part of an attribution.
type parts struct {
	date, time, address bool
	verb                bool // a word for "wrote"
	self                bool // beside the verb stands the author himself: his own sentence
	you                 bool // beside the verb stands the reader
	lower               bool // behind the verb stands a word in lower case: no name
	open                bool // it begins as attributions do
	named               bool // it ends with an address or a bracket
	words, after        int  // words on it, and after the verb
	long                bool // too long
}

// memory keeps the parts of a line that was looked at lately.
type memory struct {
	line  int
	parts parts
}

// partsOf is the parts of line i.
func (t *thread) partsOf(i int) parts {
	m := &t.memory[i%len(t.memory)]
	if m.line != i {
		m.line, m.parts = i, readParts(t.lines[i].text)
	}
	return m.parts
}

// below is a with the line b after it.
func (a parts) below(b parts) parts {
	a.date, a.time, a.address = a.date || b.date, a.time || b.time, a.address || b.address
	if b.verb {
		a.verb, a.self, a.you, a.lower, a.after = true, b.self, b.you, b.lower, b.after
	} else {
		a.after += b.words
	}
	a.words += b.words
	if b.words > 0 {
		a.named = b.named
	}
	a.long = a.long || b.long
	return a
}

// attribution says whether an attribution ends on line end, and where it
// begins.
func (t *thread) attribution(end int) (start int, ok bool) {
	how := attributionEnd(t.lines[end].text)
	following := t.next(end + 1)
	quotes := following < len(t.lines) && t.lines[following].marked
	if how == noEnd && !quotes {
		return 0, false
	}
	const most = 4
	p := parts{}
	for start = end; start >= 0 && start > end-most; start-- {
		if start < end && (t.lines[start].blank() || t.lines[start].marked || t.lines[start].writer != ownLine) {
			break
		}
		p = t.partsOf(start).below(p)
		if p.long {
			break
		}
		if p.attributes(how, quotes) {
			return t.attributionStart(start, end), true
		}
	}
	return 0, false
}

// openAttribution says whether line i is an attribution without a colon, as
// some programs put above a header block.
func (t *thread) openAttribution(i int) bool {
	if l := t.lines[i].last; l == '.' || l == '?' || l == '!' {
		return false
	}
	p := t.partsOf(i)
	return p.verb && p.open && p.date && p.time && !p.self && !p.lower && !p.long && p.words <= 15
}

// attributionStart takes the lines above in, which a program wrapped off an
// attribution that is complete without them: a date above a name.
func (t *thread) attributionStart(start, end int) int {
	for i := start; i >= 0 && i > end-4; i-- {
		l := t.lines[i]
		if i < start && (l.blank() || l.marked || l.writer != ownLine) {
			break
		}
		if p := t.partsOf(i); p.date && (p.open || p.time && p.address) && !p.long {
			return i
		}
	}
	return start
}

// attributes says whether p is all that an attribution needs, when what
// follows it is quoted by marks or not.
func (p parts) attributes(how attributionEnding, quotes bool) bool {
	if !quotes && (p.self || p.lower && !p.named) || p.words > 40 {
		return false
	}
	switch {
	case how == dashEnd && p.words <= 12:
		return p.verb
	case p.verb && p.open && p.date && (p.time || p.address || p.you || quotes):
		return p.after <= 10 || p.address && p.named && p.after <= 20 // offices have long names
	case p.open && p.date && p.time && p.address && p.named:
		return how == colonEnd
	case p.verb && p.address && how != noEnd && p.after <= 1:
		return p.words <= 10
	case p.verb && p.address && p.date && p.time:
		return how == colonEnd && p.words <= 20
	case !quotes:
		return false
	case p.open && p.date && p.address:
		return p.words <= 15
	}
	return p.verb && how == colonEnd && p.after <= 4 && p.words <= 12
}

// groupWise says whether s is an attribution of Novell GroupWise, which
// looks like a quoted line: ">>> Ida Holm <ida@medlem.example> 09-03-2023 14:02 >>>".
func groupWise(s string) bool {
	s = short(s, 300)
	if !strings.HasPrefix(s, ">>>") || !strings.HasSuffix(s, ">>>") || len(s) < 10 {
		return false
	}
	date, time := findDate(s)
	return date && time
}

// notesDetails says whether s is what HCL Notes puts above its header block:
// "Ida Holm ---09-03-2023 14:02:11---" and the first words of the quoted mail.
//
// Tobit David writes a line of its own there as well.
func notesDetails(s string) bool {
	const most = 400
	if strings.HasPrefix(s, "Original Message processed by ") {
		return len(s) <= 60
	}
	if s = s[:min(len(s), most)]; !strings.Contains(s, "---") {
		return false // as most lines are, and quickly seen
	}
	who, rest, ok := strings.Cut(s, " ---")
	when, _, ends := strings.Cut(rest, "---")
	if !ok || !ends || strings.TrimSpace(who) == "" || len(who) > 100 || len(when) > 40 {
		return false
	}
	date, time := findDate(when)
	return date && time
}

// attributionInside says whether s is an attribution with the quoted mail
// going on behind it, as Yahoo writes it.
func attributionInside(s string) bool {
	const most = 300
	if s = strings.TrimLeft(s, " \t"); !strings.Contains(s[:min(len(s), most)], "@") || !opens(s) {
		return false
	}
	for i := 0; i < min(len(s), most); i++ {
		if s[i] != ':' || i == 0 || s[i-1] != '>' && !wroteWords[lastWord(s[:i])] {
			continue
		}
		if p := readParts(s[:i]); p.verb && p.open && p.date && p.time && p.address {
			return true
		}
	}
	return false
}

// attributionBehind is where an attribution that has all its parts begins on a line
// behind other words; 0 when there is none, or when the line begins with one.
func attributionBehind(s string) int {
	const most = 400
	if len(s) > most || !strings.Contains(s, "@") || attributionEnd(s) != colonEnd || opens(s) {
		return 0
	}
	for at := 1; at < len(s); at++ {
		if s[at] < 'A' || s[at] > 'Z' || s[at-1] != ' ' && s[at-1] != '-' || !opens(s[at:]) {
			continue
		}
		if p := readParts(s[at:]); p.verb && p.date && p.time && p.address && p.words <= 20 && !p.self {
			return at
		}
	}
	return 0
}

type attributionEnding uint8

const (
	noEnd    attributionEnding = iota
	verbEnd                    // "… wrote"
	colonEnd                   // "…:"
	dashEnd                    // "---- … wrote ----"
)

// attributionEnd looks at the end of a line only.
func attributionEnd(s string) attributionEnding {
	dashed := strings.HasPrefix(s, "--") && strings.HasSuffix(s, "--")
	s = trimOrnament(s)
	switch {
	case dashed && wroteWords[lastWord(strings.TrimRight(s, ":"))]:
		return dashEnd
	case strings.HasSuffix(s, ":") || strings.HasSuffix(s, "："):
		return colonEnd
	case wroteWords[lastWord(s)]:
		return verbEnd
	}
	return noEnd
}

// trimOrnament removes white space, dashes, underscores and asterisks around s.
func trimOrnament(s string) string {
	if s != "" && isAlnum(s[0]) {
		if c := s[len(s)-1]; isAlnum(c) || c == ':' || c == '.' || c == ',' || c == '>' {
			return s // as most lines are
		}
	}
	return strings.TrimFunc(s, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("-_*—–", c) })
}

// lastWord is the last word of s in lower case, "" when it is a long one.
func lastWord(s string) string {
	const longest = 24
	i := len(s)
	for i > 0 && i > len(s)-longest && s[i-1] != ' ' && s[i-1] != '\t' {
		i--
	}
	return lower(s[i:])
}

// readParts finds the parts of an attribution on a line.
func readParts(s string) parts {
	const most = 400
	if s = trimOrnament(s[:min(len(s), most+1)]); len(s) > most {
		return parts{long: true}
	}
	var p parts
	p.date, p.time = findDate(s)
	p.open = opens(s)
	before, first := "", false // the first word is the author himself
	for w := range strings.FieldsSeq(s) {
		low := lower(w)
		p.word(strings.TrimRight(low, ":："), before)
		if before == "" {
			first = selfWords[low]
		}
		if p.verb && p.after == 1 {
			p.lower = w == low && !notWord(rune(w[0])) && !strings.Contains(w, "@") && !p.you && !openWords[low] && !byWords[low] && !p.announces(low)
		}
		before = low
	}
	p.self = p.self || p.verb && first
	before = strings.TrimRight(before, ":：")
	p.named = strings.Contains(before, "@") || strings.HasSuffix(before, ">") || strings.HasSuffix(before, ")")
	return p
}

// word takes the word w in, which stands after before.
func (p *parts) word(w, before string) {
	if strings.Contains(w, "@") {
		p.address = true
	}
	p.words++
	if p.verb {
		p.after++
	}
	if bare := strings.Trim(w, `,"'()`); wroteWords[w] || wroteWords[bare] {
		p.verb, p.after = true, 0
		p.self, p.you = selfWords[before], youWords[before]
	} else if p.verb && p.after == 1 {
		p.self, p.you = p.self || selfWords[bare], p.you || youWords[bare]
	}
}

// announces says whether w, which stands behind the verb, is of a mail program
// all the same: a date, or "følgende" behind somebody's address.
func (p *parts) announces(w string) bool {
	if date, _ := findDate(w); date {
		return true
	}
	return p.address && !p.open && followingWords[w]
}

var followingWords = map[string]bool{"følgende": true, "følgjande": true, "följande": true, "folgendes": true}

// byWords stand before a name: "napisana przez Ida Holm".
var byWords = map[string]bool{"af": true, "av": true, "von": true, "by": true, "par": true, "przez": true, "door": true, "da": true, "por": true}

var youWords = map[string]bool{"you": true, "du": true, "de": true, "sie": true, "vous": true, "ni": true, "dere": true}

// opens says whether s begins as an attribution: with "On" in some language,
// a day of the week or a number.
func opens(s string) bool {
	if s != "" && s[0] >= '0' && s[0] <= '9' || strings.HasPrefix(s, "在") || strings.HasPrefix(s, "於") {
		return true
	}
	w, _, _ := strings.Cut(s, " ")
	if len(w) > 20 {
		return false
	}
	w = lower(w)
	return openWords[w] || openWords[strings.TrimRight(w, ",.")]
}

// findDate looks for a year or a date in numbers, and for a time of day.
func findDate(s string) (date, time bool) {
	for i := 0; i < len(s); {
		if s[i] < '0' || s[i] > '9' {
			i++
			continue
		}
		n := countDigits(s[i:])
		rest := s[i+n:]
		switch {
		case n == 4 && (s[i:i+2] == "19" || s[i:i+2] == "20"):
			date = true
		case n <= 2 && len(rest) > 2 && strings.IndexByte(":.hH-/", rest[0]) >= 0:
			m := countDigits(rest[1:])
			third := len(rest) > m+2 && rest[m+1] == rest[0] && countDigits(rest[m+2:]) > 0
			if third && m > 0 && m <= 2 && rest[0] != ':' {
				time = time || date && rest[0] == '.' // 14.02.11 behind a year
				date = true
			} else if m == 2 && rest[0] != '-' && rest[0] != '/' {
				time = true
			}
			n += 1 + m
		}
		i += n
	}
	return date, time
}

// digits is how many digits s begins with.
func countDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
