package register

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Likeness says which earlier cases are looked for.
type Likeness struct {
	Words          []string // beginnings of words; a case with more and rarer ones of them is more alike
	Inquiry        int64    // whose own cases do not count
	Administration string   // who will read of them: confidential cases of others do not count
	Limit          int      // at most so many; 0: 12
}

// lookBack is how many of the newest cases are looked through: it bounds what
// one search costs, however long the register grows.
const lookBack = 10000

// Alike is an earlier question in a case like the one looked for.
type Alike struct {
	Case           string // number
	Administration string
	State          State
	Access         string
	Member         string // address on the roster
	Number         int    // of the question
	Text           string
	Answer         string // "" until it was given
	AnsweredAt     time.Time
	ArrivedAt      time.Time
	Subject        string
}

// candidates is how many of the cases that have the rarest of the words are
// ranked by [bm25].
const candidates = 24

// Alike returns the questions of the earlier cases that are most like l, those
// of the best case first, as BM25 ranks them: a rare word counts for more than a
// common one, a word twice for little more than once, and in a short text for
// more than in a long one. It looks in the search index for the newest 10,000
// cases, among which words are rare or common. Held, withdrawn and redirected
// cases, duplicates and what was erased are left out.
func (tx *Tx) Alike(ctx context.Context, l Likeness) (_ []Alike, err error) {
	defer name(&err, "look for similar cases")
	words := slices.DeleteFunc(slices.Clone(l.Words), func(word string) bool { return word == "" || strings.ContainsFunc(word, parts) })
	patterns, err := tx.patterns(ctx, strings.Join(words, " "))
	if err != nil || strings.Join(patterns, "") == "" {
		return nil, err
	}
	last, err := one(ctx, tx, value[int64], `SELECT COALESCE(MAX(id), 0) FROM cases`)
	if err != nil {
		return nil, err
	}
	if l.Limit == 0 {
		l.Limit = 12
	}
	args := []any{max(last-lookBack, 0), max(candidates, l.Limit), l.Inquiry, indexed(l.Administration)}
	var hits []string
	for i, pattern := range patterns {
		if pattern == "" {
			continue
		}
		hits = append(hits, fmt.Sprintf("SELECT %d, %s", i, strings.ReplaceAll(tx.r.dialect.hit, "$2", fmt.Sprintf("$%d", len(args)+1))))
		args = append(args, pattern)
	}
	var had string
	found, err := many(ctx, tx, func(s scan) (Alike, error) { return readAlike(s, &had) }, `
		WITH hits (word, id) AS (`+strings.Join(hits, " UNION ALL ")+`),
			rarity (word, n) AS (SELECT word, COUNT(*) FROM hits GROUP BY word),
			ranked (id, weight) AS (SELECT hits.id, SUM(ln(CAST(1 + 10000.0 / n AS DOUBLE PRECISION))) FROM hits JOIN rarity ON rarity.word = hits.word GROUP BY hits.id)
		SELECT cases.number, cases.administration, cases.state, cases.access, inquiries.member, questions.number, questions.text,
			questions.answer, questions.answered_at, inquiries.arrived_at, inquiries.subject, (SELECT STRING_AGG(word || ':' || n, ' ') FROM rarity)
		FROM (SELECT cases.id, weight FROM ranked JOIN cases ON cases.id = ranked.id
				WHERE inquiry_id <> $3 AND (access <> 'confidential' OR administration = $4)
				AND state NOT IN ('held', 'withdrawn', 'redirected', 'duplicate') ORDER BY weight DESC, cases.id DESC LIMIT $2) AS found
			JOIN cases ON cases.id = found.id JOIN inquiries ON inquiries.id = cases.inquiry_id JOIN questions ON questions.case_id = cases.id
		WHERE questions.text <> ''
		ORDER BY found.weight DESC, cases.id DESC, questions.number`, args...)
	if err != nil {
		return nil, err
	}
	return best(found, words, counts(had, len(words)), float64(min(last, lookBack)), l.Limit), nil
}

func readAlike(s scan, had *string) (a Alike, err error) {
	err = s(&a.Case, &a.Administration, &a.State, &a.Access, &a.Member, &a.Number, &a.Text, &a.Answer, instant{&a.AnsweredAt},
		instant{&a.ArrivedAt}, &a.Subject, had)
	return a, err
}

// counts reads "0:12 1:3": how many cases have each word.
func counts(had string, words int) []float64 {
	list := make([]float64, words)
	for pair := range strings.FieldsSeq(had) {
		var word, n int
		if _, err := fmt.Sscanf(pair, "%d:%d", &word, &n); err == nil && word < words {
			list[word] = float64(n)
		}
	}
	return list
}
