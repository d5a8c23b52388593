package classify

import (
	"strings"
	"sync/atomic"
	"unicode/utf8"
)

// wordHit says that an element of some keyword is seen in a word.
type wordHit struct {
	element  int32
	from, to uint8 // bytes of the folded word that it covers
	compound bool  // only as a part of a compound
}

// index answers which elements are seen in a word. An answer depends on the
// word alone, so the last answers are kept: texts repeat their words, and a
// word read before costs one look-up, however many keywords there are.
type index struct {
	lang     language
	elements []element
	ids      map[element]int32

	texts    map[string][]int32 // whole and exact, as they stand
	stems    map[string][]int32 // whole, by stem
	prefixes lengths
	suffixes lengths
	tails    lengths // suffixes, by stem
	parts    lengths
	heads    lengths // long whole words, first in a compound
	ends     lengths // long whole words, last in a compound, by stem
	ranges   []int32

	seen []atomic.Pointer[answer]
}

// answer is what index knows about one word.
type answer struct {
	word string
	hits []wordHit
}

// seenWords is the number of answers kept, a power of two.
const seenWords = 1 << 16

// lengths maps texts to elements and knows which lengths occur.
type lengths struct {
	ids  map[string][]int32
	have [maxWord/64 + 1]uint64
}

func (m *lengths) add(text string, id int32) {
	if m.ids == nil {
		m.ids = map[string][]int32{}
	}
	m.ids[text] = append(m.ids[text], id)
	m.have[len(text)/64] |= 1 << (len(text) % 64)
}

func (m *lengths) has(n int) bool { return m.have[n/64]&(1<<(n%64)) != 0 }

func newIndex(l language) *index {
	return &index{lang: l, ids: map[element]int32{}, texts: map[string][]int32{},
		stems: map[string][]int32{}, seen: make([]atomic.Pointer[answer], seenWords)}
}

// add makes an element known and returns its number. alone says that it is a
// keyword by itself, and may be found in compounds.
func (x *index) add(e element, alone bool) int32 {
	key := e
	if e.form == whole && (!alone || utf8.RuneCountInString(e.text) < compoundLength) {
		key.text += "\x00" // not for compounds
	}
	if id, ok := x.ids[key]; ok {
		return id
	}
	id := int32(len(x.elements))
	x.elements = append(x.elements, e)
	x.ids[key] = id
	x.enter(e, id, key == e)
	return id
}

func (x *index) enter(e element, id int32, compounds bool) {
	long := utf8.RuneCountInString(e.text) >= stemLength
	switch e.form {
	case exact:
		x.texts[e.text] = append(x.texts[e.text], id)
	case between:
		x.ranges = append(x.ranges, id)
	case prefix:
		x.prefixes.add(e.text, id)
	case part:
		x.parts.add(e.text, id)
	case suffix:
		x.suffixes.add(e.text, id)
		if long {
			x.tails.add(x.lang.stemOf(e.text), id)
		}
	case whole:
		x.texts[e.text] = append(x.texts[e.text], id)
		if long {
			x.stems[x.lang.stemOf(e.text)] = append(x.stems[x.lang.stemOf(e.text)], id)
		}
		if stem := x.lang.stemOf(e.text); compounds && utf8.RuneCountInString(stem) >= stemLength+1 {
			x.heads.add(e.text, id)
			x.ends.add(stem, id)
		}
	}
}

// lookup returns the elements in a word as it stands in the text. Each word
// has two places where its answer can be kept.
func (x *index) lookup(raw string, hash uint32) []wordHit {
	slot := (hash ^ hash>>16) & (seenWords - 2)
	first, second := &x.seen[slot], &x.seen[slot+1]
	a := first.Load()
	if a != nil && a.word == raw {
		return a.hits
	}
	if b := second.Load(); b != nil && b.word == raw {
		return b.hits
	}
	hits := x.find(x.lang.fold(raw))
	if len(raw) <= maxWord {
		second.Store(a)
		first.Store(&answer{strings.Clone(raw), hits})
	}
	return hits
}

// find searches a folded word in all ways.
func (x *index) find(w string) []wordHit {
	f := finder{word: w}
	stem := x.lang.stemOf(w)
	f.take(x.texts[w], 0, len(w), false)
	f.inflected = func(id int32) bool { return x.lang.inflects(x.elements[id].text, w, stem) }
	f.take(x.stems[stem], 0, len(w), false)
	f.inflected = nil
	for n := 1; n <= len(w); n++ {
		if x.prefixes.has(n) {
			f.take(x.prefixes.ids[w[:n]], 0, n, false)
		}
		if x.suffixes.has(n) {
			f.take(x.suffixes.ids[w[len(w)-n:]], len(w)-n, len(w), false)
		}
		if x.heads.has(n) && n+2 < len(w) {
			f.take(x.heads.ids[w[:n]], 0, n, true)
		}
	}
	for n := 1; n <= len(stem); n++ {
		if x.tails.has(n) {
			f.take(x.tails.ids[stem[len(stem)-n:]], len(stem)-n, len(w), false)
		}
		if x.ends.has(n) && n+1 < len(stem) {
			f.take(x.ends.ids[stem[len(stem)-n:]], len(stem)-n, len(w), true)
		}
	}
	x.findParts(&f)
	if len(x.ranges) > 0 {
		x.findRanges(&f)
	}
	return f.hits
}

func (x *index) findParts(f *finder) {
	if len(x.parts.ids) == 0 {
		return
	}
	for n := 1; n <= len(f.word); n++ {
		if !x.parts.has(n) {
			continue
		}
		for i := 0; i+n <= len(f.word); i++ {
			f.take(x.parts.ids[f.word[i:i+n]], i, i+n, false)
		}
	}
}

// findRanges reads the word, or what stands before "årig" in it, as a number.
func (x *index) findRanges(f *finder) {
	n, ok := x.lang.numberOf(f.word)
	for _, id := range x.ranges {
		e := x.elements[id]
		m, is := n, ok
		if e.text != "" {
			i := strings.LastIndex(f.word, e.text)
			if i <= 0 || !e.open && i+len(e.text) < len(f.word) {
				continue
			}
			m, is = x.lang.numberOf(f.word[:i])
		}
		if is && e.low <= m && m <= e.high {
			f.take([]int32{id}, 0, len(f.word), false)
		}
	}
}

// finder collects hits in a word, each element once.
type finder struct {
	word      string
	hits      []wordHit
	inflected func(id int32) bool // nil: all are
}

func (f *finder) take(ids []int32, from, to int, compound bool) {
next:
	for _, id := range ids {
		for _, h := range f.hits {
			if h.element == id {
				continue next
			}
		}
		if f.inflected != nil && !f.inflected(id) {
			continue
		}
		f.hits = append(f.hits, wordHit{id, uint8(from), uint8(to), compound})
	}
}
