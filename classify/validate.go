package classify

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Validate reports all faults at once. Each begins with the key that is
// wrong: in the table [classify] ("margin: …"), in "administration[2].…" or in
// "rule[3].…", counted from 0.
func (c Config) Validate() error {
	var f faults
	f.bounds("threshold", c.Threshold)
	f.bounds("margin", c.Margin)
	if !(c.Damping >= 0 && c.Damping <= 1) {
		f.add("damping", "%v is not between 0 and 1", c.Damping)
	}
	if !(c.LexiconWeight >= -1 && c.LexiconWeight <= 1000) {
		f.add("lexicon_weight", "%v is not a number of points from 0 to 1000, or -1", c.LexiconWeight)
	}
	if c.MaxQuestions < 0 || c.MaxQuestions > 1000 {
		f.add("max_questions", "%d is not between 1 and 1000", c.MaxQuestions)
	}
	k, err := c.withDefaults().known()
	if err != nil {
		f.add("language", "%v", err)
		k = builtIn["da"]()
	}
	lang := k.language
	f.keywords("places", c.Places, lang)
	f.keywords("no_places", c.NoPlaces, lang)
	ids := map[string]bool{}
	for i, a := range c.Administrations {
		f.administration(fmt.Sprintf("administration[%d]", i), a, lang, ids)
	}
	names := map[string]bool{}
	for i, r := range c.Rules {
		f.rule(fmt.Sprintf("rule[%d]", i), r, lang, ids, names)
	}
	return errors.Join(f...)
}

// faults collects errors that begin with a key.
type faults []error

func (f *faults) add(key, format string, args ...any) {
	*f = append(*f, fmt.Errorf("%s: "+format, append([]any{key}, args...)...))
}

func (f *faults) bounds(key string, v float64) {
	if !(v >= 0 && v <= 1000) {
		f.add(key, "%v is not a number of points from 0 to 1000", v)
	}
}

func (f *faults) administration(path string, a Administration, l language, ids map[string]bool) {
	switch {
	case a.ID == "":
		f.add(path+".id", "is missing: give a short name such as \"TMF\"")
	case ids[a.ID]:
		f.add(path+".id", "%q is used by an administration above", a.ID)
	}
	ids[a.ID] = true
	f.keywords(path+".keywords", a.Keywords, l)
	for i, k := range a.KLE {
		if !topicNumber.MatchString(k) {
			f.add(fmt.Sprintf("%s.kle[%d]", path, i), "%q is no KLE number or the beginning of one: write it as \"05\" or \"27.42\"", k)
		}
	}
	f.dates(path, a.ValidFrom, a.ValidUntil)
}

func (f *faults) keywords(path string, ks []string, l language) {
	for i, k := range ks {
		if _, err := parseKeyword(k, l); err != nil {
			f.add(fmt.Sprintf("%s[%d]", path, i), "%v", err)
		}
	}
}

func (f *faults) dates(path string, from, until toml.LocalDate) {
	none := toml.LocalDate{}
	if from != none && until != none && before(until, from) {
		f.add(path+".valid_until", "%s is before valid_from %s", until, from)
	}
}

func (f *faults) rule(path string, r Rule, l language, ids, names map[string]bool) {
	switch {
	case r.Name == "":
		f.add(path+".name", "is missing: every rule has a name, which explanations show")
	case names[r.Name]:
		f.add(path+".name", "%q is used by a rule above", r.Name)
	}
	names[r.Name] = true
	f.keywords(path+".any", r.Any, l)
	for i, alternatives := range r.All {
		for k := range strings.SplitSeq(alternatives, "|") {
			if _, err := parseKeyword(k, l); err != nil {
				f.add(fmt.Sprintf("%s.all[%d]", path, i), "%v", err)
			}
		}
	}
	f.keywords(path+".none", r.None, l)
	for i, w := range r.Where {
		if w != "anywhere" && !slices.Contains(zoneNames[:], w) {
			f.add(fmt.Sprintf("%s.where[%d]", path, i), "%q is not subject, question, introduction, attachment or anywhere", w)
		}
	}
	f.dates(path, r.ValidFrom, r.ValidUntil)
	f.known(path, r, ids)
	f.sense(path, r)
}

// known checks the administrations that a rule names.
func (f *faults) known(path string, r Rule, ids map[string]bool) {
	if r.To != "" {
		f.administered(path+".to", r.To, ids)
	}
	for i, id := range r.Contributing {
		f.administered(fmt.Sprintf("%s.contributing[%d]", path, i), id, ids)
	}
	for i, id := range r.Between {
		f.administered(fmt.Sprintf("%s.between[%d]", path, i), id, ids)
	}
}

// administered checks that an administration has the id.
func (f *faults) administered(key, id string, ids map[string]bool) {
	if !ids[id] {
		f.add(key, "no administration %q: there are %s", id, cmp.Or(strings.Join(slices.Sorted(maps.Keys(ids)), ", "), "none"))
	}
}

// sense finds rules that could do nothing.
func (f *faults) sense(path string, r Rule) {
	if !(r.Weight >= -100 && r.Weight <= 100) {
		f.add(path+".weight", "%v is not between -100 and 100", r.Weight)
	}
	if r.To == "" && r.Kind == "" && len(r.Contributing) == 0 {
		f.add(path+".to", "is missing: say which administration the rule speaks for, or give kind or contributing")
	}
	if r.To == "" && (r.Final || len(r.Between) > 0) {
		f.add(path+".to", "is missing: a final rule and a tie-break decide for an administration")
	}
	if len(r.Between) == 1 || len(r.Between) > 0 && !slices.Contains(r.Between, r.To) {
		f.add(path+".between", "names two administrations or more, and %q is one of them", r.To)
	}
	if r.Final && len(r.Between) > 0 {
		f.add(path+".final", "a tie-break cannot be final: give between or final")
	}
	if len(r.Any)+len(r.All)+len(r.Member)+len(r.Committee)+len(r.Between) == 0 && !(r.To != "" && r.Kind != "") {
		f.add(path+".any", "a rule without any, all, member or committee would hold for every question")
	}
}
