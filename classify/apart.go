package classify

import (
	"slices"
	"strings"
	"time"
)

// Apart parts questions that Split joined because one begins with "og", where each
// side says clearly by itself whom it is for and that is not the same: "Hvor mange
// elever har skolen? Og hvornår bliver cykelstien færdig?".
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
	if strings.Count(text, "?") < 2 {
		return nil
	}
	start, last := 0, ""
	cut := func(end int) bool {
		d := c.Decide(Input{Question: text[start:end], At: at})
		if !d.Filed || d.Score < clearly*c.cfg.Threshold {
			return false
		}
		if d.Administration != last {
			parts = append(parts, "")
		}
		last = d.Administration
		parts[len(parts)-1] = strings.TrimSpace(parts[len(parts)-1] + " " + strings.TrimSpace(text[start:end]))
		return true
	}
	for _, s := range c.asking.sentences(text, stretch{0, len(text)}) {
		first, rest, _ := strings.Cut(s.of(text), " ")
		if s.start > 0 && asks(rest) && c.asking.words().joints[strings.ToLower(first)] && c.asking.opener.begins(rest) && strings.IndexByte(text[start:s.start], '?') >= 0 {
			if !cut(s.start) {
				return nil
			}
			start = s.start
		}
	}
	if start == 0 || !cut(len(text)) {
		return nil
	}
	return parts
}
