package classify

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// manyRules are n rules of three conditions each; of their words half stand in
// the text that is returned, in which every rule holds.
func manyRules(n int) (Config, string) {
	c := Config{Administrations: []Administration{{ID: "A"}, {ID: "B"}}}
	var text strings.Builder
	for i := range n {
		word := fmt.Sprintf("ord%dx", i)
		c.Rules = append(c.Rules, Rule{Name: word, To: "A", Any: []string{word, word + "y"}, All: []string{word + " | " + word + "z"}, None: []string{word + "q"}})
		fmt.Fprintf(&text, "%s ", word)
	}
	return c, text.String()
}

// TestLinearInRules holds the time to the number of rules, all of which hold in
// the text, and of keywords, all of which stand in it: with twice as many of
// them and twice the text it grows by no more than 2^1.15. What a question keeps
// is bounded, so the sizes stay below the bound.
func TestLinearInRules(t *testing.T) {
	for name, config := range map[string]func(int) (Config, string){
		"rules": manyRules,
		"keywords": func(n int) (Config, string) {
			c, text := manyRules(n)
			for i, r := range c.Rules {
				a := &c.Administrations[i%2]
				a.Keywords = append(a.Keywords, r.Any[0])
			}
			c.Rules = nil
			return c, text
		},
	} {
		slope := 9.0
		for try := 0; try < 6 && slope > 1.15; try++ {
			var runs []func()
			for _, n := range []int{900, 1800} {
				c, text := config(n)
				k, err := Compile(c)
				if err != nil {
					t.Fatal(err)
				}
				if d := k.Decide(Input{Question: text}); len(d.Evidence) != n {
					t.Fatalf("%s: %d of %d count", name, len(d.Evidence), n)
				}
				runs = append(runs, func() { k.Decide(Input{Question: text}) })
			}
			d := fastest(60, runs...)
			slope = min(slope, math.Log2(float64(d[1])/float64(d[0])))
		}
		t.Logf("%s: time grows by size to the power of %.2f", name, slope)
		if slope > 1.15 && !slow {
			t.Errorf("%s: time grows by size to the power of %.2f", name, slope)
		}
	}
}
