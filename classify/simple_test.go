package classify

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
)

// simple finds keywords the way the package comment tells it: every keyword
// is tried at every word, without any index.
type simple struct {
	c     *Classifier
	words []simpleWord
}

type simpleWord struct {
	start, end   int
	folded, stem string
	joined, stop bool
}

func newSimple(c *Classifier, text string) *simple {
	s := &simple{c: c}
	last := 0
	for start, end := nextWord(text, 0); start < len(text); start, end = nextWord(text, end) {
		if n := len(s.words); n > 0 {
			joined, stop := gap(text[last:start])
			s.words[n-1].joined, s.words[n-1].stop = joined, stop && !ordinal(text, s.words[n-1].start, last, start)
		}
		w := c.index.lang.fold(text[start:end])
		s.words = append(s.words, simpleWord{start: start, end: end, folded: w, stem: c.index.lang.stemOf(w)})
		last = end
	}
	return s
}

// sees is what one element means in one word.
func (s *simple) sees(e element, alone bool, w simpleWord) bool {
	return slices.ContainsFunc(s.c.index.lang.stemsOf(e.text), func(stem string) bool { return s.seesBy(stem, e, alone, w) })
}

// seesBy is the same for one of the stems.
func (s *simple) seesBy(stem string, e element, alone bool, w simpleWord) bool {
	l, letters := s.c.index.lang, utf8.RuneCountInString(e.text)
	switch e.form {
	case exact:
		return w.folded == e.text
	case prefix:
		return strings.HasPrefix(w.folded, e.text)
	case part:
		return strings.Contains(w.folded, e.text)
	case suffix:
		return strings.HasSuffix(w.folded, e.text) || letters >= stemLength && s.endsIn(e.text, stem, w)
	case whole:
		inflected := letters >= stemLength && w.stem == stem && l.inflects(e.text, w.folded, stem)
		long := alone && letters >= compoundLength && utf8.RuneCountInString(stem) > stemLength+1
		head := long && len(e.text)+2 < len(w.folded) && strings.HasPrefix(w.folded, e.text)
		last := long && len(stem)+1 < len(w.stem) && s.endsIn(e.text, stem, w)
		return w.folded == e.text || inflected || head || last
	}
	return false
}

// endsIn reports whether the last part of a word is a form of a text.
func (s *simple) endsIn(text, stem string, w simpleWord) bool {
	return strings.HasSuffix(w.stem, stem) && s.c.index.lang.inflects(text, w.folded[len(w.stem)-len(stem):], stem)
}

func (s *simple) phrase(es []element, alone bool, i int) bool {
	if i < 0 || i+len(es) > len(s.words) {
		return false
	}
	for n, e := range es {
		if !s.sees(e, alone, s.words[i+n]) || n > 0 && s.words[i+n-1].stop {
			return false
		}
	}
	return true
}

// places are where a keyword stands: its first and last byte.
func (s *simple) places(source string) (found [][2]int) {
	k, _ := parseKeyword(source, s.c.index.lang)
	alone := len(k.left) == 1 && k.near == 0
	for i := range s.words {
		if !s.phrase(k.left, alone, i) {
			continue
		}
		first, last := i, i+len(k.left)-1
		for d := 1; k.near > 0 && d <= k.near+1; d++ {
			if s.phrase(k.right, false, i+len(k.left)-1+d) {
				last = i + len(k.left) - 1 + d + len(k.right) - 1
				break
			}
			if j := i - d - len(k.right) + 1; s.phrase(k.right, false, j) {
				first = j
				break
			}
			if d == k.near+1 {
				last = -1
			}
		}
		if last >= 0 {
			found = append(found, [2]int{s.words[first].start, s.words[last].end})
		}
	}
	return found
}

// TestSimplePath holds the fast way of finding keywords to the simple one, on
// questions of our own and the example's keywords, and on what a keyboard makes
// of them.
func TestSimplePath(t *testing.T) {
	cfg := Config{Administrations: []Administration{{ID: "A", Keywords: exampleKeywords(t)}}}
	c, err := Compile(cfg)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, text := range danishTexts(t, 25, 300, 600) {
		text = mistyped(r, text)
		d := newDecider(c)
		d.reader.read(zoneQuestion, text)
		got := map[string][][2]int{}
		for _, h := range d.reader.hits {
			k := c.keywords[h.keyword].source
			got[k] = append(got[k], [2]int{int(h.start), int(h.end)})
		}
		s := newSimple(c, text)
		for _, k := range cfg.Administrations[0].Keywords {
			if strings.ContainsAny(k, "-.") || strings.Contains(k, "..") {
				continue // hyphened ones and numbers have ways of their own
			}
			k, _, _ = strings.Cut(k, "^")
			want, have := s.places(k), got[k]
			slices.SortFunc(have, func(a, b [2]int) int { return a[0] - b[0] })
			if fmt.Sprint(want) != fmt.Sprint(have) {
				t.Errorf("%q stands at %v, found at %v in %q", k, want, have, text)
			}
		}
	}
}

// mistyped puts other signs between some words; no hyphens, which the simple
// way does not read.
func mistyped(r *rand.Rand, text string) string {
	signs := []string{". ", "\n", "\n\n", "  ", "\u00a0", "\u00ad", ", ", "? ", "a\u030a"}
	return strings.Join(slices.Collect(func(yield func(string) bool) {
		for w := range strings.SplitSeq(strings.ReplaceAll(text, "-", " "), " ") {
			if r.IntN(12) == 0 {
				w += signs[r.IntN(len(signs))]
			}
			if !yield(w) {
				return
			}
		}
	}), " ")
}

// exampleKeywords are those of the shipped example.
func exampleKeywords(t testing.TB) []string {
	t.Helper()
	b, err := os.ReadFile("../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Administration []Administration
	}
	if err := toml.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, a := range f.Administration {
		all = append(all, a.Keywords...)
	}
	slices.Sort(all)
	return slices.CompactFunc(all, func(a, b string) bool {
		a, _, _ = strings.Cut(a, "^")
		b, _, _ = strings.Cut(b, "^")
		return a == b
	})
}

// FuzzScan holds the step of eight bytes to the step of one.
func FuzzScan(f *testing.F) {
	f.Add("Hvornår bliver cykel-\nstien på Ørestads Boulevard ryddet? 2026 × ÷ a\u030a\u00adb", 0)
	f.Add("sundhedsplejerskeuddannelsesreformen og økonomiforvaltningens x", 3)
	f.Add("\xc3 \xc3\xa6\xff\xf0\x9f\x98\x80 e\u0301", 1)
	f.Fuzz(func(t *testing.T, text string, i int) {
		if i < 0 || i > len(text) || !utf8.RuneStart((text + " ")[i]) {
			return
		}
		for i < len(text) {
			var k wordKey
			start, end, short := scan(text, i, &k)
			if s, e := nextWord(text, i); s != start || e != end {
				t.Fatalf("scan(%q, %d) = %d, %d; nextWord says %d, %d", text, i, start, end, s, e)
			}
			if start == len(text) {
				return
			}
			if want := end-start <= keyBytes; short != want {
				t.Fatalf("%q is short: %v", text[start:end], short)
			}
			if short && k != keyOf(text, start, end) {
				t.Fatalf("key of %q is %x", text[start:end], k)
			}
			i = end
		}
	})
}
