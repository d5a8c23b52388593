package clerk

import (
	"context"
	"strings"

	"inquiryd/internal/register"
	"inquiryd/internal/reply"
)

// onceWords are the words by which the member or others get a letter: sent
// twice they are done once.
var onceWords = []reply.Word{reply.Ask, reply.Partial, reply.Correct, reply.MoreTime}

// noAnswer says why an official's mail without a word is no answer either: it is
// nearly a word, or reads like something said to us.
func (w *work) noAnswer(ctx context.Context, c register.Case) (r Reason, example string, err error) {
	r, example = w.notMeantByOfficial()
	meant, chatter := w.chatter()
	if !chatter || r != "" && !strings.HasPrefix(meant, w.reader.Example("redirect")) {
		return r, example, nil
	}
	questions, err := w.unsent(ctx, c)
	if err != nil {
		return "", "", err
	}
	letters, err := w.lettersTo(ctx, c)
	switch {
	case err != nil || w.reader.NamesQuestions(toAnswer(questions), w.mail, letters):
		return r, example, err
	case meant == "":
		return ReasonChatter, "", nil
	}
	return ReasonUnknownWord, meant, nil
}

// chatter says whether the mail on the desk reads like something said to us rather than
// an answer, and which word was probably meant.
func (w *work) chatter() (example string, ok bool) {
	key, said, ok := w.reader.Chatter(w.toRead())
	if !ok || key == "" {
		return "", ok
	}
	if id := w.mentioned(said); id != "" && w.reader.Example(key) == w.reader.Example("not_ours") {
		return w.reader.Example("redirect") + id, true
	}
	return w.reader.Example(key), true
}

// notMeantByOfficial is notMeant for those who answer. Nor is a word of the
// registrar's an answer when there is nothing else, or an administration's name.
func (w *work) notMeantByOfficial() (r Reason, example string) {
	if r, example := w.notMeant(reply.Official); r != "" {
		return r, example
	}
	first, rest := reply.FirstLine(w.reader.Said(w.mail))
	if !w.reader.OnlyClosing(rest) || len(w.fileNames()) > 0 {
		return "", ""
	}
	if w.reader.IsRegistrarsWord(first) {
		return ReasonOthersWord, ""
	}
	if a, ok := w.administration(strings.Trim(first, " .:;!")); ok {
		return ReasonUnknownWord, w.reader.Example("redirect") + a.ID
	}
	return "", ""
}

// notMeant says why the first line of a mail is not taken as its text: it is a
// word of somebody else's, or nearly one of the sender's own.
func (w *work) notMeant(sender reply.Role) (r Reason, example string) {
	text := w.reader.Said(w.mail)
	if len(w.fileNames()) > 0 {
		text = w.mail.NewText // a file without words is meant, whatever the subject
	}
	if w.reader.IsOthersWord(sender, text) {
		return ReasonOthersWord, ""
	}
	if example, ok := w.reader.Suggest(sender, text); ok {
		return ReasonUnknownWord, example
	}
	return "", ""
}
