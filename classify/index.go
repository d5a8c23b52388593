package classify

import (
	"strings"
	"unicode/utf8"
)

// wordHit says that an element of some keyword is seen in a word.
type wordHit struct {
	element  int32
	from, to uint8 // bytes of the folded word that it covers
	compound bool  // only as a part of a compound
}

// index answers which elements are seen in a word.
type index struct {
	lang     language
	elements []element
	ids      map[element]int32

	texts    map[string][]int32 // whole and exact, as they stand
	stems    map[string][]int32 // whole, by stem
	prefixes ends
	heads    ends // long whole words, first in a compound
	suffixes ends
	tails    ends // suffixes, by stem
	lasts    ends // long whole words, last in a compound, by stem
	parts    parts
	ranges   []int32

	begins []bool // by element: keywords begin with it
	side   []bool // by element: the right sides of near keywords begin with it

	seen seen
}

// ends hold texts that words begin or end with. Which lengths occur, and a bit
// for the sum of each text, spare most look-ups.
type ends struct {
	ids  map[string][]int32
	have [maxWord/64 + 1]uint64
	bits [1 << 11]uint64
	back bool // words end with the texts
}

// sum goes on with the sum of a text's bytes; texts that words end with are
// summed up from their end.
func sum(before uint32, c byte) uint32 { return (before ^ uint32(c)) * 16777619 }

// bit is the place of a sum among the bits.
func (m *ends) bit(s uint32) (word int, bit uint64) {
	s ^= s >> 15
	return int(s>>6) % len(m.bits), 1 << (s & 63)
}

func (m *ends) add(text string, id int32) {
	if m.ids == nil {
		m.ids = map[string][]int32{}
	}
	m.ids[text] = append(m.ids[text], id)
	m.have[len(text)/64] |= 1 << (len(text) % 64)
	s := uint32(0)
	for i := range len(text) {
		if m.back {
			i = len(text) - 1 - i
		}
		s = sum(s, text[i])
	}
	i, b := m.bit(s)
	m.bits[i] |= b
}

// may reports whether a text of n bytes with this sum can be there.
func (m *ends) may(n int, s uint32) bool {
	if m.have[n/64]&(1<<(n%64)) == 0 {
		return false
	}
	i, b := m.bit(s)
	return m.bits[i]&b != 0
}

func newIndex(l language) *index {
	return &index{lang: l, ids: map[element]int32{}, texts: map[string][]int32{}, stems: map[string][]int32{},
		suffixes: ends{back: true}, tails: ends{back: true}, lasts: ends{back: true}}
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
			for _, stem := range x.lang.stemsOf(e.text) {
				x.tails.add(stem, id)
			}
		}
	case whole:
		x.texts[e.text] = append(x.texts[e.text], id)
		stems := x.lang.stemsOf(e.text)
		for i, stem := range stems {
			if long {
				x.stems[stem] = append(x.stems[stem], id)
			}
			if compounds && utf8.RuneCountInString(stem) >= stemLength+2 {
				x.lasts.add(stem, id)
				if i == 0 {
					x.heads.add(e.text, id)
				}
			}
		}
	}
}

// lookup returns what is seen in a word as it stands in the text.
func (x *index) lookup(raw string, k *wordKey, short bool) *answer {
	if !short {
		return x.answer(raw)
	}
	blank := k[0] < onlyGoesOn && k[1] == 0
	if blank && x.seen.skip(k[0], true) {
		return &nothing
	}
	if a := x.seen.get(k); a != nil {
		return a
	}
	a := x.answer(raw)
	a.key = *k
	if blank && len(a.hits) == 0 {
		x.seen.putBlank(k[0])
		return a
	} else if blank && !a.begins && !a.side {
		x.seen.putBlank(k[0] | onlyGoesOn)
	} else if !blank && k[1] < onlyGoesOn && k[2] == 0 && len(a.hits) == 0 {
		x.seen.putLong(k[0], k[1])
	}
	x.seen.put(a)
	return a
}

// answer looks into a word.
func (x *index) answer(raw string) *answer {
	a := &answer{hits: x.find(x.lang.fold(raw))}
	for _, h := range a.hits {
		a.begins = a.begins || x.begins[h.element]
		a.side = a.side || x.side[h.element]
	}
	return a
}

// find searches a folded word in all ways.
func (x *index) find(w string) []wordHit {
	f := finder{word: w}
	stem := x.lang.stemOf(w)
	f.take(x.texts[w], 0, len(w), false)
	f.inflected = func(id int32) bool { return x.lang.inflects(x.elements[id].text, w, stem) }
	f.take(x.stems[stem], 0, len(w), false)
	f.inflected = nil
	s := uint32(0)
	for n := 1; n <= len(w); n++ {
		s = sum(s, w[n-1])
		if x.prefixes.may(n, s) {
			f.take(x.prefixes.ids[w[:n]], 0, n, false)
		}
		if n+2 < len(w) && x.heads.may(n, s) {
			f.take(x.heads.ids[w[:n]], 0, n, true)
		}
	}
	s = 0
	for n := 1; n <= len(w); n++ {
		if s = sum(s, w[len(w)-n]); x.suffixes.may(n, s) {
			f.take(x.suffixes.ids[w[len(w)-n:]], len(w)-n, len(w), false)
		}
	}
	s = 0
	for n := 1; n <= len(stem); n++ {
		s = sum(s, stem[len(stem)-n])
		if tail := len(stem) - n; x.tails.may(n, s) {
			f.inflected = x.endsIn(w, stem, tail)
			f.take(x.tails.ids[stem[tail:]], tail, len(w), false)
		}
		if tail := len(stem) - n; n+1 < len(stem) && x.lasts.may(n, s) {
			f.inflected = x.endsIn(w, stem, tail)
			f.take(x.lasts.ids[stem[tail:]], tail, len(w), true)
		}
	}
	f.inflected = nil
	x.parts.find(&f)
	if len(x.ranges) > 0 {
		x.findRanges(&f)
	}
	return f.hits
}

// endsIn asks whether the last part of a word, from byte tail of its stem on, is
// a form of an element: "Valbyparken" ends in "park", not in "parkere".
func (x *index) endsIn(w, stem string, tail int) func(int32) bool {
	return func(id int32) bool {
		return !strings.HasPrefix(w, stem) || x.lang.inflects(x.elements[id].text, w[tail:], stem[tail:])
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
