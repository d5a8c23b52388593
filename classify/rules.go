package classify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// holding is a rule whose conditions hold, and the hit that it rests on.
type holding struct {
	number  int32
	rule    *compiledRule
	hit     hit
	keyword string
}

// findKind runs the rules that only name a kind; the first that holds wins.
func (d *decider) findKind() {
	for _, n := range d.candidates() {
		r := &d.c.rules[n]
		if r.Kind == "" || r.To != "" {
			continue
		}
		if _, ok := d.holds(r); ok {
			d.kind = r.Kind
			return
		}
	}
}

// findRules collects the rules that hold, in the order of the file.
func (d *decider) findRules() {
	for _, n := range d.candidates() {
		r := &d.c.rules[n]
		if r.To != "" && r.Kind != "" && r.Kind != d.kind {
			continue
		}
		if h, ok := d.holds(r); ok {
			h.number = n
			d.holding = append(d.holding, h)
		}
	}
}

// candidates are the rules of which a keyword stands in the text, and those
// that ask for none.
func (d *decider) candidates() []int32 {
	ns := append(d.numbers[:0], d.c.textless...)
	for i := range d.ruleHits {
		ns = append(ns, -1-d.c.facts[d.ruleHits[i].keyword].owner)
	}
	slices.Sort(ns)
	d.numbers = slices.Compact(ns)
	return d.numbers
}

// holds checks all conditions of a rule.
func (d *decider) holds(r *compiledRule) (holding, bool) {
	h := holding{rule: r}
	if !valid(r.ValidFrom, r.ValidUntil, d.in.At) || !d.asked(r) {
		return h, false
	}
	for _, k := range r.none {
		if _, ok := d.stands(k, r); ok {
			return h, false
		}
	}
	for _, alternatives := range slices.Backward(r.all) {
		if !d.oneStands(&h, alternatives) {
			return h, false
		}
	}
	return h, len(r.any) == 0 || d.oneStands(&h, r.any)
}

// oneStands finds the first of some keywords and rests the holding on it.
func (d *decider) oneStands(h *holding, keywords []int32) bool {
	for _, k := range keywords {
		if first, ok := d.stands(k, h.rule); ok {
			h.hit, h.keyword = first, d.c.keywords[k].source
			return true
		}
	}
	return false
}

// asked checks who asks.
func (d *decider) asked(r *compiledRule) bool {
	if len(r.Member) > 0 && !slices.ContainsFunc(r.Member, func(m string) bool { return strings.EqualFold(m, d.in.Member) }) {
		return false
	}
	return len(r.Committee) == 0 || slices.ContainsFunc(r.Committee, func(m string) bool {
		return slices.ContainsFunc(d.in.Committees, func(c string) bool { return strings.EqualFold(m, c) })
	})
}

// stands finds the first place of a keyword in the zones of a rule.
func (d *decider) stands(keyword int32, r *compiledRule) (hit, bool) {
	i, _ := slices.BinarySearchFunc(d.ruleHits, keyword, func(h hit, k int32) int { return int(h.keyword) - int(k) })
	for ; i < len(d.ruleHits) && d.ruleHits[i].keyword == keyword; i++ {
		if r.where[d.ruleHits[i].zone] {
			return d.ruleHits[i], true
		}
	}
	return hit{}, false
}

// weighRules adds the points of the rules that are neither final nor a
// tie-break.
func (d *decider) weighRules() {
	for i, h := range d.holding {
		if h.rule.to >= 0 && len(h.rule.between) == 0 && d.inOffice[h.rule.to] {
			d.witness(i, cmp.Or(h.rule.Weight, defaultRuleWeight))
		}
	}
}

// final returns the first final rule that holds.
func (d *decider) final() (holding, bool) {
	for _, h := range d.holding {
		if h.rule.Final && h.rule.to >= 0 && d.inOffice[h.rule.to] {
			return h, true
		}
	}
	return holding{}, false
}

// breakTie asks the tie-breaks between the two best; without one it is held.
// It speaks for one of the two, which still needs Threshold points: a word of
// the tie-break that no keyword counted is one of them.
func (d *decider) breakTie(dec *Decision) {
	first, second := d.c.byID[dec.Administration], d.c.byID[dec.RunnerUp]
	for i, h := range d.holding {
		b, to := h.rule.between, h.rule.to
		if !slices.Contains(b, first) || !slices.Contains(b, second) || to != first && to != second || !d.inOffice[to] {
			continue
		}
		tie := fmt.Sprintf("%s and %s are %.2f apart", dec.Administration, dec.RunnerUp, dec.Margin)
		d.support(i)
		dec.RunnerUp = ""
		d.rank(dec, to)
		dec.Filed, dec.Why = dec.Score >= d.c.cfg.Threshold, fmt.Sprintf("tie-break %q: %s", h.rule.Name, tie)
		if !dec.Filed {
			dec.Why += fmt.Sprintf(", but %s has only %.2f points: %.2f are needed", dec.Administration, dec.Score, d.c.cfg.Threshold)
		}
		return
	}
	dec.Why = fmt.Sprintf("%s leads %s by only %.2f points: %.2f are needed",
		dec.Administration, dec.RunnerUp, dec.Margin, d.c.cfg.Margin)
}

// support adds the evidence of a tie-break: the strongest of its words that no
// keyword counted yet, with the points it has where it stands, or none.
func (d *decider) support(nth int) {
	h, points, zone := &d.holding[nth], 0.0, d.zoneWeights()
	for _, k := range slices.Concat(append(slices.Clone(h.rule.all), h.rule.any)...) {
		o, ok := d.stands(k, h.rule)
		if !ok || d.counted(&o) {
			continue
		}
		if p := round(d.c.facts[k].points(o) * zone[o.zone] * d.placed(&o)); p > points {
			points, h.hit, h.keyword = p, o, d.c.keywords[k].source
		}
	}
	d.witness(nth, points)
	d.sums[h.rule.to].score = round(d.sums[h.rule.to].score + points)
	d.total()
}

// counted reports whether a keyword of an administration lies on words of h.
func (d *decider) counted(h *hit) bool {
	return slices.ContainsFunc(d.hits, func(o hit) bool { return o.zone == h.zone && o.start < h.end && h.start < o.end })
}

// contribute names the administrations that answer along with the lead.
func (d *decider) contribute(dec *Decision) {
	for _, h := range d.holding {
		if h.rule.To != "" && h.rule.To != dec.Administration {
			continue
		}
		for _, id := range h.rule.Contributing {
			if id != dec.Administration && !slices.Contains(dec.Contributing, id) && d.inOffice[d.c.byID[id]] {
				dec.Contributing = append(dec.Contributing, id)
			}
		}
	}
}
