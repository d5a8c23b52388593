package classify

import (
	"cmp"
	"slices"
	"strings"
)

// zone is a part of the input that keywords are looked for in.
type zone uint8

const (
	zoneQuestion zone = iota
	zoneSubject
	zoneIntroduction
	zoneAttachment
	zones
)

var zoneNames = [zones]string{"question", "subject", "introduction", "attachment"}

// hit is one place where a keyword stands. lo and hi order what it covers:
// the number of the word times 256 plus the byte in the folded word.
type hit struct {
	keyword    int32
	zone       zone
	compound   bool
	start, end int // byte offsets in the zone's text
	lo, hi     int
	lo2, hi2   int // the other side of a near keyword; 0, 0 without
}

// maxHits bounds the places kept per zone, whatever the text.
const maxHits = 4096

// reader finds the keywords in the zones of one input. Its slices are used
// again for the next input.
type reader struct {
	c     *Classifier
	words []word
	hits  []hit // of all zones
	zone  zone
	limit int
}

// read finds all keywords in a text.
func (r *reader) read(z zone, text string) {
	r.zone, r.limit = z, len(r.hits)+maxHits
	r.words = r.c.split(text, r.words[:0])
	for i := range r.words {
		for _, h := range r.words[i].found {
			r.at(i, h)
		}
		if r.words[i].joined && (i == 0 || !r.words[i-1].joined) {
			r.chain(i, text)
		}
	}
}

// split cuts a text into words and looks each of them up.
func (c *Classifier) split(text string, ws []word) []word {
	last := 0
	for {
		start, end, hash := nextWord(text, last)
		if len(ws) > 0 && start < len(text) {
			w := &ws[len(ws)-1]
			if between := text[w.end:start]; between != " " {
				w.joined, w.stop = gap(between)
			}
		}
		if start == len(text) {
			return ws
		}
		ws = append(ws, word{start: start, end: end, found: c.index.lookup(text[start:end], hash)})
		last = end
	}
}

// at follows an element at word i to the keywords that begin with it.
func (r *reader) at(i int, h wordHit) {
	for _, u := range r.c.uses[h.element] {
		k := &r.c.keywords[u.keyword]
		if u.alone || len(k.left) == 1 {
			r.found(u.keyword, span{i, i, i<<8 | int(h.from), i<<8 | int(h.to), h.compound})
		} else if s, ok := r.phrase(k.left, i); ok {
			r.found(u.keyword, s)
		}
	}
}

// span is the place of a phrase: its words and what it covers in them.
type span struct {
	first, last int
	lo, hi      int
	compound    bool
}

// phrase reports whether the elements stand one after the other from word i
// on, within a sentence.
func (r *reader) phrase(es []int32, i int) (span, bool) {
	if i < 0 || i+len(es) > len(r.words) {
		return span{}, false
	}
	s := span{first: i, last: i + len(es) - 1}
	for n, e := range es {
		w := &r.words[i+n]
		k := slices.IndexFunc(w.found, func(h wordHit) bool { return h.element == e })
		if k < 0 || n > 0 && r.words[i+n-1].stop {
			return span{}, false
		}
		if n == 0 {
			s.lo = i<<8 | int(w.found[k].from)
		}
		s.hi = (i+n)<<8 | int(w.found[k].to)
		s.compound = s.compound || w.found[k].compound
	}
	return s, true
}

// found keeps a hit, for a near keyword only with its other side.
func (r *reader) found(id int32, s span) {
	k := &r.c.keywords[id]
	if k.near == 0 {
		r.keep(id, s, s, false)
		return
	}
	for d := 1; d <= k.near+1; d++ {
		if t, ok := r.phrase(k.right, s.last+d); ok {
			r.keep(id, s, t, true)
			return
		}
		if t, ok := r.phrase(k.right, s.first-d-len(k.right)+1); ok {
			r.keep(id, t, s, true)
			return
		}
	}
}

func (r *reader) keep(id int32, s, t span, two bool) {
	if len(r.hits) >= r.limit {
		return
	}
	h := hit{keyword: id, zone: r.zone, compound: s.compound, start: r.words[s.first].start, end: r.words[t.last].end, lo: s.lo, hi: s.hi}
	if two {
		h.lo2, h.hi2 = t.lo, t.hi
	}
	r.hits = append(r.hits, h)
}

// chain reads words tied by hyphens as one: "cykel-sti" is a cykelsti, and so
// is one that is broken at the end of a line.
func (r *reader) chain(i int, text string) {
	var b strings.Builder
	j := i
	for ; j < len(r.words) && b.Len() < maxWord; j++ {
		b.WriteString(text[r.words[j].start:r.words[j].end])
		if !r.words[j].joined {
			break
		}
	}
	j = min(j, len(r.words)-1)
	for _, h := range r.c.index.find(r.c.index.lang.fold(b.String())) {
		for _, u := range r.c.uses[h.element] {
			if k := &r.c.keywords[u.keyword]; (u.alone || len(k.left) == 1) && k.near == 0 {
				s := span{i, j, i << 8, j<<8 | 255, h.compound}
				r.keep(u.keyword, s, s, false)
			}
		}
	}
}

// swallow drops the hits of administrations that lie within a more special
// one: in "skolebibliotek" the longer of two keywords speaks, not both. Of
// one administration's keywords on the same words the stronger stays.
func (r *reader) swallow(hits []hit) []hit {
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.zone, b.zone), cmp.Compare(a.lo, b.lo), cmp.Compare(b.hi, a.hi), cmp.Compare(a.keyword, b.keyword))
	})
	var wide []int // hits on more than one word
	for i, h := range hits {
		if h.hi>>8 != h.lo>>8 || h.hi2 > 0 {
			wide = append(wide, i)
		}
	}
	kept := hits[:0:0]
	for i := range hits {
		if !r.swallowed(hits, i, wide) {
			kept = append(kept, hits[i])
		}
	}
	return kept
}

// swallowed looks at the other hits on the same word, and at the wide ones
// that can reach it.
func (r *reader) swallowed(hits []hit, i int, wide []int) bool {
	h := &hits[i]
	for j := i - 1; j >= 0 && hits[j].zone == h.zone && hits[j].lo>>8 == h.lo>>8; j-- {
		if r.beats(&hits[j], h, true) {
			return true
		}
	}
	for j := i + 1; j < len(hits) && hits[j].zone == h.zone && hits[j].lo>>8 == h.lo>>8; j++ {
		if r.beats(&hits[j], h, false) {
			return true
		}
	}
	reach := h.lo - (2*maxPhrase+maxNear)*256
	from, _ := slices.BinarySearchFunc(wide, i, func(w, _ int) int {
		return cmp.Or(cmp.Compare(hits[w].zone, h.zone), cmp.Compare(hits[w].lo, reach))
	})
	for _, j := range wide[from:] {
		if hits[j].zone != h.zone || hits[j].lo > max(h.hi, h.hi2) {
			break
		}
		if j != i && r.beats(&hits[j], h, j < i) {
			return true
		}
	}
	return false
}

// beats reports whether a takes the words of b away. first breaks a tie.
func (r *reader) beats(a, b *hit, first bool) bool {
	ka, kb := &r.c.keywords[a.keyword], &r.c.keywords[b.keyword]
	inside := covers(a.lo, a.hi, b) || a.hi2 > 0 && covers(a.lo2, a.hi2, b)
	if ka.owner != kb.owner {
		return inside && ka.length > kb.length
	}
	if !inside && !covers(b.lo, b.hi, a) && !(b.hi2 > 0 && covers(b.lo2, b.hi2, a)) {
		return false
	}
	pa, pb := ka.points(*a), kb.points(*b)
	return pa > pb || pa == pb && first
}

func covers(lo, hi int, b *hit) bool {
	return lo <= b.lo && b.hi <= hi && (b.hi2 == 0 || lo <= b.lo2 && b.hi2 <= hi)
}
