package register

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// The parameters of BM25, as SQLite's FTS5 has them.
const (
	saturation   = 1.2  // k1: how soon another occurrence of a word adds nothing
	lengthWeight = 0.75 // b: how much a long text is worth less
	leastRarity  = 1e-6 // of a word that half of the cases have
)

// best ranks the cases of found by BM25 and keeps the questions of the first
// limit of them; of equals those that came first. words are beginnings of
// words, had is how many of so many cases have each. It is computed here rather
// than by FTS5's bm25(), which counts each word in all cases that the register
// ever had, and PostgreSQL has no such function.
func best(found []Alike, words []string, had []float64, cases float64, limit int) []Alike {
	var list []ranked
	for _, a := range found {
		if n := len(list); n == 0 || list[n-1].number != a.Case {
			list = append(list, ranked{number: a.Case, times: make([]float64, len(words))})
			list[n].read(a.Subject, words)
		}
		r := &list[len(list)-1]
		r.questions = append(r.questions, a)
		r.read(a.Text, words)
		r.read(a.Answer, words)
	}
	mean := 0.0
	for _, r := range list {
		mean += r.length / float64(len(list))
	}
	for i := range list {
		list[i].score = list[i].bm25(had, cases, mean)
	}
	slices.SortStableFunc(list, func(a, b ranked) int { return cmp.Compare(b.score, a.score) })
	var all []Alike
	for _, r := range list[:min(len(list), limit)] {
		all = append(all, r.questions...)
	}
	return all
}

// ranked is a case that may be alike: how often each word is in it, and how many
// words it has.
type ranked struct {
	number    string
	questions []Alike
	times     []float64
	length    float64
	score     float64
}

// read counts the words of a text.
func (r *ranked) read(text string, words []string) {
	for token := range strings.FieldsFuncSeq(strings.ToLower(text), func(c rune) bool { return c == '-' || parts(c) }) {
		r.length++
		for i, word := range words {
			if strings.HasPrefix(token, strings.ToLower(word)) {
				r.times[i]++
			}
		}
	}
}

// bm25 is Robertson's and Spärck Jones' ranking function, Okapi BM25, of one
// case among so many with a mean length.
func (r *ranked) bm25(had []float64, cases, mean float64) (score float64) {
	for i, times := range r.times {
		if times == 0 {
			continue
		}
		rarity := max(math.Log((cases-had[i]+0.5)/(had[i]+0.5)), leastRarity)
		score += rarity * times * (saturation + 1) / (times + saturation*(1-lengthWeight+lengthWeight*r.length/mean))
	}
	return score
}
