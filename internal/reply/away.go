package reply

import (
	"slices"
	"strings"
)

// Some mail programs tell that somebody is away without any sign that a program wrote it.

// Away says whether a text is such a note: it is short, asks nothing, says that somebody
// is away, and until when or who helps meanwhile, and has no word of the questions that
// it would answer.
func (x *Reader) Away(text string, questions []Question) bool {
	if len(strings.Fields(text)) > shortAnswer || strings.Contains(text, "?") || !x.absence().MatchString(text) || !x.meanwhile().MatchString(text) {
		return false
	}
	return !slices.ContainsFunc(questions, func(q Question) bool { return sharesWord(text, q.Text) })
}
