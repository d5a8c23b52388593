package classify

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

// syllables make up words that look like Danish ones.
var syllables = strings.Fields("skol cyk sti hav plej hjem bør bib lio tek vej træ kul tur fri tid job cent nat dag bro gård " +
	"ældr byg ning tra fik led ig syg hjælp mad klas lær er en ne ing else hed ud ind for af be mod om")

func syntheticWord(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(syllables[r.IntN(len(syllables))])
	}
	return b.String()
}

// synthetic are rules of n keywords in seven administrations and texts of
// 2 KB in which one word in thirty is a keyword, as in real mails.
func synthetic(n int) (Config, []string) {
	r := rand.New(rand.NewPCG(1, 2))
	c := Config{Administrations: make([]Administration, 7)}
	for i := range c.Administrations {
		c.Administrations[i].ID = fmt.Sprintf("A%d", i)
	}
	keywords := map[string]bool{}
	var plain []string
	for len(keywords) < n {
		k := syntheticWord(r, 4+r.IntN(2))
		plain = append(plain, k)
		switch r.IntN(5) {
		case 0:
			k += "*"
		case 1:
			k += " " + syntheticWord(r, 2)
		}
		if !keywords[k] {
			keywords[k] = true
			a := &c.Administrations[len(keywords)%7]
			a.Keywords = append(a.Keywords, k)
		}
	}
	return c, syntheticTexts(r, plain)
}

// syntheticTexts have the word frequencies of a language: few words make most
// of a text.
func syntheticTexts(r *rand.Rand, keywords []string) []string {
	words := make([]string, 20000)
	for i := range words {
		words[i] = syntheticWord(r, 1+r.IntN(3))
	}
	z := rand.NewZipf(r, 1.2, 8, uint64(len(words)-1))
	texts := make([]string, 500)
	for i := range texts {
		var b strings.Builder
		for b.Len() < 2000 {
			if r.IntN(30) == 0 {
				b.WriteString(keywords[r.IntN(len(keywords))])
			} else {
				b.WriteString(words[z.Uint64()])
			}
			if sign := r.IntN(40); sign < 4 {
				b.WriteByte(".,\n?"[sign])
			}
			b.WriteByte(' ')
		}
		texts[i] = b.String()
	}
	return texts
}

// BenchmarkDecide also measures what it is compared with: a bare pass over
// the words of the same texts.
func BenchmarkDecide(b *testing.B) {
	texts := danishTexts(b, 200, 1000, 3000)
	size := 0
	for _, text := range texts {
		size += len(text)
	}
	run := func(name string, f func(string)) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(size / len(texts)))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				f(texts[i%len(texts)])
			}
		})
	}
	run("words only", func(s string) { bareWords(s) })
	for _, n := range []int{100, 1000, 10000} {
		c := danishRules(b, n, false, texts)
		run(fmt.Sprint(n), func(s string) { c.Decide(Input{Question: s}) })
	}
	c, err := Compile(Config{Administrations: []Administration{{ID: "A", Keywords: exampleKeywords(b)}}})
	if err != nil {
		b.Fatal(err)
	}
	run("example", func(s string) { c.Decide(Input{Question: s}) })
}

// TestMemory holds the rules to their share: 10,000 keywords below 20 MB,
// with the words they have seen.
func TestMemory(t *testing.T) {
	cfg, texts := synthetic(10000)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	c, err := Compile(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		c.Decide(Input{Question: text})
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if used := int64(after.HeapAlloc) - int64(before.HeapAlloc); used > 20<<20 {
		t.Errorf("%d bytes for 10,000 keywords", used)
	} else {
		t.Logf("%.1f MB for 10,000 keywords", float64(used)/(1<<20))
	}
	runtime.KeepAlive(c)
	runtime.KeepAlive(cfg)
}
