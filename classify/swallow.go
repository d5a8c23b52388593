package classify

import (
	"cmp"
	"slices"
)

// swallow drops the hits of administrations that lie within a more special one of
// another: in "skolebibliotek" the longer of two keywords speaks, not both. Of what is
// left of one administration's on the same words the stronger stays: in this order, so
// that a longer keyword that is weaker speaks where the stronger one was dropped.
func (d *decider) swallow() {
	slices.SortFunc(d.hits, byPlace)
	d.drop((*decider).special)
	d.drop((*decider).stronger)
}

// drop drops the hits of which another one on the same words is better.
func (d *decider) drop(better func(d *decider, a, b *hit, first bool) bool) {
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
		if !d.beaten(i, wide, better) {
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

// beaten looks at the other hits on the same word, and at the wide ones that can
// reach it.
func (d *decider) beaten(i int, wide []int, better func(d *decider, a, b *hit, first bool) bool) bool {
	hits := d.hits
	h := &hits[i]
	for j := i - 1; j >= 0 && hits[j].zone == h.zone && hits[j].lo>>8 == h.lo>>8; j-- {
		if better(d, &hits[j], h, true) {
			return true
		}
	}
	for j := i + 1; j < len(hits) && hits[j].zone == h.zone && hits[j].lo>>8 == h.lo>>8; j++ {
		if better(d, &hits[j], h, false) {
			return true
		}
	}
	for _, j := range wide {
		if hits[j].zone != h.zone || hits[j].lo > max(h.hi, h.hi2) {
			break
		}
		if j != i && better(d, &hits[j], h, j < i) {
			return true
		}
	}
	return false
}

// special reports whether a is another administration's longer keyword around b.
func (d *decider) special(a, b *hit, _ bool) bool {
	if !within(b, a) {
		return false
	}
	ka, kb := &d.c.facts[a.keyword], &d.c.facts[b.keyword]
	return ka.owner != kb.owner && ka.length > kb.length
}

// stronger reports whether a is of the same administration as b, on words of it, and
// has more points. first breaks a tie.
func (d *decider) stronger(a, b *hit, first bool) bool {
	if !within(b, a) && !within(a, b) {
		return false
	}
	ka, kb := &d.c.facts[a.keyword], &d.c.facts[b.keyword]
	if ka.owner != kb.owner {
		return false
	}
	pa, pb := ka.points(*a), kb.points(*b)
	return pa > pb || pa == pb && first
}

// within reports whether a lies in the words of b.
func within(a, b *hit) bool {
	return covers(b.lo, b.hi, a) || b.hi2 > 0 && covers(b.lo2, b.hi2, a)
}

func covers(lo, hi int32, b *hit) bool {
	return lo <= b.lo && b.hi <= hi && (b.hi2 == 0 || lo <= b.lo2 && b.hi2 <= hi)
}
