package register

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	shortestBeginning = 3   // letters; a shorter word is looked for as it is
	mostEndings       = 500 // words that one beginning is made into
)

// patterns asks for words that begin with each of words, in the language of
// the database's index. What is neither letter nor digit parts words, except
// within one, as in a case number.
//
// SQLite would collect every case that has any word with the beginning before
// it shows the first. So a beginning is made the words that begin so, each of
// which it walks through as far as it must; "" stands for one that no case has.
func (tx *Tx) patterns(ctx context.Context, text string) (patterns []string, err error) {
	for word := range strings.FieldsFuncSeq(text, parts) {
		if word = strings.Trim(word, "-"); word == "" {
			continue
		}
		if tx.r.dialect.beginning != "" {
			word = onePiece(word)
		}
		pattern := tx.r.dialect.pattern(word)
		switch {
		case utf8.RuneCountInString(word) < shortestBeginning:
			pattern = tx.r.dialect.word(word)
		case tx.r.dialect.beginning != "":
			if pattern, err = tx.expand(ctx, strings.ToLower(word)); err != nil {
				return nil, fmt.Errorf("look for words: %w", err)
			}
		}
		patterns = append(patterns, pattern)
	}
	return patterns, nil
}

func parts(r rune) bool { return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// expand is a pattern for the words that begin with a word; "": there is none.
func (tx *Tx) expand(ctx context.Context, word string) (string, error) {
	all, err := many(ctx, tx, value[string], tx.r.dialect.beginning, word, word+string(utf8.MaxRune), mostEndings+1)
	switch {
	case err != nil:
		return "", err
	case len(all) == 0:
		return "", nil
	case len(all) > mostEndings:
		return tx.r.dialect.pattern(word), nil
	}
	for i, w := range all {
		all[i] = tx.r.dialect.word(w)
	}
	return "(" + strings.Join(all, tx.r.dialect.or) + ")", nil
}

// sqliteBeginning finds the words from $1 to $2, at most $3 of them. Each step
// seeks the next word, past all the cases that have this one.
const sqliteBeginning = `WITH RECURSIVE found (term) AS (
		SELECT MIN(term) FROM (SELECT term FROM case_words WHERE term >= $1 LIMIT 1)
		UNION ALL
		SELECT (SELECT term FROM case_words WHERE term >= found.term || char(1) LIMIT 1) FROM found WHERE found.term < $2)
	SELECT term FROM found WHERE term < $2 LIMIT $3`

// PostgreSQL's index of words knows no order: it collects all cases that have a
// word before the newest are known. So the words of the newest 5,000 cases are
// walked back through first, and the index is asked for words that do not fill a
// page there: they are rare enough. Left to itself the planner takes one of the
// two ways for all words, since it does not know how rare a beginning is; OFFSET
// 0 keeps it from looking inside.
const (
	beforeNewest   = `(SELECT COALESCE(MAX(id), 0) - 5000 FROM cases)`
	postgresRecent = `(SELECT case_id, words FROM case_text WHERE case_id > ` + beforeNewest + ` ORDER BY case_id DESC OFFSET 0) AS found
		JOIN cases ON cases.id = found.case_id AND words @@ to_tsquery('danish', ?)`
	postgresFound = `(SELECT case_id FROM case_text WHERE words @@ to_tsquery('danish', ?) ORDER BY case_id DESC OFFSET 0) AS found
		JOIN cases ON cases.id = found.case_id`
)
