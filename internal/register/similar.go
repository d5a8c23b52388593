package register

import (
	"context"
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
// the newest 10,000 cases, within which the words count by how rare they are
// (SQLite: BM25; PostgreSQL: ts_rank). Held, withdrawn and redirected cases,
// duplicates and what was erased are left out.
func (tx *Tx) Alike(ctx context.Context, l Likeness) (_ []Alike, err error) {
	defer name(&err, "look for similar cases")
	var patterns []string
	for _, word := range l.Words {
		if !strings.ContainsFunc(word, parts) && word != "" {
			patterns = append(patterns, tx.r.dialect.pattern(word))
		}
	}
	if len(patterns) == 0 {
		return nil, nil
	}
	last, err := one(ctx, tx, value[int64], `SELECT COALESCE(MAX(id), 0) FROM cases`)
	if err != nil {
		return nil, err
	}
	if l.Limit == 0 {
		l.Limit = 12
	}
	return many(ctx, tx, readAlike, `
		SELECT cases.number, cases.administration, cases.state, cases.access, inquiries.member, questions.number, questions.text,
			questions.answer, questions.answered_at, inquiries.arrived_at, inquiries.subject
		FROM (SELECT cases.id, `+tx.r.dialect.alike+` AND inquiry_id <> $4 AND (access <> 'confidential' OR administration = $5)
				AND state NOT IN ('held', 'withdrawn', 'redirected', 'duplicate') ORDER BY rank DESC LIMIT $3) AS found
			JOIN cases ON cases.id = found.id JOIN inquiries ON inquiries.id = cases.inquiry_id JOIN questions ON questions.case_id = cases.id
		WHERE questions.text <> ''
		ORDER BY found.rank DESC, cases.id DESC, questions.number`,
		strings.Join(patterns, tx.r.dialect.or), last-lookBack, l.Limit, l.Inquiry, indexed(l.Administration))
}

func readAlike(s scan) (a Alike, err error) {
	err = s(&a.Case, &a.Administration, &a.State, &a.Access, &a.Member, &a.Number, &a.Text, &a.Answer, instant{&a.AnsweredAt},
		instant{&a.ArrivedAt}, &a.Subject)
	return a, err
}
