package classify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// lexical is what the lexicon says of one input. Its slices are used again for
// the next input.
type lexical struct {
	words    *vocabulary
	owners   []int32 // by topic: the administration that has it; -1 none
	reader   reader
	topics   []topicSum    // those with any points
	at       map[int32]int // by topic: its place in topics
	speaking []speaking    // by administration
	round    map[int32]bool
}

// topicSum is what speaks for a topic.
type topicSum struct {
	topic int32
	sum   float64
}

// speaking is what speaks for an administration, and the strongest hit of it.
type speaking struct {
	sum, most float64
	hit       hit
}

func newLexical(c *Classifier) *lexical {
	if c.vocabulary == nil {
		return nil
	}
	return &lexical{words: c.vocabulary, owners: c.topicOwners, reader: reader{c: c.vocabulary.words},
		at: map[int32]int{}, round: map[int32]bool{}, speaking: make([]speaking, len(c.administrations))}
}

// ownersOf finds for each topic the administration whose numbers it begins
// with; the longest number counts.
func ownersOf(topics []Topic, administrations []Administration) []int32 {
	owners := make([]int32, len(topics))
	for i := range topics {
		t, longest := &topics[i], -1
		owners[i] = -1
		for n, a := range administrations {
			for _, k := range a.KLE {
				if t.below(k) && len(k) > longest {
					owners[i], longest = int32(n), len(k)
				}
			}
		}
	}
	return owners
}

// read finds what the lexicon says of an input, weighed by zone and by whether
// a word only says where something is.
func (l *lexical) read(in Input, weight func(*hit) float64) {
	l.reader.hits = l.reader.hits[:0]
	l.reader.read(zoneQuestion, in.Question)
	l.reader.read(zoneSubject, in.Subject)
	l.reader.read(zoneIntroduction, in.Introduction)
	l.topics = l.topics[:0]
	clear(l.at)
	clear(l.round)
	clear(l.speaking)
	for _, h := range outermost(l.reader.hits) {
		if l.round[h.keyword] || l.chance(h) {
			continue // each word once, where it stands first
		}
		l.round[h.keyword] = true
		l.enter(h, weight(&h))
	}
}

// chance reports a short word that only has the stem of a longer one: "skal" is
// not "skaller".
func (l *lexical) chance(h hit) bool {
	n := h.end - h.start
	return n < stemLength+2 && l.words.words.facts[h.keyword].length > n
}

// enter adds what one hit says.
func (l *lexical) enter(h hit, weight float64) {
	if h.compound {
		weight *= compoundFactor
	}
	for _, s := range l.words.says[h.keyword] {
		i, ok := l.at[s.topic]
		if !ok {
			i = len(l.topics)
			l.at[s.topic] = i
			l.topics = append(l.topics, topicSum{topic: s.topic})
		}
		l.topics[i].sum += s.share * weight
		to := l.owners[s.topic]
		if to < 0 {
			continue
		}
		a := &l.speaking[to]
		a.sum += s.share * weight
		if s.share*weight > a.most {
			a.most, a.hit = s.share*weight, h
		}
	}
}

// outermost sorts hits and leaves out those that lie within a longer one.
func outermost(hits []hit) []hit {
	slices.SortFunc(hits, byPlace)
	kept := hits[:0]
	z, lo, hi := zone(zones), int32(0), int32(0)
	for _, h := range hits {
		if h.zone == z && h.hi <= hi && (h.lo != lo || h.hi != hi) {
			continue
		}
		if h.zone != z || h.hi > hi {
			z, lo, hi = h.zone, h.lo, h.hi
		}
		kept = append(kept, h)
	}
	return kept
}

// shares of the administrations in what speaks for any of them, times how much
// that is: one good word is enough for the whole of it.
func (l *lexical) shareOf(to int) float64 {
	all := 0.0
	for _, s := range l.speaking {
		all += s.sum
	}
	if all == 0 {
		return 0
	}
	return l.speaking[to].sum / max(all, 1)
}

// topic proposes the number of an input: of the main group for which most
// speaks, the topic for which most does. Of what was filed to an administration
// with numbers only those count; to is -1 for any. nil: nothing speaks for one.
func (l *lexical) topic(to int32) *Topic {
	groups := map[string]float64{}
	for _, t := range l.topics {
		if to < 0 || l.owners[t.topic] == to {
			groups[l.words.topics[t.topic].group()] += t.sum
		}
	}
	best := ""
	for _, g := range sortedKeys(groups) {
		if best == "" || groups[g] > groups[best]+1e-9 {
			best = g
		}
	}
	var top *topicSum
	for i := range l.topics {
		t := &l.topics[i]
		if l.words.topics[t.topic].group() != best || to >= 0 && l.owners[t.topic] != to {
			continue
		}
		if top == nil || t.sum > top.sum+1e-9 || t.sum > top.sum-1e-9 && t.topic < top.topic {
			top = t
		}
	}
	if top == nil {
		return nil
	}
	return &l.words.topics[top.topic]
}

// group is the main group of a topic.
func (t *Topic) group() string { return t.Number[:2] }

// lexiconRule is the name under which the lexicon's evidence is shown.
const lexiconRule = "KLE"

// consult lets the lexicon speak where the rules leave a question open. What
// it says has at most Config.LexiconWeight points, all together.
func (d *decider) consult(dec *Decision) {
	if dec.Filed || d.c.cfg.LexiconWeight <= 0 {
		return
	}
	spoke := false
	for to := range d.c.administrations {
		points := round(d.c.cfg.LexiconWeight * d.lexical.shareOf(to))
		if points > 0 && d.inOffice[to] {
			d.evidence = append(d.evidence, evidence{points: points, to: int32(to), number: -1})
			d.sums[to].score = round(d.sums[to].score + points)
			spoke = true
		}
	}
	if !spoke {
		return
	}
	slices.SortFunc(d.evidence, byPoints)
	d.total()
	before := dec.Administration
	*dec = Decision{Kind: dec.Kind, Rules: dec.Rules}
	d.choose(dec)
	if dec.Filed && dec.Administration != before {
		dec.Filed, dec.Why = false, fmt.Sprintf("the lexicon would have %s, and the rules rather %s", dec.Administration, cmp.Or(before, "nobody"))
	}
}

// number proposes the number of the subject.
func (d *decider) number(dec *Decision) {
	if d.lexical == nil {
		return
	}
	to := int32(-1)
	if n := d.c.byID[dec.Administration]; dec.Filed && len(d.c.administrations[n].KLE) > 0 {
		to = n
	}
	if t := d.lexical.topic(to); t != nil {
		dec.KLE, dec.KLETitle = t.Number, t.Title
	}
}

// below reports whether a topic has a number or stands below it.
func (t *Topic) below(number string) bool {
	return t.Number == number || strings.HasPrefix(t.Number, number+".")
}
