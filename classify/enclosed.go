package classify

import (
	"slices"
	"strings"
)

// Members paste what they pass on: a citizen's letter behind "Borgeren skriver:",
// below a rule or below their own names, an article below these. Nothing marks it,
// but a letter has a greeting of its own, and an article is no question.

// mostSignedLine is how many bytes a line has that closes a letter or signs it.
const mostSignedLine = 60

// mostLetters bounds how many letters of others are looked for in a text, and how many
// closings below which they may stand.
const mostLetters = 20

// mostBelow is how many paragraphs of a signature are looked through.
const mostBelow = 6

// apartFrom splits what the writer says around the pasted letters in his text. Where
// he asks nothing himself, or for an answer to them, they are his own text.
func (c *Classifier) apartFrom(letters []stretch, text string) (Questions, bool) {
	var own, pasted []string
	at := 0
	for _, l := range append(letters, stretch{len(text), len(text)}) {
		own = append(own, strings.TrimSpace(text[at:l.start]))
		pasted = append(pasted, strings.TrimSpace(l.of(text)))
		at = l.end
	}
	said := strings.TrimSpace(strings.Join(own, "\n\n"))
	for _, l := range letters {
		if c.asking.ownLetter(text, said, l) {
			return Questions{}, false
		}
	}
	q := c.splitOwn(said)
	if q.Unasked || c.handsOn(said, q.Questions) {
		return c.unhanded(c.splitOwn(text)), true
	}
	q.Introduction = strings.TrimSpace(q.Introduction + "\n\n" + strings.Join(pasted, "\n\n"))
	return q, true
}

// ownLetter reports a letter that the writer signs as he signs the rest of his text,
// or one that he leads to himself or only by a rule, that does not greet him, and
// that nobody else signs: one mail, several letters.
func (a asking) ownLetter(text, said string, letter stretch) bool {
	signature, names := a.signedWith(letter.of(text)), a.signedWith(said)
	if signature != "" && (names != "" || letter.end < len(text)) {
		return strings.Contains(said, signature)
	}
	lead := lineAt(text, letter.start)
	if t := lead.trim(text).of(text); !a.speaksOfHimself(t) && (!ruled(t) || signature != "") {
		return false
	}
	p, _ := firstParagraph(text, stretch{lead.end, letter.end})
	return !called(lineAt(text, p.start).of(text), names)
}

// signedWith is a text from its first closing on.
func (a asking) signedWith(text string) string {
	for l := range lines(text, stretch{0, len(text)}) {
		if a.closes(l.of(text)) {
			return strings.TrimSpace(text[l.start:])
		}
	}
	return ""
}

// enclosed are the letters of others in a text, each with the line that leads to it,
// in order.
func (a asking) enclosed(text string) (letters []stretch) {
	var before stretch // the last line that is not empty
	closings := 0
	for at := 0; at < len(text) && len(letters) < mostLetters; {
		l := lineAt(text, at)
		at = l.end + 1
		for l.end > l.start && text[l.end-1] <= ' ' {
			l.end--
		}
		if l.start == l.end {
			continue
		}
		begin := -1
		switch t := l.of(text); {
		case before.end == 0:
		case leadsToLetter(before.of(text)) && a.hails(t):
			begin = before.start
		case len(t) <= mostSignedLine && closings < mostLetters && a.closing.begins(t):
			closings++
			begin = a.belowNames(text, l)
		}
		if before = l; begin >= 0 {
			letter := stretch{begin, a.letterEnd(text, max(begin, l.end))}
			letters, before = append(letters, letter), stretch{}
			at = max(at, letter.end)
		}
	}
	return letters
}

// closes reports a line that closes a letter: "Mvh Bo", or "Thanks, Bo".
func (a asking) closes(line string) bool {
	return len(line) <= mostSignedLine && (a.closing.begins(line) || strings.Count(line, " ") < 3 && a.thankful(line))
}

// lineAt is the line that begins at a place.
func lineAt(text string, at int) stretch {
	if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
		return stretch{at, at + n}
	}
	return stretch{at, len(text)}
}

// leadsToLetter reports a line that ends in a colon, or a rule.
func leadsToLetter(line string) bool {
	return line[len(line)-1] == ':' || ruled(line)
}

// ruled reports a line of nothing but dashes or the like.
func ruled(line string) bool {
	return len(line) > 2 && strings.IndexByte("-_=*", line[0]) >= 0 && strings.Trim(line, "-_=* ") == ""
}

// hails reports a line that begins with a greeting to a person.
func (a asking) hails(line string) bool {
	return a.greeting.begins(line) && !a.informs.begins(line) && !a.addressee.begins(line)
}

// letterEnd is where a letter ends that goes on at a place: behind its closing and
// the names below that, or with the text.
func (a asking) letterEnd(text string, at int) int {
	closed := false
	for at < len(text) {
		l := lineAt(text, at)
		t := l.trim(text).of(text)
		switch {
		case closed && t == "":
			return l.start
		case a.closes(t):
			closed = true
		}
		at = l.end + 1
	}
	return len(text)
}

// belowNames is where somebody else's text begins below a closing and the names that
// follow it: a letter to one of these, or an article; -1 when none does.
func (a asking) belowNames(text string, closing stretch) int {
	below := stretch{closing.end, min(len(text), closing.end+mostCited)}
	if i := strings.Index(below.of(text), "\n\n"); i < 0 || strings.TrimSpace(below.of(text)[i:]) == "" {
		return -1 // nothing but names
	}
	t := closing.of(text)
	names, heading, n := t[max(a.closing.end(t), 0):], -1, 0
	for p := range paragraphs(text, below) {
		first := lineAt(text, p.start).trim(text)
		t := first.of(text)
		n++
		switch {
		case n > mostBelow || a.writtenBelow(text, first):
			return -1
		case a.hails(t):
			if called(t, names) {
				return p.start
			}
			return -1
		case !leadsToLetter(t) && nameLines(p.of(text)):
			names += " " + p.of(text)
			if n > 1 && title(t) {
				heading = p.start
			}
			continue
		case leadsToLetter(t), title(t) && p.start > closing.end+1: // of an article in one paragraph with its heading
			heading = p.start
		}
		if heading >= 0 && a.article(text, heading) {
			return heading
		}
		return -1
	}
	return -1
}

// nameLines reports a paragraph of short lines that are no sentences, as names are, and
// ways to reach somebody.
func nameLines(paragraph string) bool {
	for l := range strings.Lines(paragraph) {
		l = strings.TrimSpace(l)
		if len(l) > mostSignedLine || strings.IndexByte(l, '?') >= 0 || strings.HasSuffix(l, ".") && !reaches(l) {
			return false
		}
	}
	return true
}

// called reports a greeting that names somebody of those below a closing.
func called(greeting, names string) bool {
	words := strings.FieldsFunc(names, notInWord)
	for i, w := range strings.FieldsFunc(greeting, notInWord) {
		if i > 0 && i < 4 && len(w) > 1 && slices.Contains(words, w) {
			return true
		}
	}
	return false
}

// callsOnly reports a greeting that names somebody of a name, and nobody else.
func callsOnly(greeting, name string) bool {
	greeting, _, _ = strings.Cut(greeting, ",")
	words := strings.FieldsFunc(greeting, notInWord)
	names := strings.FieldsFunc(name, notInWord)
	return len(words) > 1 && !slices.ContainsFunc(words[1:], func(w string) bool { return !slices.Contains(names, w) })
}

// article reports a text in which hardly anything is asked, and nobody speaks of
// himself but in quotation marks.
func (a asking) article(text string, start int) bool {
	const fewest = 4 // sentences
	rest := stretch{start, min(len(text), start+mostCited)}
	if first := lineAt(text, start).of(text); a.announces.within(first) || a.greeting.begins(first) {
		return false
	}
	n, asked := 0, 0
	for p := range paragraphs(text, rest) {
		for _, sen := range a.sentences(text, p) {
			t := sen.of(text)
			n++
			asked += one(asks(t))
			if a.requests(t) >= 0 || !strings.ContainsAny(t, "\"»«”“") && a.speaksOfHimself(t) {
				return false
			}
		}
	}
	return n >= fewest && asked*2 < n && a.items(text, rest, a.labels(text, rest)) == nil
}

func (a asking) speaksOfHimself(sentence string) bool {
	selves := a.words().selves
	for w := range strings.FieldsFuncSeq(strings.ToLower(sentence), notInWord) {
		if selves[w] {
			return true
		}
	}
	return false
}
