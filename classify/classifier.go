package classify

import (
	"errors"
	"math"
	"regexp"
	"strings"
	"sync"
)

// Classifier decides by one set of rules. It is safe for concurrent use.
type Classifier struct {
	cfg             Config
	hash            string
	index           *index
	keywords        []compiled
	facts           []fact  // by keyword
	uses            [][]use // by element: the keywords of which it is the first side by itself
	phrases         phrasebook
	joined          [][2]int32 // element and keyword: "akasse" is a-kasse too
	administrations []Administration
	byID            map[string]int32
	rules           []compiledRule
	textless        []int32 // rules without any and all
	deciders        sync.Pool
	asking          asking
	leaning         func() *regexp.Regexp // nil: not known of this language
	asides          map[string]bool       // stems that say nothing
	vocabulary      *vocabulary           // of the lexicon; nil without one
	topicOwners     []int32               // by topic: its administration, or -1
}

// compiled is a keyword whose elements are numbers of the index.
type compiled struct {
	source      string
	left, right []int32
	near        int32
}

// fact is what is asked of a keyword wherever it stands.
type fact struct {
	weight float64
	owner  int32 // administration, place, noPlace, or -1-rule
	length int32 // letters
}

// The owners of the words that only say where something is, and of the phrases in
// which they do not.
const (
	place   = math.MaxInt32
	noPlace = place - 1
)

// compoundFactor is what a plain keyword is worth as a part of a compound.
const compoundFactor = 0.8

// points is what a hit is worth before zones and damping.
func (k *fact) points(h hit) float64 {
	if h.compound {
		return k.weight * compoundFactor
	}
	return k.weight
}

// use is a keyword whose left side is one element.
type use struct {
	keyword int32
	side    int32 // the element that the right side of a near keyword begins with; -1 without
}

// compiledRule is a rule whose keywords are numbers.
type compiledRule struct {
	Rule
	any, none []int32
	all       [][]int32 // of each one, alternatives
	where     [zones]bool
	to        int32 // administration; -1 without
	between   []int32
}

// Compile makes a Classifier. The error joins all that [Config.Validate]
// finds; it does not run the examples, see [Classifier.CheckExamples].
func Compile(cfg Config) (*Classifier, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	hash := cfg.version()
	cfg = cfg.withDefaults()
	k, err := cfg.known()
	if err != nil {
		return nil, err
	}
	c := &Classifier{cfg: cfg, hash: hash, index: newIndex(k.language),
		administrations: cfg.Administrations, byID: map[string]int32{}, asking: k.asking, leaning: k.leaning, asides: k.asides}
	c.deciders.New = func() any { return newDecider(c) }
	for i, a := range cfg.Administrations {
		c.byID[a.ID] = int32(i)
		if _, e := c.addAll(a.Keywords, int32(i)); e != nil {
			err = errors.Join(err, e)
		}
	}
	if _, e := c.addAll(cfg.Places, place); e != nil {
		err = errors.Join(err, e)
	}
	if _, e := c.addAll(cfg.NoPlaces, noPlace); e != nil {
		err = errors.Join(err, e)
	}
	for i, r := range cfg.Rules {
		err = errors.Join(err, c.addRule(r, int32(-1-i)))
	}
	c.link()
	if cfg.Lexicon != nil {
		var e error
		c.vocabulary, e = cfg.Lexicon.vocabulary(cfg.lexicon())
		c.topicOwners, err = ownersOf(cfg.Lexicon.Topics, cfg.Administrations), errors.Join(err, e)
	}
	return c, err
}

// Version names the rules: a short hash that changes with every change that
// could change a decision.
func (c *Classifier) Version() string { return c.hash }

func (c *Classifier) addRule(r Rule, owner int32) (err error) {
	cr := compiledRule{Rule: r, to: -1}
	var errs [3]error
	cr.any, errs[0] = c.addAll(r.Any, owner)
	for _, s := range r.All {
		ids, err := c.addAll(strings.Split(s, "|"), owner)
		cr.all, errs[1] = append(cr.all, ids), errors.Join(errs[1], err)
	}
	cr.none, errs[2] = c.addAll(r.None, owner)
	for z := range zones {
		cr.where[z] = len(r.Where) == 0
		for _, w := range r.Where {
			cr.where[z] = cr.where[z] || w == "anywhere" || w == zoneNames[z]
		}
	}
	if r.To != "" {
		cr.to = c.byID[r.To]
	}
	for _, id := range r.Between {
		cr.between = append(cr.between, c.byID[id])
	}
	if len(cr.any)+len(cr.all) == 0 {
		c.textless = append(c.textless, int32(len(c.rules)))
	}
	c.rules = append(c.rules, cr)
	return errors.Join(errs[:]...)
}

// addAll compiles keywords of one owner and returns their numbers.
func (c *Classifier) addAll(sources []string, owner int32) ([]int32, error) {
	var ids []int32
	for _, s := range sources {
		k, err := parseKeyword(s, c.index.lang)
		if err != nil {
			return nil, err
		}
		ids = append(ids, c.add(k, owner))
	}
	return ids, nil
}

func (c *Classifier) add(k keyword, owner int32) int32 {
	id := int32(len(c.keywords))
	ck := compiled{source: k.source, near: int32(k.near)}
	alone := len(k.left) == 1 && k.near == 0
	for _, e := range k.left {
		ck.left = append(ck.left, c.index.add(e, alone))
	}
	for _, e := range k.right {
		ck.right = append(ck.right, c.index.add(e, false))
	}
	c.keywords = append(c.keywords, ck)
	c.facts = append(c.facts, fact{k.weight, owner, int32(k.letters())})
	if joined, ok := withoutHyphens(k); ok {
		c.joined = append(c.joined, [2]int32{c.index.add(joined, false), id}) // no part of compounds: "s-banen" is not "kunstgræsbanen"
	}
	return id
}

// link leads from elements to the keywords that begin with them, when all
// elements are known.
func (c *Classifier) link() {
	n := len(c.index.elements)
	c.uses, c.phrases = make([][]use, n), newPhrasebook(n)
	begins, side := make([]bool, n), make([]bool, n)
	for id, k := range c.keywords {
		u := use{int32(id), -1}
		if k.near > 0 {
			u.side = k.right[0]
			side[u.side] = true
		}
		if len(k.left) == 1 {
			c.uses[k.left[0]] = append(c.uses[k.left[0]], u)
		} else {
			c.phrases.add(k.left[0], k.left[1], int32(id))
		}
		begins[k.left[0]] = true
	}
	for _, j := range c.joined {
		c.uses[j[0]] = append(c.uses[j[0]], use{j[1], -1})
		begins[j[0]] = true
	}
	c.index.begins, c.index.side = begins, side
}

// withoutHyphens returns the one word that a hyphened keyword also is.
func withoutHyphens(k keyword) (element, bool) {
	if k.near == 0 && len(k.left) == 2 && k.left[0].form == between && strings.Contains(k.source, "-") {
		e, rest := k.left[0], k.left[1]
		e.text, e.open = rest.text, rest.form == prefix
		return e, true
	}
	if k.near > 0 || len(k.left) < 2 || strings.ContainsAny(k.source, " *=.") || !strings.Contains(k.source, "-") {
		return element{}, false
	}
	var b strings.Builder
	for _, e := range k.left {
		b.WriteString(e.text)
	}
	return element{text: clip(b.String(), maxWord), form: whole}, true
}
