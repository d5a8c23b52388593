package clerk

import (
	"context"
	"slices"
	"strings"

	"inquiryd/internal/register"
)

// onceWords are the words by which the member or others get a letter: sent
// twice they are done once.
var onceWords = []word{wordAsk, wordPartial, wordCorrect, wordMoreTime}

// noAnswer says why an official's mail without a word is no answer either: it is
// nearly a word, or reads like something said to us.
func (w *work) noAnswer(ctx context.Context, c register.Case) (r Reason, example string, err error) {
	r, example = w.notMeantByOfficial()
	meant, chatter := w.chatter()
	if !chatter || r != "" && !strings.HasPrefix(meant, w.examples["redirect"]) {
		return r, example, nil
	}
	questions, err := w.unsent(ctx, c)
	if err != nil {
		return "", "", err
	}
	letters, err := w.lettersTo(ctx, c)
	switch {
	case err != nil || w.namesQuestions(questions, w.mail, letters):
		return r, example, err
	case meant == "":
		return ReasonChatter, "", nil
	}
	return ReasonUnknownWord, meant, nil
}

// notMeantByOfficial is notMeant for those who answer. Nor is a word of the
// registrar's an answer when there is nothing else, or an administration's name.
func (w *work) notMeantByOfficial() (r Reason, example string) {
	if r, example := w.notMeant(w.officialLeads, w.othersThanOfficials); r != "" {
		return r, example
	}
	first, rest := firstLine(w.said())
	if !w.onlyClosing(rest) || len(w.fileNames()) > 0 {
		return "", ""
	}
	if w.readOrder(w.alone, first).word != wordNone {
		return ReasonOthersWord, ""
	}
	if a, ok := w.administration(strings.Trim(first, " .:;!")); ok {
		return ReasonUnknownWord, w.examples["redirect"] + a.ID
	}
	return "", ""
}

// notMeant says why the first line of a mail is not taken as its text: it is a
// word of somebody else's, or nearly one of the sender's own.
func (w *work) notMeant(leads []lead, others ...[]form) (r Reason, example string) {
	text := w.said()
	if len(w.fileNames()) > 0 {
		text = w.mail.NewText // a file without words is meant, whatever the subject
	}
	if first := firstLineOf(text); w.readOrder(slices.Concat(others...), first).word != wordNone {
		return ReasonOthersWord, ""
	}
	if example, ok := w.suggest(leads, text); ok {
		return ReasonUnknownWord, example
	}
	return "", ""
}
