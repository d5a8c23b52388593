package clerk

import (
	"slices"
	"strings"

	"inquiryd/internal/register"
)

// What officials say to us or to a colleague is not always short enough for
// chatter: "I have passed it on, and we will get back to you", "it is not ours
// but BUF's", a remark below the answer. It may be meant for the member all the
// same, so it is shown to its writer before it is sent.

// shortAnswer is how many words an answer may have to be taken for an aside as a
// whole.
const shortAnswer = 60

// saidToUs says whether one of some answers to a case reads like something that is
// not said to the member: talk, or that another administration is to answer.
func (d *Desk) saidToUs(answers map[int]string, questions []register.Question, l link) bool {
	return d.asideIn(answers, l.Inquiry.MemberName) || d.leavesTo(answers, l.Case.Administration) ||
		slices.ContainsFunc(questions, func(q register.Question) bool { return d.besidePoint(answers[q.Number], q.Text) })
}

// besidePoint says whether a short answer asks, or is about mails and who has the case,
// and has no word of its question.
func (x *lexis) besidePoint(answer, question string) bool {
	if answer == "" || len(strings.Fields(answer)) > shortAnswer || !x.ofMail().MatchString(answer) && !strings.Contains(answer+" ", "? ") || x.declines().MatchString(answer) {
		return false
	}
	return !sharesWord(answer, question)
}

// sharesWord says whether a text has a long word of a question.
func sharesWord(text, question string) bool {
	said := spots(text)
	return slices.ContainsFunc(spots(question), func(asked spot) bool {
		return slices.ContainsFunc(said, func(s spot) bool { return sameBeginning(asked.word, s.word) })
	})
}

// sameBeginning says whether a word begins as a long one that was asked with: an ending
// makes no difference.
func sameBeginning(asked, said string) bool {
	const long, most = 7, 5 // shorter words are in any sentence
	x, y := []rune(asked), []rune(said)
	return len(x) >= long && len(y) >= most && slices.Equal(x[:most], y[:most])
}

// asideIn says whether one of some answers reads like something that is not said
// to the member. A question to us with the member's name in it is.
func (x *lexis) asideIn(answers map[int]string, member string) bool {
	for _, a := range answers {
		reads := func(p pattern) bool { return p().MatchString(a) }
		switch {
		case slices.ContainsFunc(x.remarks, reads), asksAbout(a, member):
			return true
		case len(strings.Fields(a)) <= shortAnswer && slices.ContainsFunc(x.asides, reads):
			return true
		}
	}
	return false
}

// leavesTo says whether one of some short answers names, in a sentence that reads so,
// another administration whose question it is.
func (d *Desk) leavesTo(answers map[int]string, own string) bool {
	for _, a := range answers {
		if len(strings.Fields(a)) > shortAnswer {
			continue
		}
		if _, ok := d.administration(strings.Trim(a, " .:;!")); ok {
			return true
		}
		for sentence := range strings.FieldsFuncSeq(a, func(r rune) bool { return strings.ContainsRune(".!?\n", r) }) {
			if d.namesOther(sentence, own) && d.handsOver().MatchString(sentence) {
				return true
			}
		}
	}
	return false
}

// namesOther says whether the id or the name of an administration other than one's
// own stands in a text.
func (d *Desk) namesOther(text, own string) bool {
	said := " " + folded(text) + " "
	return slices.ContainsFunc(d.Administrations, func(a Administration) bool {
		return a.ID != own && (strings.Contains(said, " "+folded(a.ID)+" ") || strings.Contains(said, " "+folded(a.Name)))
	})
}

// asksAbout says whether a text has a question with somebody's first name in it.
func asksAbout(text, name string) bool {
	first, _, _ := strings.Cut(folded(name), " ")
	if first == "" {
		return false
	}
	for sentence := range strings.SplitAfterSeq(strings.ReplaceAll(text, "\n", "."), "?") {
		if !strings.HasSuffix(sentence, "?") {
			continue
		}
		at := strings.LastIndexAny(sentence, ".!:")
		if strings.Contains(" "+folded(sentence[at+1:])+" ", " "+first+" ") {
			return true
		}
	}
	return false
}
