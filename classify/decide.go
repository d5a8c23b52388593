package classify

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Decide says which administration answers a question. It never fails: when
// the rules do not say enough the decision is not filed, and says why.
func (c *Classifier) Decide(in Input) Decision {
	return c.weigh(in).decide()
}

// weigh finds what an input holds, ready to be decided.
func (c *Classifier) weigh(in Input) *decider {
	r := c.readers.Get().(*reader)
	defer c.readers.Put(r)
	r.hits = r.hits[:0]
	r.read(zoneQuestion, in.Question)
	r.read(zoneSubject, in.Subject)
	r.read(zoneIntroduction, in.Introduction)
	r.read(zoneAttachment, strings.Join(in.Attachments, "\n"))
	d := &decider{c: c, in: in}
	d.sort(r.hits)
	if !c.cfg.Additive {
		d.hits = r.swallow(d.hits)
	}
	return d
}

// sort parts the hits by who asked for them.
func (d *decider) sort(hits []hit) {
	for _, h := range hits {
		switch owner := d.c.keywords[h.keyword].owner; {
		case owner < 0:
			d.ruleHits = append(d.ruleHits, h)
		case owner == place:
			d.places = append(d.places, h)
		case d.inOffice(owner):
			d.hits = append(d.hits, h)
		}
	}
}

// decider weighs what was found in one input.
type decider struct {
	c        *Classifier
	in       Input
	hits     []hit // of administrations' keywords
	ruleHits []hit
	places   []hit // words that make the next keyword a mere place
	kind     string
	holding  []holding
	evidence []evidence
	totals   []total
}

// evidence is Evidence with the number of its administration.
type evidence struct {
	Evidence
	to int32
}

// total is the score of one administration.
type total struct {
	to    int32
	score float64
}

func (d *decider) decide() Decision {
	d.findKind()
	d.findRules()
	d.weighKeywords()
	d.weighRules()
	d.damp()
	dec := Decision{Kind: d.kind, Rules: d.c.hash}
	d.choose(&dec)
	d.contribute(&dec)
	for _, e := range d.evidence {
		dec.Evidence = append(dec.Evidence, e.Evidence)
	}
	return dec
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
	slices.SortStableFunc(d.hits, func(a, b hit) int { return cmp.Compare(a.keyword, b.keyword) })
	for i := 0; i < len(d.hits); {
		k := &d.c.keywords[d.hits[i].keyword]
		best, points, n := d.hits[i], -1.0, 0
		for ; i < len(d.hits) && d.hits[i].keyword == best.keyword; i++ {
			if p := k.points(d.hits[i]) * zoneWeight[d.hits[i].zone] * d.placed(d.hits[i]); p > points {
				best, points = d.hits[i], p
			}
			n++
		}
		if n > 1 {
			points *= repeated
		}
		if points > 0 {
			d.witness(k.owner, "", k.source, best, points)
		}
	}
}

// A keyword at most placeReach words after a place word counts placeFactor.
const (
	placeReach  = 3
	placeFactor = 1.0 / 3
)

// placed is the factor for a keyword that may only say where something is.
func (d *decider) placed(h hit) float64 {
	for _, p := range d.places {
		if away := h.lo>>8 - p.hi>>8; p.zone == h.zone && away > 0 && away <= placeReach {
			return placeFactor
		}
	}
	return 1
}

func (d *decider) witness(to int32, rule, keyword string, h hit, points float64) {
	e := Evidence{Administration: d.c.administrations[to].ID, Rule: rule, Keyword: keyword, Points: points}
	if h.end > 0 {
		e.Zone, e.Start, e.End = zoneNames[h.zone], h.start, h.end
	}
	d.evidence = append(d.evidence, evidence{e, to})
}

// damp orders the evidence, lets each further one of an administration count
// less, and adds up the totals, best first.
func (d *decider) damp() {
	slices.SortStableFunc(d.evidence, func(a, b evidence) int {
		return cmp.Or(cmp.Compare(b.Points, a.Points), cmp.Compare(a.to, b.to))
	})
	nth := make([]float64, len(d.c.administrations))
	sums := make([]float64, len(d.c.administrations))
	for i := range d.evidence {
		e := &d.evidence[i]
		if e.Points > 0 {
			nth[e.to] = cmp.Or(nth[e.to]*d.c.cfg.Damping, 1)
			e.Points *= nth[e.to]
		}
		e.Points = round(e.Points)
		sums[e.to] += e.Points
	}
	for to, s := range sums {
		if s = round(s); s > 0 {
			d.totals = append(d.totals, total{int32(to), s})
		}
	}
	slices.SortStableFunc(d.totals, func(a, b total) int { return cmp.Compare(b.score, a.score) })
}

func round(points float64) float64 { return math.Round(points*1000) / 1000 }

// choose fills in who is best and whether that is enough.
func (d *decider) choose(dec *Decision) {
	if h, ok := d.final(); ok {
		d.rank(dec, h.rule.to)
		dec.Filed, dec.Why = true, fmt.Sprintf("final rule %q", h.rule.Name)
		return
	}
	if len(d.totals) == 0 {
		dec.Why = "no keyword and no rule says anything about it"
		return
	}
	d.rank(dec, d.totals[0].to)
	switch {
	case dec.Score < d.c.cfg.Threshold:
		dec.Why = fmt.Sprintf("%s has %.2f points: %.2f are needed", dec.Administration, dec.Score, d.c.cfg.Threshold)
	case dec.Margin >= d.c.cfg.Margin:
		dec.Filed, dec.Why = true, d.reason(dec)
	default:
		d.breakTie(dec)
	}
}

// rank sets the best and its lead over the best of the others.
func (d *decider) rank(dec *Decision, to int32) {
	dec.Administration = d.c.administrations[to].ID
	second := 0.0
	for _, t := range d.totals {
		if t.to == to {
			dec.Score = t.score
		} else if t.score > second {
			second, dec.RunnerUp = t.score, d.c.administrations[t.to].ID
		}
	}
	dec.Margin = round(dec.Score - second)
}

// reason names the strongest evidence of the best.
func (d *decider) reason(dec *Decision) string {
	var words []string
	for _, e := range d.evidence {
		if e.Administration == dec.Administration && e.Points > 0 && len(words) < 3 {
			words = append(words, fmt.Sprintf("%q", cmp.Or(e.Rule, e.Keyword)))
		}
	}
	lead := fmt.Sprintf("leads %s by %.2f", dec.RunnerUp, dec.Margin)
	if dec.RunnerUp == "" {
		lead = "nobody else has any"
	}
	return fmt.Sprintf("%s has %.2f points by %s; %s", dec.Administration, dec.Score, strings.Join(words, ", "), lead)
}
