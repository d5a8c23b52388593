package classify

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/plot"
)

// TestCurve prints how deciding grows with the number of keywords in
// INQUIRYD_KEYWORDS, as "100 1000": where few of them occur in the texts, and
// where half of them begin with words that do.
func TestCurve(t *testing.T) {
	sizes := strings.Fields(os.Getenv("INQUIRYD_KEYWORDS"))
	if len(sizes) == 0 {
		t.Skip("INQUIRYD_KEYWORDS is not set")
	}
	texts := danishTexts(t, 40, 1000, 3000)
	bare := plot.Curve{Name: "a bare pass over the words, µs a text"}
	sparse := plot.Curve{Name: "deciding, µs a text"}
	dense := plot.Curve{Name: "deciding, half begin with words of the texts, µs a text"}
	compiled := plot.Curve{Name: "reading the rules, ms"}
	memory := plot.Curve{Name: "memory, MB"}
	each := func(f func(string)) func() {
		return func() {
			for _, text := range texts {
				f(text)
			}
		}
	}
	perText := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 / float64(len(texts)) }
	for _, size := range sizes {
		n, err := strconv.Atoi(size)
		if err != nil {
			t.Fatal(err)
		}
		var few *Classifier
		before := heap()
		reading := fastest(1, func() { few = danishRules(t, n, false, texts) })
		compiled.Add(float64(n), float64(reading[0].Microseconds())/1000)
		memory.Add(float64(n), float64(max(heap()-before, 0))/(1<<20))
		many := danishRules(t, n, true, texts)
		best := fastest(20, each(func(s string) { bareWords(s) }), each(func(s string) { few.Decide(Input{Question: s}) }), each(func(s string) { many.Decide(Input{Question: s}) }))
		bare.Add(float64(n), perText(best[0]))
		sparse.Add(float64(n), perText(best[1]))
		dense.Add(float64(n), perText(best[2]))
		runtime.KeepAlive(few)
	}
	fmt.Print(plot.Plot{X: "keywords", Y: "cost", Curves: []plot.Curve{sparse, dense, bare, compiled, memory}}.Table())
}

// heap is what is in use, in bytes.
func heap() int64 {
	runtime.GC()
	runtime.GC() // what pools held is free after the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
