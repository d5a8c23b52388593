package classify

import (
	"slices"
	"strings"
	"time"
)

// Apart parts questions that Split joined because one begins with "og", and those that
// one sentence asks, where each side says clearly by itself whom it is for and that is
// not the same: "Hvor mange elever har skolen? Og hvornår bliver cykelstien færdig?",
// "Jeg vil gerne vide, hvor mange elever skolen har, og hvornår cykelstien er færdig".
func (c *Classifier) Apart(q Questions, at time.Time) Questions {
	if q.Unasked || q.TooMany {
		return q
	}
	for i := len(q.Questions) - 1; i >= 0; i-- {
		if parts := c.parts(q.Questions[i].Text, at); len(parts) > 1 && len(q.Questions)+len(parts)-1 <= c.cfg.MaxQuestions {
			label := q.Questions[i].Label
			q.Questions = slices.Delete(q.Questions, i, i+1)
			for j, p := range parts {
				q.Questions = slices.Insert(q.Questions, i+j, Question{Label: label, Text: p})
			}
		}
	}
	for i := range q.Questions {
		q.Questions[i].Number = i + 1
	}
	return q
}

// parts are the sides of a joined question that are for different administrations;
// one when it stays whole.
func (c *Classifier) parts(text string, at time.Time) (parts []string) {
	from, last := 0, ""
	for i, end := range append(c.asking.joints(text), len(text)) {
		if i == 0 && end == len(text) {
			return nil
		}
		d := c.Decide(Input{Question: text[from:end], At: at})
		if !d.Filed || d.Score < clearly*c.cfg.Threshold {
			return nil
		}
		if d.Administration != last {
			parts = append(parts, "")
		}
		parts[len(parts)-1] += text[from:end]
		last, from = d.Administration, end
	}
	for i, p := range parts {
		parts[i] = strings.TrimRight(strings.TrimSpace(p), ",;")
	}
	return parts
}

// joints are where the sides begin of a text that asks several things: a sentence with
// "og" before it behind a question, and "og hvornår …" within a sentence.
func (a asking) joints(text string) (at []int) {
	words := a.words()
	for _, s := range a.sentences(text, stretch{0, len(text)}) {
		t := s.of(text)
		first, rest, _ := strings.Cut(t, " ")
		if s.start > 0 && asks(rest) && words.joints[strings.ToLower(first)] && a.opener.begins(rest) && strings.IndexByte(text[:s.start], '?') >= 0 {
			at = append(at, s.start)
		}
		if s.start > 0 && asks(t) && a.follows.begins(t) && !a.conditions.begins(t) && !words.joints[strings.ToLower(first)] {
			at = append(at, s.start) // "Hvis …, hvem …?"
		}
		for i := 0; i < len(t); i++ {
			if t[i] != ' ' {
				continue
			}
			first, rest, ok := strings.Cut(t[i+1:], " ")
			if ok && words.joints[first] && a.asker.begins(rest) && !a.pointsBack(rest) {
				at = append(at, s.start+i+1)
			}
		}
	}
	return at
}
