package classify

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// rules finds rules that cannot hold, or that another one takes the work from.
func (l *linter) rules() {
	for i := range l.c.rules {
		r, path := &l.c.rules[i], fmt.Sprintf("rule[%d]", i)
		l.contradiction(r, path)
		l.shadowed(i, path)
		if (r.Final || len(r.Between) > 0) && r.Weight != 0 {
			l.add(path+".weight", "remove it", "rule %q decides by itself: its weight has no effect", r.Name)
		}
		if slices.Contains(r.Contributing, r.To) && r.To != "" {
			l.add(path+".contributing", "remove it there", "rule %q lets %s contribute to itself", r.Name, r.To)
		}
		l.kind(r, path)
		l.vain(r, path)
		l.repeats(r, path)
	}
}

// contradiction finds a keyword that a rule asks for and refuses.
func (l *linter) contradiction(r *compiledRule, path string) {
	for _, n := range r.None {
		for k, a := range r.All {
			if l.within(n, a) {
				l.add(fmt.Sprintf("%s.all[%d]", path, k), "remove it from all or from none", "rule %q can never hold: none refuses %q by %q", r.Name, a, n)
			}
		}
	}
	refused := func(a string) bool {
		return slices.ContainsFunc(r.None, func(n string) bool { return l.within(n, a) })
	}
	all := len(r.Any) > 0 && !slices.ContainsFunc(r.Any, func(a string) bool { return !refused(a) })
	if all {
		l.add(path+".any", "remove it from any or from none", "rule %q can never hold: none refuses all of any", r.Name)
		return
	}
	for k, a := range r.Any {
		if refused(a) {
			l.add(fmt.Sprintf("%s.any[%d]", path, k), "remove it from any or from none", "%q never counts in rule %q: none refuses it", a, r.Name)
		}
	}
}

// within reports whether whatever narrow finds, wide finds too.
func (l *linter) within(wide, narrow string) bool {
	if l.key(wide) == l.key(narrow) {
		return true
	}
	w, err := parseKeyword(wide, l.c.index.lang)
	if err != nil {
		return false
	}
	n, err := parseKeyword(narrow, l.c.index.lang)
	if err != nil {
		return false
	}
	a, ok := single(w)
	b, also := single(n)
	return ok && also && sees(a, b)
}

// key is the canonical form of a keyword, or the text of alternatives.
func (l *linter) key(s string) string {
	k, err := parseKeyword(s, l.c.index.lang)
	if err != nil {
		return s
	}
	return l.canonical(k)
}

// shadowed finds rules behind a final rule that holds whenever they do.
func (l *linter) shadowed(i int, path string) {
	r := &l.c.rules[i]
	for j := range i {
		f := &l.c.rules[j]
		if f.Final && r.To != "" && len(r.Between) == 0 && f.To != r.To && l.atLeast(f, r) {
			l.add(path+".name", "move it before that rule, or make that rule narrower",
				"rule %q never counts: final rule %q (rule[%d]) holds whenever it does", r.Name, f.Name, j)
			return
		}
		if f.To == r.To && f.Kind == r.Kind && f.Final == r.Final && slices.Equal(f.Between, r.Between) && l.atLeast(f, r) && l.atLeast(r, f) {
			l.add(path+".name", "remove one of both", "rule %q says the same as rule %q (rule[%d])", r.Name, f.Name, j)
			return
		}
	}
}

// atLeast reports whether wide surely holds where narrow holds: it asks for
// any of what narrow asks for, and for nothing else.
func (l *linter) atLeast(wide, narrow *compiledRule) bool {
	if len(wide.None)+len(wide.Member)+len(wide.Committee)+len(wide.All) > 0 || wide.Kind != narrow.Kind ||
		len(wide.Any) == 0 || wide.ValidFrom != (toml.LocalDate{}) || wide.ValidUntil != (toml.LocalDate{}) {
		return false
	}
	if len(wide.Where) > 0 && !slices.Contains(wide.Where, "anywhere") && !slices.Equal(wide.Where, narrow.Where) {
		return false
	}
	has := func(s string) bool {
		return slices.ContainsFunc(wide.Any, func(w string) bool { return l.key(w) == l.key(s) })
	}
	if slices.ContainsFunc(narrow.All, has) {
		return true
	}
	return len(narrow.Any) > 0 && !slices.ContainsFunc(narrow.Any, func(s string) bool { return !has(s) })
}

// kind finds a condition on a kind that no rule names.
func (l *linter) kind(r *compiledRule, path string) {
	if r.To == "" || r.Kind == "" {
		return
	}
	if !slices.ContainsFunc(l.c.rules, func(o compiledRule) bool { return o.To == "" && o.Kind == r.Kind }) {
		l.add(path+".kind", "write a rule without to that names this kind", "rule %q never holds: no rule finds the kind %q", r.Name, r.Kind)
	}
}

// vain finds weights that change nothing.
func (l *linter) vain(r *compiledRule, path string) {
	if r.Weight != 0 && math.Abs(r.Weight) < leastWeight && !r.Final && len(r.Between) == 0 {
		l.add(path+".weight", "raise the weight or remove the rule", "rule %q has weight %g: it can hardly decide anything", r.Name, r.Weight)
	}
	weighed := func(key string, keywords []string) {
		for k, s := range keywords {
			if strings.Contains(s, "^") {
				l.add(fmt.Sprintf("%s.%s[%d]", path, key, k), "remove what begins with ^; the rule's own weight counts", "the weight of %q has no effect in rule %q", s, r.Name)
			}
		}
	}
	weighed("none", r.None)
	if len(r.Between) == 0 { // a tie-break's words have points of their own
		weighed("any", r.Any)
		weighed("all", r.All)
	}
}

// repeats finds a keyword of a rule that stands in the same list twice.
func (l *linter) repeats(r *compiledRule, path string) {
	for key, keywords := range map[string][]string{"any": r.Any, "none": r.None} {
		for k, s := range keywords {
			if first := slices.IndexFunc(keywords, func(o string) bool { return l.key(o) == l.key(s) }); first < k {
				l.add(fmt.Sprintf("%s.%s[%d]", path, key, k), "remove one of both", "%q finds the same words as %q in rule %q", s, keywords[first], r.Name)
			}
		}
	}
}

// expired finds what is over, or not yet.
func (l *linter) expired() {
	if l.now.IsZero() {
		return
	}
	over := func(path, what string, until toml.LocalDate) {
		if until != (toml.LocalDate{}) && !valid(toml.LocalDate{}, until, l.now) {
			l.add(path+".valid_until", "remove it, or give it a new day", "%s ended on %s", what, until)
		}
	}
	for i, a := range l.c.cfg.Administrations {
		over(fmt.Sprintf("administration[%d]", i), "administration "+a.ID, a.ValidUntil)
	}
	for i := range l.c.rules {
		r, path := &l.c.rules[i], fmt.Sprintf("rule[%d]", i)
		over(path, fmt.Sprintf("rule %q", r.Name), r.ValidUntil)
		if r.To != "" && l.ended(r.To) {
			l.add(path+".to", "give it another administration, or remove the rule", "rule %q never counts: administration %s has ended", r.Name, r.To)
		}
		for k, id := range r.Contributing {
			if l.ended(id) {
				l.add(fmt.Sprintf("%s.contributing[%d]", path, k), "remove it there", "rule %q lets %s contribute, which has ended", r.Name, id)
			}
		}
	}
}

// ended reports whether the last day of an administration is over.
func (l *linter) ended(id string) bool {
	return !valid(toml.LocalDate{}, l.c.administrations[l.c.byID[id]].ValidUntil, l.now)
}

// tieBreaks finds two that would settle the same tie by the same word in two
// ways: the first in the file wins, perhaps not the one that was meant.
func (l *linter) tieBreaks() {
	for i := range l.c.rules {
		r := &l.c.rules[i]
		for j := range i {
			f := &l.c.rules[j]
			if len(r.Between) == 0 || len(f.Between) == 0 || f.To == r.To || commonCount(f.Between, r.Between) < 2 {
				continue
			}
			if word := l.commonKeyword(f, r); word != "" {
				l.add(fmt.Sprintf("rule[%d].any", i), "leave the word to one of both",
					"tie-break %q and tie-break %q (rule[%d]) both settle %s by %q", r.Name, f.Name, j, strings.Join(r.Between, " and "), word)
			}
		}
	}
}

func commonCount(a, b []string) int {
	n := 0
	for _, x := range a {
		n += one(slices.Contains(b, x))
	}
	return n
}

// commonKeyword is a keyword on which both rest.
func (l *linter) commonKeyword(a, b *compiledRule) string {
	if len(a.All) > 0 || len(b.All) > 0 {
		return ""
	}
	for _, x := range a.Any {
		for _, y := range b.Any {
			if l.key(x) == l.key(y) {
				return y
			}
		}
	}
	return ""
}

// examples finds examples that do not come out as they say.
func (l *linter) examples() {
	for path, why := range l.c.failedExamples() {
		l.add(path, "change the rules, or the example", "%s", why)
	}
}

// numbers finds KLE numbers that two administrations have, and those that the
// lexicon does not know.
func (l *linter) numbers() {
	first := map[string]string{}
	for i, a := range l.c.cfg.Administrations {
		for n, number := range a.KLE {
			path := fmt.Sprintf("administration[%d].kle[%d]", i, n)
			if other, ok := first[number]; ok {
				l.add(path, "leave it to one of both", "KLE %s stands at %s too", number, other)
				continue
			}
			first[number] = a.ID
			if x := l.c.cfg.Lexicon; x != nil && !slices.ContainsFunc(x.Topics, func(t Topic) bool { return t.below(number) }) {
				l.add(path, "correct it, or remove it", "KLE %s is in no line of the lexicon", number)
			}
		}
	}
}
