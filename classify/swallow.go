package classify

import (
	"cmp"
	"slices"
)

// swallow drops the hits of administrations that lie within a more special
// one: in "skolebibliotek" the longer of two keywords speaks, not both. Of
// one administration's keywords on the same words the stronger stays.
func (d *decider) swallow() {
	slices.SortFunc(d.hits, byPlace)
	d.wide = d.wide[:0] // hits on more than one word
	for i := range d.hits {
		if h := &d.hits[i]; h.hi>>8 != h.lo>>8 || h.hi2 > 0 {
			d.wide = append(d.wide, i)
		}
	}
	d.kept = d.kept[:0]
	wide := d.wide
	for i := range d.hits {
		for len(wide) > 0 && !d.reaches(wide[0], i) {
			wide = wide[1:]
		}
		if !d.swallowed(i, wide) {
			d.kept = append(d.kept, d.hits[i])
		}
	}
	d.hits, d.kept = d.kept, d.hits
}

// byPlace orders hits by where they begin, the longer ones first.
func byPlace(a, b hit) int {
	switch {
	case a.zone != b.zone:
		return int(a.zone) - int(b.zone)
	case a.lo != b.lo:
		return cmp.Compare(a.lo, b.lo)
	case a.hi != b.hi:
		return cmp.Compare(b.hi, a.hi)
	}
	return int(a.keyword) - int(b.keyword)
}

// reaches reports whether a wide hit can go as far as hit i, which does not
// stand before it.
func (d *decider) reaches(wide, i int) bool {
	const most = (2*maxPhrase + maxNear) << 8
	w, h := &d.hits[wide], &d.hits[i]
	return w.zone > h.zone || w.zone == h.zone && w.lo >= h.lo-most
}

// swallowed looks at the other hits on the same word, and at the wide ones
// that can reach it.
func (d *decider) swallowed(i int, wide []int) bool {
	hits := d.hits
	h := &hits[i]
	for j := i - 1; j >= 0 && hits[j].zone == h.zone && hits[j].lo>>8 == h.lo>>8; j-- {
		if d.beats(&hits[j], h, true) {
			return true
		}
	}
	for j := i + 1; j < len(hits) && hits[j].zone == h.zone && hits[j].lo>>8 == h.lo>>8; j++ {
		if d.beats(&hits[j], h, false) {
			return true
		}
	}
	for _, j := range wide {
		if hits[j].zone != h.zone || hits[j].lo > max(h.hi, h.hi2) {
			break
		}
		if j != i && d.beats(&hits[j], h, j < i) {
			return true
		}
	}
	return false
}

// beats reports whether a takes the words of b away. first breaks a tie.
func (d *decider) beats(a, b *hit, first bool) bool {
	inside := covers(a.lo, a.hi, b) || a.hi2 > 0 && covers(a.lo2, a.hi2, b)
	if !inside && !covers(b.lo, b.hi, a) && !(b.hi2 > 0 && covers(b.lo2, b.hi2, a)) {
		return false
	}
	ka, kb := &d.c.facts[a.keyword], &d.c.facts[b.keyword]
	if ka.owner != kb.owner {
		return inside && ka.length > kb.length
	}
	pa, pb := ka.points(*a), kb.points(*b)
	return pa > pb || pa == pb && first
}

func covers(lo, hi int32, b *hit) bool {
	return lo <= b.lo && b.hi <= hi && (b.hi2 == 0 || lo <= b.lo2 && b.hi2 <= hi)
}
