package clerk

import (
	"context"
	"slices"
	"strings"

	"inquiryd/internal/register"
)

// Some mail programs tell that somebody is away without any sign that a program
// wrote it. Such a note is no answer, no question and no thanks: the registrar sees it,
// and nobody is written to, since a program would answer again.

// away says whether the mail on the desk is such a note: it is short, asks nothing, says
// that somebody is away, and until when or who helps meanwhile, and has no word of
// the questions that it would answer.
func (w *work) away(questions []register.Question) bool {
	text := w.mail.NewText
	if len(strings.Fields(text)) > shortAnswer || strings.Contains(text, "?") || len(w.fileNames()) > 0 ||
		!w.absence().MatchString(text) || !w.meanwhile().MatchString(text) {
		return false
	}
	return !slices.ContainsFunc(questions, func(q register.Question) bool { return sharesWord(text, q.Text) })
}

// holdAway leaves a note that somebody is away to the registrar.
func (w *work) holdAway(ctx context.Context, j judgement) error {
	j.reason, j.why = ReasonAway, "it reads like a note that somebody is away"
	return w.hold(ctx, j)
}
