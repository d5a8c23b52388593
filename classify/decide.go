package classify

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Decide says which administration answers a question. It never fails: when
// the rules do not say enough the decision is not filed, and says why.
func (c *Classifier) Decide(in Input) Decision {
	d := c.deciders.Get().(*decider)
	defer c.deciders.Put(d)
	d.weigh(in)
	return d.decide()
}

// decider weighs what was found in one input. Its slices are used again for
// the next input.
type decider struct {
	c        *Classifier
	in       Input
	reader   reader
	inOffice []bool // by administration: on the day of the input
	hits     []hit  // of administrations' keywords
	ruleHits []hit
	places   []hit // words that make the next keyword a mere place
	noPlaces []hit // phrases in which such words do not
	kept     []hit
	wide     []int
	kind     string
	numbers  []int32 // of rules
	holding  []holding
	evidence []evidence
	nth      []evidenceOf // by keyword
	round    uint32
	sums     []total // by administration
	text     []byte
	totals   []total  // of those with any points, best first
	lexical  *lexical // nil without a lexicon
}

func newDecider(c *Classifier) *decider {
	n := len(c.administrations)
	return &decider{c: c, reader: reader{c: c}, inOffice: make([]bool, n), sums: make([]total, n), nth: make([]evidenceOf, len(c.keywords)), lexical: newLexical(c)}
}

// weigh finds what an input holds, ready to be decided.
func (d *decider) weigh(in Input) {
	d.in, d.kind = in, ""
	d.hits, d.ruleHits, d.places, d.noPlaces = d.hits[:0], d.ruleHits[:0], d.places[:0], d.noPlaces[:0]
	d.holding, d.evidence, d.totals = d.holding[:0], d.evidence[:0], d.totals[:0]
	for i, a := range d.c.administrations {
		d.inOffice[i] = valid(a.ValidFrom, a.ValidUntil, in.At)
	}
	r := &d.reader
	r.hits = r.hits[:0]
	r.read(zoneQuestion, in.Question)
	r.read(zoneSubject, in.Subject)
	r.read(zoneIntroduction, in.Introduction)
	r.read(zoneAttachment, strings.Join(in.Attachments, "\n"))
	d.sort()
	if !d.c.cfg.Additive {
		d.swallow()
	}
}

// sort parts the hits by who asked for them.
func (d *decider) sort() {
	for i := range d.reader.hits {
		h := &d.reader.hits[i]
		switch owner := d.c.facts[h.keyword].owner; {
		case owner < 0:
			d.ruleHits = append(d.ruleHits, *h)
		case owner == place:
			d.places = append(d.places, *h)
		case owner == noPlace:
			d.noPlaces = append(d.noPlaces, *h)
		case d.inOffice[owner]:
			d.hits = append(d.hits, *h)
		}
	}
	if len(d.noPlaces) > 0 {
		d.places = slices.DeleteFunc(d.places, d.isNoPlace)
	}
	slices.SortStableFunc(d.ruleHits, func(a, b hit) int { return int(a.keyword) - int(b.keyword) }) // for stands
}

// isNoPlace reports a place word that stands within a phrase where it is none.
func (d *decider) isNoPlace(p hit) bool {
	return slices.ContainsFunc(d.noPlaces, func(h hit) bool { return h.zone == p.zone && covers(h.lo, h.hi, &p) })
}

func (d *decider) decide() Decision {
	d.findKind()
	d.findRules()
	d.weighKeywords()
	d.weighRules()
	d.damp()
	dec := Decision{Kind: d.kind, Rules: d.c.hash}
	d.choose(&dec)
	if d.lexical != nil {
		zone := d.zoneWeights()
		d.lexical.read(d.in, func(h *hit) float64 { return zone[h.zone] * d.placed(h) })
		d.consult(&dec)
	}
	d.contribute(&dec)
	d.number(&dec)
	dec.Evidence = d.shown()
	return dec
}

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
	b := d.text[:0]
	b = append(append(b, dec.Administration...), " has "...)
	b = append(strconv.AppendFloat(b, dec.Score, 'f', 2, 64), " points by "...)
	named := 0
	for i := range d.evidence {
		e := &d.evidence[i]
		if e.to != d.totals[0].to || e.points <= 0 || named == 3 {
			continue
		}
		if named++; named > 1 {
			b = append(b, ", "...)
		}
		b = strconv.AppendQuote(b, d.name(e))
	}
	if dec.RunnerUp == "" {
		b = append(b, "; nobody else has any"...)
	} else {
		b = append(append(append(b, "; leads "...), dec.RunnerUp...), " by "...)
		b = strconv.AppendFloat(b, dec.Margin, 'f', 2, 64)
	}
	d.text = b
	return string(b)
}

// name is what explanations call an evidence.
func (d *decider) name(e *evidence) string {
	n := int(e.number) - len(d.c.keywords)
	switch {
	case e.number < 0:
		return lexiconRule
	case n >= 0:
		return d.holding[n].rule.Name
	}
	return d.c.keywords[e.number].source
}
