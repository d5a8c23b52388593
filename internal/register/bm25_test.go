package register_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"inquiryd/internal/register"
)

// The order of similar cases is that of SQLite's own bm25(), which does not ask
// the register, on both databases.
func TestAlikeRanksAsBM25(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	vocabulary := strings.Fields("cykelsti fortov parkering skole legeplads havn bro kaj torv park støj affald")
	var texts []string
	for range 20 { // each has one of the words that are asked for
		words := []string{[]string{"cykelsti", "havn"}[random.IntN(2)]}
		for range 2 + random.IntN(30) {
			words = append(words, vocabulary[random.IntN(len(vocabulary))])
		}
		texts = append(texts, strings.Join(words, " "))
	}
	wanted := []string{"cykelsti", "havn", "affald"}
	want := byFTS5(t, texts, wanted)
	everywhere(t, func(t *testing.T, r *register.Register) {
		var got []string
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			for _, text := range texts {
				if _, _, err := addCase(ctx, tx, "anna.bro@medlem.example", "", "", text, register.Case{State: register.StateClosed, Access: "members"}); err != nil {
					return err
				}
			}
			return nil
		})
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			all, err := tx.Alike(ctx, register.Likeness{Words: wanted, Limit: 10})
			for _, a := range all {
				got = append(got, a.Text)
			}
			return err
		})
		same(t, "order", got, want[:10])
	})
}

// byFTS5 are the texts in the order of bm25().
func byFTS5(t *testing.T, texts, words []string) (order []string) {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`CREATE VIRTUAL TABLE t USING fts5 (words)`)
	for _, text := range texts {
		_, e := db.Exec(`INSERT INTO t (words) VALUES ($1)`, text)
		err = errors.Join(err, e)
	}
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.Query(`SELECT words FROM t WHERE t MATCH $1 ORDER BY bm25(t), rowid DESC`, `"`+strings.Join(words, `"* OR "`)+`"*`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		order = append(order, text)
	}
	if err := rows.Err(); err != nil || len(order) != len(texts) {
		t.Fatal(fmt.Sprint(len(order), " of ", len(texts)), err)
	}
	return slices.Clip(order)
}
