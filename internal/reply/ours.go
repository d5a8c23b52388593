package reply

import (
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
			text, words = text[:words[at].start], words[:at]
		}
	}
	return strings.TrimSpace(text)
}

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
