package register

import (
	"context"
	"strings"

	"inquiryd/internal/cpr"
)

// mostWords is how many characters of what a case says are indexed, as in
// caseWords.
const mostWords = 100000

// writeWords indexes the words of the cases that were just added, where the
// index is as well filled from here: to read them again from four tables, and
// each word as often as it occurs, is most of what the server would do for a
// mail.
func (tx *Tx) writeWords(ctx context.Context, a added) error {
	if tx.r.dialect.indexTexts == "" {
		return nil
	}
	var ids []int64
	var texts []string
	for _, c := range a.cases {
		if q := a.inquiry[c.Inquiry]; q != nil && tx.pending.words[c.ID] {
			ids, texts = append(ids, c.ID), append(texts, words(c, q))
			delete(tx.pending.words, c.ID)
		}
	}
	tx.indexed += len(ids)
	if len(ids) == 0 {
		return nil
	}
	return tx.later(ctx, later{query: tx.r.dialect.indexTexts, args: []any{ids, texts}})
}

// words are the words of a case as caseWords has them, each once.
func words(c *addedCase, q *addedInquiry) string {
	said := []string{c.Number, q.Subject, q.MemberName, q.Introduction}
	for _, one := range c.questions {
		said = append(said, one.Text, one.Answer)
	}
	text := clean(strings.Join(said, " "))
	if len(text) > mostWords {
		if all := []rune(text); len(all) > mostWords {
			text = string(all[:mostWords])
		}
	}
	return onceEach(cpr.Mask(text))
}

// onceEach leaves out what stands between spaces and has stood there before. In
// what looks like markup, words are not told by spaces alone: it stays.
func onceEach(text string) string {
	if strings.Contains(text, "<") {
		return text
	}
	var b strings.Builder
	had := map[string]bool{}
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' || r == '\n' || r == '\r' || r == '\t' }) {
		if !had[word] {
			had[word] = true
			b.WriteString(word)
			b.WriteByte(' ')
		}
	}
	return b.String()
}
