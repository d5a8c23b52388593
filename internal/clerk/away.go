package clerk

import (
	"context"

	"inquiryd/internal/register"
)

// Some mail programs tell that somebody is away without any sign that a program
// wrote it. Such a note is no answer, no question and no thanks: the registrar sees it,
// and nobody is written to, since a program would answer again.

// away says whether the mail on the desk is such a note, and has no word of the questions
// that it would answer.
func (w *work) away(questions []register.Question) bool {
	return len(w.fileNames()) == 0 && w.reader.Away(w.mail.NewText, toAnswer(questions))
}

// holdAway leaves a note that somebody is away to the registrar.
func (w *work) holdAway(ctx context.Context, j judgement) error {
	j.reason, j.why = ReasonAway, "it reads like a note that somebody is away"
	return w.hold(ctx, j)
}
