package register_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"inquiryd/internal/register"
)

// chunks are what a text may have between spaces.
var chunks = []string{"skole", "Skole", "skolen,", "skolernes.", "og", "det", "2026-0041", "2026-11873:", "cykel-sti", "cykel-sti-plan,", "-5", "3.14", "1e5",
	"anna@medlem.example", "https://www.by.example/sag?id=4", "www.by.example", "/tmp/x/y", "a/b", "Ærø!", "ænder", "(skole)", "\"skole\"", "skole;", "§", "§12",
	"010190-1234", "010190", "&amp;", "&aelig;", "x>y", "it's", "-", "--", "+", "v1.2.3", "12:30", "kr.", "1.000,50", "mødet.Der", "\u00a0skole", "\u200bskole", "#nr", "100%"}

// The server makes the same words of a text without what it says again.
func TestWordsOnceAreTheSameWords(t *testing.T) {
	r := open(t, server.make(t))
	random := rand.New(rand.NewPCG(1, 2))
	shorter := 0
	for range 2000 {
		var b strings.Builder
		for range 1 + random.IntN(30) {
			b.WriteString(chunks[random.IntN(len(chunks))])
			b.WriteString([]string{" ", " ", "\n", "\r\n", "\t", "  "}[random.IntN(6)])
		}
		if random.IntN(20) == 0 {
			b.WriteString(`<a href="x" skole skole>skole</a>`)
		}
		text := b.String()
		once := register.OnceEach(text)
		if len(once) < len(strings.Join(strings.Fields(text), " ")) {
			shorter++
		}
		var same bool
		if err := r.DB().QueryRow(`SELECT strip(to_tsvector('danish', $1)) = strip(to_tsvector('danish', $2))`, text, once).Scan(&same); err != nil {
			t.Fatal(err)
		}
		if !same {
			t.Fatalf("%q has other words than %q", once, text)
		}
	}
	if shorter < 1000 {
		t.Errorf("only %d texts became shorter", shorter)
	}
}

// A case that was added among many has the words that it would have if the
// database read it.
func TestAddedCasesHaveTheirWords(t *testing.T) {
	r := open(t, server.make(t))
	do(t, r, func(ctx context.Context, tx *register.Tx) error {
		all := expected(t, r, 0, 20)
		errs := []error{tx.Expect(ctx, all)}
		for i, one := range all {
			c, err := fileAhead(ctx, tx, one, composed)
			text := strings.Repeat("Skolen, skolen og skolernes tag i 2026-0041 ", i) + "010190-1234" + strings.Repeat(" ål", 60000*(i/19))
			errs = append(errs, err, tx.AddQuestion(ctx, &register.Question{Inquiry: c.Inquiry, Case: c.ID, Number: 3, Text: text, Answer: "tagsten\x00"}))
		}
		return errors.Join(errs...)
	})
	words := func() (all []string) {
		rows, err := r.DB().Query(`SELECT case_id || ' ' || strip(words) FROM case_text ORDER BY case_id`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var one string
			if err := rows.Scan(&one); err != nil {
				t.Fatal(err)
			}
			all = append(all, one)
		}
		return all
	}
	added := words()
	if len(added) != 20 || !strings.Contains(added[5], "tagst") || strings.Contains(added[5], "010190") {
		t.Fatalf("words: %q", added)
	}
	do(t, r, func(_ context.Context, tx *register.Tx) error {
		for id := range int64(20) {
			tx.IndexAgain(id + 1)
		}
		return nil
	})
	same(t, "words", added, words())
}
