package classify

import (
	"regexp"
	"strings"
	"sync"
)

// A question may have no theme of its own: "Hvem skal reparere dem?" asks on
// about the one before it, and belongs to the administration that answers that.

// mostLeaning is how many words such a question has.
const mostLeaning = 8

// leaning is how it ends: with a word for what was spoken of, or with that and what is
// done to it; nil when nothing is known of that.
func (t *Tongue) leaning() func() *regexp.Regexp {
	if t.Leans == "" {
		return nil
	}
	return sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:` + either(t.Leans) + `)(?: (?:` + either(t.Done) + `))?$`)
	})
}

// Leans reports a question that speaks of nothing but what the one before it
// spoke of.
func (c *Classifier) Leans(question string) bool {
	words := strings.Fields(question)
	if c.leaning == nil || len(words) == 0 || len(words) > mostLeaning {
		return false
	}
	return c.leaning().MatchString(strings.TrimRight(strings.Join(words, " "), "?!. "))
}

// zoneBefore is where the evidence for such a question stands.
const zoneBefore = "question before"

// decideBefore is the decision on the question before a leaning one, when that is
// filed.
func (c *Classifier) decideBefore(in Input, n int) (Decision, bool) {
	in.Question, in.Before = in.Before, ""
	d := c.DecideAmong(in, n)
	if !d.Filed {
		return d, false
	}
	d.Why = "it asks on about the question before: " + d.Why
	for i := range d.Evidence {
		if d.Evidence[i].Zone == zoneNames[zoneQuestion] {
			d.Evidence[i].Zone = zoneBefore
		}
	}
	return d, true
}
