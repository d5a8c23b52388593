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

// Alike returns the questions of the earlier cases that have most of the words
// in common with l, those of the best case first. It reads the search index of
// the newest 10,000 cases, within which the words count by how rare they are on
// SQLite, and by how often they occur in a case on PostgreSQL (ts_rank). Held, withdrawn and redirected cases,
// duplicates and what was erased are left out.
func (tx *Tx) Alike(ctx context.Context, l Likeness) (_ []Alike, err error) {
	defer name(&err, "look for similar cases")
	words := slices.DeleteFunc(slices.Clone(l.Words), func(word string) bool { return strings.ContainsFunc(word, parts) })
	patterns, err := tx.patterns(ctx, strings.Join(words, " "))
	if err != nil || len(patterns) == 0 {
		return nil, err
	}
	last, err := one(ctx, tx, value[int64], `SELECT COALESCE(MAX(id), 0) FROM cases`)
	if err != nil {
		return nil, err
	}
	if l.Limit == 0 {
		l.Limit = 12
	}
	from, asked := tx.r.dialect.alike(patterns)
	args := append([]any{last - lookBack, l.Limit, l.Inquiry, indexed(l.Administration)}, asked...)
	return many(ctx, tx, readAlike, `
		SELECT cases.number, cases.administration, cases.state, cases.access, inquiries.member, questions.number, questions.text,
			questions.answer, questions.answered_at, inquiries.arrived_at, inquiries.subject
		FROM (SELECT cases.id, `+from+` AND inquiry_id <> $3 AND (access <> 'confidential' OR administration = $4)
				AND state NOT IN ('held', 'withdrawn', 'redirected', 'duplicate') ORDER BY rank DESC LIMIT $2) AS found
			JOIN cases ON cases.id = found.id JOIN inquiries ON inquiries.id = cases.inquiry_id JOIN questions ON questions.case_id = cases.id
		WHERE questions.text <> ''
		ORDER BY found.rank DESC, cases.id DESC, questions.number`, args...)
}

// sqliteAlike ranks the cases above $1 that have any of the words, from $5 on.
// SQLite's own ranking reads all cases that have a word, however old.
func sqliteAlike(patterns []string) (from string, args []any) {
	var hits []string
	for i, pattern := range patterns {
		hits = append(hits, fmt.Sprintf(`SELECT %d, rowid FROM case_text WHERE case_text MATCH $%d AND rowid > $1`, i, i+5))
		args = append(args, pattern)
	}
	return `rank FROM (
			WITH hits (word, id) AS (` + strings.Join(hits, " UNION ALL ") + `),
				rarity (word, weight) AS (SELECT word, ln(1 + 10000.0 / COUNT(*)) FROM hits GROUP BY word)
			SELECT id, SUM(weight) AS rank FROM hits JOIN rarity ON rarity.word = hits.word GROUP BY id) AS hit
		JOIN cases ON cases.id = hit.id WHERE TRUE`, args
}

// postgresAlike ranks the cases above $1 that have any of the words in $5.
func postgresAlike(patterns []string) (from string, args []any) {
	return `ts_rank(words, wanted) AS rank FROM to_tsquery('danish', $5) AS wanted, case_text JOIN cases ON cases.id = case_id
		WHERE words @@ wanted AND case_id > $1`, []any{strings.Join(patterns, " | ")}
}

func readAlike(s scan) (a Alike, err error) {
	err = s(&a.Case, &a.Administration, &a.State, &a.Access, &a.Member, &a.Number, &a.Text, &a.Answer, instant{&a.AnsweredAt},
		instant{&a.ArrivedAt}, &a.Subject)
	return a, err
}
