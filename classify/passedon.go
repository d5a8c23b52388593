package classify

import (
	"slices"
	"strings"
)

// SplitAbove is Split of what somebody wrote above a mail that he passes on. Where
// he asks, his questions alone count, and that mail is their background; where he
// asks nothing, or for an answer to it, it is split together with his words.
func (c *Classifier) SplitAbove(text, below string) Questions {
	q := c.Split(text)
	switch {
	case below == "":
		return q
	case q.Unasked || c.handsOn(text, q.Questions):
		return c.unhanded(c.Split(text + "\n\n" + below))
	}
	q.Introduction = strings.TrimSpace(q.Introduction + "\n\n" + below)
	return q
}

// Pasted parts what somebody of a given name writes himself from what he pastes and
// only that name tells: a letter to him on top, that ends with a rule or its signature,
// and a letter to him, or an article, below a line with his name. Without any pasted is "".
func (c *Classifier) Pasted(text, name string) (pasted, own string) {
	text = strings.TrimSpace(text)
	for l := range lines(text, stretch{0, len(text)}) {
		if t := strings.Trim(l.of(text), " \t*_,.-–"); t == "" || !strings.EqualFold(t, name) {
			continue
		}
		if at := c.asking.belowNames(text, l); at > 0 {
			return strings.TrimSpace(text[at:]), strings.TrimSpace(text[:at])
		}
	}
	if greeting := lineAt(text, 0).of(text); !c.asking.hails(greeting) || !callsOnly(greeting, name) {
		return "", text
	}
	end, next := c.asking.letterEnd(text, 0), 0
	for l := range lines(text, stretch{0, end}) {
		if ruled(l.trim(text).of(text)) {
			end, next = l.start, l.end
			break
		}
	}
	pasted, own = strings.TrimSpace(text[:end]), strings.TrimSpace(text[max(next, end):])
	signature := c.asking.signedWith(pasted)
	closing, names, _ := strings.Cut(signature, "\n")
	if at := c.asking.closing.end(closing); at >= 0 {
		names = closing[at:] + names
	}
	if own == "" || next == 0 && strings.IndexFunc(names, isLetter) < 0 || called("- "+signature, name) {
		return "", text // the writer greets somebody of the same name
	}
	return pasted, own
}

// unhanded are questions without those that only ask for an answer to the others:
// "Vil I besvare borgerens spørgsmål nedenfor?".
func (c *Classifier) unhanded(q Questions) Questions {
	hands := func(q Question) bool { return c.toReader(q.Text) && c.asking.hands.within(q.Text) }
	if !slices.ContainsFunc(q.Questions, func(q Question) bool { return !hands(q) }) {
		return q
	}
	q.Questions = slices.DeleteFunc(q.Questions, hands)
	for i := range q.Questions {
		q.Questions[i].Number = i + 1
	}
	return q
}

// handsOn reports a text above a mail that asks for an answer to it: by these words,
// or by no question but short ones to the reader, as "Kan I hjælpe hende?".
func (c *Classifier) handsOn(text string, qs []Question) bool {
	if c.asking.hands.within(text) {
		return true
	}
	for _, q := range qs {
		if !c.toReader(q.Text) && !c.Leans(q.Text) {
			return false
		}
	}
	return true
}

// mostToReader is how many words a question has that says nothing but what the reader
// should do about the mail below.
const mostToReader = 9

// toReader reports a short question that names the reader or the writer.
func (c *Classifier) toReader(question string) bool {
	words := strings.FieldsFunc(question, func(r rune) bool { return !isLetter(r) })
	if len(words) > mostToReader {
		return false
	}
	readers := c.asking.words().readers
	for i, w := range words {
		if readers[w] || i == 1 && len(w) == 1 && readers[strings.ToUpper(w)] { // "kan i hjælpe hende", as telephones write it
			return true
		}
	}
	return false
}
