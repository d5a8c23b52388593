package classify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Finding is something in the rules that works, but hardly as it was meant.
type Finding struct {
	Path    string `json:"path"`    // the key: "administration[2].keywords[5]", "rule[3].any"
	Message string `json:"message"` // what is the matter
	Fix     string `json:"fix"`     // what to do
}

// Error is the finding as one line that begins with its key.
func (f Finding) Error() string { return f.Path + ": " + f.Message + ": " + f.Fix }

// Lint looks for rules that are right in form and wrong in sense. now is the
// day for which expired rules are looked for; zero leaves them out. Faults of
// form are [Config.Validate]'s; Lint finds nothing in what is not valid.
func Lint(c Config, now time.Time) []Finding {
	k, err := Compile(c)
	if err != nil {
		return nil
	}
	l := linter{c: k, now: now}
	l.sharedKeywords()
	l.swallowed()
	l.weights()
	l.signs()
	l.rules()
	l.expired()
	l.tieBreaks()
	l.numbers()
	l.examples()
	slices.SortStableFunc(l.found, func(a, b Finding) int { return cmp.Compare(a.Path, b.Path) })
	return l.found
}

type linter struct {
	c     *Classifier
	now   time.Time
	found []Finding
}

func (l *linter) add(path, fix, format string, args ...any) {
	l.found = append(l.found, Finding{path, fmt.Sprintf(format, args...), fix})
}

// written is a keyword of an administration and where it stands.
type written struct {
	keyword
	source string // as written, with its weight
	owner  int
	path   string
}

// each calls do with all keywords of administrations.
func (l *linter) each(do func(written)) {
	for i, a := range l.c.cfg.Administrations {
		for n, s := range a.Keywords {
			k, _ := parseKeyword(s, l.c.index.lang) // valid: it compiled
			do(written{k, s, i, fmt.Sprintf("administration[%d].keywords[%d]", i, n)})
		}
	}
}

// canonical writes what a keyword finds, so that two spellings of one compare
// equal: words by their stem.
func (l *linter) canonical(k keyword) string {
	var b strings.Builder
	for i, es := range [][]element{k.left, k.right} {
		if i == 1 && len(es) > 0 {
			fmt.Fprintf(&b, "~%d ", k.near)
		}
		for _, e := range es {
			text := e.text
			if e.form == whole && utf8.RuneCountInString(text) >= stemLength {
				text = l.stemmed(text)
			}
			fmt.Fprintf(&b, "%d:%s:%d:%d ", e.form, text, e.low, e.high)
		}
	}
	return b.String()
}

// stemmed is the stem, with an ending that only some forms go with.
func (l *linter) stemmed(text string) string {
	stem := l.c.index.lang.stemOf(text)
	if end, ok := strings.CutPrefix(text, stem); ok && l.c.index.lang.classes != nil && strict[end] {
		return stem + "+" + end
	}
	return stem
}

// sharedKeywords finds one keyword written twice.
func (l *linter) sharedKeywords() {
	first := map[string]written{}
	l.each(func(w written) {
		key := l.canonical(w.keyword)
		f, ok := first[key]
		switch {
		case !ok:
			first[key] = w
		case f.owner == w.owner:
			l.add(w.path, "remove one of both", "%q finds the same words as %q (%s)", w.source, f.source, f.path)
		case f.weight == w.weight:
			l.add(w.path, "give one of both a weight, a phrase, or a tie-break",
				"%q speaks as loudly for %s as %q for %s (%s)", w.source, l.id(w.owner), f.source, l.id(f.owner), f.path)
		}
	})
}

func (l *linter) id(n int) string { return l.c.cfg.Administrations[n].ID }

// swallowed finds keywords that a wildcard of the same administration already
// covers, with no fewer points.
func (l *linter) swallowed() {
	stars := make([][]written, len(l.c.cfg.Administrations))
	l.each(func(w written) {
		if e, ok := single(w.keyword); ok && e.form >= prefix && e.form <= part {
			stars[w.owner] = append(stars[w.owner], w)
		}
	})
	l.each(func(w written) {
		if by, ok := covering(w, stars[w.owner]); ok {
			l.swallow(w, by)
		}
	})
}

// single is the one word of a keyword that has only one.
func single(k keyword) (element, bool) {
	if len(k.left) != 1 || k.near > 0 {
		return element{}, false
	}
	return k.left[0], true
}

// sees reports whether a wildcard finds everything that e finds.
func sees(wildcard, e element) bool {
	if e.form == between {
		return false
	}
	switch wildcard.form {
	case prefix:
		return strings.HasPrefix(e.text, wildcard.text) && (e.form == prefix || e.form == whole || e.form == exact)
	case suffix:
		return strings.HasSuffix(e.text, wildcard.text) && (e.form == suffix || e.form == whole || e.form == exact)
	case part:
		return strings.Contains(e.text, wildcard.text)
	}
	return false
}

// covering finds a wildcard with the same weight, other than the keyword
// itself, that sees everything the keyword sees.
func covering(w written, stars []written) (written, bool) {
	e, ok := single(w.keyword)
	i := slices.IndexFunc(stars, func(o written) bool {
		return ok && o.path != w.path && o.weight == w.weight && sees(o.left[0], e)
	})
	if i < 0 {
		return written{}, false
	}
	return stars[i], true
}

func (l *linter) swallow(w, by written) {
	for i, es := range l.c.cfg.Administrations {
		if i != w.owner && l.contested(es, w) {
			return // the longer keyword wins its word against another administration
		}
	}
	l.add(w.path, "remove it, or give it another weight", "%q is swallowed by %q (%s)", w.source, by.source, by.path)
}

// contested reports whether another administration has a keyword inside w.
func (l *linter) contested(a Administration, w written) bool {
	return slices.ContainsFunc(a.Keywords, func(s string) bool {
		k, _ := parseKeyword(s, l.c.index.lang)
		return len(k.left) == 1 && k.near == 0 && k.left[0].text != "" && strings.Contains(w.left[0].text, k.left[0].text)
	})
}

// leastWeight is the number of points below which nothing is decided.
const leastWeight = 0.05

// weights finds keywords that can never do anything.
func (l *linter) weights() {
	z := l.c.cfg.Zones
	loudest := max(z.Question, z.Subject, z.Introduction, z.Attachment)
	l.each(func(w written) {
		if w.weight*loudest < leastWeight {
			l.add(w.path, "raise the weight or remove it", "%q has weight %g: it can hardly decide anything", w.source, w.weight)
		}
		if len(w.left) == 1 && w.near == 0 && w.left[0].form == part && len(w.left[0].text) < 4 {
			l.add(w.path, "write a longer part, or the words you mean", "%q stands in very many words", w.source)
		}
	})
}
