package clerk

import (
	"slices"
	"strings"
	"unicode"
)

// Officials also write to us what is neither a word nor an answer: "thanks", "it
// is not ours", "we need more time". A short mail that reads so goes to no
// member; the official is told which word was probably meant.

// chat is how such a mail reads, and the word that says what it means.
type chat struct {
	reads pattern
	says  string // how it is written, by its key among the examples; "": no word does
}

// fewWords is how long a mail may be to be taken for one of them.
const fewWords = 12

// few is the text of the mail on the desk without its greetings and name, when it is short
// and nothing else came with it.
func (w *work) few() (text string, ok bool) {
	text = strings.TrimSpace(w.withoutClosing(unsigned(w.mail.NewText, w.memberName())))
	if first, rest := firstLine(text); w.greetingLine().MatchString(first) && rest != "" {
		text = rest
	}
	text = withoutName(text, w.mail.From)
	n := len(strings.Fields(text))
	return text, n > 0 && n <= fewWords && !strings.Contains(text, "\n\n") && len(w.fileNames()) == 0
}

// thanks says whether the mail on the desk says no more than that its sender has
// read ours: thanks, and what people say around them.
func (w *work) thanks() bool {
	text, ok := w.few()
	if ok && w.chats[0].reads().MatchString(text) {
		return true
	}
	if strings.ContainsAny(text, "?:") || len(strings.Fields(text)) > 2*fewWords || len(w.fileNames()) > 0 {
		return false
	}
	thanked := false
	for clause := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(".!,;\n–", r) }) {
		clause = strings.TrimSpace(clause)
		says := clause != "" && w.chats[0].reads().MatchString(clause)
		thanked = thanked || says && strings.IndexFunc(clause, unicode.IsLetter) >= 0
		if clause != "" && !says && !w.pleasant().MatchString(clause) {
			return false
		}
	}
	return thanked
}

// chatter says whether the mail on the desk reads like something said to us
// rather than an answer, and which word was probably meant.
func (w *work) chatter() (example string, ok bool) {
	text, ok := w.few()
	if w.acknowledges(w.mail.NewText) && len(w.fileNames()) == 0 {
		return "", true
	}
	if !ok || w.answerLabel().MatchString(text) || w.declines().MatchString(text) {
		return "", false
	}
	if h, named := w.readHeading(text); named && len(h.numbers) > 0 {
		return "", false
	}
	i := slices.IndexFunc(w.chats, func(c chat) bool { return c.reads().MatchString(text) })
	if i < 0 {
		return "", false
	}
	example = w.examples[w.chats[i].says]
	if id := w.mentioned(text); id != "" && example == w.examples["not_ours"] {
		example = w.examples["redirect"] + id
	}
	return example, true
}

// acknowledges says whether a text only says that a mail of ours came in, as the
// systems do in which administrations keep their mail: what came and what
// becomes of it.
func (x *lexis) acknowledges(text string) bool {
	return len(strings.Fields(text)) <= shortAnswer && x.cameIn().MatchString(text) && x.becomes().MatchString(text)
}

// mentioned is the administration whose id or name stands in a text; "" when none
// or several do.
func (d *Desk) mentioned(text string) (found string) {
	said := " " + folded(text) + " "
	for _, a := range d.Administrations {
		if !strings.Contains(said, " "+folded(a.ID)+" ") && !strings.Contains(said, " "+folded(a.Name)+" ") {
			continue
		}
		if found != "" {
			return ""
		}
		found = a.ID
	}
	return found
}

// droppedIt says whether a member seems to withdraw by other words than ours.
func (w *work) droppedIt() bool {
	text, ok := w.few()
	return ok && w.dropIt().MatchString(text)
}
