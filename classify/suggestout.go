package classify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Misleading is a keyword that more often led to the wrong administration
// than to the right one.
type Misleading struct {
	Administration string `json:"administration"`
	Keyword        string `json:"keyword"`
	Right          int    `json:"right"` // questions of the administration that hold it
	Wrong          int    `json:"wrong"` // questions of others that hold it
}

// mislead asks the current keywords where they stand. Few questions prove
// nothing: five wrong ones are needed.
func mislead(c *Classifier, questions []Labelled) []Misleading {
	type key struct{ administration, keyword string }
	n := map[key]*Misleading{}
	for _, q := range questions {
		for _, e := range c.Decide(Input{Subject: q.Subject, Question: q.Text}).Evidence {
			if e.Rule != "" {
				continue
			}
			k := key{e.Administration, e.Keyword}
			if n[k] == nil {
				n[k] = &Misleading{Administration: k.administration, Keyword: k.keyword}
			}
			n[k].Right += one(e.Administration == q.Label)
			n[k].Wrong += one(e.Administration != q.Label)
		}
	}
	var out []Misleading
	for _, m := range n {
		if m.Wrong >= 5 && m.Wrong > m.Right {
			out = append(out, *m)
		}
	}
	slices.SortFunc(out, func(a, b Misleading) int {
		return cmp.Or(cmp.Compare(b.Wrong-b.Right, a.Wrong-a.Right), cmp.Compare(a.Administration, b.Administration), cmp.Compare(a.Keyword, b.Keyword))
	})
	return out
}

// tieBreaks proposes, for each two administrations that share words, the
// words that part them: they stand at least eight times, nine in ten times on
// one side.
func (t *teacher) tieBreaks() []Rule {
	var rules []Rule
	for a := range t.labels {
		for b := a + 1; b < len(t.labels); b++ {
			if t.sharedWords(a, b) == 0 {
				continue
			}
			for _, side := range [][2]int{{a, b}, {b, a}} {
				if words := t.parting(side[0], side[1]); len(words) > 0 {
					rules = append(rules, Rule{Name: fmt.Sprintf("%s before %s", t.labels[side[0]], t.labels[side[1]]),
						To: t.labels[side[0]], Between: []string{t.labels[a], t.labels[b]}, Any: words})
				}
			}
		}
	}
	return rules
}

// sharedWords counts the candidates that speak for both.
func (t *teacher) sharedWords(a, b int) int {
	n := 0
	for _, w := range t.learner.weights {
		n += one(w[a] >= smallest && w[b] >= smallest)
	}
	return n
}

const (
	partingSupport = 8
	partingShare   = 0.9
	partingWords   = 6
)

// parting are the words that stand for one of two administrations.
func (t *teacher) parting(for_, against int) []string {
	var ids []int
	for id, n := range t.counts {
		sum := n[for_] + n[against]
		if sum >= partingSupport && float64(n[for_]) >= partingShare*float64(sum) && t.learner.weights[id][for_] >= smallest {
			ids = append(ids, id)
		}
	}
	slices.SortStableFunc(ids, func(x, y int) int { return cmp.Compare(t.counts[y][for_], t.counts[x][for_]) })
	var words []string
	for _, id := range ids {
		if word := t.sources[id]; len(words) < partingWords && !slices.ContainsFunc(words, func(w string) bool { return alike(w, word) }) {
			words = append(words, word)
		}
	}
	return words
}

// alike reports whether one keyword says no more than a part of the other:
// "verkeh*" and "verkehr".
func alike(a, b string) bool {
	a, b = strings.Trim(a, "*"), strings.Trim(b, "*")
	return strings.Contains(a, b) || strings.Contains(b, a)
}

// TOML is the suggestion as a file to edit: keywords with their support and
// lift as comments, tie-breaks, and what of today misleads.
func (s Suggestion) TOML() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Learned from %d questions. Nothing here is in use: read, edit, test with\n# \"inquiryd rules test\", and copy what you want to keep.\n", s.Questions)
	b.WriteString("\n[classify]\nadditive = true # these weights add up\n")
	for _, a := range s.Administrations {
		fmt.Fprintf(&b, "\n[[administration]]\nid = %q\nkeywords = [\n", a.ID)
		writeKeywords(&b, a.Keywords)
		b.WriteString("]\n")
	}
	for _, r := range s.TieBreaks {
		fmt.Fprintf(&b, "\n[[rule]]\nname = %q\nbetween = [%s]\nto = %q\nany = [%s]\n", r.Name, list(r.Between), r.To, list(r.Any))
	}
	if len(s.Misleading) > 0 {
		b.WriteString("\n# Keywords of today that mislead:\n")
	}
	for _, m := range s.Misleading {
		fmt.Fprintf(&b, "#   %s %q: %d right, %d wrong\n", m.Administration, m.Keyword, m.Right, m.Wrong)
	}
	return b.String()
}

// writeKeywords writes a line for each keyword, and behind them those of a
// single question, many on a line: little speaks for each of those, and much
// for all of them together.
func writeKeywords(b *strings.Builder, ks []SuggestedKeyword) {
	var once []SuggestedKeyword
	for _, group := range groups(ks) {
		for _, k := range group {
			if k.Support < 2 {
				once = append(once, k)
				continue
			}
			fmt.Fprintf(b, "  %-34s # in %d of its questions, %g times as often as by chance\n", fmt.Sprintf("%q,", k), k.Support, k.Lift)
		}
	}
	width := 0
	for i, k := range once {
		if i == 0 {
			b.WriteString("  # each in one of its questions\n")
		}
		word := fmt.Sprintf("%q,", k)
		if width += len(word) + 1; i == 0 || width > 100 {
			b.WriteString(strings.Repeat("\n", one(i > 0)) + " ")
			width = len(word)
		}
		b.WriteString(" " + word)
	}
	b.WriteString(strings.Repeat("\n", one(len(once) > 0)))
}

func list(ws []string) string {
	q := make([]string, len(ws))
	for i, w := range ws {
		q[i] = fmt.Sprintf("%q", w)
	}
	return strings.Join(q, ", ")
}

// groups puts keywords with a common beginning together, where the strongest
// of them stands.
func groups(ks []SuggestedKeyword) [][]SuggestedKeyword {
	place := map[string]int{}
	var out [][]SuggestedKeyword
	for _, k := range ks {
		beginning := clip(strings.Trim(k.Keyword, "*"), shortestPart+1)
		i, ok := place[beginning]
		if !ok {
			i = len(out)
			place[beginning] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], k)
	}
	return out
}
