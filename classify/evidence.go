package classify

import (
	"cmp"
	"math"
	"slices"
)

// evidence is what speaks for an administration: a keyword at its best place,
// or a rule.
type evidence struct {
	points float64
	to     int32
	number int32 // of the keyword; behind all of them that of the holding rule; below 0 the lexicon
	hit    int32 // of the keyword, in decider.hits
	again  bool  // it stands more than once
}

// evidenceOf is the evidence of one keyword in one round: d.evidence[at].
type evidenceOf struct {
	round uint32
	at    int32
}

// total is the score of one administration.
type total struct {
	score float64
	nth   float64 // what the last of its evidence was worth
	to    int32
}

// zoneWeights are the configured ones. A question that says nothing by itself
// ("Og hvad koster det?") is read with what surrounds it: then the strongest
// of the other zones weighs as much as a question does.
func (d *decider) zoneWeights() [zones]float64 {
	z := d.c.cfg.Zones
	w := [zones]float64{z.Question, z.Subject, z.Introduction, z.Attachment}
	has := [zones]bool{}
	for _, h := range d.hits {
		has[h.zone] = true
	}
	best := 0.0
	for i := range w {
		if has[i] {
			best = max(best, w[i])
		}
	}
	if has[zoneQuestion] || best == 0 || w[zoneQuestion] == 0 {
		return w
	}
	lift := w[zoneQuestion] / best
	for i := range w {
		w[i] *= lift
	}
	return w
}

// repeated is what a keyword gains by standing more than once.
const repeated = 1.1

// weighKeywords makes one evidence of each keyword: its best place.
func (d *decider) weighKeywords() {
	zoneWeight := d.zoneWeights()
	d.round++
	for i := range d.hits {
		h := &d.hits[i]
		k := &d.c.facts[h.keyword]
		points := k.points(*h) * zoneWeight[h.zone] * d.placed(h)
		e := &d.nth[h.keyword]
		if e.round != d.round {
			*e = evidenceOf{d.round, int32(len(d.evidence))}
			d.evidence = append(d.evidence, evidence{points, k.owner, h.keyword, int32(i), false})
			continue
		}
		known := &d.evidence[e.at]
		known.again = true
		if points > known.points {
			known.points, known.hit = points, int32(i)
		}
	}
	for i := range d.evidence {
		if d.evidence[i].again {
			d.evidence[i].points *= repeated
		}
	}
	d.evidence = slices.DeleteFunc(d.evidence, func(e evidence) bool { return e.points <= 0 })
}

// A keyword at most placeReach words after a place word counts placeFactor.
const (
	placeReach  = 3
	placeFactor = 1.0 / 3
)

// placed is the factor for a keyword that may only say where something is.
func (d *decider) placed(h *hit) float64 {
	for _, p := range d.places {
		if away := h.lo>>8 - p.hi>>8; p.zone == h.zone && away > 0 && away <= placeReach {
			return placeFactor
		}
	}
	return 1
}

// witness adds the evidence of the nth rule that holds.
func (d *decider) witness(nth int, points float64) {
	d.evidence = append(d.evidence, evidence{points: points, to: d.holding[nth].rule.to, number: int32(len(d.c.keywords) + nth)})
}

// byPoints orders evidence, the strongest first.
func byPoints(a, b evidence) int {
	switch {
	case a.points != b.points:
		return cmp.Compare(b.points, a.points)
	case a.to != b.to:
		return int(a.to) - int(b.to)
	}
	return int(a.number) - int(b.number)
}

// damp orders the evidence, lets each further one of an administration count
// less, and adds up the totals, best first.
func (d *decider) damp() {
	slices.SortFunc(d.evidence, byPoints)
	clear(d.sums)
	for i := range d.evidence {
		e := &d.evidence[i]
		s := &d.sums[e.to]
		if e.points > 0 {
			s.nth = cmp.Or(s.nth*d.c.cfg.Damping, 1)
			e.points *= s.nth
		}
		e.points = round(e.points)
		s.score += e.points
	}
	d.total()
}

// total orders the administrations by their sums.
func (d *decider) total() {
	d.totals = d.totals[:0]
	for to, s := range d.sums {
		if s.score = round(s.score); s.score > 0 {
			s.to = int32(to)
			d.totals = append(d.totals, s)
		}
	}
	slices.SortStableFunc(d.totals, func(a, b total) int { return cmp.Compare(b.score, a.score) })
}

func round(points float64) float64 { return math.Round(points*1000) / 1000 }

// shown is the evidence as others read it.
func (d *decider) shown() []Evidence {
	if len(d.evidence) == 0 {
		return nil
	}
	out := make([]Evidence, len(d.evidence))
	for i := range d.evidence {
		e, o := &d.evidence[i], &out[i]
		var h *hit
		if n := int(e.number) - len(d.c.keywords); e.number < 0 {
			h = &d.lexical.speaking[e.to].hit
			o.Rule, o.Keyword = lexiconRule, d.lexical.words.words.keywords[h.keyword].source
		} else if n >= 0 {
			o.Rule, o.Keyword, h = d.holding[n].rule.Name, d.holding[n].keyword, &d.holding[n].hit
		} else {
			o.Keyword, h = d.c.keywords[e.number].source, &d.hits[e.hit]
		}
		o.Administration, o.Points = d.c.administrations[e.to].ID, e.points
		if h.end > 0 {
			o.Zone, o.Start, o.End = zoneNames[h.zone], int(h.start), int(h.end)
		}
	}
	return out
}
