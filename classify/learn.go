package classify

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// sample is a question as the candidates see it.
type sample struct {
	features []feature
	label    int
}

type feature struct {
	id    int32
	value float32
}

// seer finds candidates in texts as a Classifier finds keywords.
type seer struct{ r *reader }

func newSeer(l language, sources []string) (*seer, error) {
	c := &Classifier{index: newIndex(l)}
	for i, s := range sources {
		k, err := parseKeyword(s, l)
		if err != nil {
			return nil, err
		}
		c.add(k, int32(i))
	}
	c.link()
	return &seer{&reader{c: c}}, nil
}

// see returns every candidate in the texts, the parts of a word as well as
// the word: what words share is learned once, for all of them.
func (s *seer) see(texts ...string) []feature {
	s.r.hits = s.r.hits[:0]
	for _, t := range texts {
		s.r.read(zoneQuestion, t)
	}
	best := map[int32]float32{}
	for _, h := range s.r.hits {
		best[h.keyword] = max(best[h.keyword], float32(s.r.c.facts[h.keyword].points(h)))
	}
	fs := make([]feature, 0, len(best))
	for id, v := range best {
		fs = append(fs, feature{id, v})
	}
	slices.SortFunc(fs, func(a, b feature) int { return int(a.id - b.id) })
	return fs
}

// learner fits weights: the points of each candidate for each administration,
// never negative, so that the sum decides as the labels do (multinomial
// logistic regression by AdaGrad, with an L1 penalty that leaves few words).
type learner struct {
	weights [][]float64 // by candidate, by administration
	sums    [][]float64 // of squared gradients
	penalty float64
	rate    float64
}

func newLearner(candidates, administrations int, penalty float64) *learner {
	l := &learner{penalty: penalty, rate: 0.1}
	for range candidates {
		l.weights = append(l.weights, make([]float64, administrations))
		l.sums = append(l.sums, make([]float64, administrations))
	}
	return l
}

func (l *learner) fit(ctx context.Context, samples []sample, rounds int) error {
	r := rand.New(rand.NewPCG(7, 11))
	order := make([]int, len(samples))
	for i := range order {
		order[i] = i
	}
	for range rounds {
		if err := ctx.Err(); err != nil {
			return err
		}
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			l.step(samples[i])
		}
	}
	return nil
}

// step moves the weights towards one question's label.
func (l *learner) step(s sample) {
	if len(s.features) == 0 {
		return
	}
	p := l.chances(s.features)
	for _, f := range s.features {
		w, g2 := l.weights[f.id], l.sums[f.id]
		for c := range w {
			g := p[c] * float64(f.value)
			if c == s.label {
				g = (p[c] - 1) * float64(f.value)
			}
			g2[c] += g * g
			step := l.rate / (math.Sqrt(g2[c]) + 1e-3)
			w[c] = max(0, w[c]-step*(g+l.penalty))
		}
	}
}

// chances are the softmax of the sums.
func (l *learner) chances(fs []feature) []float64 {
	p := make([]float64, len(l.weights[0]))
	for _, f := range fs {
		for c, w := range l.weights[f.id] {
			p[c] += w * float64(f.value)
		}
	}
	top, sum := slices.Max(p), 0.0
	for c := range p {
		p[c] = math.Exp(p[c] - top)
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
	}
	return p
}
