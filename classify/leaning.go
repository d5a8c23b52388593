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

// leanings are how it ends, by language: with a word for what was spoken of, or
// with that and what is done to it.
var leanings = map[string]func() *regexp.Regexp{
	"da": askingOn(`det|dem|den|dette|denne|disse|herfor|heraf|dertil|derfor`, `(?:endelig |så |nu |også |ikke |helt |først |egentlig |konkret )?\p{L}+t|(?:ske|gøres|op)`),
	"no": askingOn(`det|dem|den|dette|denne|disse|herfor|derfor`, `(?:endelig |så |nå |også |ikke |helt |først )?\p{L}+t|(?:skje|gjøres|opp)`),
	"sv": askingOn(`det|dem|dom|den|detta|denna|dessa|därför`, `(?:slutligen |så |nu |också |inte |helt |först )?\p{L}+[ts]|(?:ske|göras|upp)`),
	"de": askingOn(`es|das|dies|diese|sie|davon|dafür|dazu|daran`, `(?:endlich |nun |auch |nicht |erst )?\p{L}+(?:t|en)`),
	"en": askingOn(`it|them|this|that|these|those|they`, `(?:be |been |get |is |are |was |were )?(?:\p{L}+(?:ed|en|ne|lt|nt)|cost|happen|work)`),
}

func askingOn(words, done string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:` + words + `)(?: (?:` + done + `))?$`)
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
