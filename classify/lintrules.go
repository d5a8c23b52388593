package classify

import (
	"fmt"
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
		l.kind(r, i, path)
	}
}

// contradiction finds a keyword that a rule asks for and refuses.
func (l *linter) contradiction(r *compiledRule, path string) {
	for _, n := range r.None {
		forbidden := l.key(n)
		for k, a := range r.All {
			if l.key(a) == forbidden {
				l.add(fmt.Sprintf("%s.all[%d]", path, k), "remove it from all or from none", "rule %q can never hold: %q is also in none", r.Name, a)
			}
		}
		if len(r.Any) > 0 && !slices.ContainsFunc(r.Any, func(a string) bool { return l.key(a) != forbidden }) {
			l.add(path+".any", "remove it from any or from none", "rule %q can never hold: %q is also in none", r.Name, n)
		}
	}
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
func (l *linter) kind(r *compiledRule, i int, path string) {
	if r.To == "" || r.Kind == "" {
		return
	}
	if !slices.ContainsFunc(l.c.rules, func(o compiledRule) bool { return o.To == "" && o.Kind == r.Kind }) {
		l.add(path+".kind", "write a rule without to that names this kind", "rule %q never holds: no rule finds the kind %q", r.Name, r.Kind)
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
		over(fmt.Sprintf("rule[%d]", i), fmt.Sprintf("rule %q", l.c.rules[i].Name), l.c.rules[i].ValidUntil)
	}
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
