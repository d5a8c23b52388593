package reply

import (
	"slices"
	"strings"

	"inquiryd/intake"
)

// What stands in a reply and is ours: the letter that it answers, quoted or not.

// dropOurs drops what our letter says below its form from answers that were found
// in a quoted copy of it, and says whether any are left.
func dropOurs(answers map[int]string, after [][]spot) (left bool) {
	for n, a := range answers {
		words := spots(linkTarget().ReplaceAllString(a, ""))
		for _, line := range after {
			if at, ok := find(words[:min(len(words), len(line))], 0, line); ok && at == 0 && len(line) > 3 {
				delete(answers, n)
				break
			}
		}
	}
	return len(answers) > 0
}

// linesOf are the lines of our letters, as their words.
func linesOf(letters []string) map[string]bool {
	lines := map[string]bool{}
	for _, l := range letters {
		for line := range strings.Lines(l) {
			lines[Folded(line)] = true
		}
	}
	return lines
}

// allOf says whether every line of a text is one of some others: a program that marks no
// quotes leaves our letter between what somebody writes.
func allOf(text string, lines map[string]bool) bool {
	for line := range strings.Lines(text) {
		if words := Folded(linkTarget().ReplaceAllString(line, "")); words != "" && !lines[words] {
			return false
		}
	}
	return true
}

// holdsOurs says whether a sentence of our letters stands in one of some answers: then a
// quote was not known as one. What was asked and answered before, our letters show too.
func holdsOurs(answers map[int]string, questions []Question, letters []string) bool {
	const sentence = 5 // words of a line that nobody else writes as we do
	ours := linesOf(letters)
	for _, q := range questions {
		for line := range strings.Lines(q.Text + "\n" + q.Answer) {
			delete(ours, Folded(line))
		}
	}
	for _, a := range answers {
		for line := range strings.Lines(a) {
			words := Folded(linkTarget().ReplaceAllString(line, ""))
			if ours[words] && strings.Count(words, " ")+1 >= sentence {
				return true
			}
		}
	}
	return false
}

// linkTarget is where a link of a page goes, as its text says.
var linkTarget = expression(`<[a-z]+:[^>\s]*>`)

// BeforeOurs is what stands above one of our letters in a text that has it without any
// mark, as the text of a mail that was forwarded.
func BeforeOurs(text string, letters []string) string {
	const opening = 12 // words by which a letter is known
	words := spots(text)
	for _, l := range letters {
		begin := spots(l)
		if len(begin) < opening {
			continue
		}
		if at, ok := find(words, 0, begin[:opening]); ok {
			text = withoutTitle(text[:words[at].start], begin)
			words = spots(text)
		}
	}
	return strings.TrimSpace(text)
}

// withoutTitle is a text without its last line when that is the title above one of our
// letters on a page: it names the case as the letter does.
func withoutTitle(text string, letter []spot) string {
	text = strings.TrimSpace(text)
	last := strings.LastIndexByte(text, '\n') + 1
	title := spots(text[last:])
	if len(title) < 3 || len(title) > 10 {
		return text
	}
	if _, ok := find(letter, 0, title[len(title)-2:]); ok && isNumber(title[len(title)-1].word) && isNumber(title[len(title)-2].word) {
		return strings.TrimSpace(text[:last])
	}
	return text
}

// isNumber says whether a word is digits.
func isNumber(word string) bool { return strings.Trim(word, "0123456789") == "" }

// ownText is what the sender wrote apart from the form: the new text without
// lines that stand in our letters or in the answers that fill them.
func (x *Reader) ownText(m *intake.Mail, filled map[int]string, letters []string) string {
	text := strings.TrimSpace(m.NewText)
	if len(filled) == 0 {
		return text
	}
	known := map[string]bool{"": true}
	remember := func(text string) {
		for line := range strings.Lines(unquoted(text)) {
			known[Folded(line)] = true
		}
	}
	for _, l := range letters {
		remember(l)
	}
	for _, a := range filled {
		remember(a)
	}
	var own []string
	for line := range strings.Lines(text) {
		h, ok := x.readHeading(line)
		if ok {
			remember(h.rest)
		}
		if !known[Folded(line)] && !(ok && known[Folded(h.rest)]) {
			own = append(own, strings.TrimRight(line, "\r\n"))
		}
	}
	return strings.TrimSpace(strings.Join(own, "\n"))
}

// DraftBelow is what somebody else wrote into the mail that a reply quotes, above a letter
// of ours, when it has a line about one of some questions that none of our letters has.
// An "OK" above it means that, and not what we showed.
func DraftBelow(m *intake.Mail, questions []Question, letters []string) string {
	below := BeforeOurs(newestQuoted(m), letters)
	for line := range strings.Lines(linkTarget().ReplaceAllString(below, "")) {
		if asks := func(q Question) bool { return sharesWord(line, q.Text) }; slices.ContainsFunc(questions, asks) && !saidIn(line, letters) {
			return unsignedBy(below, m.Text)
		}
	}
	return ""
}

// unsignedBy is a text without its last line when that is the name, or the beginning of the
// name, of somebody whose address stands in a mail: who wrote what it quotes.
func unsignedBy(text, mail string) string {
	at := strings.LastIndexByte(text, '\n') + 1
	name := strings.TrimSpace(text[at:])
	if at == 0 || len(strings.Fields(name)) > 4 {
		return text
	}
	for line := range strings.Lines(mail) {
		if _, author, ok := strings.Cut(line, name); ok && strings.Contains(line, "@") && (author == "" || !wordly(firstRune(author))) {
			return strings.TrimSpace(text[:at])
		}
	}
	return text
}

// newestQuoted is what the writer of the mail wrote that a reply quotes, with the labelled
// answers in it, which are read as the replier's own.
func newestQuoted(m *intake.Mail) string {
	pieces := intake.Interleaved(m)
	i := slices.IndexFunc(pieces, func(p intake.Piece) bool { return p.Quoted })
	if i < 0 {
		return ""
	}
	quoted := unquoted(pieces[i].Text)
	own := newest(quoted, m)
	if i+1 < len(pieces) && !pieces[i+1].Quoted && Folded(own) == Folded(quoted) {
		own += "\n\n" + pieces[i+1].Text
	}
	return own
}

// newest is what the writer of a quoted mail wrote, without what that one quotes.
func newest(quoted string, m *intake.Mail) string {
	var own []string
	for _, p := range intake.Interleaved(&intake.Mail{Subject: m.Subject, InReplyTo: m.InReplyTo, Text: quoted}) {
		if !p.Quoted {
			own = append(own, p.Text)
		}
	}
	return strings.Join(own, "\n\n")
}

// saidIn says whether the words of a line stand in one of our letters, or are too few to
// say something.
func saidIn(line string, letters []string) bool {
	const few = 5
	words := spots(line)
	return len(words) < few || slices.ContainsFunc(letters, func(l string) bool {
		_, ok := find(spots(l), 0, words)
		return ok
	})
}
