package classify

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What people put around their questions: titles on lines of their own, the head
// of a table, a greeting before the first sentence, and what others say, in
// quotation marks.

// mostTitle is how many words a title has.
const mostTitle = 6

// title reports a line that is no sentence: "*Børneområdet*".
func title(paragraph string) bool {
	if strings.IndexByte(paragraph, '\n') >= 0 || len(paragraph) > 80 {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(paragraph, "*_ "))
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(paragraph, "*_# "))
	return (unicode.IsLetter(last) || unicode.IsDigit(last)) && unicode.IsUpper(first) && len(strings.Fields(paragraph)) <= mostTitle
}

// unended reports a sentence that nobody ended, as the last of a paragraph:
// "Hvor mange får hjemmehjælp, fordelt på".
func unended(t string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(t, " \t\n*_"))
	return unicode.IsLetter(last) || unicode.IsDigit(last) || last == ':'
}

// detailed joins a paragraph that asks and does not end with the list of details
// below it, "> 65 år", with the table that it asks to fill in, or with the rest of it
// that an empty line parts from it.
func (s *splitter) detailed(ps []stretch) []stretch {
	for i := len(ps) - 2; i >= 0; i-- {
		t := ps[i].trim(s.text).of(s.text)
		below := ps[i+1].trim(s.text).of(s.text)
		if strings.HasSuffix(t, ":") && s.requests(t) >= 0 && tableRows(below) {
			ps[i].end = ps[i+1].end
			ps = slices.Delete(ps, i+1, i+2)
			continue
		}
		if s.wonders.begins(t) && unended(t) && below != "" && (strings.IndexByte("<>-*0123456789", below[0]) >= 0 && strings.IndexByte(below, '?') < 0 || s.rest(t, below)) {
			ps[i].end = ps[i+1].end
			ps = slices.Delete(ps, i+1, i+2)
		}
	}
	return ps
}

// tableRows reports a paragraph of two rows of a table, or more, in which nothing is asked.
func tableRows(paragraph string) bool {
	n := 0
	for l := range strings.Lines(paragraph) {
		n += one(strings.ContainsAny(strings.TrimSpace(l), "\t|"))
	}
	return n > 0 && strings.IndexByte(paragraph, '\n') >= 0 && strings.IndexByte(paragraph, '?') < 0
}

// rest reports whether a text is the rest of a question that does not end: it begins
// with a small letter, ends with the question's mark, and is none by itself, or the
// text before it breaks off.
func (s *splitter) rest(t, below string) bool {
	first, _ := utf8.DecodeRuneInString(below)
	if !unicode.IsLower(first) || !asks(below) || strings.Count(below, "?") > 1 {
		return false
	}
	return !s.opener.begins(below) || s.words().joints[t[lastWord(t):]]
}

// titled joins titles with the paragraphs below them, when there are several and
// each has one that asks.
func (s *splitter) titled(ps []stretch) []stretch {
	var at []int
	for i := 0; i+1 < len(ps); i++ {
		if title(ps[i].trim(s.text).of(s.text)) && strings.IndexByte(ps[i+1].of(s.text), '?') >= 0 {
			at = append(at, i)
		}
	}
	if len(at) < 2 {
		return ps
	}
	for _, i := range slices.Backward(at) {
		ps[i].end = ps[i+1].end
		ps = slices.Delete(ps, i+1, i+2)
	}
	return ps
}

// untabled is a paragraph without the head of a table in its first line, which
// has a column for the questions.
func (s *splitter) untabled(p stretch) stretch {
	head, _, ok := strings.Cut(p.of(s.text), "\n")
	if !ok || strings.IndexByte(head, '\t') < 0 || strings.IndexByte(head, '?') >= 0 {
		return p
	}
	for cell := range strings.SplitSeq(head, "\t") {
		if s.isTitle(cell) {
			p.start += len(head) + 1
			return p
		}
	}
	return p
}

// isTitle reports whether a line is only a title above questions: "Spørgsmål:".
func (a asking) isTitle(line string) bool {
	return a.titles.begins(strings.TrimLeft(line, " .:*_"))
}

// byLine cuts sentences into their lines where nobody wrote a question mark and
// each line asks: a telephone's "hvor mange bænke er der\nhvornår bliver de malet".
func (s *splitter) byLine(ss []stretch) []stretch {
	if !s.unmarked {
		return ss
	}
	var cut []stretch
	for _, sen := range ss {
		ls := []stretch{sen}
		if strings.IndexByte(sen.of(s.text), '\n') >= 0 {
			ls = slices.Collect(lines(s.text, sen))
		}
		begun := len(ls) > 1 && s.beginsLines(ls[0].of(s.text)) // "Jeg vil gerne vide" above them
		if begun {
			ls = ls[1:]
		}
		said := 0 // lines that only say something, above two that ask
		for said+2 < len(ls) && !begun && !s.asksInLine(ls[said].of(s.text)) {
			said++
		}
		if said > 0 {
			cut, ls = append(cut, stretch{sen.start, ls[said-1].end}), ls[said:]
			sen.start = ls[0].start
		}
		if slices.ContainsFunc(ls, func(l stretch) bool { return !s.asksInLine(l.of(s.text)) && !(begun && s.asker.begins(l.of(s.text))) }) {
			ls = []stretch{sen}
		}
		ls[0].start = sen.start
		cut = append(cut, ls...)
	}
	return cut
}

// beginsLines reports a line that requests, and does not say what.
func (s *splitter) beginsLines(line string) bool {
	end := s.requests(line)
	return end >= 0 && strings.IndexFunc(line[end:], isLetter) < 0
}

// asksInLine reports a line that asks by itself: it begins as questions do, or requests.
func (s *splitter) asksInLine(line string) bool {
	return s.real(line) && (s.asker.begins(line) || s.requests(line) >= 0)
}

// unhailed is a body without the greeting before its first sentence: "Hej alle,
// hvor mange …".
func (a asking) unhailed(text string, body stretch) stretch {
	const most = 40 // bytes of a greeting
	trimmed := body.trim(text)
	t := trimmed.of(text)
	if end := a.hailedWithSign(t[:min(len(t), most)]); end >= 0 {
		return stretch{trimmed.start + end, body.end}
	}
	end := strings.IndexAny(t[:min(len(t), most)], ",!.?:\n")
	if end < 0 || end+1 >= len(t) || t[end+1] != ' ' || strings.IndexByte(",!.", t[end]) < 0 || len(strings.Fields(t[:end])) > 4 {
		return body
	}
	if a.addressee.begins(t) || !a.greeting.begins(t[:end]) || strings.IndexFunc(t[end:], isLetter) < 0 {
		return body
	}
	return stretch{trimmed.start + end + 2, body.end}
}

// hailedWithSign is where a sentence begins behind a greeting that a dash or a
// picture ends, as telephones write it: "Hej 😊 hvor mange …"; -1 when it does not.
func (a asking) hailedWithSign(t string) int {
	for _, dash := range [...]string{" - ", " – "} {
		if i := strings.Index(t, dash); i > 0 && strings.Count(t[:i], " ") < 3 && !strings.ContainsAny(t[:i], ".,!?:") && a.greeting.begins(t[:i]) && !a.addressee.begins(t) {
			return i + len(dash)
		}
	}
	first, rest, _ := strings.Cut(t, " ")
	sign, sentence, ok := strings.Cut(rest, " ")
	if !ok || strings.HasSuffix(first, ",") || strings.IndexFunc(sentence, isLetter) < 0 {
		return -1
	}
	if r, _ := utf8.DecodeRuneInString(sign); sign != "-" && sign != "–" && !picture(r) || !a.greeting.begins(first) {
		return -1
	}
	return len(t) - len(sentence)
}

// closers are the signs that end a quotation, by the one that begins it.
var closers = map[rune]string{'"': "\"", '»': "«", '«': "»", '“': "”\"", '„': "“”", '”': "”"}

// openers are the signs that begin one.
var openers = []string{`"`, "»", "«", "“", "„", "”"}

// mostCited bounds how far a quotation goes, in bytes.
const mostCited = 8000

// citations are the stretches in quotation marks that have more than one sentence.
// A mark that another opens before it ends is none.
func citations(text string, in stretch) (list []stretch) {
	if !slices.ContainsFunc(openers, func(mark string) bool { return strings.Contains(in.of(text), mark) }) {
		return nil // most have none, and one mark after the other is looked for much faster
	}
	open, ends := -1, ""
	before := ' '
	for at, next := in.start, 0; at < in.end; at = next {
		r, size := utf8.DecodeRuneInString(text[at:])
		next = at + size
		after, _ := utf8.DecodeRuneInString(text[next:])
		switch {
		case open >= 0 && strings.ContainsRune(ends, r) && !unicode.IsSpace(before) && !isLetter(after):
			if said := strings.TrimRight(text[open:at], ".!? "); strings.ContainsAny(said, ".!?\n") {
				list = append(list, stretch{open, at})
			}
			open = -1
		case closers[r] != "" && (unicode.IsSpace(before) || before == '(') && (isLetter(after) || unicode.IsDigit(after)):
			open, ends = at, closers[r]
		case open >= 0 && at-open > mostCited:
			open = -1
		}
		before = r
	}
	return list
}

// openQuote reports whether a quotation begins in a text and does not end: somebody
// else says what comes next.
func openQuote(text string) bool {
	return strings.Count(text, "\"")%2 == 1 || strings.Count(text, "”")%2 == 1 && !strings.ContainsAny(text, "“„") ||
		strings.LastIndex(text, "»") > strings.LastIndex(text, "«") || strings.LastIndex(text, "“") > strings.LastIndex(text, "”") && !strings.Contains(text, "„")
}

// cites reports whether a sentence asks, or ends, within what somebody else says.
func (s *splitter) cites(sentence stretch) bool {
	if len(s.cited) == 0 {
		return false
	}
	mark := sentence.end - 1
	if i := strings.LastIndexByte(sentence.of(s.text), '?'); i >= 0 {
		mark = sentence.start + i
	}
	i, _ := slices.BinarySearchFunc(s.cited, mark, func(c stretch, at int) int { return c.end - at })
	return i < len(s.cited) && s.cited[i].start < mark && mark >= sentence.start
}

// spoken reports whether the sentence behind sentence i says that somebody else said it.
func (s *splitter) spoken(ss []stretch, i int) bool {
	if i+1 == len(ss) {
		return false
	}
	t, next := ss[i].of(s.text), ss[i+1].of(s.text)
	return speech(t, true) && s.speaks.begins(next) || s.namesSpeaker(t, next)
}

// namesSpeaker reports a question behind which its sentence goes on with who asks it,
// and that is somebody else: "Er lektier godt for børn? spørger forskeren."
func (s *splitter) namesSpeaker(t, next string) bool {
	first, _ := utf8.DecodeRuneInString(next)
	if !unicode.IsLower(first) || !asks(t) || asks(next) {
		return false
	}
	end := s.speaker.end(next)
	return end >= 0 && !s.speaksOfHimself(firstWord(next[end:]))
}

// firstWord is the first word of a text, with the signs around it.
func firstWord(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	return first
}

// saysOn reports whether sentence i stands in quotation marks and whoever speaks in
// the one before it goes on: "Hvem betaler?" spørger naboen. "Hvem bestemmer?".
func saysOn(text string, ss []stretch, i int) bool {
	if i == 0 || !speech(ss[i].of(text), true) {
		return false
	}
	before := ss[i-1].of(text)
	return !speech(before, false) && slices.ContainsFunc(openers, func(mark string) bool { return strings.Contains(before, mark) })
}

// speech reports a sentence that is all in quotation marks, and asks if it must.
func speech(t string, asking bool) bool {
	first, _ := utf8.DecodeRuneInString(t)
	last, _ := utf8.DecodeLastRuneInString(t)
	return closers[first] != "" && strings.ContainsRune(closers[first], last) && (!asking || asks(t))
}

// rhetorical reports whether the writer answers sentence i himself.
func (s *splitter) rhetorical(ss []stretch, i int) bool {
	if i+1 == len(ss) {
		return false
	}
	t, next := ss[i].of(s.text), ss[i+1].of(s.text)
	return s.denial.begins(next) && s.rhetoric.begins(t) || s.whys.begins(t) && s.becauses.begins(next) && !asks(next)
}

// turns notes where a sentence comes to what is really asked, behind what was asked
// in passing: "Hvem tænker på børnene? Derfor spørger jeg:", and where all of that begins
// as questions do that are none also "Derfor vil jeg gerne vide, …". Numbered questions
// are never asked in passing.
func (s *splitter) turns(sen stretch, open bool) {
	t := sen.of(s.text)
	if s.turn > 0 || !open && len(s.questions) == 0 {
		return
	}
	if t = joinedLines(t); s.earnest || !s.therefore.begins(t) || s.requests(t) < 0 {
		if strings.IndexByte(t, ':') < 0 || !s.sums.begins(t) && !s.counts.within(t) {
			return
		}
	}
	if !slices.ContainsFunc(s.questions, func(q Question) bool { return q.Label != "" }) {
		s.turn = sen.start
	}
}

// heralds reports whether sentence i only says what the next one asks about: "Jeg
// vil gerne spørge til finansieringen. Hvem betaler?".
func (s *splitter) heralds(ss []stretch, i int) bool {
	const most = 60 // bytes
	t := ss[i].of(s.text)
	if len(t) > most || i+1 == len(ss) || asks(t) || !asks(ss[i+1].of(s.text)) {
		return false
	}
	theme := s.asking.heralds.at(t)
	return theme >= 0 && !strings.Contains(t[theme:], ",")
}

// unanswered is a question without the line at its end in which its answer is to
// be written: "Svar:".
func (s *splitter) unanswered(q stretch) stretch {
	t := q.of(s.text)
	if strings.HasSuffix(strings.TrimRight(t, "*_"), ":") {
		if i := strings.LastIndexByte(t, '\n'); i > 0 && s.answers.begins(strings.Trim(t[i+1:], " \t.:*_")) {
			return stretch{q.start, q.start + i}.trim(s.text)
		}
	}
	return q
}

// conditional joins the first question of a paragraph that begins by a condition
// with the one above, which is question number last.
func (s *splitter) conditional(p stretch, last int) {
	if last < 0 || len(s.questions) <= last+1 {
		return
	}
	if t := p.trim(s.text).of(s.text); s.conditions.begins(t) && strings.HasPrefix(t, s.questions[last+1].Text) {
		s.questions[last].Text += "\n\n" + s.questions[last+1].Text
		s.questions = slices.Delete(s.questions, last+1, last+2)
	}
}
