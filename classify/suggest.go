package classify

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
)

// SuggestOptions say how to learn keywords. The zero value means the defaults.
type SuggestOptions struct {
	Language string // of the questions; default da
	Support  int    // questions that must hold a word, twice as many for its parts and for pairs; default 1
	PerLabel int    // questions that an administration must have to be learned; default 10
	Rounds   int    // passes over the questions; default 20
	// Keywords is the most that an administration gets; default no bound.
	Keywords int
	// Current, if given, is asked which of its keywords mislead.
	Current *Classifier
}

func (o SuggestOptions) withDefaults() SuggestOptions {
	o.Language = cmp.Or(o.Language, "da")
	o.Support = cmp.Or(o.Support, 1)
	o.PerLabel = cmp.Or(o.PerLabel, 10)
	o.Rounds = cmp.Or(o.Rounds, 20)
	return o
}

// Suggestion is what labelled questions teach. It is a proposal: a person
// reads it, edits it, tests it, and only then copies it to the rules.
type Suggestion struct {
	Language        string                    `json:"language"`
	Questions       int                       `json:"questions"` // learned from
	Administrations []SuggestedAdministration `json:"administrations"`
	TieBreaks       []Rule                    `json:"tie_breaks,omitempty"`
	Misleading      []Misleading              `json:"misleading,omitempty"` // of the current keywords, the worst first
	LeftOut         map[string]int            `json:"left_out,omitempty"`   // labels with too few questions
}

// SuggestedAdministration holds the keywords of one label, strongest first.
type SuggestedAdministration struct {
	ID       string             `json:"id"`
	Keywords []SuggestedKeyword `json:"keywords"`
}

// SuggestedKeyword is a keyword with what speaks for it.
type SuggestedKeyword struct {
	Keyword string  `json:"keyword"`
	Weight  float64 `json:"weight"`
	Support int     `json:"support"` // questions of the administration that hold it
	Lift    float64 `json:"lift"`    // how much more often than by chance
}

// smallest is the weight below which a keyword is not worth a line.
const smallest = 0.2

// Suggest learns keywords, their weights and tie-breaks from questions whose
// administration is known. The same questions give the same suggestion.
//
// Words are weighed together with their beginnings and ends, so that a rare
// compound lends from the common ones: the weights are those of a logistic
// regression that are not negative, and most are nothing. They add up, so the
// suggestion sets [Config.Additive]. A little of how much more often than by
// chance a word stands with an administration is added to them: that says more
// of words that were seen once or twice, and makes a larger margin a surer one.
func Suggest(ctx context.Context, questions []Labelled, o SuggestOptions) (Suggestion, error) {
	o = o.withDefaults()
	lang, err := languageOf(o.Language)
	if err != nil {
		return Suggestion{}, fmt.Errorf("suggest rules: %w", err)
	}
	out := Suggestion{Language: o.Language}
	kept, labels := byLabel(questions, o.PerLabel, &out)
	if len(labels) < 2 {
		return out, fmt.Errorf("suggest rules: two administrations with %d questions each are needed, %d are there", o.PerLabel, len(labels))
	}
	t, err := newTeacher(lang, kept, labels, o)
	if err != nil {
		return out, fmt.Errorf("suggest rules: %w", err)
	}
	if err := t.learner.fit(ctx, t.samples, o.Rounds); err != nil {
		return out, fmt.Errorf("suggest rules: %w", err)
	}
	t.lean()
	out.Questions = len(kept)
	out.Administrations = t.administrations(o.Keywords)
	out.TieBreaks = t.tieBreaks()
	if o.Current != nil {
		out.Misleading = mislead(o.Current, kept)
	}
	return out, nil
}

// byLabel keeps the questions of labels that have enough of them.
func byLabel(questions []Labelled, least int, out *Suggestion) (kept []Labelled, labels []string) {
	n := map[string]int{}
	for _, q := range questions {
		n[q.Label]++
	}
	for _, l := range sortedKeys(n) {
		if n[l] >= least && l != "" {
			labels = append(labels, l)
			continue
		}
		if out.LeftOut == nil {
			out.LeftOut = map[string]int{}
		}
		out.LeftOut[l] = n[l]
	}
	for _, q := range questions {
		if slices.Contains(labels, q.Label) {
			kept = append(kept, q)
		}
	}
	return kept, labels
}

// teacher holds what is learned from.
type teacher struct {
	sources []string
	labels  []string
	seer    *seer
	samples []sample
	learner *learner
	counts  [][]int // by candidate, by label
	perItem []int   // questions by label
}

// penalty keeps weights at nothing that few questions ask for.
const penalty = 0.05

func newTeacher(l language, questions []Labelled, labels []string, o SuggestOptions) (*teacher, error) {
	t := &teacher{sources: distinct(gather(l, questions, o.Support)), labels: labels, perItem: make([]int, len(labels))}
	var err error
	if t.seer, err = newSeer(l, t.sources); err != nil {
		return nil, err
	}
	for range t.sources {
		t.counts = append(t.counts, make([]int, len(labels)))
	}
	for _, q := range questions {
		s := sample{t.seer.see(q.Text, q.Subject), slices.Index(labels, q.Label)}
		t.samples = append(t.samples, s)
		t.perItem[s.label]++
		for _, f := range s.features {
			t.counts[f.id][s.label]++
		}
	}
	t.learner = newLearner(len(t.sources), len(labels), penalty)
	return t, nil
}

// leaning is the share of a word's lift that its weight gets.
const leaning = 0.05

// lean adds to the weights the logarithm of the lift where it is above one: in
// how large a share of an administration's questions a word stands, against
// that of all others. One question more on both sides keeps rare words modest.
func (t *teacher) lean() {
	all := float64(len(t.samples))
	for id, counts := range t.counts {
		n := 0
		for _, k := range counts {
			n += k
		}
		for c, k := range counts {
			ours := float64(t.perItem[c])
			in := (float64(k) + ours/all) / ours
			out := (float64(n-k) + 1 - ours/all) / (all - ours)
			if in > out {
				t.learner.weights[id][c] += leaning * math.Log(in/out)
			}
		}
	}
}

// administrations turns the weights into keywords.
func (t *teacher) administrations(most int) []SuggestedAdministration {
	out := make([]SuggestedAdministration, len(t.labels))
	for c, label := range t.labels {
		out[c].ID = label
	}
	for id, weights := range t.learner.weights {
		for c, w := range weights {
			if w = math.Round(w*10) / 10; w >= smallest {
				out[c].Keywords = append(out[c].Keywords, t.keyword(id, c, w))
			}
		}
	}
	for c := range out {
		ks := out[c].Keywords
		slices.SortStableFunc(ks, func(a, b SuggestedKeyword) int {
			return cmp.Or(cmp.Compare(b.Weight*float64(b.Support), a.Weight*float64(a.Support)), cmp.Compare(a.Keyword, b.Keyword))
		})
		if most > 0 && len(ks) > most {
			out[c].Keywords = ks[:most]
		}
	}
	return out
}

func (t *teacher) keyword(id, label int, weight float64) SuggestedKeyword {
	all := 0
	for _, n := range t.counts[id] {
		all += n
	}
	in := t.counts[id][label]
	chance := float64(t.perItem[label]) / float64(len(t.samples))
	return SuggestedKeyword{Keyword: t.sources[id], Weight: weight, Support: in,
		Lift: math.Round(10*float64(in)/float64(all)/chance) / 10}
}

// Config makes rules of a suggestion, to test it before anybody edits it.
func (s Suggestion) Config() Config {
	c := Config{Language: s.Language, Additive: true, Rules: s.TieBreaks}
	for _, a := range s.Administrations {
		ks := make([]string, len(a.Keywords))
		for i, k := range a.Keywords {
			ks[i] = k.String()
		}
		c.Administrations = append(c.Administrations, Administration{ID: a.ID, Keywords: ks})
	}
	return c
}

// String is the keyword as rules write it.
func (k SuggestedKeyword) String() string {
	if k.Weight == 1 {
		return k.Keyword
	}
	return fmt.Sprintf("%s^%g", k.Keyword, k.Weight)
}
