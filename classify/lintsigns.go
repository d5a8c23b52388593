package classify

import (
	"fmt"
	"slices"
	"strings"
)

// idleSigns are those that lists and patterns give a meaning, and keywords none:
// they part words, as a space does. One comma may belong to a phrase.
const idleSigns = `;?()[]{}\"`

// signs finds keywords that look like more than they are: "bus, tog, færge" is
// these words one after the other.
func (l *linter) signs() {
	l.each(func(w written) { l.idle(w.path, w.source) })
	for i := range l.c.rules {
		r := &l.c.rules[i]
		for _, list := range []struct {
			key      string
			keywords []string
		}{{"any", r.Any}, {"all", r.All}, {"none", r.None}} {
			for k, s := range list.keywords {
				l.idle(fmt.Sprintf("rule[%d].%s[%d]", i, list.key, k), s)
			}
		}
	}
}

func (l *linter) idle(path, keyword string) {
	const fix = "write each word or phrase as a keyword of its own"
	i := strings.IndexAny(keyword, idleSigns)
	if strings.Count(keyword, ",") > 1 {
		i = strings.IndexByte(keyword, ',')
	}
	if i >= 0 {
		l.add(path, fix, "the sign %s means nothing in %q, which finds its words one after the other", keyword[i:i+1], keyword)
		return
	}
	words := strings.Fields(keyword)
	i = slices.IndexFunc(words, func(w string) bool { return w == "OR" || w == "AND" || w == "NOT" })
	if i >= 0 && len(words) > 1 {
		l.add(path, fix, "%s is a word like others in %q, which finds its words one after the other", words[i], keyword)
	}
}
